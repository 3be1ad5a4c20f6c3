from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.names import Names
from bot.translation.pairs import content_pairs, phrases
from bot.translation.protection import protect, restore

PHRASES = ROOT / "data" / "translation" / "phrases.tsv"
FILE = ROOT / "data" / "translation" / "names.yml"
SENTENCES = {"da": ["I dag ringer fatima og min søn til jobcenter og kommune."]}


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.load(FILE, SENTENCES)


def found(names: Names, text: str, lang: str = "da", script: str = "Latin") -> list[str]:
    hits = names.find(text, lang, script)
    assert all(text[hit.start : hit.end] == hit.target for hit in hits)
    return [hit.target for hit in hits]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Du har tid hos Mette Hansen i Aalborg den 3. maj.", ["Mette Hansen", "Aalborg"]),
        ("Mette Hansen ringer til dig.", ["Mette Hansen"]),
        ("Min søn Yonas går på Byens Skole.", ["Yonas", "Byens Skole"]),
        ("Ring til Lars van Beek og Anna-Marie.", ["Lars van Beek", "Anna-Marie"]),
        ("Kan I komme, eller skal De blive i Danmark?", []),
        ("Læs brevet.", []),
        ("Selam skal have varmt tøj på.", ["Selam"]),
        ("Selams taske står i garderoben.", ["Selam"]),
        ("Jonas og Mette kommer kl. 9.", ["Jonas", "Mette"]),
        ("Vi har fundet Fatimas jakke og Hassans sko.", ["Fatima", "Hassan"]),
        ("Hans søn er syg.", []),
        ("Bo dér, indtil vi skriver.", []),
        ("Jobcenter Aalborg skriver til dig.", ["Aalborg"]),
        ("", []),
    ],
)
def test_in_writing_with_capitals(names: Names, text: str, wanted: list[str]) -> None:
    assert found(names, text) == wanted


@pytest.mark.parametrize(
    ("text", "lang", "script", "wanted"),
    [
        ("لديكم موعد مع Mette Hansen في Aula غداً", "ar", "Arabic", ["Mette Hansen", "Aula"]),
        ("ምስ Lars van Beek ተራኸቡ።", "ti", "Ethiopic", ["Lars van Beek"]),
        ("ንJonas ደውሉ", "ti", "Ethiopic", ["Jonas"]),
        ("اتصلوا بنا", "ar", "Arabic", []),
        ("في مركز العمل (jobcenter)", "ar", "Arabic", []),
    ],
)
def test_in_other_writing(
    names: Names, text: str, lang: str, script: str, wanted: list[str]
) -> None:
    assert found(names, text, lang, script) == wanted


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Mødet er AFLYST i Aalborg.", "Mødet er aflyst i Aalborg."),
        ("Husk dit CPR-nummer og UNHCR.", "Husk dit CPR-nummer og UNHCR."),
        ("INDKALDELSE TIL MØDE", "indkaldelse til møde"),
        ("MITID", "MITID"),
    ],
)
def test_words_in_capitals_are_no_names(text: str, spoken: str) -> None:
    own = Names.load(FILE, {"da": ["mødet er aflyst"]})
    assert own.spoken(text, "da", "Latin") == spoken
    assert own.spoken("الاجتماع AFLYST", "ar", "Arabic") == "الاجتماع AFLYST"


@given(st.text(alphabet="abÅ ÆI.-'’123ሰላبم", max_size=60), st.sampled_from(["Latin", "Arabic"]))
def test_a_text_whose_names_are_taken_out_comes_back(text: str, script: str) -> None:
    hits = Names.load(FILE, SENTENCES).find(text, "da", script)
    protected = protect(text, hits)
    assert restore(protected.text, protected).text == text


def test_no_first_name_is_a_word_of_the_content(names: Names) -> None:
    """Such a word would stay Danish at the beginning of a sentence."""
    content = ContentStore(ROOT / "data").current()
    texts = [pair.texts["da"] for pair in content_pairs(content)]
    texts += [pair.texts["da"] for pair in phrases(PHRASES, content.languages)]
    words = {word for text in texts for word in re.findall(r"\w+", text) if word.islower()}
    assert "skolen" in words
    assert {name for name in names.people if name.lower() in words} == set()


def test_no_file_and_a_broken_one(tmp_path: Path) -> None:
    assert found(Names.load(tmp_path / "names.yml", {}), "Ring til Danmark") == ["Danmark"]
    (tmp_path / "names.yml").write_text("- a", encoding="utf-8")
    with pytest.raises(TranslationError):
        Names.load(tmp_path / "names.yml", {})
