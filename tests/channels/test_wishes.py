from pathlib import Path

import pytest

from bot.channels.wishes import FILE, LanguageWishes
from bot.errors import ContentError
from bot.settings import ROOT


@pytest.fixture(scope="module")
def wishes() -> LanguageWishes:
    return LanguageWishes.load(ROOT / "data")


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("svar på dansk fra nu af", "da", "da"),
        ("Kan du skrive på arabisk?", "da", "ar"),
        ("tigrinya tak", "da", "ti"),
        ("تكلم معي بالعربية", "da", "ar"),
        ("حوّل إلى التغرينية", "ar", "ti"),
        ("خلينا نكمل الحديث بالدنماركية بدل العربي", "ar", "da"),
        ("ليش عم تكتب دنماركي، بدي عربي", "da", "ar"),
        ("ብትግርኛ ጸሓፈለይ", "da", "ti"),
        ("ብዓረብ ንቀጽል", "ti", "ar"),
        ("ናብ ዳኒሽ ቀይሮ ምእንቲ ክለማመድ", "ti", "da"),
        ("e7ki 3arabi", "da", "ar"),
        ("btigrinya tsehafeley", "da", "ti"),
        ("Skift sprog", "da", None),
        ("Hvilke sprog taler du?", "da", None),
        ("skift til engelsk", "da", None),
        ("jeg forstår ikke dansk", "da", None),
        ("لا أفهم الدنماركية، اكتب بلغتي", "da", None),
        ("ዳኒሽ ኣይርድኣንን እየ", "da", None),
        ("dansk, arabisk eller tigrinya?", "da", None),
    ],
)
def test_the_language_that_is_asked_for(
    wishes: LanguageWishes, text: str, current: str, expected: str | None
) -> None:
    assert wishes.wanted(text, current) == expected


def test_a_content_folder_without_the_names_takes_the_shipped_ones(
    wishes: LanguageWishes, tmp_path: Path
) -> None:
    assert LanguageWishes.load(tmp_path) == wishes


@pytest.mark.parametrize("text", ["", "[]", "names: {da: x}", "names: {da: []}", "\0", "names: 1"])
def test_names_that_cannot_be_read_are_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ContentError, match=FILE):
        LanguageWishes.load(tmp_path)
