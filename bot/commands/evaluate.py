"""`python -m bot evaluate FILE`: accuracy per language and kind, and the confusions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from bot.content.store import ContentStore
from bot.evaluation.outcome import Figures, Outcome, confusions, figures, outcome
from bot.evaluation.questions import read_questions
from bot.serving.private import private_bot
from bot.settings import Settings

Group = Callable[[Outcome], str]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("file", type=Path, help="columns id, lang, faq_id, question")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def run(args: argparse.Namespace) -> int:
    """Ask every question through the web channel, each in a new conversation."""
    settings = Settings.from_env()
    questions = read_questions(args.file)
    with private_bot(settings) as client:
        outcomes = [
            outcome(question, client.send(question.text).replies)
            for question in tqdm(questions, desc="questions", disable=not sys.stderr.isatty())
        ]
    entries = ContentStore(settings.content).current().entries

    def kind(o: Outcome) -> str:
        entry = entries.get(o.question.expected[0])
        return entry.family.value if entry else "unknown"

    groups: tuple[tuple[str, Group], ...] = (
        ("language", lambda o: o.question.lang),
        ("variety", lambda o: o.question.variety),
        ("kind", kind),
    )
    if args.json:
        print(json.dumps(_as_json(outcomes, groups), ensure_ascii=False, indent=1))
    else:
        _print(outcomes, groups)
    return 0


def _grouped(outcomes: Iterable[Outcome], group: Group) -> dict[str, Figures]:
    found: dict[str, list[Outcome]] = {}
    for o in outcomes:
        found.setdefault(group(o), []).append(o)
    return {name: figures(found[name]) for name in sorted(found)}


def _as_json(outcomes: list[Outcome], groups: Iterable[tuple[str, Group]]) -> dict[str, object]:
    return {
        "all": figures(outcomes).as_json(),
        **{
            name: {key: f.as_json() for key, f in _grouped(outcomes, group).items()}
            for name, group in groups
        },
        "confusions": confusions(outcomes),
        "questions": [
            {
                "id": o.question.id,
                "lang": o.question.variety,
                "expected": o.question.expected,
                "kinds": o.kinds,
                "answered": o.answered,
                "offered": o.offered,
                "right": o.right,
            }
            for o in outcomes
        ],
    }


def _print(outcomes: list[Outcome], groups: Iterable[tuple[str, Group]]) -> None:
    print(f"{'':14}{'n':>5}{'right':>8}{'95 %':>16}{'found':>8}{'clarified':>11}{'wrong':>8}")
    _row("all", figures(outcomes))
    for name, group in groups:
        print(f"by {name}")
        for key, found in _grouped(outcomes, group).items():
            _row(f"  {key}", found)
    print("\nanswered wrongly (expected -> answered)")
    for expected, answered, count in confusions(outcomes):
        print(f"{count:4}  {expected} -> {answered}")


def _row(name: str, found: Figures) -> None:
    share = found.as_json()
    low, high = share["right_95"]
    p = share["percent"]
    print(
        f"{name:14}{found.total:5}{p['right']:7.1f}%{f'{low}-{high}':>16}{p['found']:7.1f}%"
        f"{p['clarified']:10.1f}%{p['wrong']:7.1f}%"
    )
