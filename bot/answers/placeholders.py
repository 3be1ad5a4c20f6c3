"""Placeholders in a text: {contact:ID} and {contact:ID.field} become an office's details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.content.model import Contact, Content

PLACEHOLDER = re.compile(r"\{contact:([a-z0-9_]+)(?:\.([a-z_]+))?\}")
ANY_BRACES = re.compile(r"\{[^{}]*\}")
FIELDS = ("name", "phone", "email", "address", "web")


def contacts_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Each (contact id, field or None) that `text` names, in order."""
    for match in PLACEHOLDER.finditer(text):
        yield match.group(1), match.group(2)


def fill(text: str, lang: str, content: Content) -> str:
    """`text` with its contacts filled in, in the words of `lang`.

    A contact that is not known leaves its bare id: validate reports it before it gets here.
    """

    def replaced(match: re.Match[str]) -> str:
        contact = content.contacts.get(match.group(1))
        if contact is None:
            return match.group(1)
        return contact_text(contact, match.group(2), lang, content)

    return PLACEHOLDER.sub(replaced, text)


def contact_text(contact: Contact, field: str | None, lang: str, content: Content) -> str:
    """One contact in words: its name and number, or a single field."""
    name = contact.name.get(lang) or contact.name.get(content.source_lang) or contact.id
    if field == "name" or (field is None and contact.phone is None):
        return name
    if field is not None:
        return str(getattr(contact, field, None) or name)
    ui: Mapping[str, str] = content.ui.get(lang, {})
    key = "contact_check_first" if contact.check_first else "contact"
    return ui.get(key, "{name}, {phone}").format(name=name, phone=contact.phone)
