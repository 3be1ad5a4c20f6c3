"""The door: who is it, may she come in here? Every page is answered through it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.errors import BotError
from bot.staff.errors import StaffError
from bot.staff.guard import TooLargeError, limited, right_host, same_origin, secure
from bot.staff.office import Office
from bot.staff.page import Call, Page, read_body
from bot.staff.roles import NotAllowedError, Person
from bot.staff.sessions import LONGEST_SECONDS, Session
from bot.staff.view import View

TOKEN = "token"  # noqa: S105 (the name of the form field)
STATUS = {
    404: ("no_entry", "no_change", "no_person", "no_topic"),
    409: ("changed_meanwhile", "changed_since", "clash"),
    503: ("broken_file", "unwritable", "write"),
}
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(page: Page, office: Office, view: View, login: Callable[[Call], Response]) -> Endpoint:
    """The function that Starlette calls for a page; `login` answers who is not logged in."""

    async def answer(request: Request) -> Response:
        call = Call(office, view, request)
        if not right_host(request, office.settings):
            return PlainTextResponse("Misdirected Request", 421)
        if page.method != "GET":
            if not same_origin(request, office.settings):
                return await run_in_threadpool(_fault, call, 403, "error_origin")
            try:
                form, files = await read_body(limited(request, page.limit))
            except TooLargeError:
                return await run_in_threadpool(_fault, call, 413, "error_too_large")
            except (MultiPartException, HTTPException, ClientDisconnect):
                return await run_in_threadpool(_fault, call, 400, "error_bad_form")
            call = Call(office, view, request, form, files)
        return await run_in_threadpool(_answer, page, call, login)

    return answer


def cookie_name(office: Office) -> str:
    """The name of the session's cookie; over TLS the browser itself guards the prefix."""
    return "__Host-velkommen-staff" if secure(office.settings) else "velkommen-staff"


def give_cookie(response: Response, office: Office, session: Session | None) -> Response:
    """Set the cookie of a session, or take it away."""
    response.set_cookie(
        cookie_name(office),
        session.cookie if session else "",
        max_age=LONGEST_SECONDS if session else 0,
        path="/",
        secure=secure(office.settings),
        httponly=True,
        samesite="strict",
    )
    return response


def _answer(page: Page, call: Call, login: Callable[[Call], Response]) -> Response:
    try:
        call, fresh = _known(call)
    except BotError as error:
        return _fault(call, 503, "error_other", sentence=str(error))
    if page.permission is not None:
        if call.known is None or call.session is None:
            return login(call)
        if not call.known.may(page.permission):
            return _fault(call, 403, "error_not_allowed")
        sent = call.form.get(TOKEN, "")
        right = hmac.compare_digest(sent.encode(), call.session.form_token.encode())
        if page.method != "GET" and not right:
            return login(call)  # the form is from an earlier session: the text is kept
    try:
        response = page.handler(call)
    except NotAllowedError as error:
        response = _said(call, 403, call.office.words.error(error))
    except BotError as error:
        response = _said(call, _status(error), call.office.words.error(error))
    return give_cookie(response, call.office, call.session) if fresh else response


def _known(call: Call) -> tuple[Call, bool]:
    """The call with its session and person; True when the session has just begun."""
    office, request = call.office, call.request
    session = office.sessions.find(request.cookies.get(cookie_name(office)))
    person = office.people.find(session.name) if session else None
    trusted = _trusted(call)
    if trusted is not None and (person is None or person.name != trusted.name):
        session, person = office.sessions.begin(trusted.name), trusted
        return _with(call, person, session), True
    if person is None or person.disabled:
        return call, False
    return _with(call, person, session), False


def _trusted(call: Call) -> Person | None:
    """Whom a reverse proxy of ours has logged in; nobody unless the operator switched it on."""
    settings = call.office.settings
    if not settings.staff_sso_header or call.address not in settings.trusted_proxies:
        return None
    name = call.request.headers.get(settings.staff_sso_header, "")
    person = call.office.people.find(name) if name else None
    return person if person is not None and not person.disabled else None


def _with(call: Call, person: Person | None, session: Session | None) -> Call:
    return Call(call.office, call.view, call.request, call.form, call.files, person, session)


def _status(error: BotError) -> int:
    """What is not there, what somebody else changed, what was asked wrongly; else the fault is
    ours, such as a disk that cannot be written.
    """
    code = getattr(error, "code", "")
    known = next((status for status, codes in STATUS.items() if code in codes), None)
    return known or (422 if isinstance(error, StaffError) else 503)


def _fault(call: Call, status: int, key: str, **values: object) -> Response:
    return _said(call, status, call.office.words(key, **values))


def _said(call: Call, status: int, message: str) -> Response:
    return call.show("fault.html", status, message=message)
