"""An update as it waits in the queue: understood so far, and without anything private.

What was written is masked before it is stored, and of a message about danger only the kind of
danger is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.answers.payload import Press
from bot.channels.reading import Reading
from bot.channels.telegram.commands import Command
from bot.channels.telegram.incoming import What
from bot.channels.turns import CRISIS_TEXT
from bot.crisis.rules import Crisis


@dataclass(frozen=True)
class Received:
    """An update that waits for its answer. The fields are those of incoming.Incoming, but for
    the text: that is a `command`, and a `reading` of all other words, where there were any.
    `broken` says that they could not be read.
    """

    update: int
    what: What
    chat: int
    message: int | None = None
    query: str = ""
    data: str = ""
    language: str | None = None
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    command: Command | None = None
    reading: Reading | None = None
    broken: bool = False

    def as_text(self) -> str:
        """It as JSON."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        found |= {"what": self.what.value, "command": self.command and self.command.value}
        found["reading"] = _reading_as_json(self.reading) if self.reading else None
        return json.dumps(found, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Received:
        """What `as_text` wrote."""
        found = json.loads(text)
        rows = tuple(tuple((title, data) for title, data in row) for row in found.pop("buttons"))
        command = found.pop("command")
        return cls(
            what=What(found.pop("what")),
            command=Command(command) if command else None,
            reading=_reading_from_json(found.pop("reading")),
            buttons=rows,
            **found,
        )


_PLAIN = ("update", "chat", "message", "query", "data", "language", "buttons", "broken")


def storable(reading: Reading) -> Reading:
    """The reading without the words of a message about danger."""
    return replace(reading, text=CRISIS_TEXT) if reading.crisis else reading


def _reading_as_json(reading: Reading) -> dict[str, Any]:
    press, crisis = reading.press, reading.crisis
    return {
        "text": reading.text,
        "only_private": reading.only_private,
        "press": press and [press.action, press.argument],
        "private": sorted(reading.private),
        "crisis": crisis and [crisis.id, crisis.lang],
        "detected": reading.detected,
        "too_long": reading.too_long,
    }


def _reading_from_json(found: dict[str, Any] | None) -> Reading | None:
    if found is None:
        return None
    press, crisis = found.pop("press"), found.pop("crisis")
    return Reading(
        press=Press(*press) if press else None,
        crisis=Crisis(*crisis) if crisis else None,
        private=frozenset(found.pop("private")),
        **found,
    )
