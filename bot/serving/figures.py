"""The figures of `python -m bot bench` as a page."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Steps = Mapping[str, Sequence[Mapping[str, Any]]]
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
  without waiting for the disk, the last 60 events read instead of all).
- *and the buttons*: a pressed button is read without the model, which Rasa asks and then ignores.

Compare steps by processor time: other programs shared both cores while these were measured, so
that the times are several times those of a quiet machine, and no row shows whether the targets
are met. What is left of a new message is mostly the sentence embedding and the classifier.
Not measured yet: a bare Rasa with the same content, growth of the content, training, translation.
"""
COLUMNS = ("p50", "p95", "p99", "per_second", "cpu_bot", "cpu_actions", "load")
NAMES = ("p50 ms", "p95 ms", "p99 ms", "replies/s", "CPU ms bot", "CPU ms actions", "load")


def write_document(path: Path, steps: Steps) -> None:
    """Write the page: a table for each case, a row for each step in the order of measuring."""
    path.write_text(HEAD + "\n" + "\n".join(_lines(steps)) + f"\n{NOTES}", encoding="utf-8")


def _lines(steps: Steps) -> Iterator[str]:
    cases: dict[str, None] = {}
    for runs in steps.values():
        for run in runs:
            cases.update(dict.fromkeys(run["cases"]))
    for case in cases:
        yield f"## {case[0].upper()}{case[1:]}\n"
        yield _row("step", *NAMES)
        yield _row(*["---"] * (len(NAMES) + 1))
        for step, runs in steps.items():
            found = [run["cases"][case] for run in runs if case in run["cases"]]
            if found:
                yield _row(step, *(_median(found, column) for column in COLUMNS))
        yield ""
    yield "## Start and memory\n"
    yield _row("step", "runs", "start s", "memory MB", "measured", "machine")
    yield _row(*["---"] * 6)
    for step, runs in steps.items():
        memory = statistics.median(sum(run["memory"].values()) for run in runs)
        last = runs[-1]
        yield _row(
            step, len(runs), _median(runs, "start"), f"{memory:.0f}", last["on"], last["machine"]
        )
    yield ""


def _median(found: Sequence[Mapping[str, Any]], column: str) -> str:
    return f"{statistics.median(run[column] for run in found):.1f}"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
