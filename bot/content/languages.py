"""Language profiles: data/languages/<code>.yml, one file for each language the bot speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.content.model import Language
from bot.content.reader import Reader
from bot.content.yamltree import Node, read_tree
from bot.errors import ContentError

REQUIRED = ("code", "name", "direction", "script")
OPTIONAL = (
    "spacy",
    "source",
    "understood",
    "words",
    "latin_words",
    "letters",
    "sounds",
    "latin_sounds",
)
TEXTS = (*REQUIRED, "spacy", "source", "understood")
BOOLEAN = ("true", "false")
CODE = re.compile(r"[a-z]{2,3}\Z")
NO_TOKENIZER = "xx"  # spaCy's own name for "any language"


def load_languages(folder: Path) -> Mapping[str, Language]:
    """The languages that the bot speaks, by code: the source language first, then by code.

    Raises ContentError naming the file and the key when a profile cannot be used, and where
    not exactly one profile says that it is the source.
    """
    profiles = _profiles(folder)
    sources = [language.code for language in profiles if language.source]
    if len(sources) != 1:
        raise ContentError(f"{folder.name}: source: exactly one language must have it: {sources}.")
    profiles.sort(key=lambda language: (not language.source, language.code))
    return {language.code: language for language in profiles}


def load_other_languages(folder: Path) -> Mapping[str, Language]:
    """The languages in `folder`/others, which the bot recognises without speaking them.

    The folder may be missing. Raises ContentError as `load_languages` does.
    """
    others = folder / "others"
    return {language.code: language for language in _profiles(others)} if others.is_dir() else {}


def _profiles(folder: Path) -> list[Language]:
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise ContentError(f"The folder of language profiles is missing or empty: {folder}")
    return [_load(path) for path in paths]


def _load(path: Path) -> Language:
    tree = read_tree(path, path.name)
    reader = Reader(path.name)
    keys = {} if tree.root is None else reader.mapping(tree.root, "", REQUIRED, OPTIONAL)
    texts = {key: reader.text(node, key) for key, node in keys.items() if key in TEXTS}
    words = {key: _words(reader, keys.get(key), key) for key in ("words", "latin_words")}
    tables = {
        key: _pairs(reader, keys.get(key), key) for key in ("letters", "sounds", "latin_sounds")
    }
    for fault in (*tree.faults, *reader.faults):
        raise ContentError(str(fault))
    _refuse(path, "code", not CODE.match(texts["code"]) or texts["code"] != path.stem)
    _refuse(path, "direction", texts["direction"] not in ("ltr", "rtl"))
    for key in ("source", "understood"):
        _refuse(path, key, texts.get(key, "false") not in BOOLEAN)
    return Language(
        code=texts["code"],
        name=texts["name"],
        direction=texts["direction"],
        script=texts["script"],
        spacy=texts.get("spacy", NO_TOKENIZER),
        source=texts.get("source") == "true",
        understood=texts.get("understood") == "true",
        words=words["words"],
        latin_words=words["latin_words"],
        letters=tables["letters"],
        sounds=tables["sounds"],
        latin_sounds=tables["latin_sounds"],
    )


def _words(reader: Reader, node: Node | None, key: str) -> frozenset[str]:
    """A block of words with white space between them."""
    return frozenset(reader.text(node, key).casefold().split())


def _pairs(reader: Reader, node: Node | None, key: str) -> tuple[tuple[str, str], ...]:
    """A table of texts; the letters of `letters` stand alone."""
    if node is None:
        return ()
    found = []
    for letters, value in reader.mapping(node, key, (), node.keys or ()).items():
        if value.text is None or (key == "letters" and len(letters) != 1):
            reader.fault("not_text", value.line, f"{key}.{letters}")
        else:
            found.append((letters, value.text))
    return tuple(found)


def _refuse(path: Path, key: str, wrong: bool) -> None:
    if wrong:
        raise ContentError(f"{path.name}: {key}: this value cannot be used.")
