"""The same text as other people write it: in Latin letters, with slips, without signs.

The model is trained on such variants, so that they get the vector of the text. The letters
are in letters.yml; where a spelling is open, one is taken at random.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from random import Random
from typing import Any

import yaml

SYLLABLE = "ETHIOPIC SYLLABLE "
ORDERS = re.compile(r"(.*?)(WAA|WEE|WI|WE|WA|AA|EE|OA|A|E|I|O|U)$")
THROAT = ("GLOTTAL", "PHARYNGEAL")
ARTICLE = "ال"
VOWELS = frozenset("اأإآوييىةؤئ")
MARKS = re.compile(r"[\u064b-\u0652\u0640]")
SIGNS = re.compile(r"[?!.,؟،።፧፣:]+")
SHORTEST = 5  # letters; a slip in a shorter text may leave nothing of it


@functools.cache
def letters() -> dict[str, Any]:
    """What letters.yml says."""
    found = yaml.safe_load(Path(__file__).with_name("letters.yml").read_text(encoding="utf-8"))
    return dict(found)


def romanised(text: str, random: Random) -> str:
    """Arabic and Ethiopic letters of a text in Latin ones; other letters stay."""
    return " ".join(_word(word, random) for word in text.split())


def native(text: str) -> bool:
    """Whether most letters are Arabic or Ethiopic."""
    other = sum("\u0600" <= c <= "\u06ff" or "\u1200" <= c <= "\u137f" for c in text)
    return other * 2 > sum(c.isalpha() for c in text)


def plain(text: str) -> str:
    """Without signs and capitals."""
    return " ".join(SIGNS.sub(" ", text).split()).lower()


def slipped(text: str, random: Random) -> str:
    """With one or two slips: a letter left out, doubled, wrong, or changed with its neighbour."""
    for _ in range(random.choice((1, 1, 2))):
        if len(text) < SHORTEST:
            return text
        at = random.randrange(len(text) - 1)
        one, two = text[at], text[at + 1]
        instead = random.choice(("", "", two + one, one + one, random.choice(text)))
        text = text[:at] + instead + text[at + (2 if instead == two + one else 1) :]
    return text


def _word(word: str, random: Random) -> str:
    if any("\u0600" <= char <= "\u06ff" for char in word):
        return _arabic(word, random)
    last = len(word) - 1
    return "".join(_syllable(char, random, place == last) for place, char in enumerate(word))


def _syllable(char: str, random: Random, last: bool) -> str:
    name = unicodedata.name(char, "")
    if not name.startswith(SYLLABLE):
        return str(letters()["signs"].get(char, char))
    first, *rest = name[len(SYLLABLE) :].split()
    match = None if first in THROAT else ORDERS.match([first, *rest][-1])
    consonant, order = (first, rest[-1]) if match is None and rest else ("", "")
    if match is not None:
        consonant, order = match.groups()
    if not consonant or order not in letters()["vowels"]:
        return ""
    vowels = ["", "", "i"] if last and order == "E" else letters()["vowels"][order]
    return _joined(consonant, order, random.choice(vowels), random)


def _joined(consonant: str, order: str, vowel: str, random: Random) -> str:
    sound = str(random.choice(letters()["ethiopic"].get(consonant, [consonant.lower()])))
    if consonant == "GLOTTAL" and order in "AE":
        vowel = "a" if order == "A" else random.choice("eei")
    if consonant == "PHARYNGEAL" and sound == "a":
        return "a" if order in ("A", "AA") else random.choice(("a" + vowel, vowel or "e"))
    return sound + vowel


def _arabic(word: str, random: Random) -> str:
    word = MARKS.sub("", word)
    found, after_consonant = "", False
    if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 1:
        found, word = random.choice(letters()["articles"]), word[len(ARTICLE) :]
    for place, char in enumerate(word):
        sounds = letters()["arabic"].get(char)
        consonant = sounds is not None and char not in VOWELS
        if consonant and after_consonant:
            found += random.choice(letters()["short_vowels"])
        if place == 0 and char in "وي":
            found += "w" if char == "و" else "y"
        else:
            found += random.choice(sounds) if sounds else char
        after_consonant = consonant
    return found
