"""The folder of the model that the bot ships: an Argos package for several directions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

from bot.translation.installed import METADATA, SUMS, sums_of
from bot.translation.reading_back import TARGET_PIECES
from training.starter.export import export
from training.starter.network import Translator
from training.starter.sources import SOURCES, StarterError
from training.starter.vocabulary import Vocabulary, language_piece

VERSION = "1.0"
LICENCE = "CC BY-SA 4.0"  # some of the sources ask for it
MOST_BYTES = 60_000_000
CARD = Path(__file__).parent / "card.md"
Directions = Sequence[tuple[str, str]]


def write_package(
    network: Translator, vocabulary: Vocabulary, ready: Directions, folder: Path
) -> int:
    """Write the folder anew; how many bytes it has. `ready` are the directions that the model is
    good enough for.

    Raises StarterError where it is larger than MOST_BYTES.
    """
    shutil.rmtree(folder, ignore_errors=True)
    export(network, vocabulary, folder)
    shutil.copyfile(vocabulary.target_file, folder / TARGET_PIECES)
    shutil.copyfile(CARD, folder / "README.md")
    (folder / "NOTICE").write_text(notice(), encoding="utf-8")
    _write(folder / METADATA, metadata(vocabulary.languages, ready))
    _write(folder / SUMS, sums_of(folder))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > MOST_BYTES:
        raise StarterError(f"{folder} is larger than {MOST_BYTES / 1e6:.0f} MB.")
    return size


def metadata(languages: Sequence[str], ready: Directions) -> dict[str, object]:
    """What Argos Translate reads of a package, and all directions between the languages. The first
    one is what a program sees that knows pairs only.
    """
    source, target = languages[:2]
    return {
        "type": "translate",
        "package_version": VERSION,
        "argos_version": "1.9",
        "from_code": source,
        "to_code": target,
        "target_prefix": language_piece(target),
        "licence": LICENCE,
        "directions": [list(direction) for direction in permutations(languages, 2)],
        "ready": [list(direction) for direction in ready],
        "target_prefixes": {code: language_piece(code) for code in languages},
    }


def notice() -> str:
    """The sources with their licences, one a line."""
    first = (
        "The encoder began as the project's own sentence model (bot/nlu/encoder: CC BY-SA 4.0),",
        "which began as multilingual-e5-small (MIT).",
        "The model was trained on:",
    )
    lines = (f"{one.credit} ({one.file}): {one.licence}" for one in SOURCES)
    own = "The project's own content, phrases and letters (training/starter/letters): Apache-2.0"
    return "\n".join((*first, *lines, own)) + "\n"


def _write(file: Path, found: object) -> None:
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
