"""How well the meaning of a translation can be judged: good pairs against shuffled ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.evaluation.parallel import Row
from bot.translation.memory import Similarity

WRONG_SHARE = 0.01  # of shuffled pairs that may pass
DISTANCE = 7  # rows between a sentence and the wrong translation of it
COLOURS = ("#1f5c7a", "#b5512a", "#3f7a2f")


@dataclass(frozen=True)
class Curve:
    """The scores of one pair of languages, each list sorted."""

    good: tuple[float, ...]
    shuffled: tuple[float, ...]

    def passed(self, threshold: float) -> tuple[float, float]:
        """The shares of good and of shuffled pairs at or above a threshold."""
        return _share(self.good, threshold), _share(self.shuffled, threshold)


def measure(
    rows: Sequence[Row],
    languages: Sequence[str],
    similarity: Similarity,
    progress: Callable[[], object] = lambda: None,
) -> Mapping[str, Curve]:
    """The curve of every pair of languages, by a name like "da-ar"."""
    found = {}
    for one, other in combinations(languages, 2):
        good, shuffled = [], []
        for place, row in enumerate(rows):
            wrong = rows[(place + DISTANCE) % len(rows)]
            good.append(similarity.alike(row[one], row[other], one, other))
            shuffled.append(similarity.alike(row[one], wrong[other], one, other))
            progress()
        found[f"{one}-{other}"] = Curve(tuple(sorted(good)), tuple(sorted(shuffled)))
    return found


def threshold(curves: Mapping[str, Curve]) -> float:
    """The lowest threshold at which no pair of languages lets too many wrong pairs pass."""
    highest = (c.shuffled[int(len(c.shuffled) * (1 - WRONG_SHARE))] for c in curves.values())
    return round(max(highest) + 0.005, 2)


def draw(curves: Mapping[str, Curve], chosen: float, path: Path) -> None:
    """The shares that pass against the threshold, as SVG."""
    from bot.evaluation.plots import figure_of, save

    figure, axes = figure_of()
    steps = [i / 100 for i in range(-20, 101)]
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        shares: list[Any] = [curve.passed(step) for step in steps]
        axes.plot(steps, [100 * g for g, _ in shares], color=colour, label=f"{name}, good")
        wrong = [100 * w for _, w in shares]
        axes.plot(steps, wrong, color=colour, linestyle="--", label=f"{name}, shuffled")
    axes.axvline(chosen, color="#767676", linewidth=1)
    axes.set_xlabel("similarity of meaning")
    axes.set_ylabel("pass the gate, %")
    axes.legend()
    save(figure, path)


def _share(scores: Sequence[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / len(scores) if scores else 0.0
