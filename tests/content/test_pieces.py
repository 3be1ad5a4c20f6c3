from __future__ import annotations

from bot.content.pieces import bracketed_terms, numbers, placeholders, sites


def test_numbers_of_any_script_are_the_same() -> None:
    assert numbers("inden 4 uger") == numbers("خلال ٤ أسابيع") == frozenset({"4"})


def test_numbers_in_sites_and_placeholders_do_not_count() -> None:
    assert numbers("se a2b.dk og {contact:x_112}") == frozenset()


def test_sites_lose_protocol_and_full_stop() -> None:
    assert sites("Se https://www.borger.dk/x og nyidanmark.dk.") == {
        "www.borger.dk/x",
        "nyidanmark.dk",
    }


def test_bracketed_danish_words_are_found_in_any_script() -> None:
    assert bracketed_terms("إعانة السكن (boligstøtte) (نص)") == {"boligstøtte"}


def test_placeholders_are_kept_whole() -> None:
    assert placeholders("{contact:drc.email} {contact:drc}") == {
        "{contact:drc.email}",
        "{contact:drc}",
    }
