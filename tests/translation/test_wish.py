from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wishes import LanguageWishes
from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.wish import WishWords

NAMES = LanguageWishes.load(ROOT / "data").names
WORDS = WishWords.load(ROOT / "data", NAMES)
TEXT = "Mødet er flyttet til på mandag i skolen"
LETTER = "Kære Selam Tesfaye. Vi har modtaget din ansøgning om skilsmisse."
LETTER_AR = "عزيزتي سلام، وصلنا طلبك بخصوص الطلاق."
LETTER_TI = "ክብርቲ ሰላም፡ ምሕታትኪ ተቐቢልና ኣለና።"


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
    ("head", "text", "target"),
    [
        ("Hej, oversæt til arabisk: ", LETTER, "ar"),
        ("Hej, kan du oversætte dette til arabisk: ", LETTER, "ar"),
        ("Vil du oversætte: ", LETTER, None),
        ("Kan du hjælpe mig med at oversætte dette brev: ", LETTER, None),
        ("Oversættelse til arabisk: ", LETTER, "ar"),
        ("Hej\nOversæt til arabisk\n", LETTER, "ar"),
        ("Oversæt:\ntil arabisk\n", LETTER, "ar"),
        ("Hej, oversæt til arabisk ", LETTER, "ar"),
        ("Oversæt til arabisk - ", LETTER, "ar"),
        ("Kan du oversætte dette til arabisk? ", LETTER, "ar"),
        ("Oversæt dette brev til arabisk ", LETTER, "ar"),
        ("Oversæt dette brev for mig. ", LETTER, None),
        ("Oversæt dette brev ", LETTER, None),
        ("Oversæt brevet fra min søns skole: ", LETTER, None),
        ("Kan I oversætte brevet fra kommunen for min mor:\n", LETTER, None),
        (
            "Jeg forstår ikke mit brev fra Udlændingestyrelsen. Kan du oversætte det?\n",
            LETTER,
            None,
        ),
        ("Kan jeg få dette brev oversat til arabisk: ", LETTER, "ar"),
        ("Hvordan kan jeg oversætte brevet fra skolen: ", LETTER, None),
        ("Can you translate this for me: ", LETTER, None),
        ("مرحبا، ترجم لي هذه الرسالة: ", LETTER_AR, None),
        ("ممكن تترجم لي: ", LETTER_AR, None),
        ("السلام عليكم، ممكن تترجم لي هذا النص إلى الدنماركية؟\n", LETTER_AR, "da"),
        ("السلام عليكم ممكن تترجملي ", LETTER_AR, None),
        ("ساعدني في ترجمة هذه الرسالة: ", LETTER_AR, None),
        ("ሰላም፡ ተርጉመለይ፡ ", LETTER_TI, None),
        ("ክትትርጉመለይ ትኽእል ዶ፧ ", LETTER_TI, None),
        ("ክቡር ሓወይ፡ ክትትርጉመለይ ትኽእል ዶ፡ ", LETTER_TI, None),
        ("ነዚ ደብዳቤ እዚ ናብ ዳኒሽ ተርጉመለይ ", LETTER_TI, "da"),
    ],
)
def test_letters_behind_everyday_words(head: str, text: str, target: str | None) -> None:
    wish = WORDS.read(head + text)
    assert wish is not None
    assert (wish.text, wish.target) == (text, target)


@pytest.mark.parametrize(
    ("head", "text", "target"),
    [
        ("Oversæt ", "Kan du komme kl. 10 i morgen?", None),
        ("Oversæt ", "kan du komme kl. 10:30 i morgen?", None),
        ("Oversæt til arabisk ", "du skal komme i morgen kl. 10", "ar"),
        ("Oversæt ", "På mandag er skolen lukket", None),
        ("Oversæt ", "Til alle forældre i klassen", None),
        ("Oversæt ", "Tak for hjælpen i går", None),
        ("oversæt ", "tak for hjælpen i går", None),
        ("oversæt til arabisk tak. ", "Kom i morgen", "ar"),
        ("Oversæt ", "Mig og min mand kommer", None),
        ("Oversæt ", "Min søn er syg i dag", None),
        ("Oversæt ", "Kære forældre: i morgen er der fri", None),
        ("Oversæt ", "dansk er svært for mig", None),
        ("Oversæt til dansk ", "arabisk er svært for mig", "da"),
        ("Oversæt ", "til danskundervisning skal du have en bog", None),
        ("Oversæt arabisk\n", TEXT, "ar"),
        ("oversæt for mig på arabisk ", TEXT, "ar"),
        ("ترجم ", "من سيأخذ الأولاد اليوم؟", None),
        ("ترجم ", "هل يمكنك مساعدتي في الأوراق", None),
        ("ترجم من الدنماركية إلى العربية ", "من سيأخذ الأولاد اليوم؟", "ar"),
        ("ترجم لي من فضلك ", "وصل ابني متأخراً", None),
        ("ተርጉመለይ በጃኹም ", "ናብ ቤት ትምህርቲ ክኸይድ እየ", None),
    ],
)
def test_the_text_keeps_its_first_words(head: str, text: str, target: str | None) -> None:
    wish = WORDS.read(head + text)
    assert wish is not None
    assert (wish.text, wish.target) == (text, target)


@pytest.mark.parametrize(
    ("message", "target"),
    [
        ("oversæt arabisk", "ar"),
        ("Oversæt: til arabisk", "ar"),
        ("oversæt til arabisk, tak", "ar"),
        ("Hej, kan du oversætte?", None),
        ("هل تستطيع أن تترجم؟", None),
        ("ترجملي عالتغريني", "ti"),
        ("ክትትርጉመለይ ትኽእል ዶ", None),
        ("tarjemli la tigrinya", "ti"),
    ],
)
def test_the_text_is_still_to_come(message: str, target: str | None) -> None:
    wish = WORDS.read(message)
    assert wish is not None
    assert (wish.text, wish.target) == ("", target)


def test_asking_below_a_letter() -> None:
    text = f"{LETTER} " * 4
    wish = WORDS.read(f"{text}\n\nOversæt til arabisk")
    assert wish is not None
    assert (wish.text, wish.target) == (text.strip(), "ar")


def test_a_text_that_was_asked_for_is_cut_only_where_it_begins_with_asking() -> None:
    text = f"Send os en oversættelse af vielsesattesten:\n{LETTER}"
    assert WORDS.read(text) is not None
    assert WORDS.read(text, clear=True) is None
    wish = WORDS.read(f"Hej, oversæt til arabisk: {LETTER}", clear=True)
    assert wish is not None
    assert wish.text == LETTER


@pytest.mark.parametrize(
    "message",
    [
        "Kan jeg få en tolk?",
        "Hvem oversætter mine papirer?",
        "Hvor kan jeg få oversat mit eksamensbevis?",
        "Hvor kan jeg få oversat mit eksamensbevis?\nTak",
        "Hvor kan jeg få en oversættelse?\nJeg har et eksamensbevis fra Syrien, som jeg skal bruge.",
        "Hvem kan oversætte mine papirer: kommunen eller jeg?",
        "Jobcenteret siger, at jeg skal oversætte mit eksamensbevis: hvem betaler?",
        "Oversættelse af eksamensbevis til dansk",
        "Oversæt til engelsk",
        "Kan du oversætte fra engelsk til dansk?",
        "ترجم إلى الإنجليزية",
        "Jeg har brug for en oversættelse af mit eksamensbevis",
        "Kan jeg få oversættelse til mødet?",
        "Kan du oversætte breve fra kommunen?",
        "Jeg har fået et brev fra kommunen, som jeg ikke forstår.\nKan du oversætte det?",
        "هل يمكنني الحصول على مترجم؟",
        "من يترجم أوراقي؟",
        "أين يمكنني ترجمة شهادتي؟",
        "أين يمكنني ترجمة شهادتي: في البلدية؟",
        "من يترجم لي عند الموظفة؟\nشكرا",
        "ኣስተርጓሚ ክረክብ ይኽእል ዶ፧",
        "ወረቓቕተይ መን ይትርጉመለይ፧",
        "ናይ ትምህርቲ ወረቐተይ ኣበይ ክትርጎም ይኽእል፧",
        "ወረቐተይ ኣበይ ክተርጉም ይኽእል፡ ኣብ ኮሙን ዶ፧",
    ],
)
def test_questions_about_translating(message: str) -> None:
    assert WORDS.read(message) is None


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


@pytest.mark.parametrize(
    ("message", "target"),
    [
        ("på arabisk", "ar"),
        ("til tigrinya", "ti"),
        ("arabisk, tak", "ar"),
        ("jeg vil have arabisk", "ar"),
        ("إلى الدنماركية", "da"),
        ("بالعربي من فضلك", "ar"),
        ("ናብ ዳኒሽ", "da"),
        ("ብዓረብኛ", "ar"),
        ("Jeg taler dansk", None),
        ("Dansk er svært", None),
        ("Hej", None),
        ("", None),
    ],
)
def test_only_named(message: str, target: str | None) -> None:
    assert WORDS.only_named(message) == target


def test_questions_of_the_content_are_no_wishes(content: ContentStore) -> None:
    """What is labelled as a question about something else is never taken for a wish."""
    for entry in content.current().entries.values():
        for question in (q for texts in entry.questions.values() for q in texts):
            assert entry.id == "translate" or WORDS.read(question) is None, question


@given(st.text(max_size=100))
def test_any_message(message: str) -> None:
    wish = WORDS.read(message)
    assert wish is None or wish.text in message


def test_a_file_of_an_older_version_has_the_shipped_lists_for_the_new_ones(tmp_path: Path) -> None:
    file = tmp_path / "translation" / "words.yml"
    file.parent.mkdir()
    file.write_text("ask: [omsæt]\nsmall: [til]\n", encoding="utf-8")
    wish = WishWords.load(tmp_path, NAMES).read("Hej, omsæt til arabisk: Kom i morgen kl. 10.")
    assert wish is not None
    assert (wish.text, wish.target) == ("Kom i morgen kl. 10.", "ar")


@pytest.mark.parametrize("broken", ["- a", "3", "ask: 3", "ask: [", "", b"\xff".decode("latin-1")])
def test_a_broken_file_is_one_sentence(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "translation" / "words.yml"
    file.parent.mkdir()
    file.write_text(broken, encoding="latin-1")
    with pytest.raises(TranslationError, match="cannot be used"):
        WishWords.load(tmp_path, NAMES)
