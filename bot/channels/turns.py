"""One turn of the dialogue engine, as the gateway sees it: Rasa behind a narrow door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

CRISIS_TEXT = "[crisis]"  # all that the conversation keeps of a message about danger


@dataclass(frozen=True)
class Turn:
    """A message for the dialogue engine. `text` is masked, or an intent made by the server.

    `id` is the message's own: a turn with an id that the conversation has had already is not
    taken again, its replies are found in the conversation.
    """

    sender: str
    id: str
    text: str
    channel: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Turns(Protocol):
    """The dialogue engine."""

    @property
    def model(self) -> str | None:
        """The name of the model in use; None while there is none."""

    @property
    def actions_url(self) -> str | None:
        """Where the actions are called; None while that is not known."""

    async def take(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        """The replies to a turn, as JSON. All of the turn is in the conversation then.

        Raises an error, with nothing of the turn in the conversation, when there is no reply.
        """

    async def note(self, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> None:
        """Put into the conversation a message that was answered without the dialogue engine."""

    async def forget(self, sender: str) -> None:
        """Delete a conversation. Raises an error when it cannot be deleted."""

    async def forget_older(self, before: float) -> int:
        """Delete every conversation whose last event was before a time (Unix); how many."""

    def knows(self, intent: str) -> bool:
        """Whether the model in use has this intent."""
