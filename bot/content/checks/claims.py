"""What must never be claimed: numbers that are not ours, amounts of money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.case import Case
from bot.content.document import Document
from bot.content.model import Fault
from bot.content.pieces import PLACEHOLDER, SITE

# Eight digits in the groupings that Danes write, with or without the country code.
PHONE = re.compile(r"(?<![\d.])(?:\+?45 ?)?\d{2}(?: ?\d{2}){3}(?!\d|\.\d)")
SHORT_NUMBERS = re.compile(r"(?<!\d)(?:112|114|1888|11 61 11|116 ?111|116 006|70 201 201)(?!\d)")


def check_claims(case: Case, document: Document) -> Iterator[Fault]:
    """No forbidden number, no bare phone number, no amount of money."""
    for lang, answer in document.entry.answers.items():
        key = f"answers.{lang}.text"
        text = PLACEHOLDER.sub(" ", answer.text)
        for rule in case.rules.forbidden:
            for match in rule.pattern.finditer(text):
                yield case.fault(
                    document, "phone_not_allowed", key, number=match.group(), why=rule.why
                )
        bare = SITE.sub(" ", text)
        for pattern in (PHONE, SHORT_NUMBERS):
            for match in pattern.finditer(bare):
                yield case.fault(document, "bare_phone", key, number=match.group())
        yield from _amounts(case, document, key, text)


def _amounts(case: Case, document: Document, key: str, text: str) -> Iterator[Fault]:
    for match in case.rules.amount.finditer(text):
        around = text[match.start() : match.end() + 30]
        allowed = document.entry.topic in case.rules.amount_topics
        if not (allowed and case.rules.amount_allowed.search(around)):
            yield case.fault(document, "amount", key, found=match.group())
