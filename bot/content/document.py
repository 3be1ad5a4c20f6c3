"""One entry's file: from its tree to an Entry, with the line of every key for messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.content.model import Entry, Family, Fault, Source, State, Text
from bot.content.reader import ID, Reader
from bot.content.yamltree import Node, Tree

STATES = tuple(state.value for state in State)
OF = re.compile(r"[0-9a-f]{8}\Z")


@dataclass(frozen=True)
class Document:
    """An entry as it stands in `file`; `lines` maps a key such as "answers.xx" to its line."""

    file: str
    entry: Entry
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """The line of `key`, or of the nearest key around it."""
        while key not in self.lines and "." in key:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)


@dataclass(frozen=True)
class ReadDocument:
    """A file's document (None when it cannot be used) and all of its faults."""

    document: Document | None
    faults: tuple[Fault, ...]


def family_of(file: str) -> Family:
    """The family of an entry by the first folder of its path, relative to the content."""
    return Family(PurePosixPath(file).parts[0])


def read_document(tree: Tree, file: str, languages: Iterable[str], source: str) -> ReadDocument:
    """The document of one file; `languages` are the codes the bot speaks, `source` the first."""
    if tree.root is None:
        return ReadDocument(None, tree.faults)
    builder = _EntryBuilder(file, tuple(languages), source)
    entry = builder.build(tree.root)
    faults = (*tree.faults, *builder.reader.faults)
    # A file with any fault of form is not used: half an answer about a right is a wrong answer.
    if faults or entry is None:
        return ReadDocument(None, faults)
    return ReadDocument(Document(file, entry, builder.lines), ())


class _EntryBuilder:
    def __init__(self, file: str, languages: tuple[str, ...], source: str) -> None:
        self.reader = Reader(file)
        self.languages = languages
        self.source = source
        self.path = PurePosixPath(file)
        self.lines: dict[str, int] = {}

    def build(self, root: Node) -> Entry | None:
        keys = self.reader.mapping(
            root, "", ("id", "topic", "checked", "answers"), ("sources", "related", "questions")
        )
        self.lines.update({name: node.line for name, node in keys.items()})
        if not keys:
            return None
        family = family_of(str(self.path))
        return Entry(
            id=self._id(keys.get("id")),
            topic=self._topic(keys.get("topic"), family),
            family=family,
            checked=self.reader.date(keys.get("checked"), "checked"),
            sources=tuple(self._sources(keys.get("sources"))),
            related=self._related(keys.get("related")),
            answers=dict(self._answers(keys.get("answers"))),
            questions=dict(self._questions(keys.get("questions"))),
        )

    def _id(self, node: Node | None) -> str:
        value = self.reader.text(node, "id")
        if node is not None and value:
            if not ID.match(value):
                self.reader.fault("bad_id", node.line, "id")
            elif value != self.path.stem:
                self.reader.fault("id_not_file", node.line, "id", expected=self.path.stem)
        return value

    def _topic(self, node: Node | None, family: Family) -> str:
        value = self.reader.text(node, "topic")
        expected = self.path.parent.name
        if node is not None and value and value != expected:
            self.reader.fault("topic_not_folder", node.line, "topic", expected=expected)
        return value

    def _sources(self, node: Node | None) -> Iterable[Source]:
        for i, item in enumerate(self._items(node, "sources")):
            key = f"sources[{i}]"
            keys = self.reader.mapping(item, key, ("title", "seen"), ("url",))
            yield Source(
                title=self.reader.text(keys.get("title"), f"{key}.title"),
                seen=self.reader.date(keys.get("seen"), f"{key}.seen"),
                url=self.reader.url(keys.get("url"), f"{key}.url"),
            )

    def _related(self, node: Node | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text, _ in self.reader.texts(node, "related")))

    def _answers(self, node: Node | None) -> Iterable[tuple[str, Text]]:
        if node is None:
            return
        keys = self.reader.mapping(node, "answers", (), self.languages)
        if self.source not in keys:
            self.reader.fault("missing_source_text", node.line, f"answers.{self.source}")
        for code, child in keys.items():
            if code in self.languages:
                yield code, self._text(code, child)

    def _text(self, code: str, node: Node) -> Text:
        key = f"answers.{code}"
        self.lines[key] = node.line
        keys = self.reader.mapping(node, key, ("text", "state"), ("of",))
        self.lines.update({f"{key}.{name}": child.line for name, child in keys.items()})
        state = self.reader.text(keys.get("state"), f"{key}.state")
        if state and state not in STATES:
            self.reader.fault(
                "bad_state", keys["state"].line, f"{key}.state", allowed=", ".join(STATES)
            )
        text = self.reader.text(keys.get("text"), f"{key}.text")
        valid = State(state) if state in STATES else State.DRAFT
        return Text(text=text, state=valid, of=self._of(code, key, keys.get("of")))

    def _of(self, code: str, key: str, of: Node | None) -> str | None:
        if code == self.source:
            if of is not None:
                self.reader.fault("of_on_source", of.line, f"{key}.of")
            return None
        if of is None:
            return None  # usable, and shown as outdated; validate asks for it
        value = self.reader.text(of, f"{key}.of")
        if value and not OF.match(value):
            self.reader.fault("bad_of", of.line, f"{key}.of")
        return value

    def _questions(self, node: Node | None) -> Iterable[tuple[str, tuple[str, ...]]]:
        if node is None:
            return
        keys = self.reader.mapping(node, "questions", (), self.languages)
        for code, child in keys.items():
            key = f"questions.{code}"
            pairs = self.reader.texts(child, key)
            self.lines[key] = child.line
            self.lines.update({f"{key}.{i}": line for i, (_, line) in enumerate(pairs)})
            if code in self.languages:
                yield code, tuple(" ".join(text.split()) for text, _ in pairs)

    def _items(self, node: Node | None, key: str) -> tuple[Node, ...]:
        if node is None:
            return ()
        if node.items is None:
            self.reader.fault("not_list", node.line, key)
            return ()
        return node.items
