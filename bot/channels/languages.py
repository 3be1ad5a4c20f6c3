"""Which language a reply is written in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """`lang` is what the reply is written in, `chosen` the language that stays (None: the reply
    follows each message), `offer` the language of the message where a button to it belongs.
    """

    lang: str
    chosen: str | None
    offer: str | None = None


def decide(
    spoken: Collection[str],
    source: str,
    *,
    chosen: str | None = None,
    requested: str | None = None,
    detected: str | None = None,
    last: str | None = None,
    guess: str | None = None,
) -> Decision:
    """The language of the reply to one message.

    `spoken` are the languages of the bot and `source` the one to take when nothing is known;
    `chosen` was chosen before, `requested` is chosen with this message, `detected` is what the
    message is in, `last` what the last reply was in, `guess` a first guess (the language of the
    device). Codes that are not spoken count as unknown.
    """
    known = [
        code if code in spoken else None for code in (requested, chosen, detected, last, guess)
    ]
    now, before, own, kept, guessed = known
    stays = now or before
    if stays:
        return Decision(stays, stays, own if own not in (None, stays) else None)
    return Decision(own or kept or guessed or source, None)
