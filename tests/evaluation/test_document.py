from __future__ import annotations

from pathlib import Path

from bot.evaluation.document import write_document
from bot.evaluation.questions import Question
from bot.evaluation.understanding import FALLBACK, Understood


def row(i: int, best: str, confidence: float, answered: bool = True) -> Understood:
    question = Question(f"q{i}", "da", ("doctor",), "…")
    intent = best if answered else FALLBACK
    offered = () if answered else ("doctor", "igu")
    return Understood(question, intent, best, confidence, offered, 0.01)


def test_the_page_has_every_figure_and_is_the_same_every_time(tmp_path: Path) -> None:
    rows = [row(i, "doctor", 0.95) for i in range(80)]
    rows += [row(i, "igu", 0.55) for i in range(10)]
    rows += [row(i, "igu", 0.35, answered=False) for i in range(10)]
    for name in ("a", "b"):
        target = tmp_path / name / "evaluation.md"
        write_document(
            target, {"config.yml": {"x.tsv": rows}}, {"config.yml": rows}, "m", "1 of 5 folds"
        )
    page = (tmp_path / "a" / "evaluation.md").read_text(encoding="utf-8")
    assert "| da | 100 | 80.0 % (71.1-86.7) | 90.0 % | 10.0 % | 10.0 % |" in page
    assert "| doctor | igu | 10 |" in page
    assert "(1 of 5 folds)" in page
    assert "| da, right at once | >= 95 % | 80.0 % of 100 | 80.0 % of 100 |" in page
    assert "| outside the subject, clarified | <= 15 % | none asked | none asked |" in page
    assert "Question file x.tsv (n = 100)" in page
    for plot in ("accuracy", "reliability", "false-answers"):
        first = (tmp_path / "a" / "evaluation" / f"{plot}.svg").read_bytes()
        assert first == (tmp_path / "b" / "evaluation" / f"{plot}.svg").read_bytes()
        assert b"<svg" in first
