"""The whole command with a tiny model: train, stop, go on, write, install, translate, measure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.installed import changed_files, directions_of
from bot.translation.packages import Packages, pack
from bot.translation.service import FOLDER
from tests.training.starter.files import public_files
from tests.translation.convert_env import run

MEASURE = ROOT / ".tools" / "measure"
DIRECTIONS = {"ar_da", "ar_ti", "da_ar", "da_ti", "ti_ar", "ti_da"}
# What the network says of a translation, to be compared with what CTranslate2 says of it.
COMPARE = """
import sys, torch, ctranslate2
from pathlib import Path
from training.starter.network import SHAPES, Translator
from training.starter.vocabulary import Vocabulary
from training.starter.first import encoder_weights
from bot.nlu.embedding import FOLDER
work, out = map(Path, sys.argv[1:])
vocabulary = Vocabulary(FOLDER / "pieces.model", work / "target.model", ("da", "ar", "ti"))
shape = SHAPES["tiny"]
network = Translator(shape, encoder_weights(FOLDER, shape.encoder), len(vocabulary)).eval()
network.load_state_dict(torch.load(work / "checkpoint.pt", weights_only=True)["model"])
source, target = vocabulary.source("Du skal betale X0X kr."), vocabulary.target("ሰላም X0X", "ti")
with torch.no_grad():
    numbers = torch.tensor([source])
    present = torch.ones_like(numbers).bool()
    said = torch.tensor([target[:-1]])
    states = network.decoder(said, network.encoder(numbers, present), present)
    ours = network.decoder.scores(states)[0].log_softmax(-1)[range(len(said[0])), target[1:]]
sources, targets = vocabulary.pieces()
model = ctranslate2.Translator(str(out / "model"), compute_type="float32")
given = [[sources[n] for n in source[1:-1]]], [[targets[n] for n in target[1:-1]]]
(theirs,) = model.score_batch(*given)
print(max(abs(a - b) for a, b in zip(ours.tolist(), theirs.log_probs, strict=True)))
"""


def small_content(folder: Path) -> Path:
    """The content with one topic and thirty phrases."""
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("faq", "nlu"))
    shutil.copytree(ROOT / "data" / "faq" / "housing", folder / "faq" / "housing")
    phrases = folder / "translation" / "phrases.tsv"
    phrases.write_text("".join(phrases.read_text("utf-8").splitlines(True)[:31]), "utf-8")
    return folder


@pytest.mark.long
def test_train_stop_go_on_pack_and_translate(tmp_path: Path) -> None:
    work, out, none = tmp_path / "work", tmp_path / "out" / "starter", tmp_path / "none"
    none.mkdir()
    folders = ("--mt", public_files(tmp_path / "mt"), "--work", work, "--out", out)
    folders += ("--data", small_content(tmp_path / "data"), "--letters", none)
    options = (*folders, "--shape", "tiny", "--ready", "da-ti,ti-da")

    def trained(*more: str) -> str:
        return run("-m", "training.starter", *map(str, options), *more, state=tmp_path)

    first = trained("--steps", "10")
    assert "part 1, step 10, round" in first
    second = trained()
    assert "Going on in part 1 after step 10" in second
    assert "part 1, step 30" in second
    assert "part 2, step 10" in second
    losses = [
        float(x) for said in (first, second) for x in re.findall(r"held-out loss ([\d.]+)", said)
    ]
    assert losses[-1] < losses[0]
    again = trained()  # nothing is left to do; the package is written anew
    assert "Written:" in again
    assert float(run("-c", COMPARE, work, out, state=tmp_path)) < 0.2  # weights of 8 bits

    assert changed_files(out) == ()
    assert {package.name for package in directions_of(out)} == DIRECTIONS
    assert {one.name for one in directions_of(out) if one.ready} == {"da_ti", "ti_da"}
    assert "HornMT (hornmt.tsv): CC BY 4.0" in (out / "NOTICE").read_text("utf-8")
    state = tmp_path / "state"
    packages = Packages(state / FOLDER)
    assert packages.add(pack(out, tmp_path / "starter.argosmodel")).licence == "CC BY-SA 4.0"
    assert {package.name for package in packages.list()} == DIRECTIONS

    said = evaluated(state, tmp_path / "data")
    rows = dict(re.findall(r"\| held-out content \| (\S+) \| \d+ \| (.+?) \|$", said, re.MULTILINE))
    for name in DIRECTIONS:  # the model's own figures stand beside those of the gate
        shown, _, alone, _, megabytes = rows[name.replace("_", "-")].split(" | ")
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
