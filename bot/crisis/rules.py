"""Crisis messages by rules over word lists: the same answer every time, without a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.crisis.folding import Folding, Tokens
from bot.crisis.lexicon import read_lexicons
from bot.crisis.ruletext import Rule
from bot.crisis.sightings import Sighting, Spotter
from bot.errors import ContentError

# The most acute first: of several crises in one message this one is answered.
MOST_ACUTE_FIRST = (
    "crisis_life_danger",
    "crisis_suicide",
    "crisis_violence",
    "crisis_child_removed",
    "crisis_eviction",
    "crisis_deportation",
)
MAX_CHARACTERS = 6_000
UNLESS_DISTANCE = 8  # so many words from the crisis an excuse in the same sentence may stand
Sightings = Mapping[str, list[Sighting]]


@dataclass(frozen=True)
class Crisis:
    """`id` is the entry to answer with; `lang` the language of the words, where it is spoken."""

    id: str
    lang: str | None


class CrisisRules:
    """Finds out whether a message is about danger, and about which."""

    def __init__(
        self,
        folding: Folding,
        spotter: Spotter,
        rules: tuple[tuple[Rule, int], ...],
        langs: tuple[str | None, ...],
    ) -> None:
        self._folding = folding
        self._spotter = spotter
        self._rules = rules
        self._langs = langs

    @classmethod
    def load(cls, folder: Path) -> CrisisRules:
        """The rules of the lexicons in `folder`.

        Raises ContentError when a lexicon is missing or faulty: without its crisis rules the
        bot must not start.
        """
        lexicons = read_lexicons(folder)
        rules = [(rule, n) for n, file in enumerate(lexicons.files) for rule in file.rules]
        unknown = {rule.crisis for rule, _ in rules}.difference(MOST_ACUTE_FIRST)
        if unknown:
            raise ContentError(f"Crisis lexicon: unknown crisis: {', '.join(sorted(unknown))}")
        rules.sort(key=lambda pair: MOST_ACUTE_FIRST.index(pair[0].crisis))
        langs = tuple(file.lang for file in lexicons.files)
        return cls(lexicons.folding, Spotter(lexicons), tuple(rules), langs)

    def find(self, text: str) -> Crisis | None:
        """The most acute crisis that `text` is about, or None. Nothing of the text is kept."""
        found = self.explain(text)
        return found[0] if found else None

    def explain(self, text: str) -> tuple[Crisis, str] | None:
        """As `find`, with the rule that decided: for those who write the lexicons."""
        tokens = self._folding.tokens(text[:MAX_CHARACTERS])
        sightings = self._spotter.spot(tokens)
        for rule, file in self._rules:
            if not all(any(name in sightings for name in names) for names in rule.elements):
                continue
            for match in _matches(rule, file, sightings):
                if _holds(rule, match, sightings, tokens):
                    return Crisis(rule.crisis, self._lang(match, file, sightings)), rule.text
        return None

    def _lang(self, match: tuple[Sighting, ...], file: int, sightings: Sightings) -> str | None:
        """The language of most words that were seen, among those of the match; else the rule's."""
        files = {seen.file for seen in match if seen.at}
        words: dict[int, set[int]] = {number: set() for number in files}
        for seen in (seen for found in sightings.values() for seen in found):
            if seen.file in files:
                words[seen.file] |= seen.at
        return self._langs[max(files, key=lambda number: (len(words[number]), number == file))]


def _matches(rule: Rule, file: int, sightings: Sightings) -> Iterator[tuple[Sighting, ...]]:
    """The ways to find one sighting for every element, near together and never on one word.

    At least one is a word of the rule's own lexicon: what excuses it is known only there.
    """
    choices = [
        [seen for name in names for seen in sightings.get(name, ())] for names in rule.elements
    ]

    def extend(chosen: tuple[Sighting, ...], low: int, high: int) -> Iterator[tuple[Sighting, ...]]:
        if len(chosen) == len(choices):
            if any(seen.file == file for seen in chosen):
                yield chosen
            return
        for seen in choices[len(chosen)]:
            if rule.ordered and chosen and seen.start < chosen[-1].start:
                continue
            start, end = min(low, seen.start), max(high, seen.end)
            if end - start <= rule.window and all(seen.at.isdisjoint(c.at) for c in chosen):
                yield from extend((*chosen, seen), start, end)

    for first in choices[0]:
        yield from extend((first,), first.start, first.end)


def _holds(rule: Rule, match: tuple[Sighting, ...], sightings: Sightings, tokens: Tokens) -> bool:
    return (
        not _denied(rule, match, sightings)
        and not _excused(rule, match, sightings, tokens)
        and not (rule.only and _says_more(rule, match, sightings, tokens))
    )


def _says_more(
    rule: Rule, match: tuple[Sighting, ...], sightings: Sightings, tokens: Tokens
) -> bool:
    """True when the sentence has words that belong to no concept of the rule."""
    names = (name for element in rule.elements for name in element)
    covered = {at for name in names for seen in sightings.get(name, ()) for at in seen.at}
    sentences = {tokens.sentences[at] for seen in match for at in seen.at}
    return any(
        sentence in sentences and at not in covered for at, sentence in enumerate(tokens.sentences)
    )


def _denied(rule: Rule, match: tuple[Sighting, ...], sightings: Sightings) -> bool:
    """True when a denying word stands right at the key."""
    key = match[rule.key]
    before = rule.denied_before + rule.denied_around
    if any(no.end == key.start for name in before for no in sightings.get(name, ())):
        return True
    after = (no.start - key.end for name in rule.denied_around for no in sightings.get(name, ()))
    return any(0 <= distance <= 1 for distance in after)


def _excused(rule: Rule, match: tuple[Sighting, ...], sightings: Sightings, tokens: Tokens) -> bool:
    """True when a word that makes it harmless stands near by in the same sentence."""
    low = min(seen.start for seen in match) - UNLESS_DISTANCE
    high = max(seen.end for seen in match) + UNLESS_DISTANCE
    own = {tokens.sentences[at] for seen in match for at in seen.at}
    return any(
        low <= excuse.start and excuse.end <= high and tokens.sentences[excuse.start] in own
        for name in rule.unless
        for excuse in sightings.get(name, ())
    )
