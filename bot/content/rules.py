"""The bounds for the content, from data/staff/rules.yml, and the glossary's official terms."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError


@dataclass(frozen=True)
class Forbidden:
    """A claim that must not stand in any text, and why (for the editor)."""

    pattern: re.Pattern[str]
    why: str


@dataclass(frozen=True)
class ContentRules:
    """What the checks hold the content to. Lengths count words, `title_max` characters."""

    lix_max: int
    words_min: int
    words_max: int
    translation_words_min: int
    translation_words_max: int
    title_max: int
    questions_min: int
    romanised_min: int
    template_share_max: int
    checked_days: int
    forbidden: tuple[Forbidden, ...]
    amount: re.Pattern[str]
    amount_topics: frozenset[str]
    amount_allowed: re.Pattern[str]
    official_terms: frozenset[str]


NUMBERS = (
    "lix_max",
    "words_min",
    "words_max",
    "translation_words_min",
    "translation_words_max",
    "title_max",
    "questions_min",
    "romanised_min",
    "template_share_max",
    "checked_days",
)


def load_rules(folder: Path, source_lang: str) -> ContentRules:
    """The rules of a content folder. Raises ContentError when the file cannot be used."""
    path = folder / "staff" / "rules.yml"
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        terms = {*found["official_terms"], *glossary_terms(folder / "glossary.tsv", source_lang)}
        return ContentRules(
            **_numbers(found),
            forbidden=tuple(
                Forbidden(re.compile(f["pattern"]), f["why"]) for f in found["forbidden"]
            ),
            amount=re.compile(found["amount"], re.IGNORECASE),
            amount_topics=frozenset(found["amount_topics"]),
            amount_allowed=re.compile(found["amount_allowed"]),
            official_terms=frozenset(terms),
        )
    except (OSError, ValueError, KeyError, TypeError, re.error, yaml.YAMLError) as error:
        raise ContentError(
            f"The rules for the content cannot be used ({path.name}): {error}."
        ) from error


def _numbers(found: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(found[name]) for name in NUMBERS}


def glossary_terms(path: Path, source_lang: str) -> Iterator[str]:
    """The terms of one language in the glossary, without what stands in brackets."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            bare = re.sub(r"\([^)]*\)", "", row[source_lang])
            yield from (term.strip() for term in bare.split("/") if term.strip())
