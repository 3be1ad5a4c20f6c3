"""The terms of data/glossary.tsv: official words, and words that are looked up by themselves."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.translation.errors import TranslationError

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_INSIDE = re.compile(r"\(([^()]*)\)")
_VARIANTS = re.compile(r"\s*/\s*|\s*,\s+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OUTER = " \t\n.,:;!?…\"«»“”'()[]؟،؛።፣፧፡፤፥"
# A word of the home language that is this long may carry an ending; one of another language
# may have small words written in front of it.
_INFLECTED = 5
_ENDING, _BEGINNING = 3, 2


@dataclass(frozen=True)
class Term:
    """One row. `forms` are the ways to write it by language, the first one to be used;
    `official`: the home language's `word` stands beside a translation, to be recognised.
    """

    forms: Mapping[str, tuple[str, ...]]
    official: bool
    word: str | None


@dataclass(frozen=True)
class Hit:
    """A term found in a text, at text[start:end], and its translation."""

    start: int
    end: int
    target: str


class Glossary:
    """The terms of an installation. `home` is the language whose words are official."""

    def __init__(self, terms: Iterable[Term], home: str) -> None:
        self._terms = tuple(terms)
        self._home = home
        self._index: dict[tuple[str, str], Term] = {}
        for term in self._terms:
            for lang, forms in term.forms.items():
                for form in forms:
                    self._index.setdefault((lang, folded(form)), term)
        self._patterns = {lang: self._pattern(lang) for lang, _ in self._index}

    @classmethod
    def load(cls, path: Path, languages: Iterable[str], home: str) -> Glossary:
        """The terms of a file; none where it is missing. Raises TranslationError when broken."""
        if not path.exists():
            return cls((), home)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        codes = tuple(languages)
        return cls((_term(row, codes, home) for row in rows), home)

    def lookup(self, text: str, source: str, target: str) -> str | None:
        """The translation of a text that is one term, else None."""
        known = (folded(text), folded(_BRACKETS.sub("", text)))
        term = next((self._index[source, k] for k in known if (source, k) in self._index), None)
        return self._rendered(term, target) if term is not None else None

    def find(self, text: str, source: str, target: str) -> tuple[Hit, ...]:
        """The official terms in a text, none overlapping."""
        pattern = self._patterns.get(source)
        if pattern is None:
            return ()
        hits = []
        for match in pattern.finditer(text):
            term = self._index.get((source, folded(match.group("term"))))
            rendered = self._rendered(term, target) if term is not None else None
            if rendered is not None:
                end = _with_bracket(text, match.end(), term) if term is not None else match.end()
                hits.append(Hit(match.start("term"), end, rendered))
        return tuple(hits)

    def words(self, text: str, source: str, target: str) -> tuple[tuple[str, str], ...]:
        """The terms of any kind that stand in a text as words of their own, each once."""
        found: dict[str, str] = {}
        words = re.findall(r"[\w-]+", text)
        for size in (3, 2, 1):
            for place in range(len(words) - size + 1):
                word = " ".join(words[place : place + size])
                term = self._index.get((source, folded(word)))
                rendered = self._rendered(term, target) if term is not None else None
                if rendered is not None and not any(word in longer for longer in found):
                    found[word] = rendered
        return tuple(found.items())

    def _rendered(self, term: Term, target: str) -> str | None:
        forms = term.forms.get(target)
        if not forms:
            return None
        if target == self._home:
            return term.word or forms[0]
        return f"{forms[0]} ({term.word})" if term.official and term.word else forms[0]

    def _pattern(self, lang: str) -> re.Pattern[str]:
        forms = {
            form
            for term in self._terms
            if term.official
            for form in term.forms.get(lang, ())
            if len(form) > 2
        }
        if not forms:
            return re.compile(r"(?!)")
        words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        if lang == self._home:
            ending = rf"(?:(?<=\w{{{_INFLECTED}}})\w{{0,{_ENDING}}})?"
            return re.compile(rf"(?<!\w)(?P<term>{words}){ending}(?!\w)", re.IGNORECASE)
        return re.compile(rf"(?<!\w)\w{{0,{_BEGINNING}}}?(?P<term>{words})(?!\w)")


def folded(text: str) -> str:
    """`text` as it is compared: case, marks of vowels, outer signs and double spaces gone."""
    plain = unicodedata.normalize("NFC", text).casefold()
    plain = re.sub("[\u064b-\u0652\u0670\u0640\u2066-\u2069]", "", plain)
    return " ".join(plain.split()).strip(_OUTER)


def _term(row: Mapping[str | None, str], codes: Iterable[str], home: str) -> Term:
    cells = {code: (row.get(code) or "").strip() for code in codes}
    forms = {code: _forms(cell) for code, cell in cells.items() if cell}
    inside = [x for code, cell in cells.items() if code != home for x in _INSIDE.findall(cell)]
    own = forms.get(home, ())
    named = {folded(words) for words in inside}
    word = next((form for form in own if folded(form) in named), own[0] if own else None)
    return Term(forms, any(_LATIN.search(words) for words in inside), word)


def _forms(cell: str) -> tuple[str, ...]:
    bare = (_BRACKETS.sub("", variant).strip() for variant in _VARIANTS.split(cell))
    return tuple(dict.fromkeys(form for form in bare if form)) or (cell,)


def _with_bracket(text: str, end: int, term: Term) -> int:
    """The end of a term with the official word behind it in brackets, if it stands there."""
    match = re.compile(r"\s*\(([^()]{1,60})\)").match(text, end)
    if match is None:
        return end
    inside = folded(match.group(1))
    known = {folded(form) for forms in term.forms.values() for form in forms}
    return match.end() if inside in known else end
