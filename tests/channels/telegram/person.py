"""Somebody who chats with the bot in the Telegram of the tests."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.channels.telegram.server import BotApi
from tests.channels.telegram.world import BOT, Shown

_CALLBACKS = itertools.count(1)


@dataclass
class Person:
    """A person in a private chat with the bot; what they do becomes updates."""

    api: BotApi
    id: int
    language: str | None = None
    name: str = "Test"
    _seen: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        with self.api.lock:
            self.api.world.meet(self.id, self.language, self.name)

    def say(self, text: str, **extra: Any) -> int | None:
        """Write a message; the id of its update."""
        entities = []
        if text.startswith("/"):
            length = len(text.split()[0])
            entities = [{"type": "bot_command", "offset": 0, "length": length}]
        more = {"entities": entities} if entities else {}
        return self.send(text=text, **more, **extra)

    def send(self, **content: Any) -> int | None:
        """Send anything: a sticker, a photo, a location."""
        with self.api.lock:
            message = self.api.world.message(self.id, self.id, **content)
        return self.api.deliver("message", message)

    def edit(self, text: str) -> int | None:
        """Change one's last message."""
        with self.api.lock:
            shown = [s for s in self.api.world.shown if s.chat == self.id and not s.from_bot][-1]
            shown.text = text
            body = {
                "message_id": shown.id,
                "date": int(time.time()) - 5,
                "edit_date": int(time.time()),
                "chat": self.api.world.chats[self.id],
                "from": self.api.world.users[self.id],
                "text": text,
            }
        return self.api.deliver("edited_message", body)

    def press(self, title: str, message: Shown | None = None) -> int | None:
        """Tap the button with `title` in it, of the newest message that has one."""
        for shown in [message] if message else reversed(self.screen()):
            for button in shown.buttons:
                if title in button["text"]:
                    return self.tap(shown, button["callback_data"])
        raise AssertionError(f"no button {title!r} in {[s.titles for s in self.screen()]}")

    def tap(self, shown: Shown, data: str) -> int | None:
        """Send callback data as a button below `shown` would."""
        number = str(next(_CALLBACKS))
        with self.api.lock:
            self.api.world.open_queries.add(number)
            holder = {
                "message_id": shown.id,
                "date": int(time.time()),
                "chat": self.api.world.chats[self.id],
                "text": shown.text,
                "from": BOT,
            }
            if shown.keyboard:
                holder["reply_markup"] = {"inline_keyboard": shown.keyboard}
            body = {
                "id": number,
                "from": self.api.world.users[self.id],
                "message": holder,
                "chat_instance": str(self.id),
                "data": data,
            }
        return self.api.deliver("callback_query", body)

    def block(self, *, block: bool = True) -> int | None:
        """Block the bot, or unblock it."""
        bot = {"id": 4200000000, "is_bot": True, "first_name": "Velkommen"}
        there = {"user": bot, "status": "member"}
        gone = {"user": bot, "status": "kicked", "until_date": 0}
        with self.api.lock:
            (self.api.world.blocked.add if block else self.api.world.blocked.discard)(self.id)
            body = {
                "chat": self.api.world.chats[self.id],
                "from": self.api.world.users[self.id],
                "date": int(time.time()),
                "old_chat_member": there if block else gone,
                "new_chat_member": gone if block else there,
            }
        return self.api.deliver("my_chat_member", body)

    def screen(self, *, mine: bool = False) -> list[Shown]:
        """What stands in the chat now, oldest first; the person's own messages too if `mine`."""
        with self.api.lock:
            return [
                s
                for s in self.api.world.shown
                if s.chat == self.id and not s.deleted and (mine or s.from_bot)
            ]

    def wait(self, count: int = 1, seconds: float = 60.0) -> list[Shown]:
        """The next `count` messages of the bot that were not waited for yet."""
        until = time.monotonic() + seconds
        while True:
            with self.api.lock:
                found = [s for s in self.api.world.shown if s.chat == self.id and s.from_bot]
            if len(found) >= self._seen + count:
                self._seen += count
                return found[self._seen - count : self._seen]
            if time.monotonic() > until:
                raise AssertionError(
                    f"{len(found) - self._seen} of {count} messages came: {self.api.violations}"
                )
            time.sleep(0.005)

    def ask(self, text: str) -> Shown:
        """Write a message and wait for the one reply."""
        self.say(text)
        return self.wait()[0]
