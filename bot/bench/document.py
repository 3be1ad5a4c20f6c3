"""The figures of `python -m bot bench` as a page."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.bench.more_tables import more_tables
from bot.bench.plots import write_plots
from bot.bench.record import Record
from bot.bench.tables import row, ruler

TARGETS = "Targets: one user 30 ms at p50 and 60 ms at p95 for new messages; 16 users 40 new"
TARGETS += " messages a second and 100 buttons a second; all processes at most 1,500 MB."
HEAD = f"""\
# Performance

Written by `make bench` (`python -m bot bench`) from `docs/performance.json`. It starts the real
processes (bot, actions, staff app) with a state of their own and asks over HTTP, as the widget
does. Every question is new: an example of the content, in one of its languages, with one letter
left out. A step that was measured several times is shown by the medians. The load is that of the
machine, the bench included: times grow with it, processor time a reply does less.

{TARGETS}
"""
NOTES = """\
## The steps

- *rules, schema, domain, connections*: `bot/serving/rasa_help.py` (the schema of an action's
  answer is checked once; only the rules of the intent at hand are compared; connections to the
  action server are kept) and `enable_selective_domain` in `endpoints.yml`.
- *and the tracker store*: `bot/channels/tracker_store.py` (a write-ahead log, one commit a turn
  without waiting for the disk, the last events read instead of all).
- *and the buttons*: a pressed button is read without the model, which Rasa asks and then ignores.
- *graph, events, queries*: the graph of the model is planned once instead of three times a turn,
  classes of events are found once, the action server gets the latest message without the history,
  the store's queries are made once and read 24 events instead of 60.

Compare steps by processor time where the load is above the number of cores: other programs
shared them then, and times are several times those of a quiet machine.

Tried and left out: the model in a thread of its own, so that messages wait less for each other.
With 16 users it answered 22 a second instead of 25: the threads take turns at Python's lock.
"""
COLUMNS = ("p50", "p95", "p99", "per_second", "cpu_bot", "cpu_actions", "load")
NAMES = ("p50 ms", "p95 ms", "p99 ms", "replies/s", "CPU ms bot", "CPU ms actions", "load")


def write_document(path: Path, record: Record) -> None:
    """Write the page: a table for each case of the replies, a row for each step in the order of
    measuring; then the other parts that were measured. Its plots go to a folder of its name.
    """
    folder = path.with_suffix("")
    plots = write_plots(record, folder)
    lines = [*_lines(record.steps), *more_tables(record)]
    pictures = "".join(f"![{text}]({folder.name}/{name})\n\n" for name, text in plots.items())
    text = HEAD + "\n" + "\n".join(lines) + "\n" + pictures + NOTES
    path.write_text(text, encoding="utf-8")


def _lines(steps: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    cases: dict[str, None] = {}
    whole = {step: [run for run in runs if "cases" in run] for step, runs in steps.items()}
    steps = {step: runs for step, runs in whole.items() if runs}
    for runs in steps.values():
        for run in runs:
            cases.update(dict.fromkeys(run["cases"]))
    for case in cases:
        yield f"## {case[0].upper()}{case[1:]}\n"
        yield row("step", *NAMES)
        yield ruler(len(NAMES) + 1)
        for step, runs in steps.items():
            found = [run["cases"][case] for run in runs if case in run["cases"]]
            if found:
                yield row(step, *(_median(found, column) for column in COLUMNS))
        yield ""
    yield "## Start and memory\n"
    yield row("step", "runs", "start s", "memory MB", "measured", "machine")
    yield ruler(6)
    for step, runs in steps.items():
        memory = statistics.median(sum(run["memory"].values()) for run in runs)
        last = runs[-1]
        yield row(
            step, len(runs), _median(runs, "start"), f"{memory:.0f}", last["on"], last["machine"]
        )
    yield ""


def _median(found: Sequence[Mapping[str, Any]], column: str) -> str:
    return f"{statistics.median(run[column] for run in found):.1f}"
