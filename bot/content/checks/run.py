"""All checks over a library, in the order in which a person would mend the faults."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from bot.content.checks.agreement import check_agreement
from bot.content.checks.case import Case
from bot.content.checks.claims import check_claims
from bot.content.checks.facts import check_facts
from bot.content.checks.interface import check_interface
from bot.content.checks.language import check_language
from bot.content.checks.questions import check_questions
from bot.content.document import Document
from bot.content.model import Fault
from bot.content.rules import ContentRules
from bot.content.store import Library

PER_DOCUMENT: tuple[Callable[[Case, Document], Iterator[Fault]], ...] = (
    check_facts,
    check_claims,
    check_language,
    check_agreement,
)
WHOLE: tuple[Callable[[Case], Iterator[Fault]], ...] = (check_questions, check_interface)


def check_all(library: Library, rules: ContentRules, today: datetime.date) -> tuple[Fault, ...]:
    """Every fault of form and of substance, sorted by file and line."""
    case = Case(library, rules, today)
    faults = list(library.faults)
    for document in library.documents:
        for check in PER_DOCUMENT:
            faults.extend(check(case, document))
    for whole in WHOLE:
        faults.extend(whole(case))
    return tuple(sorted(faults, key=lambda f: (f.file, f.line, f.key)))
