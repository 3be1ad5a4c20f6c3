from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.questions import QuestionFileError, read_questions


def write(folder: Path, text: str) -> Path:
    path = folder / "questions.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_alternatives_and_varieties(tmp_path: Path) -> None:
    path = write(tmp_path, 'id\tlang\tfaq_id\tquestion\nQ1\tar-Latn\ta|b\tkif "x"\n')
    (question,) = read_questions(path)
    assert question.expected == ("a", "b")
    assert (question.lang, question.variety) == ("ar", "ar-Latn")
    assert question.text == 'kif "x"'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id\tlang\tquestion\n", "the column faq_id is missing"),
        ("id\tlang\tfaq_id\tquestion\nQ1\tda\n", "line 2: it has fewer than 4 columns"),
        ("id\tlang\tfaq_id\tquestion\nQ1\tda\t\tx\n", "line 2: faq_id is empty"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(QuestionFileError, match=why):
        read_questions(write(tmp_path, text))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_questions(tmp_path / "none.tsv")
