"""What an exchange counts as in the statistics."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.reply import Kind, Reply
from bot.content.model import Content, Family
from bot.privacy.counts import Event, Outcome

ANSWERS = frozenset({Kind.ANSWER, Kind.TRANSLATION})


def events(
    replies: Iterable[Reply], channel: str, content: Content, *, pressed: bool
) -> tuple[Event, ...]:
    """The events of one message; greetings, thanks and notices are none.

    `pressed`: it was a button, so nothing was asked in words. A crisis counts alone, and of it
    only that there was one.
    """
    given = tuple(replies)
    if any(reply.kind is Kind.CRISIS for reply in given):
        return (Event(Outcome.CRISIS),)
    found: list[Event] = []
    for reply in given:
        outcome = _outcome(reply, content, pressed)
        if outcome is not None:
            known = reply.kind in ANSWERS and reply.faq_id in content.entries
            found.append(Event(outcome, channel, reply.lang, str(reply.faq_id) if known else ""))
    return tuple(found)


def _outcome(reply: Reply, content: Content, pressed: bool) -> Outcome | None:
    if reply.kind in ANSWERS:
        return Outcome.CHOSEN if pressed else Outcome.ANSWERED
    if pressed:
        return None
    if reply.kind is Kind.CLARIFY:
        return Outcome.CLARIFIED
    entry = content.entries.get(reply.faq_id or "")
    refused = entry is not None and entry.family is Family.GUARD and reply.kind is Kind.DIALOGUE
    return Outcome.UNANSWERED if refused or reply.kind is Kind.FALLBACK else None
