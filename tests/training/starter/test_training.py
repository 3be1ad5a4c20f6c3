"""The whole command with a tiny model: train, stop, go on, pack, install, translate, measure."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.packages import Packages
from bot.translation.service import FOLDER
from tests.training.starter.files import public_files
from tests.translation.convert_env import run

MEASURE = ROOT / ".tools" / "measure"
DIRECTIONS = {"ar_da", "ar_ti", "da_ar", "da_ti", "ti_ar", "ti_da"}


def small_content(folder: Path) -> Path:
    """The content with one topic and thirty phrases."""
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("faq", "nlu"))
    shutil.copytree(ROOT / "data" / "faq" / "housing", folder / "faq" / "housing")
    phrases = folder / "translation" / "phrases.tsv"
    phrases.write_text("".join(phrases.read_text("utf-8").splitlines(True)[:31]), "utf-8")
    return folder


@pytest.mark.long
def test_train_stop_go_on_pack_and_translate(tmp_path: Path) -> None:
    folders = ("--mt", public_files(tmp_path / "mt"), "--work", tmp_path / "work")
    options = (*folders, "--data", small_content(tmp_path / "data"), "--shape", "tiny")

    def trained(steps: int) -> str:
        wanted = (*options, "--steps", str(steps), "--measure", "3")
        return run("-m", "training.starter", *map(str, wanted), state=tmp_path)

    first = trained(12)
    assert "step 12, round 1" in first
    second = trained(20)
    assert "Going on after step 12" in second
    assert "step 20" in second
    losses = [
        float(x) for said in (first, second) for x in re.findall(r"held-out loss ([\d.]+)", said)
    ]
    assert losses[-1] < losses[0]
    again = trained(20)  # nothing is left to do; the packages are made anew
    assert "Going on after step 20" in again

    state = tmp_path / "state"
    packages = Packages(state / FOLDER)
    files = sorted((tmp_path / "work" / "packages").glob("*.argosmodel"))
    assert {packages.add(file).name for file in files} == DIRECTIONS
    package = packages.list()[0]
    assert package.licence == "CC BY-SA 4.0"
    assert "Steps of training: 20" in (package.folder / "README.md").read_text("utf-8")
    assert "| da-ar | 3 |" in (package.folder / "README.md").read_text("utf-8")
    assert "HornMT (hornmt.tsv): CC BY 4.0" in (package.folder / "NOTICE").read_text("utf-8")
    metadata = json.loads((package.folder / "metadata.json").read_text("utf-8"))
    assert metadata["source_prefix"] == [">>dan<<"]

    said = evaluated(state, tmp_path / "data")
    rows = dict(re.findall(r"\| held-out content \| (\S+) \| \d+ \| (.+?) \|$", said, re.MULTILINE))
    assert {name.replace("-", "_") for name in rows} == DIRECTIONS
    for row in rows.values():  # the model's own figures stand beside those of the gate
        shown, _, alone, _, megabytes = row.split(" | ")
        assert shown.endswith("%")
        assert re.fullmatch(r"\d+\.\d / \d+\.\d / \d+\.\d", alone)
        assert int(megabytes) > 10


def evaluated(state: Path, data: Path) -> str:
    """What `translation evaluate` prints, with sacrebleu from .tools/measure."""
    assert MEASURE.exists(), "run `make test-long`: it sets up .tools/measure"
    own = {"BOT_STATE": str(state), "BOT_CONTENT": str(data), "OMP_NUM_THREADS": "1"}
    own["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(MEASURE)))
    command = [sys.executable, "-m", "bot", "translation", "evaluate"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout
