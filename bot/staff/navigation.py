"""The links at the top of every page; a part of the app adds its own here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.staff.roles import Permission, Person


@dataclass(frozen=True)
class Link:
    """A link: the key of its words in ui.yml, its path, who sees it."""

    key: str
    path: str
    permission: Permission


LINKS = (
    Link("nav_content", "/", Permission.VIEW),
    Link("nav_inbox", "/inbox", Permission.INBOX),
    Link("nav_try", "/try", Permission.TRY),
    Link("nav_contacts", "/contacts", Permission.VIEW),
    Link("nav_history", "/history", Permission.VIEW),
    Link("nav_training", "/training", Permission.VIEW),
    Link("nav_exchange", "/exchange", Permission.EXPORT),
    Link("nav_statistics", "/statistics", Permission.STATISTICS),
    Link("nav_people", "/people", Permission.PEOPLE),
)


def links(person: Person) -> tuple[Link, ...]:
    """The links that a person may follow."""
    return tuple(link for link in LINKS if person.may(link.permission))
