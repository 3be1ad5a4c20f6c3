"""The working copy: nothing goes live but by publishing; nothing that somebody wrote is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.model import State
from bot.content.store import ContentStore
from bot.content.texthash import text_hash
from bot.staff.desk import Edit, copy_digest
from bot.staff.errors import StaffError
from bot.staff.fields import digest, value_of
from bot.staff.history import Action
from bot.staff.office import Office
from bot.staff.roles import NotAllowedError, Person

ID = "housing_benefit"
People = dict[str, Person]


def write(office: Office, person: Person, text: str, field: str = "answers.da", **how: object):  # type: ignore[no-untyped-def]
    seen = digest(value_of(office.shelf.copy(ID).entry, field))
    return office.desk.save(person, ID, [Edit(field, text, seen)], **how)  # type: ignore[arg-type]


def publish(office: Office, person: Person) -> None:
    office.desk.publish(person, ID, copy_digest(office.shelf.copy(ID)))


def test_a_save_is_not_live_and_a_publish_is(
    office: Office, people: People, entry_file: Path, read: ContentStore
) -> None:
    before = entry_file.read_bytes()
    write(office, people["edith"], "En helt ny dansk tekst.")
    assert entry_file.read_bytes() == before
    copy = office.shelf.copy(ID)
    assert copy.entry.answers["da"].state is State.DRAFT
    assert copy.entry.outdated("ar", "da")
    publish(office, people["poul"])
    live = read.current().entries[ID]
    assert live.answers["da"].text == "En helt ny dansk tekst."
    assert live.answers["da"].state is State.PUBLISHED
    assert live.outdated("ar", "da")
    assert office.shelf.copy(ID).pending == {}


def test_a_minor_correction_takes_the_translations_along(office: Office, people: People) -> None:
    write(office, people["edith"], "Stavet rigtigt.", minor=True)
    entry = office.shelf.copy(ID).entry
    assert entry.answers["ar"].of == text_hash("Stavet rigtigt.") == entry.answers["ti"].of
    found = {(c.field, c.action, c.name) for c in office.history.changes(ID)}
    assert found == {(f"answers.{lang}", Action.MINOR, "edith") for lang in ("da", "ar", "ti")}


def test_two_editors_of_one_field_are_a_conflict_and_both_texts_are_there(
    office: Office, people: People
) -> None:
    seen = digest(value_of(office.shelf.copy(ID).entry, "answers.da"))
    office.desk.save(people["edith"], ID, [Edit("answers.da", "Ediths tekst.", seen)])
    saved = office.desk.save(people["erik"], ID, [
        Edit("answers.da", "Eriks tekst.", seen),
        Edit("checked", "2026-11-01", digest("2026-11-21")),
    ])  # fmt: skip
    (conflict,) = saved.conflicts
    assert (conflict.mine, conflict.theirs["text"]) == ("Eriks tekst.", "Ediths tekst.")
    assert saved.fields == ("checked",)  # what does not clash is saved
    assert office.shelf.copy(ID).entry.answers["da"].text == "Ediths tekst."


def test_two_editors_of_two_fields_do_not_disturb_each_other(
    office: Office, people: People
) -> None:
    entry = office.shelf.copy(ID).entry
    seen = {name: digest(value_of(entry, name)) for name in ("answers.da", "answers.ar")}
    one = office.desk.save(people["edith"], ID, [Edit("answers.da", "Ny.", seen["answers.da"])])
    two = office.desk.save(people["amina"], ID, [Edit("answers.ar", "جديد", seen["answers.ar"])])
    assert not one.conflicts
    assert not two.conflicts


def test_a_change_by_hand_is_not_overwritten(
    office: Office, people: People, entry_file: Path
) -> None:
    write(office, people["edith"], "Fra appen.")
    raw = entry_file.read_text(encoding="utf-8")
    entry_file.write_text(raw.replace("Boligstøtte er hjælp", "Støtten er hjælp"), "utf-8")
    office.shelf.store.refresh()
    copy = office.shelf.copy(ID)
    assert copy.clashes == {"answers.da"}
    with pytest.raises(StaffError) as caught:
        publish(office, people["poul"])
    assert caught.value.code == "clash"
    assert "Støtten er hjælp" in entry_file.read_text(encoding="utf-8")
    office.desk.settle(people["edith"], ID, "answers.da", mine=True)
    publish(office, people["poul"])
    assert "Fra appen." in entry_file.read_text(encoding="utf-8")


def test_another_field_changed_by_hand_stays(
    office: Office, people: People, entry_file: Path, read: ContentStore
) -> None:
    write(office, people["edith"], "Fra appen.")
    raw = entry_file.read_text(encoding="utf-8")
    entry_file.write_text(raw.replace('checked: "2026-11-21"', 'checked: "2026-11-02"'), "utf-8")
    publish(office, people["poul"])
    live = read.current().entries[ID]
    assert (live.checked, live.answers["da"].text) == ("2026-11-02", "Fra appen.")


def test_review_belongs_to_the_text_that_was_seen(office: Office, people: People) -> None:
    copy = office.shelf.copy(ID)
    seen = digest(value_of(copy.entry, "answers.ar"))
    source = text_hash(copy.entry.answers["da"].text)
    write(office, people["edith"], "Dansk er ændret imens.")
    office.desk.review(people["amina"], ID, "ar", seen, source)
    entry = office.shelf.copy(ID).entry
    assert entry.answers["ar"].state is State.REVIEWED
    assert entry.outdated("ar", "da")
    with pytest.raises(StaffError):
        office.desk.review(people["amina"], ID, "ar", "another", source)
    seen = digest(value_of(office.shelf.copy(ID).entry, "answers.ar"))
    with pytest.raises(NotAllowedError):
        office.desk.review(people["tesfay"], ID, "ar", seen, source)
    change = office.history.reviewer(ID, "ar")
    assert change is not None
    assert change.shown == "Amina Oversætter"


def test_four_eyes(strict_office: Office, people: People) -> None:
    write(strict_office, people["alma"], "Almas tekst.")
    with pytest.raises(NotAllowedError) as caught:
        publish(strict_office, people["alma"])
    assert caught.value.code == "four_eyes"
    publish(strict_office, people["poul"])
    assert strict_office.shelf.copy(ID).pending == {}


def test_undo_of_one_change_and_of_a_published_one(
    office: Office, people: People, read: ContentStore
) -> None:
    old = office.shelf.copy(ID).entry.answers["da"]
    write(office, people["edith"], "Forkert.")
    publish(office, people["poul"])
    change = next(c for c in office.history.changes(ID) if c.action is Action.WRITE)
    with pytest.raises(NotAllowedError):
        office.desk.undo(people["amina"], change.id)
    office.desk.undo(people["erik"], change.id)
    publish(office, people["poul"])
    assert read.current().entries[ID].answers["da"].text == old.text
    assert not read.current().entries[ID].outdated("ar", "da")


def test_only_the_newest_change_of_a_field_can_be_undone(office: Office, people: People) -> None:
    write(office, people["edith"], "Første.")
    write(office, people["erik"], "Anden.")
    last, first = office.history.changes(ID)
    with pytest.raises(StaffError) as caught:
        office.desk.undo(people["erik"], first.id)
    assert caught.value.code == "changed_since"
    office.desk.undo(people["erik"], last.id)
    assert office.shelf.copy(ID).entry.answers["da"].text == "Første."


def test_a_new_entry_has_no_file_until_it_is_published(
    office: Office, people: People, read: ContentStore
) -> None:
    office.desk.create(people["edith"], "bicycle_parking", "housing")
    copy = office.shelf.copy("bicycle_parking")
    empty = digest(None)
    office.desk.save(people["edith"], "bicycle_parking", [
        Edit("answers.da", "Cyklen står i kælderen.", empty),
        Edit("questions.da", ["Hvor er cyklen?", "cykel"], empty),
    ])  # fmt: skip
    assert "bicycle_parking" not in read.current().entries
    copy = office.shelf.copy("bicycle_parking")
    office.desk.publish(people["poul"], "bicycle_parking", copy_digest(copy))
    read.refresh()
    live = read.current().entries["bicycle_parking"]
    assert live.questions["da"] == ("Hvor er cyklen?", "cykel")
    with pytest.raises(StaffError):
        office.desk.create(people["edith"], "bicycle_parking", "housing")


def test_questions_can_be_added_by_another_part(office: Office, people: People) -> None:
    added = office.desk.add_questions(people["edith"], ID, "ar", ["بدي boligstøtte", "إعانة سكن"])
    assert added == ("بدي boligstøtte",)  # the other one is there already
    assert office.shelf.copy(ID).entry.questions["ar"][-1] == "بدي boligstøtte"
    with pytest.raises(NotAllowedError):
        office.desk.add_questions(people["tesfay"], ID, "ar", ["x"])


def test_a_publish_that_was_killed_after_the_file_is_settled_by_itself(
    office: Office, people: People
) -> None:
    write(office, people["edith"], "Killed.")
    with office.database.reading() as db:
        rows = db.execute("SELECT * FROM pending").fetchall()
    publish(office, people["poul"])
    with office.database.transaction() as db:  # as if the end of the transaction had not come
        db.executemany("INSERT INTO pending VALUES (?, ?, ?, ?, ?, ?)", rows)
    copy = office.shelf.copy(ID)
    assert (copy.pending, copy.clashes) == ({}, frozenset())
    assert copy.entry.answers["da"].state is State.PUBLISHED
