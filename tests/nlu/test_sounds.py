"""Sounds: a word in its own script and its romanised spellings meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.profiles import Profiles
from bot.nlu.sounds import readers

PROFILES = Profiles.load()
READERS = readers(PROFILES.spoken)


def sounds(code: str, text: str) -> list[str]:
    return READERS[code].words(PROFILES.normaliser.text(text).split())


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        ("ar", ["مدرسة", "madrase", "madrasa", "madraseh"[:-1]]),
        ("ar", ["موعد", "maw3ed", "mo3id"]),
        ("ar", ["إقامة", "iqama", "ikama"]),
        ("ar", ["وين", "wein", "ween", "wen"]),
        ("ar", ["صباح", "9aba7", "saba7"]),
        ("ar", ["خمسة", "5amse", "khamse"]),
        ("ti", ["ከመይ", "kemey", "kmey", "kemy"]),
        ("ti", ["ቆጸራ", "qotsera", "kotshera", "qotzera"]),
        ("ti", ["ትምህርቲ", "timhrti", "tmhrti", "temherti"]),
        ("ti", ["ገንዘብ", "genzeb", "gnzb"]),
        ("ti", ["ክገብር", "kgebr", "kigebr"]),
    ],
)
def test_spellings_of_one_word_sound_alike(code: str, spellings: list[str]) -> None:
    assert len({tuple(sounds(code, spelling)) for spelling in spellings}) == 1


def test_languages_do_not_mix() -> None:
    assert not set(sounds("ar", "salam")) & set(sounds("ti", "selam"))


@given(st.text(max_size=30))
def test_any_text_has_sounds_or_none(text: str) -> None:
    for reader in READERS.values():
        assert all(":" in found for found in reader.words([text, *text.split()]))
