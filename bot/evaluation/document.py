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
OTHERS = frozenset({"other"})  # how question files name a language that the bot does not speak
FOLDS = (
    "A fold's questions are not in the training of the classifier that is asked them, but the"
    " sentence model of `config.yml` has seen all example questions with their entries: its figures"
    " here are too high, and say only how far it is from the baselines. The folds are harder than"
    " real questions: whoever wrote them looked for wordings that the entry did not have yet."
)


def write_document(
    path: Path,
    asked: Mapping[str, Mapping[str, Rows]],
    folds: Mapping[str, Rows],
    command: str,
    part: str,
) -> None:
    """Write the page and its plots.

    `asked` are the outcomes of question files, by configuration (the bot's own first) and name
    of the file; `folds` those of the cross-validation by configuration, of which `part` was run.
    """
    rows = {name: _together(files) for name, files in asked.items()}
    own = next(iter(rows.values()))
    folder = path.parent / path.stem
    plots.accuracy(by_variety(own), folder / "accuracy.svg")
    plots.reliability(own, folder / "reliability.svg")
    plots.false_answers(own, folder / "false-answers.svg")
    parts = [
        "# How well it understands",
        f"Made by `{command}`: the model alone, before the rules for danger and private data (the"
        " questions that those answer are left out). The question files are not in the training;"
        " they were written for the project and not by newcomers, and they are few: mind the 95 %"
        " intervals.",
        "## Against the yardsticks",
        yardsticks(own, next(iter(folds.values()), ())),
        "## Side by side, on the question files",
        _systems(rows),
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
    for name, answers in next(iter(asked.values())).items():
        parts += [f"## Question file {name} (n = {len(answers)})", _table(by_variety(answers))]
    if folds:
        parts += [f"## Cross-validated ({part})", FOLDS, _systems(folds)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def yardsticks(asked: Rows, folds: Rows) -> str:
    """The table of the yardsticks: on the question files together, and cross-validated."""
    lines = ["| figure | yardstick | question files | cross-validated |", "|---|---|---:|---:|"]
    measures: list[tuple[str, str, Measure]] = [
        (f"{code}, right at once", ">= 95 %", (_only(code), right))
        for code in sorted({row.question.variety.split("-")[0] for row in asked} - OTHERS)
    ]
    measures += [
        ("dialects and romanised, right at once", ">= 90 %", (_dialect, right)),
        ("all, right at once or offered", ">= 98 %", (_any, lambda u: u.found)),
        ("all, clarified", "<= 6 %", (_any, lambda u: u.clarified)),
        ("outside the subject, answered wrongly", "<= 3 %", (_outside, lambda u: u.wrong)),
        ("outside the subject, clarified", "<= 15 %", (_outside, lambda u: u.clarified)),
    ]
    for name, goal, (chosen, counted) in measures:
        shares = (_share([row for row in rows if chosen(row)], counted) for rows in (asked, folds))
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


def _together(files: Mapping[str, Rows]) -> Rows:
    return [row for rows in files.values() for row in rows]


def _systems(systems: Mapping[str, Rows]) -> str:
    lines = ["| configuration | n | right at once | right or offered | clarified | wrong | p50 |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for name, rows in systems.items():
        middle = sorted(u.seconds for u in rows)[len(rows) // 2]
        lines.append(f"| {name} | {_cells(rows)} | {1000 * middle:.0f} ms |")
    return "\n".join(lines)


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
