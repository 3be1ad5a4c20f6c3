"""What the Bot API server of the tests knows: people, messages, updates, what a bot has set."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.channels.telegram.schema import RefusedError, bad, check_object

BOT = {
    "id": 4200000000,
    "is_bot": True,
    "first_name": "Velkommen",
    "username": "velkommen_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
ALL_BUT_RARE = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Shown:
    """A message as it stands in a chat now: after edits, until it is deleted."""

    id: int
    chat: int
    from_bot: bool
    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    reply_to: int | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons below it, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def titles(self) -> list[str]:
        """What stands on its buttons."""
        return [button["text"] for button in self.buttons]


@dataclass
class World:
    """The state of Telegram, as far as one bot can see it."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    open_queries: set[str] = field(default_factory=set)
    open_inline: set[str] = field(default_factory=set)
    settings: dict[str, Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    allowed: frozenset[str] | None = None
    _update_ids: Iterator[int] = field(default_factory=lambda: itertools.count(880_000_001))
    _message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(101))

    def meet(self, user_id: int, language: str | None, first_name: str = "Test") -> None:
        """A person opens the chat with the bot."""
        user = {"id": user_id, "is_bot": False, "first_name": first_name}
        self.users[user_id] = user | ({"language_code": language} if language else {})
        self.chats[user_id] = {"id": user_id, "type": "private", "first_name": first_name}

    def add_update(self, kind: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """A new update, unless the bot does not want updates of its kind."""
        allowed = self.allowed
        if kind in ALL_BUT_RARE if allowed is None else kind not in allowed:
            return None
        update = {"update_id": next(self._update_ids), kind: body}
        check_object("Update", update)
        self.updates.append(update)
        return update

    def message(self, chat: int, sender: int | None, **content: Any) -> dict[str, Any]:
        """A new message as the Bot API writes it; a text is remembered as shown."""
        number = next(self._message_ids)
        found = {"message_id": number, "date": int(time.time()), "chat": self.chats[chat]}
        if sender is not None:
            found["from"] = BOT if sender == BOT["id"] else self.users[sender]
        text = content.get("text", content.get("caption", ""))
        self.shown.append(Shown(number, chat, sender == BOT["id"], text))
        return found | content

    def find(self, chat: int, number: int, *, by_bot: bool = True) -> Shown:
        """A message that is there. Raises RefusedError as Telegram does when there is none."""
        for one in self.shown:
            if one.chat == chat and one.id == number and not one.deleted:
                if by_bot and not one.from_bot:
                    raise bad("message can't be edited")
                return one
        raise bad("message to edit not found")

    def reachable(self, chat: int) -> None:
        """Raises RefusedError when the bot may not write there."""
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            raise bad("chat not found")
