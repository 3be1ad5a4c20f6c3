"""Every route, with every role and without any; and where a form may come from."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.staff.app import make_app
from bot.staff.office import Office
from bot.staff.page import Page
from bot.staff.roles import Permission, Person, Role
from bot.staff.routes import ALL
from bot.staff.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from bot.staff.throttle import PER_PERSON_AND_ADDRESS

from .client import BASE, ORIGIN, PASSWORD, Staff
from .conftest import PEOPLE, opened

CLOSED = [page for page in ALL if page.permission is not None]
FILLED = {
    "entry": "housing_benefit", "number": "1", "name": "erik", "period": "2026-01",
    "contact": "police", "lang": "ar",
}  # fmt: skip
ONE_ROLE = ("edith", "amina", "poul", "ada")


def path_of(page: Page) -> str:
    path = re.sub(r"\{(\w+)\}", lambda m: FILLED[m[1]], page.path)
    return f"{path}?lang=ar&version=1.2" if page.path.endswith(".xlf") else path


def ask(visitor, page: Page, form: dict[str, str]):  # type: ignore[no-untyped-def]
    return visitor.get(path_of(page)) if page.method == "GET" else visitor.post(path_of(page), form)


def test_every_route_is_closed_to_strangers(staff: Staff) -> None:
    stranger = staff.stranger()
    for page in CLOSED:
        answer = ask(stranger, page, {"token": "0"})
        assert answer.status_code == 401, page.path
        assert 'name="password"' in answer.text


@pytest.mark.parametrize("name", ONE_ROLE)
def test_every_route_asks_for_its_permission(
    staff: Staff, people: dict[str, Person], name: str
) -> None:
    person, token = people[name], (visitor := staff(name)).token()
    for page in CLOSED:
        if (page.path, page.method) == ("/account", "POST"):
            continue
        answer = ask(visitor, page, {"token": token})
        allowed = person.may(page.permission)
        assert (answer.status_code != 403) is allowed or (
            # open to all who are logged in; what it does to a text is decided by the text
            page.permission is Permission.VIEW and page.method == "POST"
        ), (page.path, page.method, answer.status_code)
        assert answer.status_code < 500 or answer.status_code == 503, page.path


def test_a_translator_cannot_change_what_is_not_hers(staff: Staff, office: Office) -> None:
    editor = staff("edith").form("/entries/housing_benefit?lang=ti")
    amina = staff("amina")
    forged = editor | {"token": amina.token(), "answers.da": "Amina var her."}
    assert amina.save("/entries/housing_benefit", forged).status_code == 403
    own = amina.form("/entries/housing_benefit?lang=ti")
    assert "answers.ti" not in own
    assert "answers.da" not in own
    forged = own | {"seen.answers.ti": "0", "answers.ti": "x"}
    assert amina.save("/entries/housing_benefit", forged).status_code == 409
    assert office.shelf.copy("housing_benefit").pending == {}
    form = amina.form("/entries/housing_benefit?lang=ar")
    tesfay = staff("tesfay")
    forged = form | {"token": tesfay.token()}
    tesfay.save("/entries/housing_benefit", forged, "review")
    assert office.history.reviewer("housing_benefit", "ar") is None


def test_a_disabled_person_is_out_at_once(staff: Staff, office: Office) -> None:
    erik = staff("erik")
    assert erik.get("/").status_code == 200
    ada = staff("ada")
    form = {"token": ada.token(), "shown": "Erik", "role.editor": "on", "disabled": "on"}
    assert ada.post("/people/erik", form).status_code == 303
    assert erik.get("/").status_code == 401
    answer = staff.stranger().post("/login", {"name": "erik", "password": PASSWORD})
    assert answer.status_code == 403


def test_the_last_administrator_stays(staff: Staff, office: Office) -> None:
    ada = staff("ada")
    token = ada.token()
    for name, status in (("alma", 303), ("ada", 422)):
        form = {"token": token, "shown": name, "role.editor": "on"}
        assert ada.post(f"/people/{name}", form).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": BASE},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:9"},
    ],
)
def test_forms_of_other_sites_are_refused(staff: Staff, headers: dict[str, str]) -> None:
    alma = staff("alma")
    form = {"token": alma.token()}
    answer = alma.post("/entries/housing_benefit/discard", form, headers=headers)
    assert answer.status_code == 403
    login = {"name": "alma", "password": PASSWORD}
    assert staff.stranger().post("/login", login, headers=headers).status_code == 403


def test_a_form_without_its_token_asks_to_log_in(staff: Staff) -> None:
    alma = staff("alma")
    for form in ({}, {"token": "x"}, {"token": staff("ada").token()}):
        assert alma.post("/entries/housing_benefit/discard", form).status_code == 401


def test_other_names_of_this_machine_are_refused(staff: Staff) -> None:
    answer = staff.client.get("/login", headers={"host": "evil.example"})
    assert answer.status_code == 421


def test_headers_and_cookie(staff: Staff) -> None:
    answer = staff.stranger().post("/login", {"name": "alma", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = staff("alma").get("/entries/housing_benefit").text
    assert " style=" not in page
    assert not re.search(r" on[a-z]+=", page)
    assert not re.search(r"<script(?![^>]* src=)", page)


def test_over_tls_the_cookie_is_secure(settings: Settings) -> None:
    public = replace(settings, staff_url="https://staff.kommune.example")
    for office in opened(public):
        client = TestClient(make_app(office), base_url=public.staff_url)
        headers = {"origin": public.staff_url, "sec-fetch-site": "same-origin"}
        form = {"name": "alma", "password": PASSWORD}
        answer = client.post("/login", data=form, headers=headers, follow_redirects=False)
        assert answer.headers["set-cookie"].startswith("__Host-")
        assert "; secure" in answer.headers["set-cookie"].lower()
        assert "strict-transport-security" in answer.headers


def test_guessing_is_slowed_down(staff: Staff) -> None:
    stranger = staff.stranger()
    wrong = {"name": "edith", "password": "forkert kodeord"}
    for _ in range(PER_PERSON_AND_ADDRESS):
        assert stranger.post("/login", wrong).status_code == 403
    answer = stranger.post("/login", wrong | {"password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert staff("erik").get("/").status_code == 200  # a colleague is not locked out


def test_a_session_ends_by_itself(office: Office) -> None:
    now = [1000.0]
    sessions = Sessions(office.database, b"k" * 32, lambda: now[0])
    session = sessions.begin("edith")
    for _ in range(LONGEST_SECONDS // (IDLE_SECONDS - 60)):
        now[0] += IDLE_SECONDS - 60
        found = sessions.find(session.cookie)
    assert found is not None
    now[0] = 1000.0 + LONGEST_SECONDS
    assert sessions.find(session.cookie) is None
    second = sessions.begin("edith")
    now[0] += IDLE_SECONDS
    assert sessions.find(second.cookie) is None
    for forged in ("", "x.y", second.cookie[:-2] + "AA", None):
        assert sessions.find(forged) is None


def test_login_leads_nowhere_else(staff: Staff) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "/login", "x"):
        form = {"name": "alma", "password": PASSWORD, "next": target}
        assert staff.stranger().post("/login", form).headers["location"] == "/"


def test_a_trusted_proxy_logs_in_and_nobody_else_does(settings: Settings) -> None:
    header = {"x-remote-user": "edith"}
    on = {"staff_sso_header": "x-remote-user", "trusted_proxies": ("testclient",)}
    for changes, status in (({}, 401), (on, 200), (on | {"trusted_proxies": ("10.0.0.1",)}, 401)):
        again = replace(settings, state=settings.state / str(len(str(changes))), **changes)
        for office in opened(again):
            client = TestClient(make_app(office), base_url=BASE)
            assert client.get("/", headers=header).status_code == status
            assert client.get("/", headers={"x-remote-user": "nobody"}).status_code in (401, 200)


def test_first_start_says_how_to_make_a_user(settings: Settings) -> None:
    from bot.staff.office import open_office

    office = open_office(settings)
    page = TestClient(make_app(office), base_url=BASE).get("/login").text
    assert "python -m bot staff add-user" in page
    office.database.close()
    assert (settings.state / "staff.sqlite").stat().st_mode & 0o777 == 0o600


def test_every_role_has_its_words_and_its_people(office: Office) -> None:
    for role in Role:
        assert office.words(f"role_{role.value}")
        assert any(role in person.roles for person in PEOPLE)
    assert ORIGIN["origin"] == BASE
