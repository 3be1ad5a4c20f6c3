"""`python -m bot external FOLDER`: the bot's pipeline on test sets that others wrote."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from bot.content.store import ContentStore
from bot.errors import ModelError
from bot.evaluation.external import ExternalSet, external_sets, pipeline_of, training_data
from bot.evaluation.outcome import wilson
from bot.evaluation.understanding import understand
from bot.settings import ROOT, Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("folder", type=Path, help="with xSID's .conll and SIB-200's .tsv files")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yml")
    parser.add_argument("--only", help="sets whose name contains this")


def run(args: argparse.Namespace) -> int:
    """Train on each set's training part, ask its test part, print the accuracy."""
    logging.disable(logging.WARNING)
    settings = Settings.from_env()
    content = ContentStore(settings.content).current()
    print("| set | trained on | n | accuracy | 95 % |\n|---|---:|---:|---:|---|")
    for found in external_sets(args.folder):
        if args.only and args.only not in found.name:
            continue
        with tempfile.TemporaryDirectory(prefix="velkommen-external-") as folder:
            model = _trained(found, args.config, Path(folder))
            rows = list(understand(model, content, tqdm(found.questions, desc=found.name)))
        right = sum(row.best in row.question.expected for row in rows)
        low, high = wilson(right, len(rows))
        share = f"{100 * right / len(rows):.1f} %"
        print(f"| {found.name} | {len(found.train)} | {len(rows)} | {share} | {low}-{high} |")
    return 0


def _trained(found: ExternalSet, config: Path, folder: Path) -> Path:
    (folder / "nlu.yml").write_text(training_data(found), encoding="utf-8")
    (folder / "config.yml").write_text(pipeline_of(config), encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(folder / "nlu.yml")]
    command += ["--config", str(folder / "config.yml"), "--out", str(folder)]
    command += ["--fixed-model-name", "model"]
    environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    model = folder / "model.tar.gz"
    if done.returncode or not model.exists():
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ModelError(f"The training on {found.name} did not succeed: {' '.join(last)}")
    return model
