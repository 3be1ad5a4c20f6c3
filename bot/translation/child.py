"""The process of the models: sentences in, translations out, one JSON object a line.

It is a process of its own so that a crash or a lack of memory does not take the bot down. Argos
Translate reads its folders when it is imported: the parent sets them in the environment before.
Nothing here reaches a network.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TextIO

from bot.translation.errors import PackageError
from bot.translation.installed import METADATA, MODEL, changed_files, first_piece
from bot.translation.reading_back import HYPOTHESES, Raw, Reader

LOADED = 2  # models in memory at once
MEMORY_VARIABLE = "BOT_TRANSLATION_BYTES"


class OneSentence:
    """The splitter that Argos gets: its text is one sentence already."""

    def split_sentences(self, text: str) -> list[str]:
        """The text as it is."""
        return [text]


class TaggedTokenizer:
    """A package's tokenizer, with the marks that its model wants around the source, and without
    the one that it begins a translation with.

    Argos looks for that one in the text, where its tokenizer has turned every "_" into a space:
    `__ar__` and `tir_Ethi` would stay.
    """

    def __init__(self, inner: Any, before: list[str], behind: list[str]) -> None:
        self._inner, self._before, self._behind = inner, before, behind
        self.first = ""

    def encode(self, sentence: str) -> list[str]:
        """The pieces of a sentence."""
        return [*self._before, *self._inner.encode(sentence), *self._behind]

    def decode(self, tokens: list[str]) -> str:
        """The sentence of some pieces."""
        return str(self._inner.decode([token for token in tokens if token != self.first]))


class Model:
    """One package, loaded."""

    def __init__(self, folder: Path) -> None:
        changed = changed_files(folder)
        if changed:
            raise PackageError(f"{folder.name} is not as it was installed: {', '.join(changed)}.")
        import ctranslate2
        from argostranslate.package import Package

        metadata = json.loads((folder / METADATA).read_text(encoding="utf-8"))
        self._folder = folder
        self._package = Package(folder)
        self._tokenizer = TaggedTokenizer(
            self._package.tokenizer,
            list(metadata.get("source_prefix") or ()),
            list(metadata.get("source_suffix") or ()),
        )
        self._package.tokenizer = self._tokenizer
        self._translator = ctranslate2.Translator(
            str(folder / MODEL), device="cpu", inter_threads=1, intra_threads=1
        )
        self._reader = Reader.of(folder, self._translator, self._tokenizer)

    def translate(self, sentence: str, source: str, target: str) -> Raw:
        """One sentence, between languages that the package has."""
        from argostranslate.translate import apply_packaged_translation

        first = first_piece(self._folder, target)
        self._tokenizer.first = self._package.target_prefix = first
        found = apply_packaged_translation(
            self._package,
            sentence,
            self._translator,
            OneSentence(),
            num_hypotheses=HYPOTHESES if self._reader else 1,
        )
        said = [(one.value.replace("\u2581", " ").strip(), one.score) for one in found]
        return self._reader.best(sentence, source, said) if self._reader else Raw(said[0][0])


class Models:
    """The models in use, the least used one dropped for a new one."""

    def __init__(self) -> None:
        self._loaded: OrderedDict[str, Model] = OrderedDict()

    def translate(self, steps: list[list[str]], sentence: str) -> Raw:
        """A sentence through packages, one after the other; a step is a folder and its two
        languages. What the last of several reads back is not the sentence.
        """
        said = Raw(sentence)
        for folder, source, target in steps:
            model = self._loaded.pop(folder, None)
            if model is None:
                while len(self._loaded) >= LOADED:
                    self._loaded.popitem(last=False)
                model = Model(Path(folder))
            self._loaded[folder] = model
            said = model.translate(said.text, source, target)
        return said if len(steps) == 1 else Raw(said.text)


def main() -> int:
    """Answer lines until the input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    _bound_memory()
    _close_network()
    models = Models()
    for line in sys.stdin:
        _answer(models, json.loads(line), answers)
    return 0


def _answer(models: Models, asked: dict[str, Any], answers: TextIO) -> None:
    try:
        found = asdict(models.translate(asked["steps"], asked["text"]))
    except MemoryError:
        found = {"error": "The model needs more memory than it may have."}
    except PackageError as error:
        found = {"error": str(error)}
    except Exception as error:  # whatever a library raises: the sentence stays untranslated
        found = {"error": f"The model failed ({type(error).__name__})."}
    answers.write(json.dumps({"id": asked["id"]} | found) + "\n")
    answers.flush()


def _bound_memory() -> None:
    limit = int(os.environ.get(MEMORY_VARIABLE) or 0)
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _close_network() -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise OSError("Translation uses no network.")

    socket.socket.connect = refused  # type: ignore[method-assign]
    socket.create_connection = refused
    socket.getaddrinfo = refused


if __name__ == "__main__":
    raise SystemExit(main())
