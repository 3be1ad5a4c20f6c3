from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.glossary import Hit
from bot.translation.protection import only_pieces, pieces_of, protect, restore

PIECES = (
    "https://www.borger.dk/boligstoette?a=1",
    "www.borger.dk",
    "borger.dk",
    "navn@aalborg.dk",
    "99 31 31 31",
    "+45 99313131",
    "14.12.2026",
    "2026-12-14",
    "10.30",
    "kl. 9",
    "1.250,50",
    "25 %",
    "[cpr]",
    "{contact:police}",
    "<b>",
    "</b>",
    "&nbsp;",
)


@pytest.mark.parametrize("piece", PIECES)
def test_each_kind_is_taken_out_and_put_back(piece: str) -> None:
    text = f"Skriv til {piece} i dag."
    protected = protect(text)
    core = piece.removeprefix("kl. ")
    assert [p.source for p in protected.pieces] == [core]
    assert core not in protected.text
    assert restore(protected.text, protected).text == text


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=8))
def test_round_trip(parts: list[str]) -> None:
    text = " ".join(parts)
    try:
        protected = protect(text)
    except ValueError:
        return
    restored = restore(protected.text, protected)
    assert restored.text == text
    assert restored.whole


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.data())
def test_a_lost_or_doubled_piece_is_noticed(parts: list[str], data: st.DataObject) -> None:
    protected = protect(" og ".join(parts))
    number = data.draw(st.integers(0, len(protected.pieces) - 1))
    mark = f"{protected.letters}{number}{protected.letters}"
    assert not restore(protected.text.replace(mark, ""), protected).whole
    assert not restore(protected.text + " " + mark, protected).whole
    assert not restore(
        protected.text + f" {protected.letters}99{protected.letters}", protected
    ).whole


def test_marks_that_a_model_bent() -> None:
    protected = protect("Ring 99 31 31 31 eller skriv til navn@aalborg.dk")
    bent = "اتصلوا على x 0 x أو اكتبوا إلى X١X"
    restored = restore(bent, protected)
    assert restored.whole
    assert restored.text == "اتصلوا على 99 31 31 31 أو اكتبوا إلى navn@aalborg.dk"


def test_a_letter_that_stuck_to_a_number_is_noticed() -> None:
    protected = protect("أدفع 750 kr. كل أسبوع لـ Selam")
    assert restore("Jeg betaler X0X kr. hver uge.", protected).whole
    assert not restore("Jeg betaler X0Xn kr. hver uge.", protected).whole
    assert not restore("Jeg betaler nX0X kr. hver uge.", protected).whole
    assert restore("Det er X0Xs uge.", protected).whole
    assert restore("بX0X", protected).whole
    unit = protect("Den koster 750kr.")
    assert restore("Den koster X0Xkr.", unit).whole


def test_a_text_with_our_marks_in_it_gets_others() -> None:
    protected = protect("Model X1X koster 100 kr.")
    assert protected.letters == "Z"
    assert restore(protected.text, protected).text == "Model X1X koster 100 kr."


def test_terms_come_out_translated() -> None:
    text = "Søg boligstøtte på borger.dk"
    protected = protect(text, (Hit(4, 15, "إعانة السكن (boligstøtte)"), Hit(19, 28, "x")))
    assert restore(protected.text, protected).text == "Søg إعانة السكن (boligstøtte) på borger.dk"


def test_only_pieces() -> None:
    assert only_pieces("https://borger.dk 99 31 31 31, 10.30!")
    assert only_pieces("")
    assert not only_pieces("Ring 112")
    assert pieces_of("kl. 10 og 9") == ("10", "9")


def test_a_megabyte_takes_no_time() -> None:
    for unit in ("1", "a.", "<", "[", "a@", "{", "1 ", "http://"):
        protect(unit * (20_000 // len(unit)))


def test_a_term_that_holds_a_number_counts_for_it() -> None:
    date = Hit(4, 16, "12 مارس 2026")
    protected = protect("Den 12. marts 26 kl. 9, side 12", (date, Hit(8, 13, "x")))
    assert protected.text == "Den X0X kl. X1X, side X2X"
    assert restore(protected.text, protected).text == "Den 12 مارس 2026 kl. 9, side 12"
    assert protect("Ring 112.", (Hit(6, 8, "x"),)).pieces == protect("Ring 112.").pieces
