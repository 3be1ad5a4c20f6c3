"""Which words of a lexicon a token is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.folding import Folding
from bot.crisis.wordindex import WordIndex, expand
from bot.errors import ContentError


def found(word: str, token: str) -> bool:
    index = WordIndex(Folding())
    return index.add(word) in index.numbers(token)


@pytest.mark.parametrize(
    ("word", "token"),
    [
        ("vold", "vold"),
        ("krise*", "krisecenter"),
        ("*ulykke", "bilulykke"),
        ("ka*ni", "kalani"),
        ("~truede", "trude"),
        ("~truede", "turede"),
        ("~truede", "truedee"),
        ("~overfald*", "overfld"),
        ("=yharmeni", "yharimeni"),
        ("=yharm*", "yiharemuna"),
        ("tvangsaegteskab", "tvangsaegtskab"),
    ],
)
def test_what_a_word_stands_for(word: str, token: str) -> None:
    assert found(word, token)


@pytest.mark.parametrize(
    ("word", "token"),
    [
        ("vold", "volden"),
        ("krise*", "kris"),
        ("ka*ni", "kani2"),
        ("ka*ani", "kani"),
        ("truer", "truede"),
        ("~truede", "grillede"),
        ("=yharmeni", "yharbeni"),
        ("slår", "slag"),
    ],
)
def test_what_a_word_does_not_stand_for(word: str, token: str) -> None:
    assert not found(word, token)


def test_a_word_that_is_known_is_no_mistake_for_another() -> None:
    index = WordIndex(Folding())
    fall, surface = index.add("~overfaldet"), index.add("overfladet")
    assert index.numbers("overfladet") == {surface}
    assert fall in index.numbers("overfaldte")


def test_glued_tokens_need_length() -> None:
    index = WordIndex(Folding())
    long, _ = index.add("selvmord"), index.add("iald")
    assert index.joined("selvmord") == {long}
    assert index.joined("iald") == set()


@pytest.mark.parametrize("word", ["~vold", "=abi", "vo-ld", "*"])
def test_words_that_cannot_be_used(word: str) -> None:
    with pytest.raises(ContentError):
        WordIndex(Folding()).add(word)


def test_braces() -> None:
    assert list(expand("{a,b,}c{d,e}")) == ["acd", "ace", "bcd", "bce", "cd", "ce"]
    assert list(expand("{din, min} mand")) == ["din mand", "min mand"]


@pytest.mark.parametrize("word", ["{a,b", "a}b"])
def test_braces_that_do_not_match(word: str) -> None:
    with pytest.raises(ContentError, match="brace"):
        list(expand(word))


@given(st.text(max_size=30))
def test_any_token_can_be_looked_up(token: str) -> None:
    index = WordIndex(Folding())
    index.add("krise*")
    assert index.numbers(token) <= {0}


VERBS = Folding(
    sounds=(("th", "t"),),
    latin={"ض": ("d",), "ر": ("r",), "ب": ("b",), "ن": ("n",), "ي": ("",)},
    verb_prefixes=frozenset(("ي",)),
    verb_suffixes=frozenset(("ني", "ه")),
    me_endings=("ني", "ni"),
)


@pytest.mark.parametrize(
    ("word", "token", "expected"),
    [
        ("@ضرب", "يضربه", True),
        ("@ضرب!", "يضربه", False),
        ("@ضرب!", "يضربني", True),
        ("@ضرب", "مضرب", False),
    ],
)
def test_a_verb_in_its_forms(word: str, token: str, expected: bool) -> None:
    index = WordIndex(VERBS)
    assert (index.add(word) in index.numbers(token)) is expected


@pytest.mark.parametrize(
    ("word", "token", "expected"),
    [("@ضرب!", "yadrobni", True), ("@ضرب!", "yadrobo", False), ("ضرب", "darb", True)],
)
def test_a_word_known_by_its_sound(word: str, token: str, expected: bool) -> None:
    index = WordIndex(VERBS)
    assert (index.add(word, heard=True) in index.heard(token)) is expected
