"""docs/openapi-staff.yml against the running app: every route is in it, and every answer is as it
says, for people of every role, logged in and with the forms' token as a browser has it.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.staff.office import Office
from bot.staff.routes import ALL

from .client import PASSWORD
from .conftest import PEOPLE, Served, copied, listening, opened

FILE = ROOT / "docs" / "openapi-staff.yml"
METHODS = ("get", "post")
CHECKS = (
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
)
FILLED = {"entry": "housing_benefit", "contact": "police", "number": "1", "lang": "ar"}
ROLES = ("edith", "amina", "poul", "ada", "alma")
schema = schemathesis.openapi.from_path(FILE)
turns = itertools.count()
EXAMPLES = int(os.environ.get("EXAMPLES", "10"))  # for each page and role


@dataclass
class Browser:
    """One person's browser. It logs in anew when its session ended or its password changed."""

    served: Served
    name: str
    http: httpx.Client = field(init=False)
    token: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.served.url, timeout=30)

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends with a form of the app."""
        return {"Origin": self.served.url, "Sec-Fetch-Site": "same-origin"}

    def ready(self) -> None:
        """Logged in, with the token of the forms."""
        page = self.http.get("/account")
        if page.status_code == 401:
            people = self.served.office.people
            people.change(next(person for person in PEOPLE if person.name == self.name))
            people.set_password(self.name, PASSWORD)
            form = {"name": self.name, "password": PASSWORD, "next": "/account"}
            assert self.http.post("/login", data=form, headers=self.headers).status_code == 303
            page = self.http.get("/account")
        found = re.search(r'name="token" value="([0-9a-f]+)"', page.text)
        assert found, page.text
        self.token = found[1]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, small_content: Path) -> Iterator[Served]:
    """One app for all, with its own content and people; they change it as they like."""
    folder = tmp_path_factory.mktemp("openapi")
    own = Settings(
        content=copied(small_content, folder / "data"),
        state=folder / "state",
        port=free_port(),
        staff_port=free_port(),
    )
    with ExitStack() as stack:
        office: Office = stack.enter_context(contextmanager(opened)(own))
        yield stack.enter_context(listening(office))


@pytest.fixture(scope="module")
def browsers(app: Served) -> Iterator[dict[str, Browser]]:
    found = {name: Browser(app, name) for name in ROLES}
    yield found
    for browser in found.values():
        browser.http.close()


def described() -> dict[tuple[str, str], dict[str, Any]]:
    paths = yaml.safe_load(FILE.read_text(encoding="utf-8"))["paths"]
    return {
        (path, method.upper()): operation
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def test_every_route_is_described_with_its_permission() -> None:
    found = {key: operation["x-permission"] for key, operation in described().items()}
    assert found == {
        (page.path, page.method): page.permission.value if page.permission else "none"
        for page in ALL
    }


def test_what_is_open_to_everybody_says_so() -> None:
    for key, operation in described().items():
        assert (operation.get("security") == []) is (operation["x-permission"] == "none"), key
        assert ("401" in operation["responses"]) is (operation["x-permission"] != "none"), key


def send(case: schemathesis.Case, browser: Browser, real: bool) -> None:
    """The request as this person's browser sends it; the answer must be one that is described."""
    browser.ready()
    if real:
        for name in case.path_parameters.keys() & FILLED.keys():
            case.path_parameters[name] = FILLED[name]
    if isinstance(case.body, dict) and "token" in case.body:
        case.body["token"] = browser.token
    response = case.call(
        base_url=browser.served.url,
        headers=browser.headers,
        cookies=dict(browser.http.cookies),
        allow_redirects=False,
        timeout=30,
    )
    case.validate_response(response, checks=CHECKS)
    assert response.status_code < 500, response.text  # 503 is for what this app does not meet


CALM = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much)


@pytest.mark.long
@pytest.mark.parametrize("name", ROLES)
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=CALM)
def test_every_answer_to_every_role_is_as_described(
    case: schemathesis.Case, browsers: dict[str, Browser], name: str
) -> None:
    send(case, browsers[name], real=next(turns) % 2 == 0)


@pytest.mark.long
@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=CALM)
def test_every_answer_to_a_stranger_is_as_described(case: schemathesis.Case, app: Served) -> None:
    response = case.call(base_url=app.url, headers={"Origin": app.url}, allow_redirects=False)
    case.validate_response(response, checks=CHECKS)
    if case.operation.definition.raw["x-permission"] == "none":
        assert response.status_code != 401
    else:  # 400: no form; 405: a method that the page does not have
        assert response.status_code in (400, 401, 405)
