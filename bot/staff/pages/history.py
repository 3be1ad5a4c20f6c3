"""What was changed, by whom, when; one change can be taken back."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.contacts.fields import KEY
from bot.staff.desk import may_undo
from bot.staff.errors import StaffError
from bot.staff.fields import language_of
from bot.staff.history import PAGE
from bot.staff.inbox import INBOX
from bot.staff.page import Call, Page, go_to
from bot.staff.roles import Permission


def everything(call: Call) -> Response:
    """The changes of all entries."""
    return _page(call, None)


def of_entry(call: Call) -> Response:
    """The changes of one entry."""
    return _page(call, call.office.shelf.copy(call.path("entry")).entry.id)


def undo(call: Call) -> Response:
    """Take one change back; it is in the working copy then."""
    number = call.path("number")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        raise StaffError("no_change", "There is no such change.")
    change = call.office.history.change(int(number))
    if change is not None and change.field == INBOX:
        call.office.inbox.undo(call.person, change.id)
        return go_to("/inbox?notice=inbox_undone")
    entry = change.entry if change else ""
    desk = call.office.contacts if entry.startswith(KEY) else call.office.desk
    desk.undo(call.person, int(number))
    return go_to(f"{_path(entry)}?notice=undone")


def of_contact(call: Call) -> Response:
    """The changes of one contact."""
    return _page(call, call.office.contacts.copy(call.path("contact")).key)


def _path(entry: str) -> str:
    """The page of what a change belongs to."""
    if entry.startswith(KEY):
        return f"/contacts/{entry.removeprefix(KEY)}"
    return f"/entries/{entry}"


def _page(call: Call, entry: str | None) -> Response:
    office = call.office
    asked = call.asked("before")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    changes = office.history.changes(entry, before, PAGE + 1)
    copies = office.shelf.copies()
    source = office.source
    titles = {key: copy.entry.title(source) or key for key, copy in copies.items()}
    for contact in office.contacts.copies().values():
        titles[contact.key] = contact.contact.name.get(source) or contact.contact.id
    languages = office.shelf.content().languages
    undoable = {c.id for c in changes if c.field and c.entry in titles and may_undo(call.person, c)}
    if call.person.may(Permission.INBOX):
        undoable |= office.inbox.undoable(changes)
    return call.show(
        "history.html",
        changes=changes[:PAGE],
        more=changes[PAGE - 1].id if len(changes) > PAGE else None,
        entry=entry,
        titles=titles,
        path_of=_path,
        undoable=undoable,
        language=lambda field: languages.get(language_of(field) or ""),
    )


PAGES = (
    Page("/history", everything, Permission.VIEW),
    Page("/entries/{entry}/history", of_entry, Permission.VIEW),
    Page("/contacts/{contact}/history", of_contact, Permission.VIEW),
    Page("/history/{number}/undo", undo, Permission.VIEW, "POST"),
)
