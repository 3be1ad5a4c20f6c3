"""The example questions: enough of them, none twice, not made by template, nothing private."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.checks.case import Case
from bot.content.document import Document
from bot.content.model import Family, Fault

# A word belongs to an entry when at least this share of its uses is in that entry.
OWN_SHARE = 0.5
_WORD = re.compile(r"\w+")
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\d{6}[- ]?\d{4}|\d{2} ?\d{2} ?\d{2} ?\d{2}(?!\d)")


@dataclass(frozen=True)
class _Line:
    document: Document
    lang: str
    index: int
    text: str

    @property
    def key(self) -> str:
        return f"questions.{self.lang}.{self.index}"


def check_questions(case: Case) -> Iterator[Fault]:
    """All example questions of the content together."""
    lines = [
        _Line(document, lang, index, text)
        for document in case.library.documents
        for lang, questions in document.entry.questions.items()
        for index, text in enumerate(questions)
    ]
    yield from _twice(case, lines)
    for document in case.library.documents:
        yield from _counts(case, document)
    for line in lines:
        match = _PRIVATE.search(line.text)
        if match:
            yield case.fault(line.document, "private_data", line.key, found=match.group()[:4] + "…")
    yield from _templates(case, lines)


def _twice(case: Case, lines: list[_Line]) -> Iterator[Fault]:
    seen: dict[str, _Line] = {}
    for line in lines:
        first = seen.setdefault(normal(line.text), line)
        if first is not line:
            other = f"{first.document.file}:{first.document.line(first.key)}"
            yield case.fault(line.document, "question_twice", line.key, other=other)


def _counts(case: Case, document: Document) -> Iterator[Fault]:
    entry, rules = document.entry, case.rules
    if entry.family is not Family.FAQ:
        return
    for lang, language in case.content.languages.items():
        questions = entry.questions.get(lang, ())
        key = f"questions.{lang}"
        native = [q for q in questions if language.script == "Latin" or not romanised(q)]
        if len(native) < rules.questions_min:
            yield case.fault(
                document, "few_questions", key, count=len(native), limit=rules.questions_min
            )
        latin = len(questions) - len(native)
        if language.script != "Latin" and latin < rules.romanised_min:
            yield case.fault(document, "few_romanised", key, count=latin, limit=rules.romanised_min)
        if questions and len(questions[0]) > rules.title_max:
            yield case.fault(document, "title_long", f"{key}.0", limit=rules.title_max)


def _templates(case: Case, lines: list[_Line]) -> Iterator[Fault]:
    own = _own_words(lines)
    frames: dict[str, set[str]] = defaultdict(set)
    frame_of: dict[int, str] = {}
    for i, line in enumerate(lines):
        kept = [w for w in _tokens(line.text) if line.document.entry.id not in own.get(w, ())]
        if len(kept) >= 2 and len(kept) < len(_tokens(line.text)):
            frame_of[i] = " ".join(kept)
            frames[frame_of[i]].add(line.document.entry.id)
    shared: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for i, line in enumerate(lines):
        total[line.document.entry.id] += 1
        if len(frames[frame_of[i]]) > 1 if i in frame_of else False:
            shared[line.document.entry.id] += 1
    for document in case.library.documents:
        share = 100 * shared[document.entry.id] / max(1, total[document.entry.id])
        if document.entry.family is Family.FAQ and share >= case.rules.template_share_max:
            yield case.fault(document, "template", "questions", share=f"{share:.0f}")


def _own_words(lines: list[_Line]) -> Mapping[str, frozenset[str]]:
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for word in set(_tokens(line.text)):
            uses[word][line.document.entry.id] += 1
    return {
        word: frozenset(e for e, n in found.items() if n >= OWN_SHARE * sum(found.values()))
        for word, found in uses.items()
    }


def _tokens(text: str) -> list[str]:
    return _WORD.findall(normal(text))


def normal(text: str) -> str:
    """A question without case, punctuation and extra space, to compare it with others."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded))


def romanised(text: str) -> bool:
    """True when most letters of `text` are Latin."""
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    return bool(letters) and latin > 0.7 * len(letters)
