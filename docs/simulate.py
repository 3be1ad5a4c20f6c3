"""How many workers, how long people wait, what it costs: `python docs/simulate.py --help`.

Messages arrive at random (Poisson) in the busiest hour; each takes one free worker for a random
time around what was measured, and waits in line where none is free. Measured figures are those of
docs/performance.json, assumed ones those of docs/figures.yml.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
MEASURED, ASSUMED, PAGE = HERE / "performance.json", HERE / "figures.yml", HERE / "scale.md"
WORKER = ("bot", "actions")  # the processes of one worker
Z95 = 1.645  # standard deviations from the middle to p95


def measured(path: Path = MEASURED) -> dict[str, float]:
    """Seconds from message to reply of one user with new questions, at p50; p95 over p50; and
    the memory of a worker that answers, in GB: from the newest run in the file.
    """
    steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
    run = [run for runs in steps.values() for run in runs if "cases" in run][-1]
    times = run["cases"]["new sessions"]
    return {
        "seconds_per_message": times["p50"] / 1000,
        "spread": times["p95"] / times["p50"],
        "worker_gb": sum(run["memory"][name] for name in WORKER) / 1024,
    }


@dataclass(frozen=True)
class Load:
    """What comes in: conversations a month, and messages a second in the busiest hour."""

    conversations: float
    peak: float

    @classmethod
    def of(cls, assumed: dict[str, Any], newcomers: float) -> Load:
        """The load of so many newcomers."""
        conversations = newcomers * assumed["conversations_per_newcomer_a_month"]
        messages = conversations * assumed["messages_per_conversation"]
        busiest = assumed["share_of_month_in_busiest_day"] * assumed["share_of_day_in_busiest_hour"]
        return cls(conversations, messages * busiest / 3600)


def waits(
    rate: float, workers: int, seconds: float, spread: float, messages: int, seed: int
) -> list[float]:
    """Seconds from arrival to reply of each message, in order of arrival.

    `seconds` is the middle of the time that a worker needs, `spread` its p95 over its p50.
    """
    luck = random.Random(seed)  # noqa: S311 (a simulation, no secret)
    sigma = math.log(spread) / Z95
    free = [0.0] * workers  # when each worker is free
    heapq.heapify(free)
    now, found = 0.0, []
    for _ in range(messages):
        now += luck.expovariate(rate)
        begin = max(now, heapq.heappop(free))
        end = begin + seconds * math.exp(luck.gauss(0.0, sigma))
        heapq.heappush(free, end)
        found.append(end - now)
    return found


def cores(peak: float, seconds: float, utilisation: float) -> int:
    """Cores that keep below a utilisation at a rate of messages; two at least, for a failure."""
    return max(2, math.ceil(peak * seconds / utilisation))


def row(figures: dict[str, Any], newcomers: float, messages: int, seed: int) -> dict[str, float]:
    """One line of the table: the load of so many newcomers, and what serves it."""
    measured, assumed = figures["measured"], figures["assumed"]
    load = Load.of(assumed, newcomers)
    needed = cores(load.peak, measured["seconds_per_message"], assumed["utilisation"])
    times = waits(
        load.peak, needed, measured["seconds_per_message"], measured["spread"], messages, seed
    )
    cuts = statistics.quantiles(times, n=100)
    busy = assumed["messages_per_conversation"] * measured["seconds_per_message"] / 3600
    monthly = needed * 24 * 30 * assumed["price_per_core_hour"]
    return {
        "newcomers": newcomers,
        "messages a second": load.peak,
        "workers": needed,
        "memory GB": needed * measured["worker_gb"],
        "p50 ms": cuts[49] * 1000,
        "p95 ms": cuts[94] * 1000,
        "p99 ms": cuts[98] * 1000,
        "price per 1000 conversations, always on": monthly / load.conversations * 1000,
        "the same, only while busy": busy * assumed["price_per_core_hour"] * 1000,
    }


def table(figures: dict[str, Any], messages: int, seed: int) -> list[str]:
    """The lines of the table: an average municipality, the largest, a fifth of all, all."""
    assumed = figures["assumed"]
    everybody = assumed["newcomers"]
    sizes = [
        everybody / assumed["municipalities"],
        everybody * assumed["largest_municipality"],
        everybody / 5,
        everybody,
    ]
    rows = [row(figures, size, messages, seed) for size in sizes]
    head = ["| " + " | ".join(rows[0]) + " |", "|" + "---:|" * len(rows[0])]
    return head + [
        "| " + " | ".join(_shown(value) for value in one.values()) + " |" for one in rows
    ]


def with_table(page: str, lines: list[str]) -> str:
    """A page with these lines in the place of its first table."""
    before, _, rest = page.partition("\n|")
    after = rest.partition("\n\n")[2]
    return before + "\n" + "\n".join(lines) + "\n\n" + after


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description="Workers, waiting and cost by size.")
    parser.add_argument("--measured", type=Path, default=MEASURED)
    parser.add_argument("--figures", type=Path, default=ASSUMED, help="what is assumed")
    parser.add_argument("--messages", type=int, default=50_000, help="so many are simulated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write it into docs/scale.md")
    args = parser.parse_args()
    figures = yaml.safe_load(args.figures.read_text(encoding="utf-8"))
    lines = table(figures | {"measured": measured(args.measured)}, args.messages, args.seed)
    print("\n".join(lines))
    if args.write:
        page = with_table(PAGE.read_text(encoding="utf-8"), lines)
        PAGE.write_text(page, encoding="utf-8")


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


if __name__ == "__main__":
    main()
