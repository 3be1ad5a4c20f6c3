"""The page of the bench is made from the figures alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.bench.document import write_document
from bot.bench.record import Record, stamped
from bot.errors import ServiceError
from bot.settings import ROOT

CASE = dict.fromkeys(("p50", "p95", "p99", "per_second", "cpu_bot", "cpu_actions", "load"), 1.0)
RUN: dict[str, Any] = {
    "start": 9.5,
    "memory": {"bot": 700, "actions": 80},
    "cases": {"new sessions": CASE},
    "on": "2026-11-22",
    "machine": "x86_64, 2 cores",
}
TRAINED = {"seconds": 61.0, "cpu_seconds": 55.0, "memory": 900, "load": 1.0}
GROWN = {
    "questions": 300,
    "reading": 0.5,
    "training": TRAINED,
    "start": 9.0,
    "memory": {"bot": 500},
    "replies": CASE,
}


def test_a_step_is_shown_by_its_medians(tmp_path: Path) -> None:
    slower = RUN | {"cases": {"new sessions": CASE | {"p50": 3.0}}}
    page = tmp_path / "performance.md"
    write_document(page, Record({"before": [RUN, slower], "after": [RUN]}))
    text = page.read_text(encoding="utf-8")
    assert "| before | 2.0 | 1.0 |" in text
    assert "| after | 1 | 9.5 | 780 |" in text
    assert "bare Rasa, " not in text
    assert (tmp_path / "performance" / "steps.svg").exists()


def test_every_part_has_its_table_and_a_missed_one_says_why(tmp_path: Path) -> None:
    bare = RUN | {"training": TRAINED, "cases": {"new sessions": CASE | {"p50": 0.5}}}
    parts = {
        "bare-diet": bare | {"epochs": 100},
        "bare-logistic": {"missed": "It did not start."},
        "growth-100": GROWN,
        "growth-1000": GROWN | {"start": 20.0},
        "growth-10000": {"missed": "The training was not done within 420 seconds."},
        "turns": {"turns": {"10": CASE, "500": CASE | {"p50": 7.0}}, "stored_kb": 900},
        "training": dict.fromkeys(("first", "without vectors", "after an edit"), TRAINED),
        "translation": CASE,
    }
    page = tmp_path / "performance.md"
    write_document(page, Record({"now": [RUN]}, parts))
    text = page.read_text(encoding="utf-8")
    assert "**bare Rasa, DIET**, 100 epochs: trained in 61 s" in text
    assert "| new sessions | 0.5 | 1.0 | 1.0 | 1.0 | 1.0 | 2.0 |" in text
    assert "It did not start." in text
    assert "| 1,000 | 300 | 0.5 | 61.0 | 900 | 20.0 | 500 |" in text
    assert "| 10,000 | The training was not done within 420 seconds. |" in text
    assert "| 500 | 7.0 |" in text
    assert "| after an edit | 61.0 |" in text
    assert "## Translation" in text
    for name in ("steps", "beside", "growth"):
        assert f"performance/{name}.svg" in text
        assert (tmp_path / "performance" / f"{name}.svg").stat().st_size > 1000


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "performance.json"
    assert Record.read(path) == Record()
    record = Record()
    record.add("replies", "now", stamped({"start": 1}, 5))
    record.add("replies", "now", {"start": 2})
    record.add("turns", "now", {"turns": {}})
    record.add("turns", "now", {"turns": {"10": 1}})
    assert len(record.steps["now"]) == 2
    assert record.parts == {"turns": {"turns": {"10": 1}}}
    record.write(path)
    assert Record.read(path) == record
    path.write_text("[]")
    with pytest.raises(ServiceError):
        Record.read(path)


def test_the_page_in_the_project_is_that_of_its_figures(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write_document(page, Record.read(ROOT / "docs" / "performance.json"))
    assert page.read_bytes() == (ROOT / "docs" / "performance.md").read_bytes()
    for plot in (tmp_path / "performance").iterdir():
        assert plot.read_bytes() == (ROOT / "docs" / "performance" / plot.name).read_bytes()
