from __future__ import annotations

import hashlib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.content.texthash import text_hash


def test_it_is_the_hash_of_the_design() -> None:
    assert text_hash(" Du  kan\nsøge. ") == hashlib.sha256("Du kan søge.".encode()).hexdigest()[:8]


@given(st.text())
def test_form_and_white_space_do_not_count(text: str) -> None:
    assert text_hash(text) == text_hash(unicodedata.normalize("NFD", f" {text}\n"))
