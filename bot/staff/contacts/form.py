"""The form of a contact: from what was typed to edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.model import Contact
from bot.staff.cleaning import QUESTION_MAX, clean_line
from bot.staff.contacts.fields import CHECK_FIRST, SOURCE, TICK, contact_value
from bot.staff.desk import Edit
from bot.staff.fields import Value, digest
from bot.staff.form import SEEN, Form
from bot.staff.words import Words

SOURCE_KEYS = ("title", "url", "seen")


@dataclass(frozen=True)
class ContactRead:
    """A form that was read. `problems` are sentences by field; such a field gives no edit."""

    edits: tuple[Edit, ...]
    problems: Mapping[str, str]


def read_form(form: Form, fields: Iterable[str], words: Words) -> ContactRead:
    """The edits of those `fields` that the form holds."""
    edits, problems = [], {}
    for name in fields:
        seen = form.get(SEEN + name)
        if seen is None:
            continue
        value = typed_value(form, name)
        longest = max(map(len, _texts(value)), default=0)
        if longest > QUESTION_MAX:
            problems[name] = words("problem_too_long", count=longest, limit=QUESTION_MAX)
        elif digest(value) != seen:
            edits.append(Edit(name, value, seen))
    return ContactRead(tuple(edits), problems)


def typed_value(form: Form, name: str) -> Value:
    """The value of a field in a form."""
    if name == CHECK_FIRST:
        return TICK if name in form else None
    if name != SOURCE:
        return clean_line(form.get(name, "")) or None
    row = {key: clean_line(form.get(f"{SOURCE}.{key}", "")) for key in SOURCE_KEYS}
    kept = {key: text for key, text in row.items() if text}
    return [kept] if kept else None


def contact_form(contact: Contact, fields: Iterable[str]) -> dict[str, str]:
    """The form that shows the values of a contact."""
    form: dict[str, str] = {}
    for name in fields:
        value = contact_value(contact, name)
        form[SEEN + name] = digest(value)
        if name == SOURCE:
            form |= {f"{SOURCE}.{key}": text for key, text in (value or [{}])[0].items()}
        elif value is not None:
            form[name] = value
    return form


def kept_in(form: Form, name: str) -> dict[str, str]:
    """The part of a form that belongs to a field."""
    return {k: v for k, v in form.items() if k == name or k.startswith(f"{name}.")}


def _texts(value: Value) -> Iterable[str]:
    if isinstance(value, list):
        return [str(text) for text in value[0].values()]
    return [value] if value else []
