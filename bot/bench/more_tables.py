"""The parts of the bench beside the replies, as tables. A part that was not measured has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.bench.record import Record
from bot.bench.tables import row, ruler

Run = Mapping[str, Any]
BARE = {
    "bare-logistic": "bare Rasa, logistic regression",
    "bare-diet": "bare Rasa, DIET",
}
GROWTH = "growth-"


def more_tables(record: Record) -> Iterator[str]:
    """Lines of Markdown."""
    yield from _beside(record)
    yield from _growth(record)
    yield from _turns(record.parts.get("turns"))
    yield from _training(record)
    yield from _translation(record.parts.get("translation"))


def latest(record: Record) -> Run | None:
    """The newest run of the bot's own replies, None where there is none."""
    runs = [run for found in record.steps.values() for run in found if "cases" in run]
    return runs[-1] if runs else None


def growth(record: Record) -> dict[int, Run]:
    """The runs by the number of entries, missed ones too."""
    sizes = {
        int(name.removeprefix(GROWTH)): run
        for name, run in record.parts.items()
        if name.startswith(GROWTH)
    }
    return dict(sorted(sizes.items()))


def _beside(record: Record) -> Iterator[str]:
    ours = latest(record)
    runs = {name: record.parts[part] for part, name in BARE.items() if part in record.parts}
    if ours is None or not runs:
        return
    yield "## Beside a bare Rasa\n"
    yield (
        "The same content in a project as `rasa init` makes it (`bot/bench/bare.py`): one intent,"
        " rule and response an entry,\nRasa's rest channel, its tracker store in memory, no"
        " action server. It answers in Danish only and stores nothing on\ndisk; ours finds the"
        " language, masks, looks for danger, embeds, and keeps each reply. A ratio above 1: ours"
        " takes longer.\n"
    )
    head = ("case", "p50 ms", "p95 ms", "replies/s", "CPU ms bot", "load", "p50: ours to this")
    for name, run in runs.items():
        if missed := run.get("missed"):
            yield f"{name}: {missed}\n"
            continue
        taught = run["training"]
        epochs = f", {run['epochs']} epochs" if "epochs" in run else ""
        yield (
            f"**{name}**{epochs}: trained in {taught['seconds']:.0f} s"
            f" ({taught['cpu_seconds']:.0f} s of the processors, {taught['memory']} MB), started in"
            f" {run['start']} s, {sum(run['memory'].values())} MB while answering."
            f" Measured {run['on']}, {run['machine']}.\n"
        )
        yield row(*head)
        yield ruler(len(head))
        for case, found in run["cases"].items():
            cells = [found[key] for key in ("p50", "p95", "per_second", "cpu_bot", "load")]
            yield row(case, *cells, f"{ours['cases'][case]['p50'] / found['p50']:.1f}")
        yield ""


def _growth(record: Record) -> Iterator[str]:
    sizes = growth(record)
    if not sizes:
        return
    yield "## As the content grows\n"
    yield (
        "Entries made of the words of the real ones, with one question in each language"
        " (`bot/bench/grown.py`); all else is the\nreal content. Reading is what a process needs"
        " to read all files at its start.\n"
    )
    head = ["entries", "questions", "reading s", "training s", "training MB", "start s"]
    head += ["all processes MB", "p50 ms", "p95 ms", "CPU ms bot", "load"]
    yield row(*head)
    yield ruler(len(head))
    for size, run in sizes.items():
        if missed := run.get("missed"):
            yield row(f"{size:,}", missed, *[""] * (len(head) - 2))
            continue
        taught, replies = run["training"], run["replies"]
        cells = [run["questions"], run["reading"], taught["seconds"], taught["memory"]]
        cells += [run["start"], sum(run["memory"].values()), replies["p50"], replies["p95"]]
        yield row(f"{size:,}", *cells, replies["cpu_bot"], replies["load"])
    yield ""


def _turns(run: Run | None) -> Iterator[str]:
    if run is None or "turns" not in run:
        return
    yield "## As a conversation grows\n"
    yield (
        f"The ten messages up to that turn of one conversation; {run['stored_kb']} kB of events"
        " are stored at its end.\n"
    )
    yield row("turn", "p50 ms", "p95 ms", "load")
    yield ruler(4)
    for turn, found in run["turns"].items():
        yield row(turn, found["p50"], found["p95"], found["load"])
    yield ""


def _training(record: Record) -> Iterator[str]:
    run = record.parts.get("training")
    if run is None or "first" not in run:
        return
    yield "## Training\n"
    yield (
        "`python -m bot train` with the real content, its start included. *First*: with the"
        " vectors that the content brings.\n"
    )
    yield row("training", "seconds", "of the processors", "most MB", "load")
    yield ruler(5)
    for name in ("first", "without vectors", "after an edit"):
        found = run[name]
        cells = [found[key] for key in ("seconds", "cpu_seconds", "memory", "load")]
        yield row(name, *cells)
    yield ""


def _translation(run: Run | None) -> Iterator[str]:
    if run is None or "p50" not in run:
        return
    yield "## Translation\n"
    yield "A sentence that the memory knows, asked for through the web channel.\n"
    names = ("p50", "p95", "p99", "per_second", "cpu_bot", "load")
    yield row("p50 ms", "p95 ms", "p99 ms", "a second", "CPU ms bot", "load")
    yield ruler(len(names))
    yield row(*(run[name] for name in names))
    yield ""
