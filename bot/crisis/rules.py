"""Crisis messages by rules over word lists: the same answer every time, without a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.crisis.folding import Tokens
from bot.crisis.lexicon import Lexicons, read_lexicons
from bot.crisis.matching import Match, Sightings, first_match
from bot.crisis.ruletext import Rule
from bot.crisis.sightings import Spotter
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
MAX_CHARACTERS = 12_000


@dataclass(frozen=True)
class Crisis:
    """`id` is the entry to answer with; `lang` the language of the words, where it is spoken."""

    id: str
    lang: str | None


@dataclass(frozen=True)
class _FiledRule:
    """A rule, the number of its lexicon, and for each element the names that it may have."""

    rule: Rule
    file: int
    needs: tuple[frozenset[str], ...]


class CrisisRules:
    """Finds out whether a message is about danger, and about which."""

    def __init__(self, lexicons: Lexicons) -> None:
        """Raises ContentError when a rule is about a crisis that is not known."""
        self._folding = lexicons.folding
        self._spotter = Spotter(lexicons)
        self._langs = tuple(file.lang for file in lexicons.files)
        self._rules = _sorted_rules(lexicons)

    @classmethod
    def load(cls, folder: Path) -> CrisisRules:
        """The rules of the lexicons in `folder`.

        Raises ContentError when a lexicon is missing or faulty: without its crisis rules the
        bot must not start.
        """
        return cls(read_lexicons(folder))

    def find(self, text: str) -> Crisis | None:
        """The most acute crisis that `text` is about, or None. Nothing of the text is kept.

        Characters after the 12,000th are not read; messages that long are refused anyway.
        """
        found = self.explain(text)
        return found[0] if found else None

    def explain(self, text: str) -> tuple[Crisis, str] | None:
        """As `find`, with the rule that decided: for those who write the lexicons."""
        tokens = self._folding.tokens(text[:MAX_CHARACTERS])
        found = self._decide(tokens, self._spotter.spot(tokens))
        languages = self._folding.romanised(tokens)
        if found is None and languages:
            tokens = self._folding.without_articles(tokens)
            found = self._decide(tokens, self._spotter.spot(tokens, languages))
        return found

    def _decide(self, tokens: Tokens, sightings: Sightings) -> tuple[Crisis, str] | None:
        """The first rule that holds, and its crisis."""
        for filed in self._rules:
            if any(map(sightings.keys().isdisjoint, filed.needs)):
                continue
            match = first_match(filed.rule, filed.file, sightings, tokens)
            if match is not None:
                lang = self._lang(match, filed.file, sightings)
                return Crisis(filed.rule.crisis, lang), filed.rule.text
        return None

    def _lang(self, match: Match, file: int, sightings: Sightings) -> str | None:
        """The language of most words that were seen, among those of the match; else the rule's."""
        files = {seen.file for seen in match if seen.at}
        words: dict[int, set[int]] = {number: set() for number in files}
        for seen in (seen for found in sightings.values() for seen in found):
            if seen.file in files:
                words[seen.file] |= seen.at
        return self._langs[max(files, key=lambda number: (len(words[number]), number == file))]


def _sorted_rules(lexicons: Lexicons) -> tuple[_FiledRule, ...]:
    rules = [
        _FiledRule(rule, number, tuple(frozenset(names) for names in rule.elements))
        for number, file in enumerate(lexicons.files)
        for rule in file.rules
    ]
    unknown = {filed.rule.crisis for filed in rules}.difference(MOST_ACUTE_FIRST)
    if unknown:
        raise ContentError(f"Crisis lexicon: unknown crisis: {', '.join(sorted(unknown))}")
    return tuple(sorted(rules, key=lambda filed: MOST_ACUTE_FIRST.index(filed.rule.crisis)))
