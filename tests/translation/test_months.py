from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.months import Months
from bot.translation.service import TranslationService

PATH = ROOT / "data" / "translation" / "months.yml"


@pytest.mark.parametrize(
    ("date", "source", "target", "expected"),
    [
        ("14. december 2026", "da", "ar", "14 كانون الأول/ديسمبر 2026"),
        ("14. December", "da", "ti", "14 ታሕሳስ"),
        ("14 ديسمبر 2026", "ar", "da", "14. december 2026"),
        ("3 ሰነ 2026", "ti", "da", "3. juni 2026"),
        ("14.12.2026", "da", "ar", "14.12.2026"),
        ("14. jul", "da", "ar", "14. jul"),
        ("10.30", "da", "ti", "10.30"),
        ("14. maj", "da", "xx", "14. maj"),
    ],
)
def test_dates(date: str, source: str, target: str, expected: str) -> None:
    assert Months.load(PATH).say(date, source, target) == expected


def test_in_a_sentence(service: TranslationService) -> None:
    found = service.translator().translate("Skolen holder lukket den 24. december.", "da", "ar")
    assert (found.shown, found.text) == (True, "المدرسة مغلقة يوم 24 كانون الأول/ديسمبر.")


def test_files(tmp_path: Path) -> None:
    assert Months.load(tmp_path / "none.yml").say("1. maj", "da", "ar") == "1. maj"
    for text in ("da: [januar]", "[", "- x"):
        (tmp_path / "x.yml").write_text(text)
        with pytest.raises(TranslationError):
            Months.load(tmp_path / "x.yml")


def test_the_dates_in_a_sentence() -> None:
    text = "Kom den 3. marts kl. 9 eller den 14. december 2026, ikke den 15. i måneden."
    months = Months.load(PATH)
    found = months.find(text, "da", "ti")
    assert [(text[hit.start : hit.end], hit.target) for hit in found] == [
        ("3. marts", "3 መጋቢት"),
        ("14. december 2026", "14 ታሕሳስ 2026"),
    ]
    arabic = "يوم 3 آذار/مارس أو 5 كانون الثاني"
    assert [hit.target for hit in months.find(arabic, "ar", "da")] == ["3. marts", "5. januar"]
    assert months.find(text, "da", "so") == ()
    assert months.find(text, "so", "da") == ()
