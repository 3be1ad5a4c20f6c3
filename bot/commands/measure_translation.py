"""`python -m bot translation calibrate` and `evaluate`: how good the translations are."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.content.store import ContentStore
from bot.evaluation.gate_curve import draw, measure, threshold
from bot.evaluation.parallel import read_parallel
from bot.evaluation.translations import HELD_OUT, Case, Measured, as_table, held_out, measured
from bot.settings import Settings
from bot.translation.pairs import content_pairs
from bot.translation.service import TranslationService
from bot.translation.shipped import Use


def configure_measures(sub: Any) -> None:
    """The options of both."""
    gate = sub.add_parser("calibrate", help="good pairs against shuffled ones, for the gate")
    gate.add_argument("file", type=Path, help="parallel sentences, tab-separated")
    gate.add_argument("--rows", type=int, default=200, help="how many of them (200)")
    gate.add_argument("--plot", type=Path, default=Path("docs/translation_gate.svg"))
    test = sub.add_parser("evaluate", help="chrF, chrF++, BLEU, share shown, time, memory")
    test.add_argument("file", type=Path, nargs="*", help="parallel sentences, tab-separated")
    test.add_argument("--rows", default="", help="of the files, counted from 1: 1498-1997")
    test.add_argument("--files-only", action="store_true", help="not the content that is held out")
    test.add_argument(
        "--starter", type=Use, help="what of the shipped model: ready, all, none (as it is in use)"
    )
    test.add_argument("--samples", type=int, default=0, help="print so many for reading")


def calibrate(args: argparse.Namespace, settings: Settings) -> int:
    """Print how many pairs pass at each threshold, and draw the curve."""
    store = ContentStore(settings.content)
    languages = tuple(store.current().languages)
    rows = read_parallel(args.file, languages)[: args.rows]
    gate = TranslationService(settings, store).kit().gate
    with tqdm(total=len(rows) * len(languages) * (len(languages) - 1) // 2, disable=None) as bar:
        curves = measure(rows, languages, gate.similarity, bar.update)
    chosen = threshold(curves)
    steps = sorted({0.2, 0.3, chosen, 0.4, 0.5})
    print("| pair | " + " | ".join(f"{step:.2f}" for step in steps) + " |")
    print("|---|" + "---|" * len(steps))
    for name, curve in curves.items():
        cells = (f"{100 * g:.0f} / {100 * w:.1f} %" for g, w in map(curve.passed, steps))
        print(f"| {name} | " + " | ".join(cells) + " |")
    draw(curves, chosen, args.plot)
    print(f"\nGood pairs / shuffled pairs that pass. Chosen: {chosen}; drawn in {args.plot}.")
    return 0


def evaluate(args: argparse.Namespace, settings: Settings) -> int:
    """Measure each direction on the files, and on sentences of entries that are held out."""
    store = ContentStore(settings.content)
    content = store.current()
    without = held_out(content)
    service = TranslationService(settings, store, without=without, use=args.starter)
    sets: dict[str, Sequence[Mapping[str, str]]]
    pairs = [pair.texts for pair in content_pairs(content) if pair.origin in without]
    sets = {HELD_OUT: [p for p in pairs if not any("{" in text for text in p.values())]}
    if args.files_only:
        sets = {}
    for path in args.file:
        sets[path.stem] = _chosen(read_parallel(path, content.languages), args.rows)
    found: list[Measured] = []
    try:
        for name, rows in sets.items():
            for source, target in permutations(content.languages, 2):
                both = [(r[source], r[target]) for r in rows if source in r and target in r]
                case = Case(name, source, target, both)
                with tqdm(total=len(both), desc=f"{name} {source}-{target}", disable=None) as bar:
                    found.append(measured(case, service, bar.update))
    finally:
        service.close()
    print(as_table(found))
    for one in found:
        for text, shown, wanted in one.samples[: args.samples]:
            print(f"\n{one.case.source}-{one.case.target}  {text}\n  = {shown}\n  ? {wanted}")
    return 0


def _chosen(rows: tuple[dict[str, str], ...], wanted: str) -> tuple[dict[str, str], ...]:
    first, _, last = wanted.partition("-")
    if not first.isdigit() or not last.isdigit():
        return rows
    return rows[int(first) - 1 : int(last)]
