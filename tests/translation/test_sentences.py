from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.sentences import LONGEST, groups, split

SIGNS = st.sampled_from(list('aB1ñ .,!?:;…\n\t"»)؟؛،።፧፡፣አبdk'))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Kom kl. 10.30. Husk pas.", ["Kom kl. 10.30.", "Husk pas."]),
        ("Mødet er den 14. december. Vi ses.", ["Mødet er den 14. december.", "Vi ses."]),
        ("Medbring f.eks. Pas eller kort.", ["Medbring f.eks. Pas eller kort."]),
        ("Siden er på side 3. Har du spørgsmål?", ["Siden er på side 3.", "Har du spørgsmål?"]),
        ("ጠለብኩም በጺሑና።ንዓና ደውሉ፧ እወ።", ["ጠለብኩም በጺሑና።", "ንዓና ደውሉ፧", "እወ።"]),
        ("ሰላም፡፡ ከመይ ኣለኹም", ["ሰላም፡፡", "ከመይ ኣለኹም"]),
        ("هل وصلتم؟ نعم. شكراً!", ["هل وصلتم؟", "نعم.", "شكراً!"]),
        (
            "Hej\n\nHusk\n- pas\n•  kort\n2) brev",
            ["Hej", "Husk", "-", "pas", "•", "kort", "2)", "brev"],
        ),
        ("1. Pas\n12. marts er der møde", ["1.", "Pas", "12. marts er der møde"]),
        (
            "Kom kl. 8 - 10 - og ring.\n-\n-5 grader",
            ["Kom kl. 8 - 10 - og ring.", "-", "-5 grader"],
        ),
        (
            "Den 12. Marts ses vi. Vi har 12. Maria har 3.",
            ["Den 12. Marts ses vi.", "Vi har 12.", "Maria har 3."],
        ),
        (
            "Mød på Gl. Lindholm Skole, Nr. Uttrup. Spørg hr. Ali.",
            ["Mød på Gl. Lindholm Skole, Nr. Uttrup.", "Spørg hr. Ali."],
        ),
        ("Send det pr. Digital Post, evt. Aula.", ["Send det pr. Digital Post, evt. Aula."]),
        ("Det koster 500 kr. Du betaler selv.", ["Det koster 500 kr.", "Du betaler selv."]),
        ("ክራይ ገዛ 5000 kr. እዩ። ምስ Dr. ኣብርሃም", ["ክራይ ገዛ 5000 kr. እዩ።", "ምስ Dr. ኣብርሃም"]),
        ("ሰላም:: ከመይ ኣለኻ:: ደሓን", ["ሰላም::", "ከመይ ኣለኻ::", "ደሓን"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split(text)[1]] == sentences


@given(st.text(SIGNS, max_size=80) | st.text(max_size=200))
def test_nothing_is_lost(text: str) -> None:
    lead, sentences = split(text)
    assert lead + "".join(s.text + s.gap for s in sentences) == text
    assert all(s.text.strip() == s.text and s.text and not s.gap.strip() for s in sentences)


@given(st.text(SIGNS, min_size=400, max_size=2_000))
def test_no_sentence_is_too_long(text: str) -> None:
    assert all(len(sentence.text) <= LONGEST for sentence in split(text)[1])


@given(st.text(SIGNS, max_size=600), st.integers(20, 100))
def test_groups_are_the_text(text: str, longest: int) -> None:
    assert "".join(groups(text, longest)) == text.lstrip()


def test_a_megabyte_takes_no_time() -> None:
    for text in (
        "a" * 1_000_000,
        "a. " * 333_333,
        "ab " * 333_333,
        ". " * 500_000,
        "\n" * 1_000_000,
    ):
        assert split(text)
