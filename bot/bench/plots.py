"""The plots of the page, as SVG: the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.bench.more_tables import BARE, growth, latest
from bot.bench.record import Record

COLOUR, GREY, TARGET_MS = "#1f5c7a", "#767676", 30


def write_plots(record: Record, folder: Path) -> dict[str, str]:
    """Write the plots that there are figures for; each file's name with what it shows."""
    kinds: dict[str, tuple[str, Callable[[Record], Any]]] = {
        "steps.svg": ("Processor time of a new message, by step", _steps),
        "beside.svg": ("Time to a reply beside a bare Rasa", _beside),
        "growth.svg": ("Training and replies as the content grows", _growth),
    }
    found = {}
    for name, (text, plot) in kinds.items():
        figure = plot(record)
        if figure is not None:
            _save(figure, folder / name)
            found[name] = text
    return found


def _steps(record: Record) -> Any:
    values = {}
    for step, runs in record.steps.items():
        cpu = [run["cases"]["new sessions"]["cpu_bot"] for run in runs if "cases" in run]
        if cpu:
            values[step] = sorted(cpu)[len(cpu) // 2]
    return _bars(list(values), list(values.values()), "bot, ms of a processor") if values else None


def _beside(record: Record) -> Any:
    ours = latest(record)
    runs = {name: record.parts[part] for part, name in BARE.items() if part in record.parts}
    runs = {name: run for name, run in runs.items() if "cases" in run}
    if ours is None or not runs:
        return None
    names = ["this bot", *runs]
    values = [run["cases"]["new sessions"]["p50"] for run in (ours, *runs.values())]
    figure = _bars(names, values, "p50 of one user, ms")
    figure.axes[0].axvline(TARGET_MS, color=GREY, linestyle="--", label="target")
    figure.axes[0].legend()
    return figure


def _growth(record: Record) -> Any:
    runs = {size: run for size, run in growth(record).items() if "replies" in run}
    if len(runs) < 2:
        return None
    figure, axes = _figure()
    sizes = list(runs)
    taught = [run["training"]["seconds"] for run in runs.values()]
    axes.loglog(sizes, taught, marker="o", color=COLOUR, label="training, s")
    replies = [run["replies"]["p50"] for run in runs.values()]
    axes.loglog(sizes, replies, marker="s", color=GREY, label="reply p50, ms")
    axes.set_xlabel("entries")
    axes.legend()
    return figure


def _bars(names: Sequence[str], values: Sequence[float], label: str) -> Any:
    figure, axes = _figure()
    axes.barh(range(len(names)), values, color=COLOUR)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel(label)
    return figure


def _figure() -> tuple[Any, Any]:
    import matplotlib.figure

    figure = matplotlib.figure.Figure(figsize=(6, 3), layout="constrained")
    return figure, figure.subplots()


def _save(figure: Any, path: Path) -> None:
    import matplotlib

    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "velkommen"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
