from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wishes import LanguageWishes
from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.wish import WishWords

NAMES = LanguageWishes.load(ROOT / "data").names
WORDS = WishWords.load(ROOT / "data", NAMES)
TEXT = "Mødet er flyttet til på mandag i skolen"


@pytest.mark.parametrize(
    ("message", "text", "target"),
    [
        (f"Oversæt: {TEXT}", TEXT, None),
        (f"oversæt til arabisk: {TEXT}", TEXT, "ar"),
        (f"Oversæt fra dansk til tigrinya\n{TEXT}", TEXT, "ti"),
        (f"kan du oversætte til arabisk: {TEXT}", TEXT, "ar"),
        (f'Oversæt "{TEXT}"', TEXT, None),
        (f"oversæt {TEXT}", TEXT, None),
        (f"oversæt til arabisk {TEXT}", TEXT, "ar"),
        ("ترجم: وصل ابني متأخراً إلى المدرسة", "وصل ابني متأخراً إلى المدرسة", None),
        ("ترجم إلى الدنماركية: وصل ابني متأخراً", "وصل ابني متأخراً", "da"),
        ("ተርጉም፦ ወደይ ሎሚ ኣይመጽእን እዩ", "ወደይ ሎሚ ኣይመጽእን እዩ", None),
        ("ናብ ዳኒሽ ተርጉመለይ: ወደይ ሎሚ ኣይመጽእን እዩ", "ወደይ ሎሚ ኣይመጽእን እዩ", "da"),
        ("oversæt", "", None),
        ("ترجم", "", None),
        ("ተርጉም!", "", None),
        ("oversæt til arabisk", "", "ar"),
    ],
)
def test_wishes(message: str, text: str, target: str | None) -> None:
    wish = WORDS.read(message)
    assert wish is not None
    assert (wish.text, wish.target) == (text, target)


@pytest.mark.parametrize(
    "message",
    [
        "Hvordan får jeg boligstøtte?",
        "Oversæt en tekst for mig",
        "Oversæt denne besked fra skolen",
        "Hvad hedder børnehave på tigrinya?",
        "ترجم لي هذا النص",
        "ጽሑፍ ተርጉመለይ",
        "Jeg har brug for en tolk: kan I hjælpe?",
        "Svar på arabisk: hvad koster det",
        "",
        ":",
    ],
)
def test_no_wishes(message: str) -> None:
    assert WORDS.read(message) is None


def test_named() -> None:
    assert WORDS.named("på arabisk, tak") == "ar"
    assert WORDS.named("ናብ ትግርኛ") == "ti"
    assert WORDS.named("Hvordan lærer jeg dansk hurtigt?") is None


def test_questions_of_the_content_are_no_wishes(content: ContentStore) -> None:
    """What is labelled as a question about something else is never taken for a wish."""
    for entry in content.current().entries.values():
        for question in (q for texts in entry.questions.values() for q in texts):
            assert entry.id == "translate" or WORDS.read(question) is None, question


@given(st.text(max_size=100))
def test_any_message(message: str) -> None:
    wish = WORDS.read(message)
    assert wish is None or wish.text in message
