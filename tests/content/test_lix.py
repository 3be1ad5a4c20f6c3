from __future__ import annotations

import pytest

from bot.content.lix import lix, words


def test_the_formula() -> None:
    # 8 words in 2 sentences, 2 of them longer than 6 letters: 8/2 + 100*2/8 = 29
    assert lix("Du skal ringe til kommunen. Spørg din rådgiver.") == pytest.approx(4 + 25)


def test_official_terms_do_not_count_even_inflected() -> None:
    text = "Du søger boligstøtten nu."
    assert lix(text, ["boligstøtte"]) == pytest.approx(3)
    assert lix(text) > 25


def test_sites_and_placeholders_are_no_words() -> None:
    assert words("Gå til borger.dk eller {contact:police}") == ["Gå", "til", "eller"]


def test_an_empty_text_is_zero() -> None:
    assert lix("") == 0.0
