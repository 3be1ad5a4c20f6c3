"""Reads the crisis lexicons: word lists under the names of concepts, and rules over concepts.

One YAML file per language. Concepts of the same name in several files are one concept, so
that a message that mixes languages is understood too. See the head of any lexicon for how
words and rules are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.crisis.folding import Folding, bare
from bot.crisis.ruletext import Rule, read_rule
from bot.errors import ContentError

LISTS = (
    "suffixes",
    "verb_prefixes",
    "verb_suffixes",
    "me_endings",
    "not_prefixes",
    "plain",
    "articles",
)
TABLES = ("letters", "digits", "sounds", "latin", "prefixes", "markers")
KEYS = frozenset(("lang", *TABLES, *LISTS, "sets", "concepts", "patterns"))


@dataclass(frozen=True)
class Lexicon:
    """One file: `lang` is None where it holds languages in which nothing is answered."""

    lang: str | None
    concepts: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Lexicons:
    """All files of a folder, and the folding that their tables give."""

    files: tuple[Lexicon, ...]
    folding: Folding


def read_lexicons(folder: Path) -> Lexicons:
    """The lexicons of `folder`. Raises ContentError, naming the file, when one is not usable."""
    trees = {path.name: _tree(path) for path in sorted(folder.glob("*.yml"))}
    if not trees:
        raise ContentError(f"The crisis lexicons are missing: {folder}")
    files = tuple(_lexicon(tree, name) for name, tree in trees.items())
    _check_concepts(files)
    return Lexicons(files, _folding(tuple(trees.values())))


def _folding(trees: tuple[Mapping[str, Any], ...]) -> Folding:
    """The tables of all lexicons together."""
    letters: dict[int, str] = {}
    digits: dict[int, str] = {}
    sounds: dict[str, str] = {}
    latin: dict[str, tuple[str, ...]] = {}
    prefixes: dict[str, str] = {}
    lists: dict[str, list[str]] = {name: [] for name in LISTS}
    for tree in trees:
        letters |= {ord(key): value for key, value in tree.get("letters", {}).items()}
        digits |= {ord(key): value for key, value in tree.get("digits", {}).items()}
        sounds |= tree.get("sounds", {})
        latin |= {key: tuple(text.split("/")) for key, text in tree.get("latin", {}).items()}
        prefixes |= tree.get("prefixes", {})
        for name, words in lists.items():
            words += tree.get(name, [])
    return Folding(
        letters,
        digits,
        tuple(sounds.items()),
        tuple((prefix, int(least)) for prefix, least in prefixes.items()),
        tuple(lists["suffixes"]),
        latin,
        frozenset(map(bare, lists["verb_prefixes"])),
        frozenset(map(bare, lists["verb_suffixes"])),
        tuple(lists["me_endings"]),
        tuple(lists["not_prefixes"]),
        frozenset(lists["plain"]),
        frozenset(lists["articles"]),
        {at: frozenset(tree["markers"]) for at, tree in enumerate(trees) if "markers" in tree},
    )


class _StringLoader(yaml.BaseLoader):
    """Reads every value as a string, and refuses a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                problem = f"the key {key!r} is there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return super().construct_mapping(node, deep)


def _tree(path: Path) -> dict[str, Any]:
    try:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=_StringLoader)  # noqa: S506 - makes strings only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"The crisis lexicon {path.name} cannot be read: {error}") from error
    if not isinstance(tree, dict) or not KEYS.issuperset(tree):
        known = ", ".join(sorted(KEYS))
        raise ContentError(f"The crisis lexicon {path.name} may only have the keys {known}.")
    return tree


def _lexicon(tree: Mapping[str, Any], name: str) -> Lexicon:
    sets = tree.get("sets", {})
    concepts = {key: _phrases(text, sets) for key, text in tree.get("concepts", {}).items()}
    rules = [
        read_rule(text, crisis, name)
        for crisis, texts in tree.get("patterns", {}).items()
        for text in texts
    ]
    return Lexicon(tree.get("lang") or None, concepts, tuple(rules))


def _phrases(text: str, sets: Mapping[str, str]) -> tuple[str, ...]:
    """The phrases of a comma-separated list; commas inside braces do not part.

    `<name>` stands for the set of that name.
    """
    for name, choices in sets.items():
        text = text.replace(f"<{name}>", choices)
    parts = [""]
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if char in ",،፣\n" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return tuple(phrase for part in parts if (phrase := " ".join(part.split())))


def _check_concepts(files: tuple[Lexicon, ...]) -> None:
    known = {name for file in files for name in file.concepts}
    for file in files:
        for rule in file.rules:
            missing = rule.concepts() - known
            if missing:
                raise ContentError(
                    f"Crisis lexicon: the rule {rule.text!r} names unknown concepts: "
                    f"{', '.join(sorted(missing))}"
                )
