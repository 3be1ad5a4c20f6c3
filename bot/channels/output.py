"""Where Rasa sends what its actions say: whole replies, in order."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel


class ReplyOutput(OutputChannel):
    """Collects the replies of one turn. An action sends each as one JSON message."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name under which Rasa knows this output."""
        return "replies"

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Take one reply, untouched."""
        self.replies.append(json_message)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Bare texts are not replies of this bot: they say neither language nor state."""
