"""What to do about one update, before any of it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answers.telegram import TelegramMessage
from bot.channels.telegram.outgoing import Outgoing


@dataclass(frozen=True)
class Plan:
    """`out` is done in this order, and survives a restart.

    The rest is worth nothing after one: `toast` is shown for a moment where a button was
    pressed, `invitation` stands where somebody typed the bot's name into another chat.
    `unreachable`: the person has blocked the bot, so that nothing more can be sent.
    """

    out: tuple[Outgoing, ...] = ()
    toast: str = ""
    invitation: str = ""
    unreachable: bool = False

    @classmethod
    def sending(cls, *messages: TelegramMessage) -> Plan:
        """New messages."""
        return cls(tuple(Outgoing.send(message) for message in messages))

    def then(self, following: Plan) -> Plan:
        """What is sent here, and after it another plan."""
        return replace(following, out=(*self.out, *following.out))

    @classmethod
    def replacing(cls, at: int | None, *messages: TelegramMessage) -> Plan:
        """The first message takes the place of the one at `at`, the others are new."""
        if at is None or not messages:
            return cls.sending(*messages)
        first = Outgoing.edit(messages[0], at)
        return cls((first, *(Outgoing.send(message) for message in messages[1:])))
