"""What can go wrong around a save: a killed process, a full disk, a broken file, strange input."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.content.document import read_document
from bot.content.store import ContentStore
from bot.content.yamltree import parse_tree
from bot.settings import ROOT, Settings
from bot.staff.atomic import WriteError, write_atomically
from bot.staff.desk import Edit, copy_digest
from bot.staff.fields import digest, value_of
from bot.staff.office import Office
from bot.staff.roles import Person

from .client import Staff

ID = "housing_benefit"
PATH = f"/entries/{ID}"
People = dict[str, Person]
PUBLISHES_FOR_EVER = """
import sys
from pathlib import Path
from bot.settings import Settings
from bot.staff.desk import Edit, copy_digest
from bot.staff.fields import digest, value_of
from bot.staff.office import open_office
from bot.staff.roles import Person, Role

office = open_office(Settings(content=Path(sys.argv[1]), state=Path(sys.argv[2])))
person = Person("alma", "Alma", frozenset(Role), frozenset())
for number in range(int(sys.argv[3]), 10**9):
    copy = office.shelf.copy("housing_benefit")
    seen = digest(value_of(copy.entry, "answers.da"))
    text = f"Udgave {number}. " + "Tekst. " * 3000
    office.desk.save(person, copy.entry.id, [Edit("answers.da", text, seen)])
    office.desk.publish(person, copy.entry.id, copy_digest(office.shelf.copy(copy.entry.id)))
    print(number, flush=True)
"""
WRITES_TO_A_FULL_DISK = """
import sys
from pathlib import Path
from bot.staff.atomic import WriteError, write_atomically

try:
    write_atomically(Path(sys.argv[1]), b"new " * 100_000)
except WriteError as error:
    print(error.code)
"""


def test_a_killed_process_leaves_the_old_or_the_new_file(
    settings: Settings, entry_file: Path
) -> None:
    settings.state.mkdir()
    number = 1
    random.seed(8)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHES_FOR_EVER, settings.content, settings.state,
             str(number)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        number = int(process.stdout.readline())  # it works; now end it at any moment
        time.sleep(random.uniform(0, 0.4))
        process.kill()
        rest = process.stdout.read().split()
        number = int(rest[-1]) if rest else number
        process.wait()
        process.stdout.close()
        tree = parse_tree(entry_file.read_bytes(), "faq/housing/housing_benefit.yml")
        found = read_document(tree, "faq/housing/housing_benefit.yml", ("da", "ar", "ti"), "da")
        assert found.document is not None
        text = found.document.entry.answers["da"].text
        written = int(text.split(".")[0].removeprefix("Udgave "))
        assert written in (number, number + 1)
        assert text == (f"Udgave {written}. " + "Tekst. " * 3000).strip()
        number += 2


def test_on_a_full_disk_the_old_file_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "entry.yml"
    path.write_text("old", "utf-8")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    found = subprocess.run(
        [sys.executable, "-c", WRITES_TO_A_FULL_DISK, path],
        cwd=ROOT, preexec_fn=small, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert found.stdout.strip() == "write", found.stderr
    assert path.read_text("utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["entry.yml"]


def test_a_file_that_cannot_be_written_is_said_and_the_change_waits(
    staff: Staff, office: Office, people: People, entry_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entry_file.read_bytes()
    alma = staff("alma")
    form = alma.form(PATH) | {"answers.da": office.shelf.copy(ID).entry.answers["da"].text + " Ja."}
    assert alma.save(PATH, form).status_code == 303
    seen = {"token": alma.token(), "seen": copy_digest(office.shelf.copy(ID))}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = alma.post(f"{PATH}/publish", seen)
    assert answer.status_code == 503
    assert "No space left" in answer.text
    assert entry_file.read_bytes() == before
    assert office.shelf.copy(ID).pending
    assert alma.post(f"{PATH}/publish", seen).status_code == 303


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("x", "utf-8")
    path.chmod(0o640)
    write_atomically(path, b"y")
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(WriteError):
        write_atomically(tmp_path / "a.yml" / "b.yml", b"z")


def test_a_database_that_fails_gives_the_typed_text_back(staff: Staff, office: Office) -> None:
    edith = staff("edith")
    form = edith.form(PATH) | {"answers.da": "Skrevet, mens disken var fuld."}
    with office.database.transaction() as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON pending"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    answer = edith.save(PATH, form)
    assert answer.status_code == 503
    assert "Skrevet, mens disken var fuld." in answer.text
    assert "disk full" in answer.text


def test_a_broken_file_is_shown_and_the_others_can_be_edited(
    staff: Staff, office: Office, people: People, entry_file: Path, read: ContentStore
) -> None:
    alma = staff("alma")
    alma.get("/")
    entry_file.write_text("id: housing_benefit\nid: twice\nanswers: [", "utf-8")
    (entry_file.parent / "fresh.yml").write_bytes(b"\xff")
    office.shelf.store.refresh()
    page = alma.get("/").text
    assert "faq/housing/housing_benefit.yml:" in page
    assert "faq/housing/fresh.yml:1" in page
    form = alma.form(PATH) | {"answers.da": office.shelf.copy(ID).entry.answers["da"].text + " Ja."}
    assert alma.save(PATH, form).status_code == 303
    seen = {"token": alma.token(), "seen": copy_digest(office.shelf.copy(ID))}
    answer = alma.post(f"{PATH}/publish", seen)
    assert answer.status_code == 503
    assert "rettet i hånden" in answer.text
    other = "housing_deposit"
    entry = office.shelf.copy(other).entry
    edit = Edit("checked", "2026-11-20", digest(value_of(entry, "checked")))
    office.desk.save(people["alma"], other, [edit])
    office.desk.publish(people["alma"], other, copy_digest(office.shelf.copy(other)))
    assert read.current().entries[other].checked == "2026-11-20"


def test_a_paste_of_200_kb_is_refused_at_its_field_and_not_lost(
    staff: Staff, office: Office
) -> None:
    edith = staff("edith")
    long = "ሓገዝ ክራይ " * 22_000  # 200,000 characters, 480 KB
    form = edith.form(PATH) | {"answers.da": long, "checked": "2026-11-20"}
    answer = edith.post(PATH, form | {"do": "save"}, files={"x": ("", b"")})
    assert answer.status_code == 422
    assert "Der må højst være 6000" in answer.text
    assert long.strip() in answer.text
    copy = office.shelf.copy(ID)
    assert set(copy.pending) == {"checked"}  # what can be saved is saved
    assert edith.form(PATH)["answers.da"].strip() == long.strip()
    draft = edith.post(f"{PATH}/draft", form, files={"x": ("", b"")})
    assert "6000" in draft.json()["fields"]["answers.da"]["faults"][0]
    huge = edith.post(PATH, form | {"answers.da": "x" * 5_000_000}, files={"x": ("", b"")})
    assert huge.status_code == 413


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("<script>alert(1)</script> & <b>x</b>", "<script>alert(1)</script> & <b>x</b>"),
        ("\u202eomvendt\u202c \u2066x\u2069\u200f", "omvendt x"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("linje\r\nto\u2028tre\x85fire", "linje\nto\ntre\nfire"),
        ('"; DROP TABLE people; --', '"; DROP TABLE people; --'),
        ("</textarea><img src=x onerror=alert(1)>", "</textarea><img src=x onerror=alert(1)>"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\n\n  luft  \n\n\n\n  om  ", "luft\n\n  om"),
    ],
)
def test_strange_input_is_text_and_nothing_else(
    staff: Staff, office: Office, people: People, read: ContentStore, typed: str, saved: str
) -> None:
    alma = staff("alma")
    answer = alma.save(PATH, alma.form(PATH) | {"answers.da": typed})
    assert answer.status_code == 303
    if "\u202e" in typed:
        assert answer.headers["location"].endswith("marks_removed")
    for page in (PATH, f"{PATH}/publish", f"{PATH}/preview", "/history"):
        text = alma.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>x" not in text
    assert alma.form(PATH)["answers.da"] == saved
    office.desk.publish(people["alma"], ID, copy_digest(office.shelf.copy(ID)))
    assert read.current().entries[ID].answers["da"].text == saved


def test_a_form_without_a_session_is_kept_over_the_login(staff: Staff, office: Office) -> None:
    edith = staff("edith")
    form = edith.form(PATH) | {"answers.da": 'Ikke tabt: "<æøå>"\nlinje to'}
    edith.client.cookies.clear()
    answer = edith.save(PATH, form)
    assert answer.status_code == 401
    kept = answer.text.partition('name="kept" hidden>')[2].partition("</textarea>")[0].strip()
    import html

    login = {"name": "edith", "password": "tre små grise i skoven", "next": PATH}
    answer = edith.post("/login", login | {"kept": html.unescape(kept)})
    assert answer.headers["location"] == PATH
    assert edith.form(PATH)["answers.da"] == 'Ikke tabt: "<æøå>"\nlinje to'
    assert office.shelf.copy(ID).pending == {}
