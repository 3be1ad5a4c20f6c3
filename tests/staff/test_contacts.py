"""Contacts: a changed number is one edit, live like a text; nothing else in the file changes."""

from __future__ import annotations

import difflib
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.placeholders import fill
from bot.content.store import ContentStore
from bot.settings import Settings
from bot.staff.contacts.desk import contact_digest
from bot.staff.contacts.fields import contact_fields, contact_value, with_contact_value
from bot.staff.contacts.file import edited_contacts
from bot.staff.office import Office
from bot.staff.yamlfile import FileError

from .client import Staff, Visitor
from .conftest import opened

ID = "kontaktcenter"
PATH = f"/contacts/{ID}"
LANGUAGES = ("da", "ar", "ti")


@pytest.fixture
def file(settings: Settings) -> Path:
    return settings.content / "contacts.yml"


def publish(visitor: Visitor, office: Office, contact: str = ID) -> int:
    seen = contact_digest(office.contacts.copy(contact))
    form = {"token": visitor.token(), "seen": seen}
    return visitor.post(f"/contacts/{contact}/publish", form).status_code


def test_a_changed_number_is_one_line_and_live_at_once(
    staff: Staff, office: Office, file: Path, read: ContentStore
) -> None:
    before = file.read_text("utf-8")
    read.current()
    edith, poul = staff("edith"), staff("poul")
    assert edith.save(PATH, edith.form(PATH) | {"phone": "12 34 56 78"}).status_code == 303
    assert file.read_text("utf-8") == before
    assert "12 34 56 78" in poul.get(PATH).text
    assert publish(edith, office) == 403
    start = time.monotonic()
    assert publish(poul, office) == 303
    while "12 34 56 78" not in fill(f"{{contact:{ID}}}", "ar", read.current()):
        assert time.monotonic() - start < 2, "not live within two seconds"
        time.sleep(0.02)
    diff = list(difflib.ndiff(before.splitlines(), file.read_text("utf-8").splitlines()))
    assert [line for line in diff if line[0] in "-+"] == [
        '-   phone: "99 82 50 00"',
        '+   phone: "12 34 56 78"',
    ]
    assert not office.contacts.copy(ID).pending


def test_two_editors_at_once_see_both_numbers(staff: Staff, office: Office) -> None:
    edith, erik = staff("edith"), staff("erik")
    hers, his = edith.form(PATH), erik.form(PATH)
    assert edith.save(PATH, hers | {"phone": "11 11 11 11"}).status_code == 303
    answer = erik.save(PATH, his | {"phone": "22 22 22 22", "address": "Gade 1"})
    assert answer.status_code == 409
    assert "11 11 11 11" in answer.text
    assert 'value="22 22 22 22"' in answer.text
    copy = office.contacts.copy(ID)
    assert (copy.contact.phone, copy.contact.address) == ("11 11 11 11", "Gade 1")
    again = erik.form(PATH)  # the draft has his number, and now knows hers
    assert again["phone"] == "22 22 22 22"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "ring bare", "Skriv nummeret med tal"),
        ("phone", "1813", "Region Hovedstaden"),
        ("email", "ikke en adresse", "e-mailadresse"),
        ("web", "<script>", "netadresse"),
        ("name.ar", "", "Navnet mangler"),
        ("source.title", "", "mangler sin titel"),
        ("source.seen", "31-02-2026", "findes i kalenderen"),
        ("source.seen", "2099-01-01", "fremtiden"),
        ("source.url", "javascript:alert(1)", "begynde med https"),
    ],
)
def test_faults_stand_at_the_field_and_stop_publishing(
    staff: Staff, office: Office, file: Path, field: str, typed: str, said: str
) -> None:
    before = file.read_bytes()
    alma = staff("alma")
    form = alma.form(PATH) | {field: typed}
    kept = alma.post(f"{PATH}/draft", form).json()["fields"]
    name = "source" if field.startswith("source") else field
    assert any(said in sentence for sentence in kept[name]["faults"]), kept[name]
    assert alma.save(PATH, form).status_code == 303
    page = alma.get(PATH).text
    assert said in page
    assert "<script>" not in page
    assert publish(alma, office) == 422
    assert file.read_bytes() == before


def test_a_field_that_a_text_needs_cannot_be_emptied(staff: Staff, office: Office) -> None:
    path = office.settings.content / "faq" / "housing" / "housing_benefit.yml"
    text = path.read_text("utf-8").replace("text: |-\n", f"text: |-\n      {{contact:{ID}.phone}} ")
    path.write_text(text, "utf-8")
    office.shelf.store.refresh()
    alma = staff("alma")
    form = alma.form(PATH) | {"phone": ""}
    faults = alma.post(f"{PATH}/draft", form).json()["fields"]["phone"]["faults"]
    assert any("bruger det" in sentence for sentence in faults)


def test_a_new_contact(staff: Staff, office: Office, read: ContentStore, file: Path) -> None:
    alma = staff("alma")
    assert alma.get("/contacts/new?id=police").status_code == 422
    assert alma.get("/contacts/new?id=Nej!").status_code == 422
    assert alma.get("/contacts/new?id=library").headers["location"] == "/contacts/library"
    assert staff("poul").get("/contacts/library").status_code == 404
    form = alma.form("/contacts/library") | {
        "name.da": "Biblioteket", "name.ar": "المكتبة", "name.ti": "ቤተ መጻሕፍቲ",
        "address": "Rendsburggade 2", "source.title": "En kilde", "source.seen": "2026-11-21",
    }  # fmt: skip
    assert alma.save("/contacts/library", form).status_code == 303
    assert publish(alma, office, "library") == 303
    found = read.current().contacts["library"]
    assert (found.name["ti"], found.address, found.phone) == (
        "ቤተ መጻሕፍቲ", "Rendsburggade 2", None,
    )  # fmt: skip
    assert "library:" in file.read_text("utf-8").splitlines()[-4]


def test_translators_write_the_names_in_their_language(staff: Staff, office: Office) -> None:
    amina = staff("amina")
    form = amina.form(PATH)
    assert "phone" not in form
    assert amina.save(PATH, form | {"name.ar": "مركز الاتصال"}).status_code == 303
    forged = form | {"seen.phone": "0", "phone": "11 11 11 11"}
    assert amina.save(PATH, forged).status_code == 403
    assert office.contacts.copy(ID).contact.phone != "11 11 11 11"


def test_history_and_undo(staff: Staff, office: Office) -> None:
    edith = staff("edith")
    old = office.contacts.copy(ID).contact.phone
    edith.save(PATH, edith.form(PATH) | {"phone": "11 11 11 11"})
    page = edith.get("/history").text
    assert "Kommunens Kontaktcenter" in page
    assert f'href="{PATH}"' in page
    number = office.history.changes()[0].id
    answer = edith.post(f"/history/{number}/undo", {"token": edith.token()})
    assert answer.headers["location"].startswith(PATH)
    assert office.contacts.copy(ID).contact.phone == old
    assert edith.post(f"/history/{number}/undo", {"token": edith.token()}).status_code == 409
    assert "11 11 11 11" in edith.get(f"{PATH}/history").text


def test_a_change_by_hand_meanwhile_is_a_choice(staff: Staff, office: Office, file: Path) -> None:
    alma = staff("alma")
    alma.save(PATH, alma.form(PATH) | {"phone": "11 11 11 11"})
    file.write_text(file.read_text("utf-8").replace("99 82 50 00", "33 33 33 33"), "utf-8")
    office.shelf.store.refresh()
    assert office.contacts.copy(ID).clashes == {"phone"}
    assert "33 33 33 33" in alma.get(PATH).text
    assert publish(alma, office) == 409
    form = {"token": alma.token(), "field": "phone", "keep": "mine"}
    assert alma.post(f"{PATH}/settle", form).status_code == 303
    assert publish(alma, office) == 303
    assert '"11 11 11 11"' in file.read_text("utf-8")


def test_an_expired_session_keeps_what_was_typed(staff: Staff, office: Office) -> None:
    from .client import PASSWORD

    edith = staff("edith")
    form = edith.form(PATH) | {"phone": "44 44 44 44"}
    with office.database.transaction() as db:
        db.execute("DELETE FROM sessions")
    answer = edith.save(PATH, form)
    assert answer.status_code == 401
    kept = answer.text.partition('<textarea name="kept" hidden>')[2].partition("</textarea>")[0]
    import html

    login = {"name": "edith", "password": PASSWORD, "next": PATH, "kept": html.unescape(kept)}
    assert edith.post("/login", login).headers["location"] == PATH
    assert edith.form(PATH)["phone"] == "44 44 44 44"


def test_a_long_paste_a_full_disk_and_a_broken_file(
    staff: Staff, office: Office, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alma = staff("alma")
    answer = alma.save(PATH, alma.form(PATH) | {"address": "x" * 200_000, "phone": "11 11 11 11"})
    assert answer.status_code == 422
    assert "x" * 200_000 in answer.text
    assert alma.form(PATH)["address"] == "x" * 200_000  # as a draft
    assert office.contacts.copy(ID).contact.phone == "11 11 11 11"
    alma.post(f"{PATH}/discard", {"token": alma.token()})
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert publish(alma, office) == 503
    assert file.read_bytes() == before
    file.write_text("police: [", "utf-8")
    office.shelf.store.refresh()
    assert publish(alma, office) == 503
    assert file.read_text("utf-8") == "police: ["


def test_four_eyes(settings: Settings) -> None:
    from starlette.testclient import TestClient

    from bot.staff.app import make_app

    from .client import BASE

    for office in opened(replace(settings, staff_four_eyes=True)):
        with TestClient(make_app(office), base_url=BASE) as client:
            staff = Staff(client, office)
            alma = staff("alma")
            alma.save(PATH, alma.form(PATH) | {"phone": "11 11 11 11"})
            assert publish(alma, office) == 403
            assert publish(staff("poul"), office) == 303


def test_every_field_makes_the_round_trip(read: ContentStore, file: Path) -> None:
    raw = file.read_bytes()
    contact = read.current().contacts[ID]
    assert edited_contacts(raw, contact, LANGUAGES) == raw
    values = {"name.ti": "ስም", "email": "a@b.dk", "web": "b.dk/x", "check_first": None,
              "address": 'Gade "1", 2. #3',
              "source": [{"title": "T: x", "seen": "2026-11-20"}]}  # fmt: skip
    for name, value in values.items():
        contact = with_contact_value(contact, name, value)
    for name in contact_fields(LANGUAGES):
        assert name not in values or contact_value(contact, name) == values[name]
    written = edited_contacts(raw, contact, LANGUAGES)
    assert edited_contacts(written, contact, LANGUAGES) == written
    with pytest.raises(FileError):
        edited_contacts(b"\xff", contact, LANGUAGES)
