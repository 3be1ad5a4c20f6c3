"""The rules that people's lives may hang on: nothing missed, nothing harmless found."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.crisis import Crisis, CrisisRules
from bot.errors import ContentError
from bot.settings import ROOT
from tests.crisis.conftest import LEXICON
from tests.crisis.messages import crisis_messages, example_questions, harmless_messages

SPOKEN = {"da", "ar", "ti"}
MIXED = "ናብ udrejsecenter ክግዕዝ ኢሎምኒ"  # half of its words that count are Danish


def test_no_crisis_message_is_missed(rules: CrisisRules) -> None:
    missed = [m.text for m in crisis_messages() if rules.find(m.text) is None]
    assert missed == []


def test_every_crisis_message_gets_its_own_answer(rules: CrisisRules) -> None:
    other = [
        (m.text, found.id)
        for m in crisis_messages()
        if (found := rules.find(m.text)) is not None and found.id not in m.ids
    ]
    assert other == []


def test_no_harmless_message_is_taken_for_a_crisis(rules: CrisisRules) -> None:
    alarms = [(m.text, found) for m in harmless_messages() if (found := rules.explain(m.text))]
    assert alarms == []


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert len(crisis_messages()) >= 1900
    assert len(harmless_messages()) >= 850
    assert {m.lang for m in crisis_messages()} > SPOKEN


def test_every_example_of_the_crisis_entries_is_found(rules: CrisisRules) -> None:
    missed = [q for _, _, q in example_questions("crisis") if rules.find(q) is None]
    assert missed == []


@pytest.mark.parametrize("family", ["faq", "dialogue", "guard"])
def test_no_example_of_another_entry_raises_the_alarm(rules: CrisisRules, family: str) -> None:
    alarms = [
        (entry, question, found[1])
        for entry, _, question in example_questions(family)
        if (found := rules.explain(question))
    ]
    assert alarms == []


def test_the_language_is_that_of_the_words(rules: CrisisRules) -> None:
    wrong = [
        (question, found)
        for _, lang, question in example_questions("crisis")
        if (found := rules.find(question)) and found.lang != lang and question != MIXED
    ]
    assert wrong == []


def test_a_language_that_is_not_spoken_has_no_language(rules: CrisisRules) -> None:
    for message in crisis_messages():
        if message.lang not in SPOKEN:
            found = rules.find(message.text)
            assert found is not None
            assert found.lang is None


@pytest.mark.parametrize(
    ("text", "crisis"),
    [
        ("min mand slår mig og jeg vil dø", "crisis_suicide"),
        ("min mand slår mig og vi bliver smidt ud", "crisis_violence"),
        ("min mand slår mig. min baby trækker ikke vejret", "crisis_life_danger"),
        ("de har taget mine børn fra mig og jeg skal udvises", "crisis_child_removed"),
        ("vi er hjemløse og jeg har fået en udrejsefrist", "crisis_eviction"),
    ],
)
def test_the_most_acute_crisis_comes_first(rules: CrisisRules, text: str, crisis: str) -> None:
    assert rules.find(text) == Crisis(crisis, "da")


@pytest.mark.parametrize(
    "text",
    [
        "MIN MAND SLÅR MIG",
        "min mand slar mig",
        "min mand slaar mig",
        "min mand s l å r mig",
        "minmand slår mig",
        "min mand slååår mig!!!",
        "Hvad er 1888? Min mand slår mig",
        "min mand يضربني",
        "زوجي يَضْرِبُني",
        "زوجي يضـــربني",
        "زوجى بيضربنى",
        "وزوجي يضربني",
        "ሰብአየይ ይሃርመኒ",
        "ሰብኣየይ ይወቅዐኒ",
        "ሰብኣየይ ይወቕዓኒ።",
        "seb'ayey yharmeni",
        "zawji yadrobni",
        "jeg vil begå selvmrod",
        "jeg vil begå selv mord",
        "tvangsægtskab",
        "زوجي كيضربني",
        "rajli kaydrebni kol nhar",
        "gualey aytnfsn ala",
    ],
)
def test_spelling_does_not_hide_a_crisis(rules: CrisisRules, text: str) -> None:
    assert rules.find(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "🙂",
        "min mand slår mig ikke",
        "زوجي لا يضربني",
        "ሰብኣየይ ኣይሃርመንን እዩ",
        "Hvad er et krisecenter? Og hvor er biblioteket?",
        "slå græsset",
        "slå et ord op",
        "sney yqetleni alo",
        "kif bejadded i2amti",
        "må læreren slå mit barn?",
    ],
)
def test_what_is_no_crisis(rules: CrisisRules, text: str) -> None:
    assert rules.find(text) is None


def test_an_excuse_in_one_sentence_does_not_excuse_the_next(rules: CrisisRules) -> None:
    assert rules.find("jeg læser en bog om selvmord") is None
    assert rules.find("Jeg læser en bog. Jeg vil begå selvmord.") is not None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_always_the_same_way(text: str) -> None:
    assert REAL.find(text) == REAL.find(text)


REAL = CrisisRules.load(LEXICON)


def test_a_long_message_of_trigger_words_stays_bounded(rules: CrisisRules) -> None:
    assert _seconds(rules, ["hvem er min mand ikke slog hus " * 150]) < 1


def test_nothing_of_a_message_is_logged(
    rules: CrisisRules, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        rules.find("min mand slår mig")
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_rasa_and_the_network_are_not_needed() -> None:
    code = (
        "import sys, bot.crisis;"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('rasa', 'socket', 'tensorflow')];"
        "sys.exit(str(bad) if bad else 0)"
    )
    # Without the guard of the other tests' children, which imports socket itself.
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_crisis_that_no_entry_answers_is_refused(lexicon: Callable[..., Path]) -> None:
    folder = lexicon(da='lang: da\nconcepts: {a: "ord"}\npatterns: {crisis_other: ["a"]}\n')
    with pytest.raises(ContentError, match="crisis_other"):
        CrisisRules.load(folder)


def test_every_crisis_of_the_rules_has_its_entry(rules: CrisisRules) -> None:
    entries = {path.stem for path in (ROOT / "data" / "crisis").glob("*.yml")}
    assert {m for message in crisis_messages() for m in message.ids} == entries


def _seconds(rules: CrisisRules, texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        rules.find(text)
    return time.process_time() - start


def test_two_short_words_that_only_sound_like_danger_are_not_enough(rules: CrisisRules) -> None:
    assert rules.find("b2addem la kel wahad la7alo, shu lazem?") is None
    assert rules.find("jozi b2addem la kel wahad, shu lazem?") is None
    assert rules.find("jozi bydrobni, shu lazem?") is not None
