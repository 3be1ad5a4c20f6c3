from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.bidi import LRI, PDI, isolate, plain
from bot.answers.sentences import length, parts


def squeezed(text: str) -> str:
    return "".join(plain(text).split())


def test_a_short_text_is_one_part() -> None:
    assert parts("Kort.", 100) == ("Kort.",)
    assert parts(" \n", 100) == ()


def test_paragraphs_come_first() -> None:
    text = "Et. To.\n\nTre. Fire.\n\nFem."
    assert parts(text, 22) == ("Et. To.\n\nTre. Fire.", "Fem.")


def test_sentences_end_a_part_in_every_script() -> None:
    for sentence in ("Det er en sætning. ", "هذه جملة؛ ", "هل هذه جملة؟ ", "እዚ ሓሳብ እዩ። "):
        found = parts(sentence * 40, 100)
        assert len(found) > 1
        assert all(part[-1] == sentence.strip()[-1] for part in found)
        assert all(length(part) <= 100 for part in found)


def test_an_abbreviation_does_not_end_a_part() -> None:
    found = parts("Kom kl. 10 til mødet. Det er i morgen. " * 3, 50)
    assert all(part.endswith(("mødet.", "morgen.")) for part in found)


def test_a_run_that_is_cut_stays_isolated() -> None:
    text = isolate("اتصل " + "70 10 18 81, " * 30, "rtl")
    for part in parts(text, 60):
        assert part.count(LRI) == part.count(PDI)


@given(st.text(max_size=400), st.integers(min_value=8, max_value=120))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    found = parts(text, limit)
    assert all(part.strip() for part in found)
    assert all(length(part) <= limit for part in found)
    assert squeezed("".join(found)) == squeezed(text)
