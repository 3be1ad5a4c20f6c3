"""Variants of a text as other people write it."""

import unicodedata
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from training.encoder.writing import native, plain, romanised, slipped

SCHOOL = "وين سجّل ولادي بالمدرسة؟"
HOUSE = "ከመይ ገይረ ናይ ገዛ ሓገዝ ይሓትት፧"
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأ؟ab1 "), max_size=60)
ETHIOPIC = st.text(st.sampled_from("ከመይገዛሓትኣብናዩሰበጨኮጓ፧ab1 "), max_size=60)


def spellings(text: str) -> set[str]:
    return {romanised(text, Random(seed)) for seed in range(200)}


def test_people_write_a_word_in_many_ways_and_among_them_the_usual_ones() -> None:
    words = {word for text in spellings(HOUSE) for word in text.split()}
    assert {"kemey", "geza", "nay", "hagez"} <= words
    words = {word for text in spellings(SCHOOL) for word in text.split()}
    assert {"win", "wladi", "wlady"} <= words
    assert len(spellings(SCHOOL)) > 100


@given(st.one_of(ARABIC, ETHIOPIC), st.integers())
def test_nothing_of_the_script_is_left(text: str, seed: int) -> None:
    found = romanised(text, Random(seed))
    names = [unicodedata.name(char, "") for char in found if char.isalpha()]
    assert all(name.startswith("LATIN") for name in names), found


@given(st.text(max_size=40), st.integers())
def test_a_slip_changes_little(text: str, seed: int) -> None:
    assert abs(len(slipped(text, Random(seed))) - len(text)) <= 2


def test_what_is_plain_has_neither_signs_nor_capitals() -> None:
    assert plain("Hej, hvor er DUS?") == "hej hvor er dus"
    assert plain(HOUSE) == HOUSE[:-1]


def test_native_is_what_is_mostly_not_latin() -> None:
    assert all(map(native, (HOUSE, "بدي موعد مع jobcenter ضروري")))
    assert not any(map(native, ("kemey gere geza", "")))
