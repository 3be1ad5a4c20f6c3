"""What a page is: a path, who may open it, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.staff.office import Office
from bot.staff.roles import Permission, Person
from bot.staff.sessions import Session
from bot.staff.view import View

SMALL = 64 * 1024
EDIT = 4 * 1024 * 1024  # a long paste is refused at its field, in words, not by cutting it off
FILE = 32 * 1024 * 1024

Form = Mapping[str, str]


@dataclass(frozen=True)
class Call:
    """One request, with everything that an answer needs. `person` is who is logged in."""

    office: Office
    view: View
    request: Request
    form: Form = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    known: Person | None = None
    session: Session | None = None

    @property
    def person(self) -> Person:
        """Who is logged in. Raises RuntimeError on a page that is open to everybody."""
        if self.known is None:
            raise RuntimeError("this page knows no person")
        return self.known

    @property
    def address(self) -> str:
        """The address that the request comes from."""
        return self.request.client.host if self.request.client else ""

    def path(self, name: str) -> str:
        """A piece of the path, such as the id of an entry."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A value behind the question mark of the address."""
        return self.request.query_params.get(name, "").strip()

    def show(self, template: str, status: int = 200, **values: object) -> Response:
        """A page of the app."""
        return self.view.page(self, template, status, values)


@dataclass(frozen=True)
class Page:
    """A route. `permission` None: open to everybody; VIEW: to everybody who is logged in.

    `handler` runs in a thread; it may use files and the database. `limit` is the largest body.
    """

    path: str
    handler: Callable[[Call], Response]
    permission: Permission | None
    method: str = "GET"
    limit: int = SMALL


def go_to(path: str) -> Response:
    """Send the browser to another page after a form."""
    return RedirectResponse(path, status_code=303)


async def read_body(request: Request) -> tuple[Form, Mapping[str, bytes]]:
    """The fields and the files of a form. The size is limited before this is called."""
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    form = await request.form(max_files=1, max_fields=200, max_part_size=EDIT)
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await value.read()
            elif name in fields:
                fields[name] += f"\n{value}"  # several boxes of one name
            else:
                fields[name] = value
    finally:
        await form.close()
    return fields, files
