"""Sources, dates, links between entries, contacts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.checks.case import Case
from bot.content.document import Document
from bot.content.model import Family, Fault
from bot.content.pieces import PLACEHOLDER, sites

CONTACT_FIELDS = ("name", "phone", "email", "address", "web")


def check_facts(case: Case, document: Document) -> Iterator[Fault]:
    """Every fact has a source that was seen on a day, and every link leads somewhere."""
    entry = document.entry
    if entry.family in (Family.FAQ, Family.CRISIS) and not entry.sources:
        yield case.fault(document, "no_sources", "sources")
    if entry.family is Family.FAQ and entry.topic not in case.content.topics:
        yield case.fault(document, "unknown_topic", "topic")
    yield from _dates(case, document)
    for other in entry.related:
        if other == entry.id:
            yield case.fault(document, "related_self", "related")
        elif other not in case.content.entries:
            yield case.fault(document, "unknown_related", "related", id=other)
    for lang, text in entry.answers.items():
        yield from _contacts(case, document, f"answers.{lang}.text", text.text)
        yield from _sites(case, document, f"answers.{lang}.text", text.text)


def _dates(case: Case, document: Document) -> Iterator[Fault]:
    checked = datetime.date.fromisoformat(document.entry.checked)
    if checked > case.today:
        yield case.fault(document, "checked_future", "checked")
    elif (case.today - checked).days > case.rules.checked_days:
        yield case.fault(document, "checked_old", "checked", warning=True)
    for source in document.entry.sources:
        if datetime.date.fromisoformat(source.seen) > case.today:
            yield case.fault(document, "checked_future", "sources")


def _contacts(case: Case, document: Document, key: str, text: str) -> Iterator[Fault]:
    for match in PLACEHOLDER.finditer(text):
        name, field = match.groups()
        contact = case.content.contacts.get(name)
        if contact is None:
            yield case.fault(document, "unknown_contact", key, name=name)
        elif field is not None and (
            field not in CONTACT_FIELDS or getattr(contact, field, None) is None
        ):
            yield case.fault(document, "unknown_contact_field", key, name=name, field=field)
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        start = rest.find("{")
        yield case.fault(document, "bad_placeholder", key, name=rest[max(0, start) :][:40])


def _sites(case: Case, document: Document, key: str, text: str) -> Iterator[Fault]:
    named = " ".join(f"{s.title} {s.url or ''}" for s in document.entry.sources).lower()
    named += " ".join(c.web or "" for c in case.content.contacts.values())
    for site in sorted(sites(text)):
        if site.partition("/")[0].removeprefix("www.") not in named:
            yield case.fault(document, "url_not_in_sources", key, found=site)
