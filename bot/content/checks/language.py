"""Each text is in its own language and script, readable and of a bearable length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.content.checks.case import Case
from bot.content.document import Document
from bot.content.lix import lix, without_terms, words
from bot.content.model import Family, Fault
from bot.content.pieces import BRACKETED, PLACEHOLDER, SITE, bracketed_terms

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# So many words of another script in a row are a sentence, not a name or a term.
FOREIGN_RUN = 7


def check_language(case: Case, document: Document) -> Iterator[Fault]:
    """Completeness, script, length and LIX of the answers of one entry."""
    entry = document.entry
    for lang in case.content.languages:
        answer = entry.answers.get(lang)
        key = f"answers.{lang}"
        if answer is None:
            name = case.content.languages[lang].name
            yield case.fault(document, "missing_language", key, language=name)
            continue
        if BIDI.search(answer.text):
            yield case.fault(document, "bidi_control", f"{key}.text")
        yield from _script(case, document, lang, answer.text)
        if entry.family is Family.FAQ:
            yield from _length(case, document, lang, answer.text)
    source = entry.answers.get(case.source)
    if source is not None and entry.family is not Family.GUARD:
        yield from _lix(case, document, source.text)


def _length(case: Case, document: Document, lang: str, text: str) -> Iterator[Fault]:
    rules, count, key = case.rules, len(words(text)), f"answers.{lang}.text"
    source = lang == case.source
    low = rules.words_min if source else rules.translation_words_min
    high = rules.words_max if source else rules.translation_words_max
    if count < low:
        yield case.fault(document, "too_short", key, count=count, limit=low)
    if count > high:
        yield case.fault(document, "too_long", key, count=count, limit=high)


def _lix(case: Case, document: Document, text: str) -> Iterator[Fault]:
    own = {term for a in document.entry.answers.values() for term in bracketed_terms(a.text)}
    found = lix(without_terms(text, frozenset(own)), case.official_terms)
    if found > case.rules.lix_max:
        key = f"answers.{case.source}.text"
        limit = case.rules.lix_max
        yield case.fault(document, "lix", key, lix=f"{found:.0f}", limit=limit)


def _script(case: Case, document: Document, lang: str, text: str) -> Iterator[Fault]:
    script = case.content.languages[lang].script.upper()
    bare = SITE.sub(" ", PLACEHOLDER.sub(" ", BRACKETED.sub(" ", text)))
    found = words(bare)
    own = [_in_script(word, script) for word in found]
    key = f"answers.{lang}.text"
    run = _longest_run(own)
    if found and (sum(own) < 0.6 * len(own) or run >= FOREIGN_RUN):
        sample = " ".join(w for w, mine in zip(found, own, strict=False) if not mine)[:60]
        name = case.content.languages[lang].script
        yield case.fault(document, "wrong_script", key, script=name, found=sample)


def _in_script(word: str, script: str) -> bool:
    return unicodedata.name(word[0], "").startswith(script)


def _longest_run(own: list[bool]) -> int:
    longest = run = 0
    for mine in own:
        run = 0 if mine else run + 1
        longest = max(longest, run)
    return longest
