"""docs/evaluation.md: the figures beside their yardsticks, each from questions never trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bot.evaluation import plots
from bot.evaluation.outcome import wilson
from bot.evaluation.understanding import Understood

Rows = Sequence[Understood]
Test = Callable[[Understood], bool]
Measure = tuple[Test, Test]  # which rows are measured, and what is counted of them
OUTSIDE = frozenset({"out_of_scope"})


def write_document(
    path: Path, systems: Mapping[str, Rows], files: Mapping[str, Rows], command: str, folds: str
) -> None:
    """Write the page and its plots.

    `systems` are the cross-validated outcomes by configuration, the bot's own first; `files`
    those of question files by name. `folds` says how much of the cross-validation was run.
    """
    own = next(iter(systems.values()))
    folder = path.parent / path.stem
    plots.accuracy(by_variety(own), folder / "accuracy.svg")
    plots.reliability(own, folder / "reliability.svg")
    plots.false_answers(own, folder / "false-answers.svg")
    parts = [
        "# How well it understands",
        f"Made by `{command}` ({folds}). The questions of a fold are not in the training of the"
        " model that is asked them. They differ from the training more than most real questions do:"
        " whoever wrote them looked for wordings that the entry did not have yet. Question files by"
        " others are the better measure, and small: mind the 95 % intervals.",
        "## Against the yardsticks",
        yardsticks(own, [row for rows in files.values() for row in rows]),
        *_systems(systems),
        "## By variety",
        _table(by_variety(own)),
        f"![Right at once]({path.stem}/accuracy.svg)",
        "## Does it know when it doesn't know?",
        f"![Reliability]({path.stem}/reliability.svg)\n\n"
        f"![Wrong answers as the threshold moves]({path.stem}/false-answers.svg)",
        "## Time of the model alone, one message after the other on one thread",
        _times(own),
        "## Most frequent confusions",
        _confusions(own),
    ]
    for name, rows in files.items():
        parts += [f"## Question file {name} (n = {len(rows)})", _table(by_variety(rows))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def yardsticks(own: Rows, asked: Rows) -> str:
    """The table of the yardsticks: cross-validated, and on the question files together."""
    lines = ["| figure | yardstick | cross-validated | question files |", "|---|---|---:|---:|"]
    measures: list[tuple[str, str, Measure]] = [
        (f"{code}, right at once", ">= 95 %", (_only(code), right))
        for code in sorted({row.question.variety.split("-")[0] for row in own})
    ]
    measures += [
        ("dialects and romanised, right at once", ">= 90 %", (_dialect, right)),
        ("all, right at once or offered", ">= 98 %", (_any, lambda u: u.found)),
        ("all, clarified", "<= 6 %", (_any, lambda u: u.clarified)),
        ("outside the subject, answered wrongly", "<= 3 %", (_outside, lambda u: u.wrong)),
        ("outside the subject, clarified", "<= 15 %", (_outside, lambda u: u.clarified)),
    ]
    for name, goal, (chosen, counted) in measures:
        shares = (_share([row for row in rows if chosen(row)], counted) for rows in (own, asked))
        lines.append(f"| {name} | {goal} | {' | '.join(shares)} |")
    return "\n".join(lines)


def right(row: Understood) -> bool:
    """Answered right at once."""
    return row.right


def _any(_: Understood) -> bool:
    return True


def _only(variety: str) -> Test:
    return lambda row: row.question.variety == variety


def _dialect(row: Understood) -> bool:
    return "-" in row.question.variety


def _outside(row: Understood) -> bool:
    return row.question.expected[0] in OUTSIDE


def _share(rows: Rows, counted: Callable[[Understood], bool]) -> str:
    if not rows:
        return "none asked"
    return f"{100 * sum(map(counted, rows)) / len(rows):.1f} % of {len(rows)}"


def by_variety(rows: Iterable[Understood]) -> dict[str, list[Understood]]:
    """The rows grouped by language and variety, in alphabetical order."""
    found: dict[str, list[Understood]] = {}
    for row in rows:
        found.setdefault(row.question.variety, []).append(row)
    return {name: found[name] for name in sorted(found)}


def _systems(systems: Mapping[str, Rows]) -> Iterable[str]:
    yield "## Side by side, cross-validated"
    lines = ["| configuration | n | right at once | right or offered | clarified | wrong |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    lines += [f"| {name} | {_cells(rows)} |" for name, rows in systems.items()]
    yield "\n".join(lines)


def _table(groups: Mapping[str, Rows]) -> str:
    lines = ["| variety | n | right at once | right or offered | clarified | wrong |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    lines += [f"| {name} | {_cells(rows)} |" for name, rows in groups.items()]
    return "\n".join(lines)


def _cells(rows: Rows) -> str:
    total = len(rows)
    right = sum(u.right for u in rows)
    low, high = wilson(right, total)
    counts = (
        sum(u.found for u in rows),
        sum(u.clarified for u in rows),
        sum(u.wrong for u in rows),
    )
    shares = " | ".join(f"{100 * c / total:.1f} %" for c in counts)
    return f"{total} | {100 * right / total:.1f} % ({low}-{high}) | {shares}"


def _times(rows: Rows) -> str:
    seconds = sorted(u.seconds for u in rows)
    p50, p95 = (1000 * seconds[int(len(seconds) * q)] for q in (0.5, 0.95))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms (n = {len(seconds)})."


def _confusions(rows: Rows) -> str:
    counted = Counter((u.question.expected[0], u.best) for u in rows if u.wrong)
    lines = ["| asked | answered | times |", "|---|---|---:|"]
    lines += [f"| {a} | {b} | {n} |" for (a, b), n in counted.most_common(25)]
    return "\n".join(lines)
