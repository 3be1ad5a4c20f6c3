"""The gate, with the faults that Argos Translate is known for as cases."""

from __future__ import annotations

import pytest

from bot.content.store import ContentStore
from bot.translation.errors import TranslationError
from bot.translation.gate import Gate, Limits, looped
from bot.translation.result import Note
from bot.translation.service import TranslationService

DA = "Du skal sende de manglende papirer til kommunen inden fristen."
AR = "يجب أن ترسلوا الأوراق الناقصة إلى البلدية قبل انتهاء المهلة."
TI = "ነቲ ዝጎደለ ወረቓቕቲ ቅድሚ ናይ ግዜ ገደብ ናብ ምምሕዳር ከተማ ክትሰዱ ኣለኩም።"


@pytest.fixture(scope="module")
def gate(service: TranslationService) -> Gate:
    return service.kit().gate


@pytest.mark.parametrize(
    ("one", "other"),
    [("da", "ar"), ("da", "ti"), ("ar", "ti"), ("ti", "da"), ("ar", "da"), ("ti", "ar")],
)
def test_good_ones_pass(gate: Gate, content: ContentStore, one: str, other: str) -> None:
    texts = {"da": DA, "ar": AR, "ti": TI}
    languages = content.current().languages
    verdict = gate.judge(texts[one], texts[other], languages[one], languages[other], True)
    assert verdict.notes == ()
    assert verdict.passed
    assert verdict.score > gate.limits.meaning


@pytest.mark.parametrize(
    ("result", "whole", "target", "note"),
    [
        (
            "You must send the missing papers to the municipality before the deadline.",
            True,
            "ar",
            Note.SCRIPT,
        ),
        ("ከተማ ከተማ ከተማ ከተማ ከተማ ከተማ", True, "ti", Note.LOOP),
        ("يجب يجب يجب يجب يجب يجب يجب يجب", True, "ar", Note.LOOP),
        ("هههههههههههههههههههههههههههههههههههههههه", True, "ar", Note.LOOP),
        (AR, False, "ar", Note.PIECES),
        ("نعم.", True, "ar", Note.LENGTH),
        (AR * 5, True, "ar", Note.LENGTH),
        ("", True, "ar", Note.LENGTH),
        (DA, True, "ti", Note.COPY),
        ("የጎደሉትን ወረቀቶች ከማለቂያው ቀን በፊት ወደ ማዘጋጃ ቤቱ መላክ አለብዎት።", True, "ti", Note.LANGUAGE),
        ("كان الطقس جميلاً ولعب الأطفال في الحديقة مع أصدقائهم.", True, "ar", Note.MEANING),
        ("ኣየር ጽቡቕ ነይሩ፣ ቆልዑ ድማ ኣብ መናፈሻ ምስ ኣዕሩኽቶም ተጻዊቶም።", True, "ti", Note.MEANING),
    ],
)
def test_bad_ones_do_not(
    gate: Gate, content: ContentStore, result: str, whole: bool, target: str, note: Note
) -> None:
    languages = content.current().languages
    verdict = gate.judge(DA, result, languages["da"], languages[target], whole)
    assert not verdict.passed
    assert note in verdict.notes


def test_loops() -> None:
    assert looped("send send send papirer")
    assert looped("jeg er her jeg er her jeg er her")
    assert looped("vi skal nok komme hjem vi skal nok komme hjem")
    assert not looped("Det er meget, meget vigtigt at komme til tiden.")
    assert not looped("")


def test_limits_of_a_file(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "gate.yml"
    assert Limits.load(path) == Limits()
    path.write_text("meaning: 0.5\n")
    assert Limits.load(path).meaning == 0.5
    for broken in ("meaning: x", "unknown: 1", "- 1", "meaning: [", "3"):
        path.write_text(broken)
        with pytest.raises(TranslationError):
            Limits.load(path)


def test_a_term_that_was_put_back_is_no_translation(gate: Gate, content: ContentStore) -> None:
    """A model that copies the mark of a term and says nothing else: the term alone would pass."""
    languages = content.current().languages
    text, term = "برنامج اسمه الآن برنامج التعريف (introduktionsprogram).", "introduktionsprogram."
    told = (languages["ar"], languages["da"], True)
    between = ("برنامج اسمه الآن  .", " .")
    assert gate.judge(text, term, *told).passed
    assert gate.judge(text, term, *told, between).notes == (Note.LENGTH,)
    short = gate.judge("يسمى أيضاً مسكن عبور", "gennemgangsbolig", *told, ("يسمى أيضاً  ", " "))
    assert short.notes == (Note.LENGTH,)
    good = "Programmet hedder nu introduktionsprogram."
    assert gate.judge(text, good, *told, (between[0], "Programmet hedder nu  .")).passed
    assert gate.judge("هو برنامج", "program", *told, ("هو ", " ")).notes != (Note.LENGTH,)
