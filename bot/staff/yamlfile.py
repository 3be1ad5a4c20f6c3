"""Edit the file of an entry: only what changed changes; comments, order and quotes stay.

What is written is read again with the reader of bot.content first: either it means exactly what
was asked for, or nothing is written.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from bot.content.document import read_document
from bot.content.model import Entry
from bot.content.yamltree import parse_tree
from bot.staff.errors import StaffError
from bot.staff.fields import ANSWERS, CHECKED, QUESTIONS, RELATED, SOURCES, Value, value_of

WIDE = 1 << 20  # no line is ever folded


class FileError(StaffError):
    """The file cannot be edited without changing its meaning; it is left as it is."""

    def __init__(self, code: str, file: str, sentence: str) -> None:
        super().__init__(code, sentence, name=file)


def edited(raw: bytes, file: str, wanted: Entry, languages: Iterable[str], source: str) -> bytes:
    """The bytes of the file with the values of `wanted`; fields that are alike are not touched.

    `file` is its path below the content folder, `languages` and `source` as the reader has them.
    Raises FileError when the file cannot be read, or the result would not mean `wanted`.
    """
    codes = tuple(languages)
    before = read_document(parse_tree(raw, file), file, codes, source).document
    if before is None:
        raise FileError("broken_file", file, f"The file {file} has faults.")
    if before.entry == wanted:
        return raw
    for plain in (False, True):
        written = _written(raw, before.entry, wanted, codes, plain)
        found = read_document(parse_tree(written, file), file, codes, source).document
        if found is not None and found.entry == wanted:
            return written
    raise FileError("unwritable", file, f"The change of {file} cannot be written as YAML.")


def created(file: str, wanted: Entry, languages: Iterable[str], source: str) -> bytes:
    """The bytes of a new file with the values of `wanted`. Raises FileError as `edited` does."""
    codes = tuple(languages)
    # The reader wants a source text and a date, so the frame has some that are replaced.
    frame = (
        f'id: {wanted.id}\ntopic: {wanted.topic}\nchecked: "2000-01-01"\nsources: []\nrelated: []\n'
        f"answers:\n  {source}:\n    state: draft\n    text: |-\n      .\n"
    )
    return edited(frame.encode(), file, wanted, codes, source)


def _written(
    raw: bytes, before: Entry, wanted: Entry, codes: tuple[str, ...], plain: bool
) -> bytes:
    yaml = round_trip()
    try:
        root = yaml.load(raw.decode("utf-8-sig"))
    except YAMLError as error:
        raise FileError("broken_file", wanted.id, "The file cannot be edited.") from error
    for field in (CHECKED, SOURCES, RELATED):
        if value_of(before, field) != value_of(wanted, field):
            root[field] = _fact(field, value_of(wanted, field))
    for lang in codes:
        _set_answer(root, lang, before, wanted, plain)
        if before.questions.get(lang) != wanted.questions.get(lang):
            _set_questions(root, lang, wanted)
    stream = io.StringIO()
    yaml.dump(root, stream)
    return stream.getvalue().encode("utf-8")


def round_trip() -> YAML:
    """A reader and writer that keeps comments, order, quotes and line lengths."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = WIDE
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _set_answer(root: CommentedMap, lang: str, before: Entry, wanted: Entry, plain: bool) -> None:
    new, old = wanted.answers.get(lang), before.answers.get(lang)
    if new == old:
        return
    answers = root[ANSWERS]
    if new is None:
        del answers[lang]
        return
    if old is None:
        answers[lang] = CommentedMap()
    node = answers[lang]
    if old is None or new.state is not old.state:
        node["state"] = new.state.value
    if new.of is None:
        node.pop("of", None)
    elif old is None or new.of != old.of:
        _set_before_text(node, "of", DoubleQuotedScalarString(new.of))
    if old is None or new.text != old.text:
        node["text"] = _text(new.text, node.get("text"), plain)


def _set_before_text(node: CommentedMap, key: str, value: Any) -> None:
    """Keep the order of the files: `of` stands before the long text."""
    if key in node or "text" not in node:
        node[key] = value
    else:
        node.insert(list(node).index("text"), key, value)


def _text(text: str, old: Any, plain: bool) -> Any:
    if plain:
        return DoubleQuotedScalarString(text)
    block = LiteralScalarString(text)
    comment = getattr(old, "comment", None)
    if comment is not None:
        block.comment = comment  # the blank lines after a block text hang on it
    return block


def _set_questions(root: CommentedMap, lang: str, wanted: Entry) -> None:
    if QUESTIONS not in root or not isinstance(root[QUESTIONS], CommentedMap):
        root[QUESTIONS] = CommentedMap()
    questions = root[QUESTIONS]
    new = wanted.questions.get(lang)
    if new is None:
        del questions[lang]
        return
    listed = questions.get(lang)
    if not isinstance(listed, CommentedSeq):
        questions[lang] = CommentedSeq(map(DoubleQuotedScalarString, new))
        return
    _replace_items(listed, new)


def _replace_items(listed: CommentedSeq, new: tuple[str, ...]) -> None:
    """Change a list in place, so that the lines that stay keep their quotes and comments."""
    kept = {" ".join(str(item).split()): item for item in listed}
    values = [kept.get(text, DoubleQuotedScalarString(text)) for text in new]
    if len(values) < len(listed):
        del listed[len(values) :]
    for i, value in enumerate(values):
        if i < len(listed):
            listed[i] = value
        else:
            listed.append(value)


def _fact(field: str, value: Value) -> Any:
    if field == CHECKED:
        return DoubleQuotedScalarString(value)
    if field == RELATED:
        listed = CommentedSeq(value)
        listed.fa.set_flow_style()
        return listed
    return CommentedSeq(_source(item) for item in value)


def _source(item: Mapping[str, str]) -> CommentedMap:
    keys = (key for key in ("title", "url", "seen") if item.get(key))
    node = CommentedMap((key, DoubleQuotedScalarString(item[key])) for key in keys)
    node.fa.set_flow_style()
    return node
