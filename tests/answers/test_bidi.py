from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.bidi import LRI, PDI, isolate, plain

MIXED = st.text(alphabet="اتصل 0123456789:-./@abcæøå،؟()\u2066\u2069\u202e\n", max_size=60)


def test_a_phone_number_in_arabic_is_one_run() -> None:
    assert isolate("اتصل على 70 10 18 81 الآن", "rtl") == f"اتصل على {LRI}70 10 18 81{PDI} الآن"


def test_times_sites_mail_and_danish_words_are_isolated() -> None:
    text = "الساعة 9:30 في borger.dk أو a@b.dk عند Job- og Integrationshuset (boligstøtte)."
    found = isolate(text, "rtl")
    for run in ("9:30", "borger.dk", "a@b.dk", "Job- og Integrationshuset", "boligstøtte"):
        assert f"{LRI}{run}{PDI}" in found


def test_a_plain_number_and_arabic_stay() -> None:
    assert isolate("خلال 4 أسابيع", "rtl") == "خلال 4 أسابيع"


def test_left_to_right_text_stays() -> None:
    assert isolate("Ring 70 10 18 81", "ltr") == "Ring 70 10 18 81"


@given(MIXED)
def test_isolation_is_balanced_idempotent_and_adds_nothing_else(text: str) -> None:
    once = isolate(text, "rtl")
    assert once.count(LRI) == once.count(PDI)
    assert isolate(once, "rtl") == once
    assert plain(once) == plain(text)
    depth = 0
    for character in once:
        depth += (character == LRI) - (character == PDI)
        assert depth in (0, 1)
