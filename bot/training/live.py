"""Which model the bot answers with: a note beside the models, written whole or not at all.

The bot reads the note every half second and loads the model that it names, without a pause for
those who write to it (bot.serving.model_watch). Whoever trains writes it (bot.staff.retraining).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.training.fingerprint import fingerprint
from bot.training.trainer import ensure_model, model_path

CONFIG = ROOT / "config.yml"
NAME = "live.json"
MODELS = "velkommen-*.tar.gz"
KEPT = 3  # models beside the one in use: a publish that is undone needs no training


@dataclass(frozen=True)
class Live:
    """The model in use, and a name for the code and the configuration that can load it."""

    model: Path
    code: str


def read_live(state: Path) -> Live | None:
    """What the note in a state folder says; None where there is none, or its model is gone."""
    folder = state / "models"
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        live = Live(folder / str(found["model"]), str(found["code"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return live if live.model.is_file() else None


def make_live(settings: Settings, model: Path, config: Path = CONFIG) -> None:
    """Note that the bot is to answer with `model`, a file in the folder of the models.

    Of the other models the newest stay. Raises OSError, with the old note as it was.
    """
    folder = settings.state / "models"
    part = folder / f"{NAME}.{os.getpid()}.part"
    note = {"model": model.name, "code": code_name(settings, config)}
    try:
        part.write_text(json.dumps(note), encoding="utf-8")
        part.replace(folder / NAME)
    finally:
        part.unlink(missing_ok=True)
    others = [path for path in folder.glob(MODELS) if path.name != model.name]
    for old in sorted(others, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def starting_model(settings: Settings, config: Path = CONFIG) -> Path:
    """The model to start the bot with; trains one only where there is none to answer with.

    Examples that changed while the bot was off, or whose training failed, are trained while it
    runs. Raises ModelError when the training fails.
    """
    live = read_live(settings.state)
    fresh = model_path(settings, config)
    if live is not None and not fresh.exists() and live.code == code_name(settings, config):
        return live.model
    model = ensure_model(settings, config)
    make_live(settings, model, config)
    return model


def code_name(settings: Settings, config: Path = CONFIG) -> str:
    """Another name when a model must be made anew for another reason than its examples."""
    content = replace(ContentStore(settings.content).current(), entries={})
    return fingerprint(content, settings.content, config)
