"""Train the model when what it is made from changed, with Rasa's own command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tqdm import tqdm

from bot.content.store import ContentStore
from bot.errors import ModelError
from bot.settings import ROOT, Settings
from bot.training.fingerprint import fingerprint

KEPT_MODELS = 3
STEP = re.compile(rb"Starting to train component '(\w+)'")


def model_path(settings: Settings, config: Path = ROOT / "config.yml") -> Path:
    """Where the model of today's examples and configuration lies, trained or not."""
    content = ContentStore(settings.content).current()
    name = fingerprint(content, settings.content, config)
    return settings.state / "models" / f"velkommen-{name}.tar.gz"


def ensure_model(
    settings: Settings,
    config: Path = ROOT / "config.yml",
    force: bool = False,
    keep: int = KEPT_MODELS,
) -> Path:
    """The path of a model that fits the content; trains it where it is missing.

    Of the models in the same folder the newest `keep` stay.

    The model appears under its name only when the training went well, so a training that was
    killed leaves nothing half. Raises ModelError when the training fails.
    """
    path = model_path(settings, config)
    if path.exists() and not force:
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.parent / "training" / str(os.getpid())
    command = [sys.executable, "-m", "rasa", "train", "--config", str(config)]
    command += ["--domain", str(ROOT / "domain.yml"), "--data", str(settings.content / "rules")]
    command += ["--out", str(part), "--fixed-model-name", "model", "--force"]
    environment = os.environ | {
        "BOT_CONTENT": str(settings.content),
        "BOT_STATE": str(settings.state),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
    log = settings.state / "logs" / "train.log"
    if not _ended_well(command, environment, log):
        raise ModelError(f"The training did not succeed: {_last_line(log)} The log is {log}.")
    trained = part / "model.tar.gz"
    if not trained.exists():
        raise ModelError(f"The training wrote no model. The log is {log}.")
    trained.replace(path)
    part.rmdir()
    _forget_old(path, keep)
    return path


def _forget_old(newest: Path, keep: int) -> None:
    models = sorted(newest.parent.glob("velkommen-*.tar.gz"), key=lambda p: p.stat().st_mtime)
    for old in models[:-keep]:
        if old != newest:
            old.unlink(missing_ok=True)


def _ended_well(command: list[str], environment: dict[str, str], log: Path) -> bool:
    """Run the training; Rasa's output goes to `log`, a line of progress to the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        log.open("wb") as file,
        tqdm(desc="training the model", bar_format="{desc}: {elapsed} {postfix}") as progress,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process,
    ):
        for line in process.stdout or ():
            file.write(line)
            step = STEP.search(line)
            if step:
                progress.set_postfix_str(step.group(1).decode())
    return process.returncode == 0


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing.")
