"""Whether a rule holds among the sightings of a message."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from operator import attrgetter

from bot.crisis.folding import Tokens
from bot.crisis.ruletext import Rule
from bot.crisis.sightings import Sighting

UNLESS_DISTANCE = 8  # so many words from the crisis an excuse in the same sentence may stand
Sightings = Mapping[str, list[Sighting]]
Match = tuple[Sighting, ...]
_START = attrgetter("start")


def first_match(rule: Rule, file: int, sightings: Sightings, tokens: Tokens) -> Match | None:
    """The first way in which `rule` of the lexicon number `file` holds, or None."""
    for match in _matches(rule, file, sightings):
        if (
            _sure(match)
            and not _denied(rule, match, sightings)
            and not _excused(rule, match, sightings, tokens)
            and not (rule.only and _says_more(rule, match, sightings, tokens))
        ):
            return match
    return None


def _sure(match: Match) -> bool:
    """Whether it is more than short words that only sound like concepts."""
    return any(seen.sure for seen in match if seen.at)


def _matches(rule: Rule, file: int, sightings: Sightings) -> Iterator[Match]:
    """The ways to find one sighting for every element, near together and never on one word.

    At least one is a word of the rule's own lexicon: what excuses it is known only there.
    """
    choices = [
        sorted((seen for name in names for seen in sightings.get(name, ())), key=_START)
        for names in rule.elements
    ]
    starts = [[seen.start for seen in found] for found in choices]

    def extend(chosen: Match, low: int, high: int) -> Iterator[Match]:
        at = len(chosen)
        if at == len(choices):
            if any(seen.file == file for seen in chosen):
                yield chosen
            return
        earliest = chosen[-1].start if rule.ordered else high - rule.window
        begin = bisect_left(starts[at], earliest)
        end = bisect_right(starts[at], low + rule.window)
        for seen in choices[at][begin:end]:
            start, stop = min(low, seen.start), max(high, seen.end)
            if stop - start <= rule.window and all(seen.at.isdisjoint(c.at) for c in chosen):
                yield from extend((*chosen, seen), start, stop)

    for first in choices[0]:
        yield from extend((first,), first.start, first.end)


def _says_more(rule: Rule, match: Match, sightings: Sightings, tokens: Tokens) -> bool:
    """True when the sentence has words that belong to no concept of the rule."""
    names = (name for element in rule.elements for name in element)
    covered = {at for name in names for seen in sightings.get(name, ()) for at in seen.at}
    sentences = {tokens.sentences[at] for seen in match for at in seen.at}
    return any(
        sentence in sentences and at not in covered for at, sentence in enumerate(tokens.sentences)
    )


def _denied(rule: Rule, match: Match, sightings: Sightings) -> bool:
    """True when a denying word stands right at the key."""
    key = match[rule.key]
    before = rule.denied_before + rule.denied_around
    if any(no.end == key.start for name in before for no in sightings.get(name, ())):
        return True
    after = (no.start - key.end for name in rule.denied_around for no in sightings.get(name, ()))
    return any(0 <= distance <= 1 for distance in after)


def _excused(rule: Rule, match: Match, sightings: Sightings, tokens: Tokens) -> bool:
    """True when a word that makes it harmless stands near by in the same sentence."""
    low = min(seen.start for seen in match) - UNLESS_DISTANCE
    high = max(seen.end for seen in match) + UNLESS_DISTANCE
    own = {tokens.sentences[at] for seen in match for at in seen.at}
    return any(
        low <= excuse.start and excuse.end <= high and tokens.sentences[excuse.start] in own
        for name in rule.unless
        for excuse in sightings.get(name, ())
    )
