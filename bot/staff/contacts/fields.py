"""The fields of a contact as plain values, so that a change of one can be kept and compared.

A field is named `name.<lang>`, `phone`, `email`, `address`, `web`, `check_first` or `source`. Its
value is a string, "true" for a tick, for the source a list of one mapping; None: not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.content.common import CONTACT_FIELDS
from bot.content.model import Contact, Source
from bot.staff.fields import Value
from bot.staff.pending import Pending

NAME, CHECK_FIRST, SOURCE, TICK = "name", "check_first", "source", "true"
KEY = "contact:"  # + id: what a contact is called in the staff database
NOWHERE = Source("", "")


@dataclass(frozen=True)
class ContactCopy:
    """A contact as the staff sees it: `live` is the file's (None: a new one), `contact` with what
    is pending. `clashes` are fields that somebody changed in the file, by hand, meanwhile.
    """

    contact: Contact
    live: Contact | None
    pending: Mapping[str, Pending] = field(default_factory=dict)
    clashes: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What it is called in the staff database."""
        return KEY + self.contact.id

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who wrote something that is not published."""
        return frozenset().union(*(p.authors for p in self.pending.values()))

    def live_value(self, name: str) -> Value:
        """What the file has in a field."""
        return None if self.live is None else contact_value(self.live, name)


def contact_copy(
    contact_id: str, live: Contact | None, pending: Mapping[str, Pending]
) -> ContactCopy:
    """The working copy of a contact; one without a file and without changes is empty."""
    contact = live or Contact(contact_id, {}, NOWHERE)
    kept: dict[str, Pending] = {}
    clashes: set[str] = set()
    for name, change in pending.items():
        value = None if live is None else contact_value(live, name)
        if change.value == value:
            continue  # it is in the file: published, or written there by hand
        if value != change.base:
            clashes.add(name)
        kept[name] = change
        contact = with_contact_value(contact, name, change.value)
    return ContactCopy(contact, live, kept, frozenset(clashes))


def contact_fields(languages: Iterable[str]) -> tuple[str, ...]:
    """All fields in the order in which a person reads them."""
    return (*(f"{NAME}.{lang}" for lang in languages), *CONTACT_FIELDS, CHECK_FIRST, SOURCE)


def contact_value(contact: Contact, name: str) -> Value:
    """The value of a field. Raises KeyError for a name that is no field."""
    kind, _, lang = name.partition(".")
    if kind == NAME and lang:
        return contact.name.get(lang)
    if name in CONTACT_FIELDS:
        return getattr(contact, name)
    if name == CHECK_FIRST:
        return TICK if contact.check_first else None
    if name == SOURCE:
        source = contact.source
        found = {"title": source.title, "url": source.url, "seen": source.seen}
        kept = {key: text for key, text in found.items() if text}
        return [kept] if kept else None
    raise KeyError(name)


def with_contact_value(contact: Contact, name: str, value: Value) -> Contact:
    """The contact with another value in one field."""
    kind, _, lang = name.partition(".")
    if kind == NAME and lang:
        names = {code: text for code, text in contact.name.items() if code != lang}
        return replace(contact, name=names if value is None else {**names, lang: value})
    if name in CONTACT_FIELDS:
        return replace(contact, **{name: value})
    if name == CHECK_FIRST:
        return replace(contact, check_first=value == TICK)
    if name == SOURCE:
        found = value[0] if value else {}
        source = Source(found.get("title", ""), found.get("seen", ""), found.get("url"))
        return replace(contact, source=source)
    raise KeyError(name)
