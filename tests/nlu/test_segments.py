"""The questions in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.segments import LONGEST, segments


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
        ("Hvad koster dansk?", ()),
        ("bolig, skole", ()),
        ("kl. 9.30 på skolen", ()),
        ("", ()),
        ("??", ()),
    ],
)
def test_the_parts(text: str, parts: tuple[str, ...]) -> None:
    assert segments(text) == parts


@given(st.text(max_size=LONGEST + 50))
def test_parts_are_pieces_of_the_text(text: str) -> None:
    found = segments(text)
    assert len(found) != 1
    assert all(part in text for part in found)
