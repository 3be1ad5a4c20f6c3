"""A backup that is taken while the bot writes, and what a bot finds that starts from it."""

from __future__ import annotations

import shutil
import stat
import threading
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.errors import StateError
from bot.privacy.keys import load_key
from bot.privacy.records import Conversation, Records
from bot.serving.backup import back_up
from bot.settings import ROOT, Settings
from bot.staff.tables import staff_database

NOW = 1_800_000_000.0


def test_a_backup_under_load_restores_whole(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path / "state", content=ROOT / "data")
    key, records = load_key(settings.state), Records(settings.state)
    for number in range(20):
        records.keep(f"web:{number}", "m", [{"id": "r"}], Conversation("ar"), None, NOW)
    with staff_database(settings.state).transaction() as db:
        db.execute("INSERT INTO new_entries VALUES ('an_entry', 'housing', 'a', 1)")
    (settings.state / "models").mkdir()
    (settings.state / "models" / "velkommen-1.tar.gz").write_bytes(b"model")
    stop = threading.Event()

    def write() -> None:
        own, number = Records(settings.state), 20
        while not stop.is_set():
            own.keep(f"web:{number}", "m", [{"id": "r"}], Conversation("ar"), None, NOW)
            number += 1
        own.database.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copied = back_up(settings, tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    records.database.close()

    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700
    assert all(path.exists() for path in copied)
    shutil.rmtree(settings.state)  # the disk is gone
    shutil.copytree(tmp_path / "backup" / "state", settings.state)
    assert load_key(settings.state) == key  # sessions and buttons of before still hold
    after = Records(settings.state)
    for number in range(20):
        found = after.recall(f"web:{number}", "m")
        assert found.replies == [{"id": "r"}]
        assert found.conversation == Conversation("ar")
    with after.database.reading() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    after.database.close()
    with staff_database(settings.state).reading() as db:
        assert db.execute("SELECT entry FROM new_entries").fetchone() == ("an_entry",)
    assert (settings.state / "models" / "velkommen-1.tar.gz").read_bytes() == b"model"
    restored = ContentStore(tmp_path / "backup" / "content").current()
    assert restored.version == ContentStore(settings.content).current().version


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(StateError, match="not empty"):
        back_up(Settings(state=tmp_path / "s", content=ROOT / "data"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
