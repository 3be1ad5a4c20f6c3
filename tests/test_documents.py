"""What the documents name exists: tests, tables, columns, settings, packages and files."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from bot.channels.telegram.store import TelegramStore
from bot.privacy.records import Records
from bot.settings import ROOT
from bot.staff.tables import staff_database

DOCS = sorted((ROOT / "docs").glob("*.md"))
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROW = re.compile(r"^\|[^|]*\| `(\w+\.sqlite)` `(\w+)` \|([^|]*)\|", re.MULTILINE)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_named_test_exists(path: Path) -> None:
    for file, name in NAMED_TEST.findall(path.read_text(encoding="utf-8")):
        found = ROOT / file
        assert found.exists(), file
        assert not name or f"def {name}(" in found.read_text(encoding="utf-8"), f"{file}::{name}"


def test_security_names_a_test_for_each_threat() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    threats = re.findall(r"^\| (T\d+) \|.*$", text, re.MULTILINE)
    rows = [line for line in text.splitlines() if re.match(r"\| T\d+ \|", line)]
    assert len(threats) >= 12
    assert [line for line in rows if not NAMED_TEST.search(line)] == []


def test_security_lists_packages_as_they_are_pinned() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^\| `([\w.-]+) ([\w.]+)` \|", text, re.MULTILINE)
    assert len(pinned) >= 8
    assert [one for one in pinned if f"{one[0]}=={one[1]} " not in lock] == []


def test_privacy_names_every_table_and_column(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = {
        (file, table): re.findall(r"`(\w+)`", columns) for file, table, columns in ROW.findall(text)
    }
    assert named == _tables(tmp_path)


def _tables(state: Path) -> dict[tuple[str, str], list[str]]:
    """The tables of a new installation; that of Rasa as Rasa makes it."""
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.shared.core.domain import Domain

    SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(state / "tracker.sqlite"))
    for database in (Records(state).database, staff_database(state)):
        with database.transaction():
            pass
        database.close()
    TelegramStore(state).close()
    found = {}
    for path in state.glob("*.sqlite"):
        with contextlib.closing(sqlite3.connect(path)) as db:
            names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in names:
                if not table.startswith("sqlite_"):
                    columns = db.execute(f'PRAGMA table_info("{table}")').fetchall()
                    found[path.name, table] = [column[1] for column in columns]
    return found
