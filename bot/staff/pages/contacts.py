"""The contacts: the list, and one contact with its history, its conflicts and its publishing."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from bot.content.model import Fault, Language
from bot.content.reader import ID
from bot.errors import BotError
from bot.staff.checking import at_field
from bot.staff.cleaning import clean_line
from bot.staff.contacts.checking import contact_faults, uses
from bot.staff.contacts.desk import contact_digest, writes
from bot.staff.contacts.fields import (
    ContactCopy,
    contact_fields,
    contact_value,
    with_contact_value,
)
from bot.staff.contacts.form import contact_form, kept_in, read_form
from bot.staff.desk import Conflict
from bot.staff.errors import StaffError
from bot.staff.fields import language_of
from bot.staff.form import SEEN, Form
from bot.staff.page import EDIT, Call, Page, go_to
from bot.staff.pages.fieldview import NO_TROUBLE, Trouble
from bot.staff.roles import NotAllowedError, Permission
from bot.staff.shelf import NoEntryError


@dataclass(frozen=True)
class ContactField:
    """One field on the page."""

    name: str
    editable: bool
    language: Language | None
    seen: str
    faults: tuple[Fault, ...]
    problem: str
    conflict: Conflict | None
    clash: bool

    @property
    def id(self) -> str:
        """An id for HTML."""
        return self.name.replace(".", "-")


def listed(call: Call) -> Response:
    """All contacts."""
    office = call.office
    rows = []
    for copy in office.contacts.copies().values():
        rows.append((copy, _faults(call, copy)))
    return call.show("contacts.html", rows=rows, drafts=office.drafts.of(call.person.name))


def begin(call: Call) -> Response:
    """The page of a contact that does not exist yet."""
    contact = clean_line(call.asked("id"))
    if not ID.match(contact):
        raise StaffError("bad_id", "An id has small letters a-z, digits and _, 40 at most.")
    if contact in call.office.contacts.copies():
        raise StaffError("taken_id", f"There is a contact {contact} already.", name=contact)
    return go_to(f"/contacts/{contact}")


def show(call: Call) -> Response:
    """The contact as it is, or with the draft that the person left."""
    copy = _copy(call)
    draft = call.office.drafts.find(call.person.name, copy.key)
    form = contact_form(copy.contact, _fields(call))
    if draft is None:
        return _page(call, copy, form)
    ticks = [name for name in form if f"{SEEN}{name}" in draft.form and name not in draft.form]
    form = {k: v for k, v in form.items() if k not in ticks} | dict(draft.form)
    return _page(call, copy, form, draft_at=draft.at)


def send(call: Call) -> Response:
    """Save what was typed; what cannot be saved stays on the page."""
    office, copy = call.office, _copy(call)
    read = read_form(call.form, _fields(call), office.words)
    try:
        saved = office.contacts.save(call.person, copy.contact.id, read.edits)
    except NotAllowedError:
        raise
    except BotError as error:
        problem = office.words.error(error)
        return _page(call, copy, call.form, status=503, problem=problem)
    conflicts = {conflict.field: conflict for conflict in saved.conflicts}
    if read.problems or conflicts:
        return _again(call, Trouble(read.problems, conflicts))
    office.drafts.drop(call.person.name, copy.key)
    return go_to(f"{_path(copy)}?notice={'saved' if saved.fields else 'unchanged'}")


def keep(call: Call) -> Response:
    """Keep what is typed as a draft; answer with its faults, for the script."""
    office, copy = call.office, _copy(call)
    form = {k: v for k, v in call.form.items() if k not in ("token", "do")}
    office.drafts.keep(call.person.name, copy.key, form)
    read = read_form(call.form, _fields(call), office.words)
    contact = copy.contact
    for edit in read.edits:
        contact = with_contact_value(contact, edit.field, edit.value)
    faults = _faults(call, ContactCopy(contact, copy.live))
    fields = {}
    for name in _fields(call):
        said = [read.problems[name]] if name in read.problems else []
        said += [fault.message for fault in at_field(faults, name)]
        fields[name] = {"faults": said, "measures": ""}
    kept = office.words("draft_kept", time=office.words.time(office.clock()))
    return JSONResponse({"fields": fields, "kept": kept}, headers={"Cache-Control": "no-store"})


def discard(call: Call) -> Response:
    """Throw the draft away."""
    copy = _copy(call)
    call.office.drafts.drop(call.person.name, copy.key)
    return go_to(f"{_path(copy)}?notice=draft_dropped")


def settle(call: Call) -> Response:
    """End a clash with a change that was made in the file by hand."""
    copy, name = _copy(call), call.form.get("field", "")
    if name in copy.clashes:
        mine = call.form.get("keep") == "mine"
        call.office.contacts.settle(call.person, copy.contact.id, name, mine=mine)
    return go_to(f"{_path(copy)}?notice=settled")


def publish(call: Call) -> Response:
    """Write the file: live within two seconds, in every text that names the contact."""
    copy = _copy(call)
    if _faults(call, copy):
        return _page(call, copy, contact_form(copy.contact, _fields(call)), status=422)
    call.office.contacts.publish(call.person, copy.contact.id, call.form.get("seen", ""))
    return go_to(f"{_path(copy)}?notice=contact_published")


def _again(call: Call, trouble: Trouble) -> Response:
    """The page with what was typed: what is saved is saved, the rest waits at its field."""
    copy = _copy(call)
    form = contact_form(copy.contact, _fields(call))
    for name in (*trouble.problems, *trouble.conflicts):
        form = {k: v for k, v in form.items() if k not in kept_in(form, name)}
        form |= kept_in(call.form, name)
    call.office.drafts.keep(call.person.name, copy.key, form)
    status = 409 if trouble.conflicts else 422
    return _page(call, copy, form, status=status, trouble=trouble)


def _page(
    call: Call,
    copy: ContactCopy,
    form: Form,
    *,
    status: int = 200,
    trouble: Trouble = NO_TROUBLE,
    problem: str = "",
    draft_at: int | None = None,
) -> Response:
    office, content = call.office, call.office.shelf.content()
    faults = _faults(call, copy) if copy.live or copy.pending else ()
    fields = {
        name: ContactField(
            name=name,
            editable=writes(call.person, name),
            language=content.languages.get(language_of(name) or ""),
            seen=form.get(SEEN + name, ""),
            faults=at_field(faults, name),
            problem=trouble.problems.get(name, ""),
            conflict=trouble.conflicts.get(name),
            clash=name in copy.clashes,
        )
        for name in _fields(call)
    }
    names = {person.name: person.shown for person in office.people.all()}
    used = {
        key: content.entries[key].title(office.source) or key
        for key in uses(copy.contact.id, content)
    }
    return call.show(
        "contact.html",
        status,
        copy=copy,
        title=copy.contact.name.get(office.source) or copy.contact.id,
        fields=fields,
        form=form,
        faults=faults,
        problem=problem,
        draft_at=draft_at,
        used=used,
        authors=sorted(names.get(author, author) for author in copy.authors),
        after=lambda name: contact_value(copy.contact, name),
        own_work=office.settings.staff_four_eyes and call.person.name in copy.authors,
        seen=contact_digest(copy),
    )


def _copy(call: Call) -> ContactCopy:
    """The contact of the address. Raises NoEntryError for one that the person may not begin."""
    copy = call.office.contacts.copy(call.path("contact"))
    if not copy.live and not copy.pending and not call.person.may(Permission.EDIT):
        raise NoEntryError(copy.contact.id)
    return copy


def _faults(call: Call, copy: ContactCopy) -> tuple[Fault, ...]:
    office = call.office
    content = office.shelf.content()
    return contact_faults(copy.contact, content, office.checker.rules(), office.today())


def _fields(call: Call) -> tuple[str, ...]:
    return contact_fields(call.office.languages)


def _path(copy: ContactCopy) -> str:
    return f"/contacts/{copy.contact.id}"


PAGES = (
    Page("/contacts", listed, Permission.VIEW),
    Page("/contacts/new", begin, Permission.EDIT),
    Page("/contacts/{contact}", show, Permission.VIEW),
    Page("/contacts/{contact}", send, Permission.VIEW, "POST", EDIT),
    Page("/contacts/{contact}/draft", keep, Permission.VIEW, "POST", EDIT),
    Page("/contacts/{contact}/discard", discard, Permission.VIEW, "POST"),
    Page("/contacts/{contact}/settle", settle, Permission.VIEW, "POST"),
    Page("/contacts/{contact}/publish", publish, Permission.PUBLISH, "POST"),
)
