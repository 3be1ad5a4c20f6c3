"""The bench: its questions are new, its page can be made from the figures alone."""

from __future__ import annotations

import json
from pathlib import Path

from bot.content.store import ContentStore
from bot.serving.figures import write_document
from bot.serving.load import Timing, new_questions
from bot.settings import ROOT, Settings


def test_no_question_of_the_bench_was_trained() -> None:
    content = ContentStore(Settings().content).current()
    trained = {
        q for entry in content.entries.values() for qs in entry.questions.values() for q in qs
    }
    asked = new_questions(content)
    assert len(asked) > 500
    assert asked == new_questions(content)
    assert len(trained.intersection(asked)) < len(asked) / 100


def test_percentiles_and_rate() -> None:
    timing = Timing(tuple(float(n) for n in range(100, 0, -1)), 2.0)
    assert (timing.percentile(0), timing.percentile(0.5), timing.percentile(0.95)) == (1, 51, 96)
    assert timing.percentile(1) == 100
    assert timing.per_second == 50


def test_the_page_is_made_from_the_figures(tmp_path: Path) -> None:
    case = dict.fromkeys(("p50", "p95", "p99", "per_second", "cpu_bot", "cpu_actions", "load"), 1.0)
    run = {
        "start": 9.5,
        "memory": {"bot": 700, "actions": 80},
        "cases": {"new sessions": case},
        "on": "2026-11-22",
        "machine": "x86_64, 2 cores",
    }
    slower = run | {"cases": {"new sessions": case | {"p50": 3.0}}}
    page = tmp_path / "performance.md"
    write_document(page, {"before": [run, slower], "after": [run]})
    text = page.read_text(encoding="utf-8")
    assert "| before | 2.0 | 1.0 |" in text
    assert "| after | 1 | 9.5 | 780 |" in text


def test_the_page_in_the_project_is_that_of_its_figures(tmp_path: Path) -> None:
    steps = json.loads((ROOT / "docs" / "performance.json").read_text(encoding="utf-8"))
    page = tmp_path / "performance.md"
    write_document(page, steps)
    assert page.read_bytes() == (ROOT / "docs" / "performance.md").read_bytes()
