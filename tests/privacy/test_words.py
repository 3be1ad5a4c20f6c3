import re
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.privacy.words import FILE, any_of, load_words, words_of


def test_a_folder_may_bring_its_own_lists(tmp_path: Path) -> None:
    assert words_of(tmp_path) == load_words()
    (tmp_path / FILE).write_text('street_endings: ["Kadu"]\n', encoding="utf-8")
    own = words_of(tmp_path)
    assert own.street_endings == ("kadu",)
    assert own.currency == load_words().currency


@pytest.mark.parametrize("text", ["", "[]", "\0", "street_endings: vej", "street_endings: [1]"])
def test_lists_that_cannot_be_read_are_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ContentError, match=FILE):
        words_of(tmp_path)


def test_the_longest_word_is_found_first() -> None:
    pattern = re.compile(any_of(["id", "id kort", "id+"]))
    assert [pattern.match(text).group() for text in ("id  kort", "id+", "idx")] == [  # type: ignore[union-attr]
        "id  kort",
        "id+",
        "id",
    ]
