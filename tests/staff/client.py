"""People who use the app over HTTP, as a browser would without JavaScript."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from httpx import Response
from starlette.testclient import TestClient

from bot.staff.office import Office

BASE = "http://127.0.0.1:5006"
PASSWORD = "tre små grise i skoven"
ORIGIN = {"origin": BASE, "sec-fetch-site": "same-origin"}
FIELD = re.compile(
    r"<textarea(?P<t>[^>]*)>\n?(?P<text>.*?)</textarea>|<input(?P<i>[^>]*)>"
    r"|<select(?P<s>[^>]*)>(?P<options>.*?)</select>",
    re.S,
)


@dataclass
class Staff:
    """The app with all its people."""

    client: TestClient
    office: Office

    def __call__(self, name: str) -> Visitor:
        """A browser in which the person is logged in."""
        visitor = Visitor(TestClient(
            self.client.app, base_url=BASE, follow_redirects=False,
            raise_server_exceptions=False))  # fmt: skip
        answer = visitor.post("/login", {"name": name, "password": PASSWORD, "next": "/"})
        assert answer.status_code == 303, answer.text
        return visitor

    def stranger(self) -> Visitor:
        return Visitor(TestClient(
            self.client.app, base_url=BASE, follow_redirects=False,
            raise_server_exceptions=False))  # fmt: skip


@dataclass
class Visitor:
    """One browser."""

    client: TestClient

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def post(self, path: str, form: dict[str, str] | None = None, **options: object) -> Response:
        """Send a form of ours; `files` makes it a multipart one."""
        headers = options.pop("headers", ORIGIN)
        return self.client.post(path, data=form or {}, headers=headers, **options)  # type: ignore[arg-type]

    def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.get("/account").text)
        assert found
        return found[1]

    def form(self, path: str) -> dict[str, str]:
        """What the form with a draft on a page holds, as a browser would send it."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        return form_of(page.text)

    def save(self, path: str, form: dict[str, str], do: str = "save") -> Response:
        return self.post(path, form | {"do": do})


def form_of(page: str) -> dict[str, str]:
    """The values of the entry form in a page."""
    inside = page.partition("data-draft=")[2].partition("</form>")[0]
    found: dict[str, str] = {}
    for match in FIELD.finditer(inside):
        head = match["t"] or match["i"] or match["s"] or ""
        name = re.search(r'name="([^"]+)"', head)
        if name is None or "disabled" in head:
            continue
        if match["t"] is not None:
            value = html.unescape(match["text"])
        elif match["s"] is not None:
            chosen = re.search(r'value="([^"]*)" selected', match["options"])
            value = chosen[1] if chosen else ""
        else:
            if 'type="checkbox"' in head and "checked" not in head:
                continue
            given = re.search(r'value="([^"]*)"', head)
            value = html.unescape(given[1]) if given else "on"
        found[name[1]] = f"{found[name[1]]}\n{value}" if name[1] in found else value
    return found
