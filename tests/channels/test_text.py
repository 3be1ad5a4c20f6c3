import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import clean, with_short_runs

NASTY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("/btn: \n\u200e\u200d\x00")))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("  hej \n", "hej"),
        ("/greet", "greet"),
        ("///restart", "restart"),
        (" / / faq", "faq"),
        ("\u200e/greet", "greet"),
        ("\u200d/greet", "greet"),
        ("\x00/\x00greet\x07", "greet"),
        ("btn:faq:housing:abc", "faq:housing:abc"),
        ("BTN:btn:/x", "x"),
        ("/btn:/btn:x", "x"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("a\r\nb\u2028c\td", "a\nb\nc\td"),
        ("\ud800hej", "\ufffdhej"),
        ("نعم\u200cها", "نعم\u200cها"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\x00\u200b \u2066", ""),
        ("/", ""),
        ("btn:", ""),
    ],
)
def test_what_is_left(message: str, expected: str) -> None:
    assert clean(message) == expected


@given(NASTY)
def test_nothing_left_is_a_command_or_a_button(message: str) -> None:
    text = clean(message)
    assert not text.startswith("/")
    assert not text.casefold().startswith("btn:")
    assert clean(text) == text
    assert text == text.strip()
    text.encode("utf-8")


def test_a_run_without_a_blank_is_cut_and_words_stay() -> None:
    assert with_short_runs("\N{GRINNING FACE}" * 4999) == "\N{GRINNING FACE}" * 100
    assert with_short_runs(f"hej {'a' * 5000} du") == f"hej {'a' * 100} du"
    assert with_short_runs("ord " * 1250) == "ord " * 1250
