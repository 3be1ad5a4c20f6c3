"""The questions in a message."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentError
from bot.nlu.profiles import Profiles
from bot.nlu.segments import FILE, LONGEST, Questions
from bot.settings import ROOT

NORMALISER = Profiles.load().normaliser
QUESTIONS = Questions.load(ROOT / "data", NORMALISER)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hvad koster dansk? Hvor er skolen?", ("Hvad koster dansk?", "Hvor er skolen?")),
        ("Hej! Hvad koster dansk? Hvor er skolen?", ("Hvad koster dansk?", "Hvor er skolen?")),
        ("كم تكلف الدروس؟ أين المدرسة؟", ("كم تكلف الدروس؟", "أين المدرسة؟")),
        ("ቤት ትምህርቲ ኣበይ ኣሎ፧ ክንደይ ይኽፈል፧", ("ቤት ትምህርቲ ኣበይ ኣሎ፧", "ክንደይ ይኽፈል፧")),
        (
            "hvornår starter dansk, hvem betaler huslejen",
            ("hvornår starter dansk", "hvem betaler huslejen"),
        ),
        (
            "hvornår starter dansk og hvem betaler huslejen",
            ("hvornår starter dansk", "og hvem betaler huslejen"),
        ),
        ("وين المدرسة وكم تكلف الدروس", ("وين المدرسة", "وكم تكلف الدروس")),
        ("Hvad koster dansk?", ()),
        ("bolig, skole", ()),
        ("kl. 9.30 på skolen", ()),
        ("", ()),
        ("??", ()),
    ],
)
def test_the_parts(text: str, parts: tuple[str, ...]) -> None:
    assert QUESTIONS.parts(text) == parts


@given(st.text(max_size=LONGEST + 50))
def test_parts_are_pieces_of_the_text(text: str) -> None:
    found = QUESTIONS.parts(text)
    assert len(found) != 1
    assert all(part in text for part in found)


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("Er det gratis?", True),
        ("hvor er skolen", True),
        ("wein el madrase", True),
        ("ቤት ትምህርቲ ኣበይ ኣሎ", True),
        ("han er ni år", False),
        ("ابني عمره تسع سنوات", False),
        ("ወደይ 9 ዓመቱ እዩ", False),
        ("", False),
    ],
)
def test_what_asks(part: str, asks: bool) -> None:
    assert QUESTIONS.asks(part) == asks


@pytest.mark.parametrize(
    "wrong", ["words: {}\n", "- a\n", "words: 1\njoins: {}\nx: {}\n", "a: [\n"]
)
def test_a_wrong_file_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(wrong, encoding="utf-8")
    with pytest.raises(ContentError, match=FILE.name):
        Questions.load(tmp_path, NORMALISER)
