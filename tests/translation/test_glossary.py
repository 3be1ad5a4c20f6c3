from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.glossary import Glossary

PATH = ROOT / "data" / "glossary.tsv"


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load(PATH, ("da", "ar", "ti"), "da")


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Boligstøtte", "da", "ar", "إعانة السكن (boligstøtte)"),
        ("boligstøtte!", "da", "ti", "ናይ ክራይ ገዛ ሓገዝ (boligstøtte)"),
        ("إعانة السكن", "ar", "da", "boligstøtte"),
        ("إعانة السكن (boligstøtte)", "ar", "ti", "ናይ ክራይ ገዛ ሓገዝ (boligstøtte)"),
        ("ቶርጓማይ", "ti", "da", "tolk"),
        ("frist", "da", "ar", "مهلة"),
        ("rådgiver", "da", "ar", "الموظف المسؤول عن ملفكم (rådgiver)"),
        ("vaskemaskine", "da", "ar", None),
    ],
)
def test_lookup(glossary: Glossary, text: str, source: str, target: str, expected: str) -> None:
    assert glossary.lookup(text, source, target) == expected


def test_official_terms_are_found_in_a_sentence(glossary: Glossary) -> None:
    text = "Søg boligstøtten og spørg om et klippekort."
    hits = glossary.find(text, "da", "ar")
    assert [(text[h.start : h.end], h.target) for h in hits] == [
        ("boligstøtten", "إعانة السكن (boligstøtte)"),
        ("klippekort", "بطاقة الحصص (klippekort)"),
    ]
    text = "اطلبوا إعانة السكن (boligstøtte) اليوم"
    (hit,) = glossary.find(text, "ar", "da")
    assert (text[hit.start : hit.end], hit.target) == ("إعانة السكن (boligstøtte)", "boligstøtte")


def test_everyday_words_are_left_to_the_model(glossary: Glossary) -> None:
    assert glossary.find("Lægen sender et brev til barnet.", "da", "ar") == ()


def test_the_words_of_a_text(glossary: Glossary) -> None:
    found = dict(glossary.words("Min frist for boligstøtte. frist", "da", "ti"))
    assert found == {"frist": "ናይ ግዜ ገደብ", "boligstøtte": "ናይ ክራይ ገዛ ሓገዝ (boligstøtte)"}


def test_files(tmp_path: Path) -> None:
    assert Glossary.load(tmp_path / "no.tsv", ("da",), "da").lookup("x", "da", "da") is None
    broken = tmp_path / "broken.tsv"
    broken.write_bytes(b"da\tar\n\xff\xfe\n")
    with pytest.raises(TranslationError):
        Glossary.load(broken, ("da", "ar"), "da")
