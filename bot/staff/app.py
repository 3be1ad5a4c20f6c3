"""The staff app as an ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.staff.door import endpoint
from bot.staff.guard import HEADERS, SafeHeaders, secure
from bot.staff.office import Office
from bot.staff.page import Call
from bot.staff.pages import login
from bot.staff.routes import ALL
from bot.staff.view import View


def make_app(office: Office) -> Starlette:
    """The app of an office: every route of `ALL`, behind the door."""
    view = View(office.words)

    async def missing(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        call = Call(office, view, request)
        response = call.show("fault.html", status, message=office.words("error_no_page"))
        response.headers.update(getattr(error, "headers", None) or {})  # which methods there are
        return response

    async def broken(request: Request, error: Exception) -> Response:
        call = Call(office, view, request)
        response = call.show("fault.html", 500, message=office.words("error_unexpected"))
        response.headers.update(HEADERS)  # this answer is made outside of the middleware
        return response

    return Starlette(
        routes=[
            Route(page.path, endpoint(page, office, view, login.ask), methods=[page.method])
            for page in ALL
        ],
        middleware=[Middleware(SafeHeaders, secure=secure(office.settings))],
        exception_handlers={404: missing, 405: missing, 500: broken},
    )
