"""From a trained model to packages for Argos Translate, with a model card and the licences."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from bot.translation.convert import OPUS, Order, convert
from bot.translation.packages import pack
from training.starter.sources import PIVOT, SOURCES, StarterError
from training.starter.vocabulary import Vocabulary

LICENCE = "CC BY-SA 4.0"  # some of the sources ask for it
MOST_BYTES = 60_000_000  # of all packages together
VERSION = "0.1"


@dataclass(frozen=True)
class Made:
    """A model that was trained: its Hugging Face folder, steps, loss, lines of measurements."""

    checkpoint: Path
    steps: int
    loss: float
    figures: tuple[str, ...]


def export(model: Any, vocabulary: Vocabulary, folder: Path) -> Path:
    """Write the Hugging Face folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    vocabulary.write(folder)
    return folder


def pack_all(made: Made, names: Mapping[str, Mapping[str, str]], out: Path) -> Iterator[Path]:
    """A package for each direction between the bot's languages: Argos knows pairs only.

    Raises StarterError where they are larger than MOST_BYTES together.
    """
    out.mkdir(parents=True, exist_ok=True)
    total = 0
    codes = [code for code in names[OPUS] if code != PIVOT]
    for source, target in permutations(codes, 2):
        order = Order(made.checkpoint, source, target, names, LICENCE, VERSION)
        with tempfile.TemporaryDirectory() as room:
            package = convert(order, Path(room))
            (package.folder / "README.md").write_text(card(made), encoding="utf-8")
            (package.folder / "NOTICE").write_text(notice(), encoding="utf-8")
            file = pack(package.folder, out / f"translate-{package.name}-{VERSION}.argosmodel")
        total += file.stat().st_size
        if total > MOST_BYTES:
            raise StarterError(f"The packages are larger than {MOST_BYTES / 1e6:.0f} MB together.")
        yield file


def card(made: Made) -> str:
    """The model card."""
    lines = [
        "# Velkommen starter model",
        "",
        "A small translation model (Marian, trained from nothing) between Danish, Arabic, Tigrinya",
        "and English, for letters and messages to newcomers in a Danish municipality.",
        f"Licence: {LICENCE}, which follows from its sources; they are named in NOTICE.",
        "",
        "It is weak: its sources are a few ten thousand sentences. It must only be used behind a",
        "gate that hides bad translations, and important letters must be read by a person.",
        "",
        f"Steps of training: {made.steps}. Loss of a piece on held-out sentences: {made.loss:.3f}.",
        "Never learned from: NTREX-128 rows 1498-1997, FLORES-200 as in SIB-200, and the held-out",
        "entries of the project's own content.",
        "",
    ]
    return "\n".join((*lines, *made.figures)).rstrip() + "\n"


def notice() -> str:
    """The sources with their licences, one a line."""
    own = "The project's own content, phrases and crisis texts: Apache-2.0"
    lines = (f"{one.credit} ({one.file}): {one.licence}" for one in SOURCES)
    return "\n".join(("This model was trained on:", *lines, own)) + "\n"
