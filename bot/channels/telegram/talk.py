"""The conversation behind a chat: ask the gateway, and show what it says."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.composer import Composer
from bot.answers.reply import Reply
from bot.answers.telegram import TelegramMessage, TelegramRenderer
from bot.answers.wording import Wording
from bot.channels.gateway import Gateway, Incoming
from bot.channels.telegram.stored import Received

CHANNEL = "telegram"


class Talk:
    """The gateway, for senders who are Telegram chats."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    @property
    def composer(self) -> Composer:
        """Makes replies from the content as it is now."""
        return self._gateway.composer()

    @property
    def renderer(self) -> TelegramRenderer:
        """Renders them."""
        return TelegramRenderer(self.composer)

    async def lang(self, received: Received) -> str:
        """The language in which to address the person."""
        return await self._gateway.language(sender_of(received.chat), guess_of(received))

    async def ask(self, received: Received, payload: str = "") -> tuple[Reply, ...]:
        """The replies to what was written, or to a button. The same ones when asked again."""
        outcome = await self._gateway.handle(
            Incoming(
                sender=sender_of(received.chat),
                channel=CHANNEL,
                message=payload,
                id=f"{CHANNEL}-{received.update}",
                guess=guess_of(received),
                reading=None if payload else received.reading,
            )
        )
        return outcome.replies

    async def mark(self, received: Received, reply: str, *, helpful: bool) -> bool:
        """Note whether a reply helped; False when there is no such reply any more."""
        return await self._gateway.mark(sender_of(received.chat), reply, helpful)

    async def forget(self, chat: int) -> None:
        """Delete a conversation. Raises an error when something of it is left."""
        await self._gateway.forget(sender_of(chat))

    def string(self, key: str, lang: str) -> str:
        """A string of the interface."""
        return Wording(self.composer.content, lang).string(key)

    def notice(self, key: str, lang: str) -> tuple[TelegramMessage, ...]:
        """A string of the interface as a message."""
        return self.renderer.reply(self.composer.notice(key, lang))

    def shown(self, replies: Iterable[Reply]) -> list[TelegramMessage]:
        """The messages of replies."""
        renderer = self.renderer
        return [message for reply in replies for message in renderer.reply(reply)]


def sender_of(chat: int) -> str:
    """The sender whose conversation a private chat is."""
    return f"tg:{chat}"


def guess_of(received: Received) -> str | None:
    """The language of the person's app, without its country."""
    tag = received.language or ""
    return tag.replace("_", "-").partition("-")[0].lower() or None
