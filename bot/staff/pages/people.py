"""Who may log in: add, change roles, shut out, a new password. And one's own password."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from bot.staff.cleaning import clean_line
from bot.staff.door import give_cookie
from bot.staff.errors import StaffError
from bot.staff.page import Call, Page, go_to
from bot.staff.passwords import invented
from bot.staff.people import PeopleError
from bot.staff.roles import Permission, Person, Role


def listed(call: Call) -> Response:
    """Everybody."""
    return _page(call)


def add(call: Call) -> Response:
    """Add a person; her first password is shown once."""
    name = clean_line(call.form.get("name", "")).lower()
    person = _from_form(call, Person(name, name, frozenset()))
    password = invented()
    try:
        call.office.people.add(person, password)
    except StaffError as error:
        return _page(call, problem=call.office.words.error(error), status=422)
    return _page(call, made=(person.name, password))


def change(call: Call) -> Response:
    """Change the shown name, roles and languages of a person, or shut her out."""
    person = _person(call)
    changed = _from_form(call, person)
    changed = replace(changed, disabled="disabled" in call.form)
    try:
        call.office.people.change(changed)
    except StaffError as error:
        return _page(call, problem=call.office.words.error(error), status=422)
    return go_to("/people?notice=saved")


def reset(call: Call) -> Response:
    """Give a person a new password, shown once; her sessions end."""
    person = _person(call)
    password = invented()
    call.office.people.set_password(person.name, password)
    return _page(call, made=(person.name, password))


def account(call: Call) -> Response:
    """One's own roles, and the form for another password."""
    return call.show("account.html", problem="")


def own_password(call: Call) -> Response:
    """Change one's own password; it needs the old one, and a new session begins."""
    office, person = call.office, call.person
    old, new = call.form.get("old", ""), call.form.get("new", "")
    wait = office.throttle.wait(person.name, call.address)
    if wait or office.people.logged_in(person.name, old) is None:
        office.throttle.failed(person.name, call.address)
        return call.show("account.html", 422, problem=office.words("password_wrong"))
    try:
        office.people.set_password(person.name, new)
    except StaffError as error:
        return call.show("account.html", 422, problem=office.words.error(error))
    session = office.sessions.begin(person.name)
    return give_cookie(go_to("/account?notice=password_changed"), office, session)


def _page(
    call: Call, *, made: tuple[str, str] | None = None, problem: str = "", status: int = 200
) -> Response:
    people = call.office.people.all()
    return call.show(
        "people.html", status, people=people, roles=tuple(Role), made=made, problem=problem
    )


def _person(call: Call) -> Person:
    found = call.office.people.find(call.path("name"))
    if found is None:
        raise PeopleError("no_person", "There is no such person.", name=call.path("name"))
    return found


def _from_form(call: Call, person: Person) -> Person:
    form = call.form
    known = call.office.languages
    return replace(
        person,
        shown=clean_line(form.get("shown", ""))[:80] or person.name,
        roles=frozenset(role for role in Role if f"role.{role.value}" in form),
        languages=frozenset(code for code in known if f"lang.{code}" in form),
    )


PAGES = (
    Page("/people", listed, Permission.PEOPLE),
    Page("/people", add, Permission.PEOPLE, "POST"),
    Page("/people/{name}", change, Permission.PEOPLE, "POST"),
    Page("/people/{name}/password", reset, Permission.PEOPLE, "POST"),
    Page("/account", account, Permission.VIEW),
    Page("/account", own_password, Permission.VIEW, "POST"),
)
