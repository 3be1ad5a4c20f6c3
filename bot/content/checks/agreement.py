"""The translations say the same as the source text: numbers, links, contacts, official words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.case import Case
from bot.content.document import Document
from bot.content.model import Fault
from bot.content.pieces import bracketed_terms, numbers, placeholders, sites

PIECES = (
    ("numbers_differ", numbers),
    ("links_differ", sites),
    ("contacts_differ", placeholders),
)


def check_agreement(case: Case, document: Document) -> Iterator[Fault]:
    """Each translation holds the pieces of the source text, no more and no fewer."""
    source = document.entry.answers.get(case.source)
    if source is None:
        return
    terms: dict[str, frozenset[str]] = {}
    for lang, answer in document.entry.answers.items():
        if lang == case.source:
            continue
        key = f"answers.{lang}.text"
        for code, pieces in PIECES:
            difference = pieces(answer.text) ^ pieces(source.text)
            if difference:
                yield case.fault(document, code, key, found=", ".join(sorted(difference)))
        if answer.of is None:
            yield case.fault(document, "missing_of", key, id=document.entry.id)
        elif document.entry.outdated(lang, case.source):
            yield case.fault(document, "outdated", key, warning=True)
        terms[lang] = bracketed_terms(answer.text)
        yield from _terms_in_source(case, document, key, terms[lang], source.text)
    if terms:
        yield from _same_terms(case, document, terms)


def _terms_in_source(
    case: Case, document: Document, key: str, terms: frozenset[str], source: str
) -> Iterator[Fault]:
    text = _flat(source)
    for term in sorted(terms):
        if _flat(term) not in text:
            yield case.fault(document, "term_not_in_source", key, found=term)


def _same_terms(
    case: Case, document: Document, terms: dict[str, frozenset[str]]
) -> Iterator[Fault]:
    everywhere = frozenset.intersection(*terms.values())
    for lang, found in terms.items():
        missing = frozenset.union(*terms.values()) - everywhere
        if missing and found != everywhere:
            listed = ", ".join(sorted(missing))
            yield case.fault(document, "terms_differ", f"answers.{lang}.text", found=listed)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower()
