"""What is wrong with a contact, as faults at its fields."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from bot.answers.placeholders import contacts_in
from bot.content.faults import fault
from bot.content.model import Contact, Content, Fault
from bot.content.rules import ContentRules
from bot.staff.contacts.fields import NAME, SOURCE
from bot.staff.contacts.file import FILE

SHAPES = {
    "phone": re.compile(r"\+?\d(?: ?\d){2,14}\Z", re.ASCII),
    "email": re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z"),
    "web": re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?\Z"),
}
_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z")


def contact_faults(
    contact: Contact, content: Content, rules: ContentRules, today: datetime.date
) -> tuple[Fault, ...]:
    """Every fault of a contact, in the order of its fields. All of them stop publishing."""
    return (
        *_names(contact, content),
        *_shapes(contact, rules),
        *_source(contact, today),
        *_gone(contact, content),
    )


def uses(contact: str, content: Content) -> Mapping[str, frozenset[str | None]]:
    """The entries whose texts name a contact, with the fields that they ask for."""
    found: dict[str, set[str | None]] = {}
    for entry in content.entries.values():
        for answer in entry.answers.values():
            for name, field in contacts_in(answer.text):
                if name == contact:
                    found.setdefault(entry.id, set()).add(field)
    return {entry: frozenset(fields) for entry, fields in found.items()}


def _names(contact: Contact, content: Content) -> Iterator[Fault]:
    for lang, language in content.languages.items():
        if not contact.name.get(lang):
            yield _fault("contact_no_name", f"{NAME}.{lang}", language=language.name)


def _shapes(contact: Contact, rules: ContentRules) -> Iterator[Fault]:
    for name, shape in SHAPES.items():
        value = getattr(contact, name)
        if value and not shape.match(value):
            yield _fault(f"contact_{name}", name)
    for rule in rules.forbidden:
        match = rule.pattern.search(contact.phone or "")
        if match is not None:
            yield _fault("phone_not_allowed", "phone", number=match.group(), why=rule.why)


def _source(contact: Contact, today: datetime.date) -> Iterator[Fault]:
    source = contact.source
    if not source.title:
        yield _fault("contact_no_source", SOURCE)
    if source.url and not _ADDRESS.match(source.url):
        yield _fault("bad_url", SOURCE)
    try:
        day = datetime.date.fromisoformat(source.seen)
    except ValueError:
        yield _fault("bad_date", SOURCE)
        return
    if day > today:
        yield _fault("checked_future", SOURCE)


def _gone(contact: Contact, content: Content) -> Iterator[Fault]:
    """A field that a text asks for by name must not be empty."""
    titles = content.entries
    for entry, fields in uses(contact.id, content).items():
        for field in sorted(f for f in fields if f not in (None, NAME)):
            if not getattr(contact, str(field), None):
                title = titles[entry].title(content.source_lang) or entry
                yield _fault("contact_used", str(field), title=title)


def _fault(code: str, key: str, **details: str) -> Fault:
    return fault(code, FILE, 1, key, warning=False, **details)
