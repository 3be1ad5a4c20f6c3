"""The words by which private data is recognised, read from data/masking.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.settings import ROOT

FILE = "masking.yml"
SHIPPED = ROOT / "data" / FILE


@dataclass(frozen=True)
class Words:
    """One tuple of lower-case words for each list of the file; the file says what each is."""

    street_endings: tuple[str, ...]
    street_endings_joined: tuple[str, ...]
    street_endings_weak: tuple[str, ...]
    not_streets: tuple[str, ...]
    street_words: tuple[str, ...]
    not_before_number: tuple[str, ...]
    floors: tuple[str, ...]
    currency: tuple[str, ...]
    cpr: tuple[str, ...]
    phone: tuple[str, ...]
    mitid: tuple[str, ...]
    user_id: tuple[str, ...]
    secrets: tuple[str, ...]
    # What stands between the name of a thing and its value ("er", ":").
    connectors: tuple[str, ...]
    register: tuple[str, ...]
    account: tuple[str, ...]
    document: tuple[str, ...]
    # Social networks, and what says that a name in one is the writer's own.
    networks: tuple[str, ...]
    mine: tuple[str, ...]
    # Names of months; and what stands before the last four digits of a CPR number.
    months: tuple[str, ...]
    last_four: tuple[str, ...]
    # "23 treogtyve": digits and the words for them; what joins ones and tens.
    number_words: tuple[str, ...]
    number_joins: tuple[str, ...]
    # What is written together with such a word ("and"), and what may stand between two of them.
    number_prefixes: tuple[str, ...]
    number_suffixes: tuple[str, ...]
    number_fillers: tuple[str, ...]
    # What may stand between a date of birth in digits and the last four: "31.02.99 og 0000".
    halves_joined: tuple[str, ...]


def load_words(path: Path = SHIPPED, default: Words | None = None) -> Words:
    """The words in `path`; a list that is missing there is taken from `default`.

    Raises ContentError when the file cannot be read or a list is not there at all.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"{path} cannot be read.") from error
    if not isinstance(found, dict):
        raise ContentError(f"{path} must be lists of words by name.")
    lists = {}
    for field in fields(Words):
        key = "is" if field.name == "connectors" else field.name
        words = found.get(key)
        if words is None and default is not None:
            lists[field.name] = getattr(default, field.name)
            continue
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ContentError(f"{path}: {key} must be a list of words.")
        lists[field.name] = tuple(word.casefold() for word in words)
    return Words(**lists)


def words_of(content: Path) -> Words:
    """The words of a content folder; the shipped ones where it has no such file or list."""
    own, shipped = content / FILE, load_words()
    return load_words(own, shipped) if own.exists() else shipped


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first; a space matches a few."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r" {1,3}") for word in ordered) + ")"
