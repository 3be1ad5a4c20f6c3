"""Reading the lexicons: a fault must be told before the bot starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.crisis.lexicon import read_lexicons
from bot.errors import ContentError

WriteLexicon = Callable[..., Path]


def test_lists_sets_and_tables(lexicon: WriteLexicon) -> None:
    folder = lexicon(
        da="""
lang: da
letters: {"å": "aa"}
prefixes: {"x": 2}
sets: {END: "{en,et}"}
concepts:
  hits: "slår, {banker,tæver} mig,
    hus<END>"
patterns:
  crisis_violence: ["hits"]
""",
        others='concepts: {en_hits: "beats me"}\npatterns: {crisis_violence: ["en_hits"]}\n',
    )
    read = read_lexicons(folder)
    assert [file.lang for file in read.files] == ["da", None]
    assert read.files[0].concepts == {"hits": ("slår", "{banker,tæver} mig", "hus{en,et}")}
    assert read.folding.word("SLÅR") == "slaar"
    assert read.folding.prefixes == (("x", 2),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lang: [", "da.yml"),
        ("- a\n", "may only have"),
        ("lang: da\nword: x\n", "may only have"),
        ('lang: da\nconcepts: {a: "x", a: "y"}\n', "twice"),
        (
            'lang: da\nconcepts: {a: "x"}\npatterns: {crisis_violence: ["a b"]}\n',
            "unknown concepts: b",
        ),
    ],
)
def test_faults_are_named(lexicon: WriteLexicon, text: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        read_lexicons(lexicon(da=text))


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="missing"):
        read_lexicons(tmp_path / "none")


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "da.yml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ContentError, match=r"da\.yml"):
        read_lexicons(tmp_path)
