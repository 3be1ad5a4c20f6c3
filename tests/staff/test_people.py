from __future__ import annotations

import io
import re

import pytest

from bot.__main__ import main
from bot.settings import Settings
from bot.staff.office import Office, derived
from bot.staff.passwords import PasswordError, Passwords, invented
from bot.staff.people import People, PeopleError
from bot.staff.roles import Person, Role
from bot.staff.tables import staff_database

from .client import PASSWORD, Staff


def test_passwords_are_argon2id_and_never_stored() -> None:
    passwords = Passwords()
    stored = passwords.hashed(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert passwords.right(stored, PASSWORD)
    assert not passwords.right(stored, PASSWORD + "x")
    assert not passwords.right(None, PASSWORD)
    assert not passwords.right("no hash", PASSWORD)
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", invented())
    for bad in ("short", "x" * 201):
        with pytest.raises(PasswordError):
            passwords.hashed(bad)


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("Bad Name", "x", frozenset({Role.EDITOR})), "bad_name"),
        (Person("none", "x", frozenset()), "no_role"),
        (Person("t", "x", frozenset({Role.TRANSLATOR})), "no_language"),
        (Person("edith", "x", frozenset({Role.EDITOR})), "taken"),
    ],
)
def test_what_cannot_be_a_person(office: Office, person: Person, code: str) -> None:
    with pytest.raises(PeopleError) as caught:
        office.people.add(person, PASSWORD)
    assert caught.value.code == code
    assert office.words.error(caught.value)


def test_a_new_person_logs_in_with_the_password_that_was_shown_once(staff: Staff) -> None:
    ada = staff("ada")
    form = {"token": ada.token(), "name": "Ny", "shown": "<b>Ny</b>", "role.editor": "on"}
    page = ada.post("/people", form).text
    assert "<b>Ny</b>" not in page
    password = re.search(r'class="big">([^<]+)<', page)
    assert password
    visitor = staff.stranger()
    assert visitor.post("/login", {"name": "ny", "password": password[1]}).status_code == 303
    change = {"token": visitor.token(), "old": password[1], "new": "helt andre ord"}
    assert visitor.post("/account", change | {"old": "forkert"}).status_code == 422
    assert visitor.post("/account", change | {"new": "kort"}).status_code == 422
    assert visitor.post("/account", change).status_code == 303
    assert visitor.get("/").status_code == 200
    again = {"name": "ny", "password": "helt andre ord"}
    assert staff.stranger().post("/login", again).status_code == 303
    reset = ada.post("/people/ny/password", {"token": ada.token()})
    assert reset.status_code == 200
    assert visitor.get("/").status_code == 401


def test_keys_of_two_purposes_differ() -> None:
    assert derived(b"k", "a") != derived(b"k", "b") != b"k"


def test_from_the_command_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_STATE", str(settings.state))
    monkeypatch.setenv("BOT_CONTENT", str(settings.content))

    def run(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return main(["staff", *arguments])

    assert run("add-user", "Anna", "--shown", "Anna A.", typed=PASSWORD + "\n") == 0
    assert "http://127.0.0.1:5006" in capsys.readouterr().out
    people = People(staff_database(settings.state), Passwords())
    anna = people.logged_in("ANNA", PASSWORD)
    assert anna is not None
    assert anna.roles == frozenset(Role)
    assert anna.languages == {"ar", "ti"}
    assert run("add-user", "anna", typed=PASSWORD) == 1
    assert run("add-user", "tom", "--role", "translator", typed=PASSWORD) == 1
    assert run("add-user", "tom", "--role", "translator", "--language", "xx", typed=PASSWORD) == 1
    assert run("add-user", "tom", "--role", "translator", "--language", "ti", typed="kort") == 1
    said = capsys.readouterr().err
    assert "12 to 200 characters" in said
    assert "Traceback" not in said
    assert run("set-password", "anna", typed="et andet langt ord") == 0
    assert people.logged_in("anna", PASSWORD) is None
    assert run("disable", "anna") == 1  # the only administrator
    assert run("set-password", "nobody", typed=PASSWORD) == 1
    assert run("list") == 0
    assert "Anna A." in capsys.readouterr().out
    people.database.close()
