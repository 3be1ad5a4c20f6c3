"""Make a package of a model's checkpoint: Marian and OPUS-MT, M2M-100, NLLB, MADLAD.

The weights become 8-bit integers by CTranslate2. A native Marian folder (decoder.yml, *.npz)
needs nothing else; a Hugging Face folder needs torch and transformers, which the bot does not.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.translation.errors import PackageError
from bot.translation.installed import CODE, METADATA, MODEL, Installed, read_package

NATIVE, OPUS, M2M, NLLB, MADLAD = "marian", "opus", "m2m_100", "nllb", "madlad"
NAMES_FILE = "models.yml"
END = "</s>"
_PIECES = ("source.spm", "sentencepiece.bpe.model", "spiece.model", "sentencepiece.model")


@dataclass(frozen=True)
class Order:
    """What to make: languages, the folder with the checkpoint, the licence of the model.
    `names`: how the model's family calls languages, see data/translation/models.yml.
    """

    checkpoint: Path
    source: str
    target: str
    names: Mapping[str, Mapping[str, str]]
    licence: str | None = None
    version: str = "1.0"


def load_names(path: Path) -> Mapping[str, Mapping[str, str]]:
    """The names of languages by family of models. Raises PackageError when unusable."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {str(family): dict(names) for family, names in found.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise PackageError(f"{path} cannot be used.") from error


def convert(order: Order, room: Path) -> Installed:
    """Make the package in a new folder below `room`. Raises PackageError, and leaves nothing."""
    if not all(CODE.match(code) for code in (order.source, order.target)):
        raise PackageError("A language is named by two or three small letters.")
    family = family_of(order.checkpoint)
    folder = room / f"{order.source}_{order.target}"
    try:
        folder.mkdir(parents=True)
        shutil.copyfile(_pieces(order.checkpoint), folder / "sentencepiece.model")
        _weights(family, order.checkpoint, folder / MODEL)
        metadata = _metadata(family, order)
        (folder / METADATA).write_text(json.dumps(metadata, indent=1), encoding="utf-8")
        return read_package(folder)
    except PackageError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PackageError(f"The package cannot be written: {error.strerror}.") from error


def family_of(checkpoint: Path) -> str:
    """The family of a checkpoint, by its files. Raises PackageError for one not known here."""
    if (checkpoint / "decoder.yml").is_file():
        return NATIVE
    try:
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        kind = str(config["model_type"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackageError(f"{checkpoint} is no folder of a model that is known here.") from error
    if kind == "marian":
        return OPUS
    if kind == "m2m_100":  # NLLB is of the same kind; only its tokenizer says so
        return NLLB if "nllb" in _tokenizer(checkpoint) else M2M
    if kind == "t5":
        return MADLAD
    raise PackageError(f"Models of the kind {kind} cannot be converted.")


def _tokenizer(checkpoint: Path) -> str:
    with contextlib.suppress(OSError):
        return (checkpoint / "tokenizer_config.json").read_text(encoding="utf-8").casefold()
    return ""


def _pieces(checkpoint: Path) -> Path:
    for name in _PIECES:
        if (checkpoint / name).is_file():
            return checkpoint / name
    raise PackageError(f"{checkpoint} has no SentencePiece model ({', '.join(_PIECES)}).")


def _weights(family: str, checkpoint: Path, out: Path) -> None:
    try:
        if family == NATIVE:
            if not all(map(zipfile.is_zipfile, checkpoint.glob("*.npz"))):
                raise PackageError(f"The model in {checkpoint} is broken.")
            from ctranslate2.converters import OpusMTConverter

            converter: Any = OpusMTConverter(str(checkpoint))
        else:
            _need_torch()
            from ctranslate2.converters import TransformersConverter

            converter = TransformersConverter(str(checkpoint))
        converter.convert(str(out), quantization="int8", force=True)
    except (PackageError, OSError):
        raise
    except Exception as error:  # converters raise anything for a folder that they do not like
        raise PackageError(f"The model in {checkpoint} is broken or of another kind.") from error


def _need_torch() -> None:
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise PackageError(
            "This model needs the packages of the group `convert` (torch, transformers);"
            " see docs/translation.md."
        ) from error


def _metadata(family: str, order: Order) -> dict[str, Any]:
    found: dict[str, Any] = {
        "package_version": order.version,
        "argos_version": "1.9",
        "from_code": order.source,
        "to_code": order.target,
        "from_name": order.source,
        "to_name": order.target,
        "type": "translate",
        "converted_from": order.checkpoint.name,
    }
    if order.licence:
        found["licence"] = order.licence
    return found | dict(_marks(family, order))


def _marks(family: str, order: Order) -> Iterator[tuple[str, Any]]:
    """What the model wants around the source, and at the start of the translation."""
    if family in (NATIVE, OPUS):
        if family == OPUS:
            yield "source_suffix", [END]
        token = order.names.get(OPUS, {}).get(order.target)
        if token and _several_targets(order.checkpoint, token):
            yield "source_prefix", [token]
        return
    names = order.names.get(family, {})
    missing = [code for code in (order.source, order.target) if code not in names]
    if missing:
        raise PackageError(f"Models of the kind {family} do not know {', '.join(missing)}.")
    yield "source_suffix", [END]
    if family == MADLAD:
        yield "source_prefix", [names[order.target]]
        return
    yield "source_prefix", [names[order.source]]
    yield "target_prefix", names[order.target]


def _several_targets(checkpoint: Path, token: str) -> bool:
    """Whether a Marian model has a mark for the target in its vocabulary."""
    for path in (*checkpoint.glob("*vocab*.yml"), *checkpoint.glob("vocab.json")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if token in path.read_text(encoding="utf-8"):
                return True
    return False
