from __future__ import annotations

import csv
import re

import pytest

from bot.answers.bidi import plain
from bot.content.model import State
from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.glossary import Hit
from bot.translation.memory import Memory
from bot.translation.months import Months
from bot.translation.names import Names
from bot.translation.pairs import Pair, content_pairs, phrases
from bot.translation.protection import pieces_of
from bot.translation.result import Note
from bot.translation.service import TranslationService
from bot.translation.slots import SlotPattern

FOLDER = ROOT / "data" / "translation"
PHRASES = FOLDER / "phrases.tsv"
EXAMPLES = {
    "date": "14. november 2026",
    "date2": "1.12.2026",
    "time": "10.30",
    "time2": "12",
    "phone": "99 31 31 31",
    "link": "https://www.borger.dk",
    "amount": "1.250",
    "number": "12",
    "days": "14",
    "name": "Sara Hansen",
    "name2": "Yonas Tesfay",
    "place": "Vesterbro 14",
    "office": "Borgerservice",
}


@pytest.fixture(scope="module")
def memory(content: ContentStore) -> Memory:
    languages = content.current().languages
    pairs = [*content_pairs(content.current()), *phrases(PHRASES, languages)]
    texts = {code: [pair.texts[code] for pair in pairs if code in pair.texts] for code in languages}
    known = Names.load(FOLDER / "names.yml", texts)
    months = Months.load(FOLDER / "months.yml")

    def names(text: str, lang: str) -> tuple[Hit, ...]:
        return known.sure(text, lang, languages[lang].script)

    return Memory(pairs, months=months, names=names)


def filled(text: str) -> str:
    return re.sub(r"\{([a-z]+\d?)\}", lambda slot: EXAMPLES[slot.group(1)], text)


@pytest.mark.parametrize(
    ("source", "target"),
    [("da", "ar"), ("da", "ti"), ("ar", "da"), ("ti", "da"), ("ar", "ti"), ("ti", "ar")],
)
def test_every_phrase_is_found_with_its_slots_filled(
    memory: Memory, source: str, target: str
) -> None:
    with PHRASES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 800
    missed = []
    for row in rows:
        found = memory.find(filled(row[source]), source, target)
        if found is None or sorted(pieces_of(found.text)) != sorted(pieces_of(filled(row[target]))):
            missed.append((row["id"], filled(row[source])))
    assert len(missed) <= 0.03 * len(rows), missed[:20]


def test_the_content_is_found(memory: Memory) -> None:
    found = memory.find("Boligstøtte er hjælp til huslejen.", "da", "ar")
    assert found is not None
    assert (found.text, found.state, found.note) == (
        "إعانة السكن (boligstøtte) هي مساعدة في دفع الإيجار.",
        State.DRAFT,
        Note.MEMORY_EXACT,
    )


def test_the_state_is_that_of_the_target() -> None:
    pair = Pair({"a": "En sætning", "b": "Hukm"}, {"a": State.PUBLISHED, "b": State.REVIEWED}, "x")
    found = Memory([pair]).find("en sætning!", "a", "b")
    assert found is not None
    assert found.state is State.REVIEWED


def test_outdated_translations_are_left_out(content: ContentStore) -> None:
    for pair in content_pairs(content.current()):
        entry = content.current().entries[pair.origin]
        assert not any(entry.outdated(lang, "da") for lang in pair.texts)


def test_other_numbers_are_another_sentence(memory: Memory) -> None:
    exact = "Der bor omkring 220.000 mennesker."
    pair = Pair({"da": exact, "ar": "220.000"}, dict.fromkeys(("da", "ar"), State.DRAFT), "x")
    own = Memory([pair])
    assert own.find(exact, "da", "ar") is not None
    assert own.find(exact.replace("220", "221"), "da", "ar") is None


def test_slots_take_names_and_no_sentences() -> None:
    pattern = SlotPattern.of("Husk at tage {name} med.")
    assert pattern is not None
    sara = [(13, 17)]
    assert pattern.match("Husk at tage Sara med.", sara) == {"name": "Sara"}
    assert pattern.match("Husk at tage dit sundhedskort med.") is None
    assert (
        pattern.match("Husk at tage Sara og ikke glemme at du skal have hende med.", sara) is None
    )
    assert SlotPattern.of("Ingen huller.") is None


@pytest.mark.parametrize(
    ("text", "source", "target", "found"),
    [
        ("Ali er syg i dag og kommer ikke.", "da", "ar", "Ali مريض اليوم ولن يأتي."),
        ("Min kusine er syg i dag og kommer ikke.", "da", "ar", None),
        ("Læreren er syg i dag og kommer ikke.", "da", "ti", None),
        ("Dit barn starter i skole den 12. august.", "da", "ar", None),
        ("Kære Forældre", "da", "ar", None),
        ("Kære Alle Forældre", "da", "ar", None),
        ("Kære Nye Borger", "da", "ar", None),
        ("Husk at tage Dit Pas med.", "da", "ar", None),
        ("Samtalen finder sted på Den Nye Skole.", "da", "ar", None),
        (
            "Samtalen finder sted på Vesterbro Skole.",
            "da",
            "ar",
            "تُعقد المقابلة في Vesterbro Skole.",
        ),
        ("Kære Hanna og Yonas", "da", "ar", "تحية طيبة Hanna و Yonas"),
        ("Vi kan tilbyde dig en bolig på 3 værelser.", "da", "ar", None),
        ("Svar senest den 5. hverdag.", "da", "ar", None),
        ("صديقي مريض اليوم ولن يأتي.", "ar", "da", None),
        ("رُفض طلبكم بخصوص: بدل السكن.", "ar", "da", None),
        ("ፓስፖርት ሒዝኩም ምምጻእ ኣይትረስዑ።", "ti", "da", None),
    ],
)
def test_no_word_stays_behind_in_a_slot(
    memory: Memory, text: str, source: str, target: str, found: str | None
) -> None:
    """Half a sentence in the language of the text is no translation of it."""
    recall = memory.find(text, source, target)
    assert (recall.text if recall else None) == found


def test_dates_as_people_write_them() -> None:
    pattern = SlotPattern.of("Svar senest den {date}.")
    assert pattern is not None
    for date in ("14. november 2026", "14.11.2026", "14/11", "14. nov", "1"):
        assert pattern.match(f"Svar senest den {date}.") == {"date": date}
    assert pattern.match("Svar senest den dag, du kan.") is None


def test_near(service: TranslationService) -> None:
    memory = service.kit().memory
    slip = memory.find("Læs hele brevvet, før du skriver under.", "da", "ar")
    assert slip is not None
    assert (slip.note, slip.same) == (Note.MEMORY_NEAR, True)
    other = memory.find("Læs aldrig brevet, før du skriver under.", "da", "ar")
    assert other is None or not other.same
    letter = memory.find("اقرؤوا الرسالة كلها قبل أن توقّعون.", "ar", "da")
    assert letter is None or not letter.same  # one letter is another person there


def test_texts_are_plain(content: ContentStore) -> None:
    for pair in content_pairs(content.current()):
        assert all(text == plain(text) for text in pair.texts.values())
        found = {text.count("{contact") for text in pair.texts.values()}
        assert len(found) == 1, pair
