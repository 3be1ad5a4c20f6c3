"""The normal form: one form for each of the ways in which people write a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.languages import load_languages
from bot.nlu.normalise import Normaliser
from bot.settings import ROOT

NORMALISER = Normaliser(load_languages(ROOT / "data" / "languages").values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boligstøtte?", "boligstoette"),
        ("HVORNÅR", "hvornaar"),
        ("hejjjj", "hej"),
        ("مُساعَدة", "مساعده"),
        ("إلى أين", "الى اين"),
        ("مســـكن", "مسكن"),
        ("مساء", "مسا"),
        ("مؤقت", "موقت"),
        ("٢٥ و ۲۵", "25 و 25"),
        ("شلون يگدر", "شلون يكدر"),
        ("አበይ ኣሎ፧", "ኣበይ ኣሎ"),
        ("ፀሓይ", "ጸሓይ"),
        ("ሥራሕ", "ስራሕ"),
        ("ኃይሊ", "ሓይሊ"),
        ("ሀገር", "ሃገር"),
        ("ነፍሰ፡ጾር", "ነፍሰ ጾር"),
        ("መን'ዩ", "መን ዩ"),
        ("የቐንየለይ", "የቀንየለይ"),
        ("ዕድመይ ፲፪", "ዕድመይ 12"),
        ("፪፻፭", "205"),
        ("ri'iytoy", "riiytoy"),
        ("ﻻ", "لا"),
    ],
)
def test_ways_of_writing_become_one(one: str, other: str) -> None:
    assert NORMALISER.text(one) == NORMALISER.text(other)


@pytest.mark.parametrize("text", ["", " ", "😀👍", "?!…", "\u200f\u202a", "፧።"])
def test_nothing_to_say_is_empty(text: str) -> None:
    assert NORMALISER.text(text) == ""


def test_different_words_stay_different() -> None:
    words = ["skole", "skyld", "ሰላም", "ሸላም", "حال", "جال", "خال", "ጸ", "ፐ", "ማን", "መን"]
    assert len({NORMALISER.text(word) for word in words}) == len(words)


ALPHABET = "abåæøÅéİßŉ'’ʼ23٣۳፩፻፼½① \u200f\u0640ءأإآاىيةهؤئکگሀሃአኣፀጸሠኸከ፡፧.,-_"


@given(st.one_of(st.text(max_size=40), st.text(alphabet=ALPHABET, max_size=20)))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = NORMALISER.text(text)
    assert NORMALISER.text(once) == once
