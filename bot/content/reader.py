"""From a strict tree to values: one place that knows what each key of a file may hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from bot.content.faults import fault
from bot.content.model import Fault
from bot.content.yamltree import Node

ID = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


class Reader:
    """Takes values out of one file's tree and collects the faults met on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, code: str, line: int, key: str, **details: str) -> None:
        """Note a fault of this file."""
        self.faults.append(fault(code, self.file, line, key, warning=False, **details))

    def mapping(
        self, node: Node, key: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> Mapping[str, Node]:
        """The keys of a mapping; unknown and missing ones are faults."""
        found = node.keys
        if found is None:
            self.fault("not_mapping", node.line, key)
            return {}
        required, optional = tuple(required), tuple(optional)
        for name, child in found.items():
            if name not in required and name not in optional:
                allowed = ", ".join((*required, *optional))
                self.fault("unknown_key", child.line, _join(key, name), allowed=allowed)
        for name in required:
            if name not in found:
                self.fault("missing_key", node.line, _join(key, name))
        return found

    def text(self, node: Node | None, key: str) -> str:
        """A text that is not empty; "" after a fault."""
        if node is None:
            return ""
        if node.text is None:
            self.fault("not_text", node.line, key)
            return ""
        value = node.text.strip()
        if not value:
            self.fault("empty", node.line, key)
        return value

    def texts(self, node: Node | None, key: str) -> tuple[tuple[str, int], ...]:
        """A list of texts, each with its line."""
        if node is None:
            return ()
        if node.items is None:
            self.fault("not_list", node.line, key)
            return ()
        pairs = ((self.text(n, f"{key}[{i}]"), n.line) for i, n in enumerate(node.items))
        return tuple(pair for pair in pairs if pair[0])

    def date(self, node: Node | None, key: str) -> str:
        """A day as YYYY-MM-DD that exists in the calendar; "" after a fault."""
        value = self.text(node, key)
        if node is None or not value:
            return ""
        try:
            if datetime.date.fromisoformat(value).isoformat() == value:
                return value
        except ValueError:
            pass
        self.fault("bad_date", node.line, key)
        return ""

    def url(self, node: Node | None, key: str) -> str | None:
        """A web address beginning with http:// or https://, or None."""
        value = self.text(node, key)
        if node is not None and value and not re.match(r"https?://[^\s/]+", value):
            self.fault("bad_url", node.line, key)
            return None
        return value or None


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
