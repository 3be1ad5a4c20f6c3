"""What a client gets: one reply and its buttons, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any


class Kind(str, Enum):
    """What a reply is, so that a client can show it rightly."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    CRISIS = "crisis"
    NOTICE = "notice"
    FALLBACK = "fallback"
    DIALOGUE = "dialogue"
    TRANSLATION = "translation"


@dataclass(frozen=True)
class Button:
    """A choice offered to the user; `payload` is signed by the server before it leaves."""

    title: str
    payload: str
    faq_id: str | None = None

    def as_json(self) -> dict[str, str]:
        """The button as the web channel sends it; `faq_id` only where it leads to an entry."""
        found = {"title": self.title, "payload": self.payload}
        return found | ({"faq_id": self.faq_id} if self.faq_id else {})


@dataclass(frozen=True)
class Reply:
    """One reply. `translation` is the state of the shown text, null for dialogue texts."""

    id: str
    text: str
    lang: str
    dir: str
    kind: Kind
    faq_id: str | None = None
    translation: str | None = None
    outdated: bool = False
    label: str | None = None
    confidence: float | None = None
    danish: str | None = None
    buttons: tuple[Button, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reply as the web channel sends it (DESIGN: what a client sees)."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        found["kind"] = self.kind.value
        found["buttons"] = [button.as_json() for button in self.buttons]
        return found

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Reply:
        """The reply that `as_json` wrote."""
        buttons = tuple(Button(b["title"], b["payload"], b.get("faq_id")) for b in found["buttons"])
        plain = {name: found[name] for name in _PLAIN}
        return cls(kind=Kind(found["kind"]), buttons=buttons, **plain)

    def with_buttons(self, buttons: tuple[Button, ...]) -> Reply:
        """The same reply with other buttons."""
        return replace(self, buttons=buttons)


_PLAIN = (
    "id",
    "text",
    "lang",
    "dir",
    "faq_id",
    "translation",
    "outdated",
    "label",
    "confidence",
    "danish",
)
