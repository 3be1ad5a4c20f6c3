"""Which language a message is in: spoken, merely recognised, or not clear."""

import pytest

from bot.nlu.language import LanguageIdentifier
from bot.nlu.profiles import Profiles

EXAMPLES = {
    "da": ["Hvordan søger jeg boligstøtte?", "Hvem er min sagsbehandler?", "Er tandlæge gratis?"],
    "ar": ["كيف أطلب boligstøtte؟", "مين sagsbehandler تبعي", "shu ya3ni dagpenge", "فتحت MitID"],
    "ti": ["boligstøtte ብኸመይ ይሓትት?", "sagsbehandler መን እዩ", "qotsera yedlyeni alo"],
}


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return Profiles.load().identifier(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "code", "romanised"),
    [
        ("Hvor bor min sagsbehandler?", "da", False),
        ("hvad koster det", "da", False),
        ("HVAD KOSTER DET", "da", False),
        ("koster sprogskole penge for flygtning", "da", False),
        ("hej", "da", False),
        ("nej tak", "da", False),
        ("Hvad betyder شكرا på dansk?", "da", False),
        ("كيف أغير طبيب العائلة؟", "ar", False),
        ("شلون اسجل ابني", "ar", False),
        ("دايرة اتعلم دنماركي", "ar", False),
        ("كم", "ar", False),
        ("شو يعني boligstøtte sagsbehandler MitID", "ar", False),
        ("bade 7ki ma3 sagsbehandler tab3i", "ar", True),
        ("ana 3endi 2 wlad kif ba3mel rawda", "ar", True),
        ("ትምህርቲ ቋንቋ ብነጻ ድዩ?", "ti", False),
        ("ሰላም", "ti", False),
        ("boligstøtte sagsbehandler ከመይ", "ti", False),
        ("sagsbehandler qotsera yedlyeni alo", "ti", True),
        ("menberi fkadey kwdaa eyu entay kgebr", "ti", True),
        ("How do I get a doctor?", "en", False),
        ("what is boligstøtte?", "en", False),
        ("ቤት እንዴት ማግኘት እችላለሁ?", "am", False),
        ("چطور می‌توانم خانه پیدا کنم؟", "fa", False),
        ("Waxaan rabaa guri", "so", False),
        ("Привіт, де школа?", "uk", False),
    ],
)
def test_the_language_is_found(
    identifier: LanguageIdentifier, text: str, code: str, romanised: bool
) -> None:
    found = identifier.identify(text)
    assert (found.code, found.romanised) == (code, romanised)
    assert 0.75 <= found.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "42",
        "12/3",
        "👍",
        "?!",
        "boligstøtte",
        "MitID",
        "MitID?",
        "\u200f",
        "你好",
        "www.borger.dk",
    ],
)
def test_no_clear_language(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.identify(text).code is None


def test_word_lists_alone_are_enough_for_whole_sentences() -> None:
    identifier = Profiles.load().identifier({})
    for text, code in {
        "Hvordan får jeg en læge?": "da",
        "أين المدرسة؟": "ar",
        "ቤት ትምህርቲ ኣበይ ኣሎ?": "ti",
        "wein el madrase": "ar",
        "kemey gere kmzgeb": "ti",
    }.items():
        assert identifier.identify(text).code == code
