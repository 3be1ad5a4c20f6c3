"""Strict YAML: text in, a tree of strings with line numbers out, every fault reported.

The traps of YAML are closed here: `no`, `9:30` and `0701018` stay the strings that were
typed; duplicate keys, anchors, aliases, tags and several documents are faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Union

import yaml

from bot.content.faults import fault
from bot.content.model import Fault

LIMIT_KB = 256
# libyaml where PyYAML was built with it: ten times as fast, the same rules.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Node:
    """A value and the line (from 1) where it begins: text, a sequence or a mapping."""

    line: int
    value: Value

    @property
    def text(self) -> str | None:
        """The value when it is a text."""
        return self.value if isinstance(self.value, str) else None

    @property
    def items(self) -> tuple[Node, ...] | None:
        """The value when it is a list."""
        return self.value if isinstance(self.value, tuple) else None

    @property
    def keys(self) -> Mapping[str, Node] | None:
        """The value when it is a mapping."""
        return self.value if isinstance(self.value, Mapping) else None


Value = Union[str, tuple[Node, ...], Mapping[str, Node]]


@dataclass(frozen=True)
class Tree:
    """What was read of one file: its root (None when unreadable) and the faults."""

    root: Node | None
    faults: tuple[Fault, ...]


def read_tree(path: Path, name: str) -> Tree:
    """Read the file at `path`, called `name` in faults. Never raises for what is in the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Tree(None, (fault("unreadable", name, 1, "", problem=error.strerror),))
    return parse_tree(raw, name)


def parse_tree(raw: bytes, name: str) -> Tree:
    """The tree of a file's bytes; faults name the file as `name`."""
    if len(raw) > LIMIT_KB * 1024:
        return Tree(None, (fault("too_large", name, 1, "", limit=LIMIT_KB),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Tree(None, (fault("not_utf8", name, line, ""),))
    try:
        faults = list(_event_faults(text, name))
        if faults:
            return Tree(None, tuple(faults))
        composed = yaml.compose(text, LOADER)
        root = None if composed is None else _convert(composed, name, "", faults)
    except yaml.YAMLError as error:
        return Tree(None, (_yaml_fault(error, name),))
    except RecursionError:
        return Tree(None, (fault("not_yaml", name, 1, "", problem="…"),))
    if root is None and not faults:
        faults.append(fault("empty", name, 1, ""))
    return Tree(root, tuple(faults))


def _yaml_fault(error: yaml.YAMLError, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return fault("not_yaml", name, mark.line + 1 if mark else 1, "", problem=problem)


def _event_faults(text: str, name: str) -> Iterator[Fault]:
    """Faults that composing would hide: anchors, aliases, tags, a second document."""
    documents = 0
    for event in yaml.parse(text, LOADER):
        line = _line(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                yield fault("several_documents", name, line, "")
        if getattr(event, "anchor", None):
            yield fault("anchor", name, line, "")
        tag = getattr(event, "tag", None)
        if tag:
            yield fault("tag", name, line, "", tag=tag)


def _convert(node: yaml.Node, name: str, path: str, faults: list[Fault]) -> Node:
    line = _line(node)
    if isinstance(node, yaml.ScalarNode):
        return Node(line, str(node.value))
    if isinstance(node, yaml.SequenceNode):
        children = (_convert(n, name, f"{path}[{i}]", faults) for i, n in enumerate(node.value))
        return Node(line, tuple(children))
    found: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key_line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(fault("not_text", name, key_line, path))
            continue
        key = str(key_node.value)
        inner = f"{path}.{key}" if path else key
        if key in found:
            faults.append(fault("duplicate_key", name, key_line, inner))
            continue
        child = _convert(value_node, name, inner, faults)
        # A block text begins a line after its key; people look for the key.
        found[key] = Node(key_line, child.value)
    return Node(line, found)


def _line(place: yaml.Event | yaml.Node) -> int:
    """The line of an event or node, from 1."""
    return place.start_mark.line + 1 if place.start_mark else 1
