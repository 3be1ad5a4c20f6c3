"""How good translations are, against those of people; the model alone is measured beside."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.model import Content
from bot.errors import BotError
from bot.translation.engine import Translator
from bot.translation.errors import TranslationError
from bot.translation.service import TranslationService

HELD_OUT = "held-out content"
ONE_IN = 8  # entries are held out


@dataclass(frozen=True)
class Case:
    """Sentences of one direction with their translation by people."""

    name: str
    source: str
    target: str
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Measured:
    """What came out. `shown` is the share that passed the gate; `scores` chrF, chrF++ and BLEU
    of what was shown, `alone` those of the model by itself on all sentences (None: no model).
    `milliseconds` is the median for a sentence, `megabytes` the most that the process used.
    """

    case: Case
    shown: float
    scores: tuple[float, float, float] | None
    alone: tuple[float, float, float] | None
    milliseconds: float
    megabytes: float | None
    samples: tuple[tuple[str, str, str], ...]


def held_out(content: Content) -> frozenset[str]:
    """The entries that a test may use and the memory may not: one in ONE_IN, always the same."""
    return frozenset(
        id_ for id_ in content.entries if hashlib.sha256(id_.encode()).digest()[0] % ONE_IN == 0
    )


def measured(
    case: Case, service: TranslationService, progress: Callable[[], object] = lambda: None
) -> Measured:
    """Translate the sentences of a case, and the same by the model alone where there is one."""
    translator = service.translator()
    times, shown, raw = [], [], []
    model = translator.has_model(case.source, case.target)
    for text, wanted in case.pairs:
        start = time.perf_counter()
        found = translator.translate(text, case.source, case.target)
        times.append(1000 * (time.perf_counter() - start))
        if found.shown:
            shown.append((text, found.text, wanted))
        if model:
            raw.append((text, _alone(translator, text, case), wanted))
        progress()
    return Measured(
        case,
        len(shown) / len(case.pairs) if case.pairs else 0.0,
        _scores(shown),
        _scores(raw) if model else None,
        statistics.median(times) if times else 0.0,
        service.peak_megabytes(),
        tuple(shown),
    )


def as_table(found: Sequence[Measured]) -> str:
    """The measurements as a table."""
    lines = [
        "| sentences | direction | number | shown | chrF / chrF++ / BLEU of what is shown"
        " | the model alone | ms a sentence | MB of the model |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        case = one.case
        lines.append(
            f"| {case.name} | {case.source}-{case.target} | {len(case.pairs)}"
            f" | {100 * one.shown:.1f} % | {_cell(one.scores)}"
            f" | {_cell(one.alone) if one.alone else 'no model'} | {one.milliseconds:.0f}"
            f" | {'-' if one.megabytes is None else format(one.megabytes, '.0f')} |"
        )
    return "\n".join(lines)


def _alone(translator: Translator, text: str, case: Case) -> str:
    try:
        return translator.by_model_alone(text, case.source, case.target)
    except BotError:
        return ""


def _scores(rows: Sequence[tuple[str, str, str]]) -> tuple[float, float, float] | None:
    if not rows:
        return None
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError as error:
        raise TranslationError(
            "The measurement needs the package sacrebleu (group `measure`)."
        ) from error
    ours, theirs = [row[1] for row in rows], [[row[2] for row in rows]]
    metrics: tuple[Any, ...] = (CHRF(), CHRF(word_order=2), BLEU())
    chrf, chrf2, bleu = (float(metric.corpus_score(ours, theirs).score) for metric in metrics)
    return chrf, chrf2, bleu


def _cell(scores: tuple[float, float, float] | None) -> str:
    return " / ".join(f"{score:.1f}" for score in scores) if scores else "-"
