"""What trainings take: the first, one without stored vectors, one after an edit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.bench.processes import Ended, python, run_measured
from bot.content.model import Content, Family
from bot.settings import ROOT, Settings

NEW_QUESTION = "Hvad koster det mig i alt, og hvornår?"


def train(settings: Settings, limit: float | None = None) -> Ended:
    """Train by the command that people use; see run_measured."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = {"BOT_CONTENT": str(settings.content), "BOT_STATE": str(settings.state)}
    command = python("the training", ["-m", "bot", "train"], places)
    return run_measured(command, settings.state / "bench-train.log", ROOT, limit)


def trainings(settings: Settings, content: Content, folder: Path) -> dict[str, Any]:
    """Three trainings: the first of an installation, with the vectors that the content brings;
    one without any; and one after an edit, with the vectors that the first one left.
    """
    bare, edited = folder / "no-vectors", folder / "edited"
    shutil.copytree(settings.content, bare, ignore=shutil.ignore_patterns("*.npz"))
    shutil.copytree(settings.content, edited)
    _edit(edited, content)
    found = {}
    for name, place, state in (
        ("first", settings.content, "state"),
        ("without vectors", bare, "other-state"),
        ("after an edit", edited, "state"),
    ):
        each = replace(settings, content=place, state=folder / state)
        found[name] = train(each).as_json()
    return found


def _edit(folder: Path, content: Content) -> None:
    """Give one entry one more question."""
    entry = next(e for e in content.entries.values() if e.family is Family.FAQ)
    path = next((folder / "faq").rglob(f"{entry.id}.yml"))
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 (all are strings)
    data["questions"][content.source_lang].append(NEW_QUESTION)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
