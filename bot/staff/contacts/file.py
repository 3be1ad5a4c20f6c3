"""Edit contacts.yml: only what changed changes; comments, order and quotes stay."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.content.common import CONTACT_FIELDS, contacts_in
from bot.content.model import Contact
from bot.content.yamltree import parse_tree
from bot.staff.contacts.fields import CHECK_FIRST, NAME, SOURCE, TICK, contact_value
from bot.staff.yamlfile import FileError, round_trip

FILE = "contacts.yml"


def edited_contacts(raw: bytes, wanted: Contact, languages: Iterable[str]) -> bytes:
    """The bytes of the file with `wanted` in it; a new contact comes last.

    Raises FileError when the file cannot be read, or the result would mean anything else.
    """
    codes = tuple(languages)
    before = contacts_in(parse_tree(raw, FILE), FILE, codes).by_id
    yaml = round_trip()
    try:
        root = yaml.load(raw.decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise FileError("broken_file", FILE, "The file cannot be edited.") from error
    if not isinstance(root, CommentedMap):
        raise FileError("broken_file", FILE, "The file has no contacts.")
    if wanted.id not in root:
        root[wanted.id] = CommentedMap()
    _set(root[wanted.id], before.get(wanted.id), wanted, codes)
    stream = io.StringIO()
    yaml.dump(root, stream)
    written = stream.getvalue().encode("utf-8")
    found = contacts_in(parse_tree(written, FILE), FILE, codes).by_id
    if dict(found) != {**before, wanted.id: wanted}:
        raise FileError("unwritable", FILE, f"{wanted.id} cannot be written as YAML.")
    return written


def _set(node: Any, before: Contact | None, wanted: Contact, codes: tuple[str, ...]) -> None:
    if NAME not in node:
        node[NAME] = _flow({})
    for lang in codes:
        _put(node[NAME], lang, wanted.name.get(lang))
    for name in CONTACT_FIELDS:
        _put(node, name, contact_value(wanted, name))
    _put(node, CHECK_FIRST, TICK if wanted.check_first else None)
    source = contact_value(wanted, SOURCE)
    if before is None or contact_value(before, SOURCE) != source:
        node[SOURCE] = _flow(source[0] if source else {})


def _put(node: Any, key: str, value: str | None) -> None:
    """Set, change or remove a text; the source stays the last of its contact."""
    if value is None:
        node.pop(key, None)
    elif key not in node and SOURCE in node:
        node.insert(list(node).index(SOURCE), key, DoubleQuotedScalarString(value))
    elif str(node.get(key, "")).strip() != value:
        node[key] = DoubleQuotedScalarString(value)


def _flow(values: dict[str, str]) -> CommentedMap:
    node = CommentedMap((key, DoubleQuotedScalarString(text)) for key, text in values.items())
    node.fa.set_flow_style()
    return node
