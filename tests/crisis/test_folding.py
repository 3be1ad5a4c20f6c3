"""One spelling for what is written in several ways."""

from __future__ import annotations

from bot.crisis.folding import Folding

FOLDING = Folding(
    letters={ord("å"): "aa", ord("أ"): "ا", ord("ፀ"): "ጸ"},
    digits={ord("7"): "h", ord("3"): ""},
    sounds=(("kh", "k"),),
    prefixes=(("و", 2), ("س", 4)),
    suffixes=("ን",),
)


def words(text: str) -> tuple[str, ...]:
    return FOLDING.tokens(text).words


def test_case_letters_and_marks_do_not_count() -> None:
    assert words("SLÅR") == words("slår") == words("slaar")
    assert words("أَخ") == words("اخ")
    assert words("يضـــرب") == words("يضرب")
    assert words("ፀሓይ") == words("ጸሓይ")


def test_apostrophes_join_and_stretched_letters_shrink() -> None:
    assert words("seb'ayey") == ("sebayey",)
    assert words("hjæææælp") == ("hjælp",)


def test_digits_are_letters_only_inside_latin_words() -> None:
    assert words("ra7 112 3anna") == ("rah", "112", "anna")


def test_spelled_out_words_are_joined() -> None:
    assert words("han s l å r mig") == ("han", "slaar", "mig")
    assert words("i a b") == ("iab",)
    assert words("dansk 2 i dag") == ("dansk", "2", "i", "dag")


def test_sentences_are_numbered() -> None:
    tokens = FOLDING.tokens("Hej. Du der؟ ja\nnej, måske")
    assert tokens.sentences == (0, 1, 1, 2, 3, 3)


def test_a_skeleton_is_the_consonants_of_latin_words() -> None:
    assert FOLDING.skeleton("khabbar") == "kbr"
    assert FOLDING.skeleton("اخ") == ""


def test_prefixes_and_suffixes_are_cut_once_and_leave_enough() -> None:
    assert FOLDING.stems("وزوجي") == ["وزوجي", "زوجي"]
    assert FOLDING.stems("سامي") == ["سامي"]
    assert "ይሃርመና" in FOLDING.stems("ይሃርመናን")
    assert FOLDING.stems("som") == ["som"]
