from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.content import store as store_module
from bot.content.store import ContentStore
from bot.errors import ContentError


@pytest.fixture(autouse=True)
def _look_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "CHECK_SECONDS", 0.0)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    # Some file systems keep whole milliseconds: make sure that the change shows.
    later = time.time_ns() + 5_000_000
    os.utime(path, ns=(later, later))


def test_the_real_content_loads_without_a_fault(folder: Path) -> None:
    library = ContentStore(folder).library()
    assert library.faults == ()
    assert library.content.source_lang == "da"
    assert set(library.content.languages) == {"da", "ar", "ti"}
    assert all(library.content.of_topic(topic) for topic in library.content.topics)


def test_an_edit_is_live_at_the_next_look(folder: Path, entry_file: Path) -> None:
    store = ContentStore(folder)
    before = store.current()
    text = before.entries["housing_benefit"].answers["da"].text.splitlines()[0]
    change(entry_file, text, "Helt ny tekst.")
    after = store.current()
    assert "Helt ny tekst." in after.entries["housing_benefit"].answers["da"].text
    assert after.version != before.version
    assert after.entries["housing_benefit"].outdated("ar", "da")
    assert store.current() is after


@pytest.mark.parametrize(
    "broken",
    [b"\xff\xfe", b"id: [", b"id: housing_benefit\nid: x", b"a: &x 1", b"", b"topic: housing"],
)
def test_a_broken_file_keeps_its_last_good_version(
    folder: Path, entry_file: Path, broken: bytes
) -> None:
    store = ContentStore(folder)
    good = store.current()
    entry_file.write_bytes(broken)
    content = store.current()
    assert content.entries == good.entries
    assert next(f.file for f in content.faults) == "faq/housing/housing_benefit.yml"
    assert content.version == good.version


def test_the_last_good_version_survives_a_restart(
    folder: Path, entry_file: Path, tmp_path: Path
) -> None:
    keep = tmp_path / "keep"
    good = ContentStore(folder, keep).current()
    entry_file.write_bytes(b"id: [")
    assert ContentStore(folder, keep).current().entries == good.entries
    assert "housing_benefit" not in ContentStore(folder).current().entries


def test_a_new_file_and_a_deleted_one_are_seen(folder: Path, entry_file: Path) -> None:
    store = ContentStore(folder)
    store.current()
    text = entry_file.read_text(encoding="utf-8").replace("id: housing_benefit", "id: rent_help")
    (entry_file.parent / "rent_help.yml").write_text(text, encoding="utf-8")
    entry_file.unlink()
    content = store.current()
    assert "rent_help" in content.entries
    assert "housing_benefit" not in content.entries


def test_two_files_with_one_id_are_a_fault_and_the_first_counts(folder: Path) -> None:
    first = folder / "faq" / "housing" / "housing_benefit.yml"
    copy = folder / "faq" / "work" / "housing_benefit.yml"
    copy.write_text(first.read_text(encoding="utf-8").replace("topic: housing", "topic: work"))
    content = ContentStore(folder).current()
    assert content.entries["housing_benefit"].topic == "housing"
    assert [f.code for f in content.faults] == ["duplicate_id"]


def test_a_broken_profile_keeps_the_languages(folder: Path) -> None:
    store = ContentStore(folder)
    good = store.current()
    (folder / "languages" / "ar.yml").write_text("code: [", encoding="utf-8")
    content = store.current()
    assert content.languages == good.languages
    assert [f.code for f in content.faults] == ["no_languages"]


def test_broken_contacts_and_strings_keep_the_last_good_ones(folder: Path) -> None:
    store = ContentStore(folder)
    good = store.current()
    (folder / "contacts.yml").write_bytes(b"\xff")
    (folder / "ui" / "ti.yml").write_bytes(b"a: [")
    content = store.current()
    assert content.contacts == good.contacts
    assert content.ui["ti"] == good.ui["ti"]
    assert len(content.faults) == 2


def test_no_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        ContentStore(tmp_path / "missing").current()


def test_a_folder_that_goes_away_takes_no_answer_away(folder: Path) -> None:
    store = ContentStore(folder)
    before = set(store.current().entries)
    (folder / "faq").rename(folder / "away")
    store.refresh()
    assert set(store.current().entries) == before
    (folder / "away").rename(folder / "faq")
    store.refresh()
    assert set(store.current().entries) == before
