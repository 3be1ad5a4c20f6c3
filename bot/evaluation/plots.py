"""The plots of the report, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.outcome import wilson
from bot.evaluation.understanding import Understood

BINS = 10


def accuracy(by_variety: Mapping[str, Sequence[Understood]], path: Path) -> None:
    """Right at once per variety, with its 95 % interval."""
    figure, axes = figure_of()
    names = list(by_variety)
    for x, name in enumerate(names):
        rows = by_variety[name]
        right = sum(u.right for u in rows)
        low, high = wilson(right, len(rows))
        share = 100 * right / len(rows)
        axes.bar(x, share, color="#1f5c7a")
        axes.errorbar(x, share, yerr=[[share - low], [high - share]], color="black", capsize=4)
    axes.set_xticks(range(len(names)), names)
    axes.set_ylim(50, 100)
    axes.set_ylabel("answered right at once, %")
    save(figure, path)


def reliability(rows: Sequence[Understood], path: Path) -> None:
    """How often the best guess is right, against the confidence that the model gave it."""
    figure, axes = figure_of()
    axes.plot([0, 1], [0, 1], color="#767676", linestyle="--", label="perfect")
    points = []
    for i in range(BINS):
        inside = [u for u in rows if i / BINS <= u.confidence < (i + 1) / BINS + (i == BINS - 1)]
        if len(inside) >= 10:
            mean = sum(u.confidence for u in inside) / len(inside)
            right = sum(u.best in u.question.expected for u in inside) / len(inside)
            points.append((mean, right))
    axes.plot(*zip(*points, strict=True), marker="o", color="#1f5c7a", label="this model")
    axes.set_xlabel("confidence")
    axes.set_ylabel("share right")
    axes.legend()
    save(figure, path)


def false_answers(rows: Sequence[Understood], path: Path) -> None:
    """Wrong answers against questions sent to a clarify, as the threshold moves."""
    figure, axes = figure_of()
    ordered = sorted(rows, key=lambda u: u.confidence)
    wrong = sum(u.best not in u.question.expected for u in ordered)
    xs, ys = [], []
    for i, row in enumerate(ordered):
        xs.append(100 * i / len(ordered))
        ys.append(100 * wrong / len(ordered))
        wrong -= row.best not in row.question.expected
    axes.plot(xs, ys, color="#1f5c7a")
    axes.set_xlabel("not answered at once, %")
    axes.set_ylabel("answered wrongly, %")
    save(figure, path)


def figure_of() -> tuple[Any, Any]:
    """An empty figure and its axes."""
    import matplotlib.figure

    figure = matplotlib.figure.Figure(figsize=(6, 4), layout="constrained")
    return figure, figure.subplots()


def save(figure: Any, path: Path) -> None:
    """Write a figure as SVG, the same bytes for the same figure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The same input gives the same file: no date in it, and fixed ids.
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "velkommen"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
