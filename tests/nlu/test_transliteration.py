"""Romanised text is read with the words that its language is known to have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.profiles import Profiles
from bot.nlu.sounds import readers
from bot.nlu.transliteration import Transliterator

PROFILES = Profiles.load()
READERS = readers(PROFILES.spoken)
TEXTS = {
    "da": ["Hvem er min sagsbehandler?", "boligstøtte"],
    "ar": ["كيف أسجل ابني بالمدرسة؟", "المدرسة وين", "وين البيت", "عندي موعد", "salam"],
    "ti": ["ከመይ ጌረ ክምዝገብ?", "ቆጸራ የድልየኒ ኣሎ", "ገንዘብ ክንደይ እዩ"],
}


@pytest.fixture(scope="module")
def transliterator() -> Transliterator:
    return Transliterator.learned(PROFILES.normaliser, READERS, TEXTS)


@pytest.mark.parametrize(
    ("code", "romanised", "native"),
    [
        ("ti", "sagsbehandler qotsera yedlyeni alo", "sagsbehandler ቆጸራ የድልየኒ ኣሎ"),
        ("ti", "kemey kmzgeb", "ከመይ ክምዝገብ"),
        ("ti", "genzeb kndey iyu", "ገንዘብ ክንደይ እዩ"),
        ("ar", "wen el beit", "وين البيت"),
        ("ar", "wein al madrase?", "وين المدرسة"),
        ("ar", "3endi maw3id", "عندي موعد"),
        ("ar", "xyzq", "xyzq"),
    ],
)
def test_known_words_are_read(
    transliterator: Transliterator, code: str, romanised: str, native: str
) -> None:
    assert transliterator.read(romanised, code).text == native


def test_a_language_without_a_table_stays_as_it_is(transliterator: Transliterator) -> None:
    assert transliterator.read("Hvor er skolen?", "da").text == "Hvor er skolen?"


def test_it_is_the_same_after_saving(transliterator: Transliterator, tmp_path: Path) -> None:
    transliterator.save(tmp_path)
    again = Transliterator.load(PROFILES.normaliser, READERS, tmp_path)
    text = "kemey kmzgeb sagsbehandler"
    assert again.read(text, "ti") == transliterator.read(text, "ti")


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    reader = Transliterator.learned(PROFILES.normaliser, READERS, TEXTS)
    for code in ("da", "ar", "ti", "xx"):
        reader.read(text, code)
