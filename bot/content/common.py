"""The files that all entries share: topics, contacts and the strings of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Contact, Fault, Source
from bot.content.reader import ID, Reader
from bot.content.yamltree import Node, Tree, read_tree

CONTACT_FIELDS = ("phone", "email", "address", "web")


@dataclass(frozen=True)
class Topics:
    """The topics in the order of the menu, and the faults of their file."""

    ids: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Contacts:
    """The usable contacts by id, and the faults of their file."""

    by_id: Mapping[str, Contact]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Strings:
    """The interface strings of one language, and the faults of their file."""

    by_key: Mapping[str, str]
    faults: tuple[Fault, ...]


def read_topics(path: Path, name: str) -> Topics:
    """The list of topic ids in topics.yml."""
    tree = read_tree(path, name)
    reader = Reader(name)
    pairs = reader.texts(tree.root, "")
    for text, line in pairs:
        if not ID.match(text):
            reader.fault("bad_id", line, text)
    ids = tuple(dict.fromkeys(text for text, _ in pairs if ID.match(text)))
    return Topics(ids, (*tree.faults, *reader.faults))


def read_strings(path: Path, name: str) -> Strings:
    """The flat strings of ui/<language>.yml."""
    tree = read_tree(path, name)
    reader = Reader(name)
    found: dict[str, str] = {}
    if tree.root is not None:
        for key, node in (tree.root.keys or {}).items():
            found[key] = reader.text(node, key)
        if tree.root.keys is None:
            reader.fault("not_mapping", tree.root.line, "")
    return Strings(found, (*tree.faults, *reader.faults))


def read_contacts(path: Path, name: str, languages: tuple[str, ...]) -> Contacts:
    """The contacts of contacts.yml; one with a fault is left out, the others stay usable."""
    return contacts_in(read_tree(path, name), name, languages)


def contacts_in(tree: Tree, name: str, languages: tuple[str, ...]) -> Contacts:
    """The contacts of a tree that was read from the file called `name`."""
    faults = list(tree.faults)
    found: dict[str, Contact] = {}
    for key, node in ((tree.root.keys if tree.root else None) or {}).items():
        reader = Reader(name)
        contact = _contact(reader, key, node, languages)
        faults.extend(reader.faults)
        if not reader.faults:
            found[key] = contact
    return Contacts(found, tuple(faults))


def _contact(reader: Reader, key: str, node: Node, languages: tuple[str, ...]) -> Contact:
    keys = reader.mapping(node, key, ("name", "source"), (*CONTACT_FIELDS, "check_first"))
    if not ID.match(key):
        reader.fault("bad_id", node.line, key)
    names: Mapping[str, Node] = {}
    if "name" in keys:
        names = reader.mapping(keys["name"], f"{key}.name", languages)
    source: Mapping[str, Node] = {}
    if "source" in keys:
        source = reader.mapping(keys["source"], f"{key}.source", ("title", "seen"), ("url",))
    fields = {
        name: reader.text(keys[name], f"{key}.{name}") for name in CONTACT_FIELDS if name in keys
    }
    return Contact(
        id=key,
        name={code: reader.text(n, f"{key}.name.{code}") for code, n in names.items()},
        source=Source(
            title=reader.text(source.get("title"), f"{key}.source.title"),
            seen=reader.date(source.get("seen"), f"{key}.source.seen"),
            url=reader.url(source.get("url"), f"{key}.source.url"),
        ),
        check_first=reader.text(keys.get("check_first"), f"{key}.check_first") == "true",
        **fields,
    )
