"""Log in, log out. A form that was sent without a session is kept and comes back after login."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from starlette.responses import Response

from bot.staff.contacts.fields import KEY
from bot.staff.door import give_cookie
from bot.staff.page import EDIT, Call, Page, go_to

PATH = "/login"
# A page with a form that keeps drafts, and its two parts.
_FORM = re.compile(r"/(entries|contacts)/([a-z0-9_]{1,40})(?:/\w+)?\Z")
_SAFE = re.compile(r"/(?![/\\])[\w/?=&.%-]*\Z")


def ask(call: Call) -> Response:
    """The login page in the place of a page that needs a person; what was typed is in it."""
    path = call.request.url.path
    place = _FORM.match(path)
    kept = ""
    if call.request.method == "GET":
        query = call.request.url.query
        target = f"{path}?{query}" if query else path
    else:
        target = f"/{place[1]}/{place[2]}" if place else "/"
        form = {k: v for k, v in call.form.items() if k not in ("token", "do")}
        kept = json.dumps(form, ensure_ascii=False) if place and form else ""
    return _page(call, target, kept, status=401)


def show(call: Call) -> Response:
    """The login page by itself."""
    return go_to("/") if call.known else _page(call, _target(call.asked("next")), "")


def login(call: Call) -> Response:
    """Check name and password; slow down who guesses."""
    office, form = call.office, call.form
    name, target = form.get("name", "")[:64], _target(form.get("next", ""))
    kept = form.get("kept", "")
    wait = office.throttle.wait(name, call.address)
    if wait:
        minutes = -(-wait // 60)
        response = _page(call, target, kept, 429, "login_wait", minutes=minutes)
        response.headers["Retry-After"] = str(wait)
        return response
    person = office.people.logged_in(name, form.get("password", ""))
    if person is None:
        office.throttle.failed(name, call.address)
        return _page(call, target, kept, 403, "login_wrong")
    office.throttle.passed(name, call.address)
    _restore(call, person.name, target, kept)
    return give_cookie(go_to(target), office, office.sessions.begin(person.name))


def logout(call: Call) -> Response:
    """End the session."""
    if call.session is not None:
        call.office.sessions.end(call.session.cookie)
    return give_cookie(go_to(f"{PATH}?notice=logged_out"), call.office, None)


def _page(
    call: Call, target: str, kept: str, status: int = 200, problem: str = "", **values: object
) -> Response:
    nobody = not any(not person.disabled for person in call.office.people.all())
    said = call.office.words(problem, **values) if problem else ""
    anonymous = Call(call.office, call.view, call.request)
    return anonymous.show("login.html", status, next=target, kept=kept, problem=said, nobody=nobody)


def _target(path: str) -> str:
    """A path of ours: a link from outside sends nobody elsewhere."""
    return path if _SAFE.match(path) and not path.startswith(PATH) else "/"


def _restore(call: Call, name: str, target: str, kept: str) -> None:
    place = _FORM.match(target.partition("?")[0])
    try:
        form = json.loads(kept) if kept else None
    except ValueError:
        return
    if place and isinstance(form, Mapping) and all(isinstance(v, str) for v in form.values()):
        key = place[2] if place[1] == "entries" else KEY + place[2]
        call.office.drafts.keep(name, key, form)


PAGES = (
    Page(PATH, show, None),
    Page(PATH, login, None, "POST", EDIT),
    Page("/logout", logout, None, "POST"),
)
