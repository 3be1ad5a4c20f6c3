import os
import stat
import threading
from pathlib import Path

import pytest

from bot.errors import StateError
from bot.privacy.keys import KEY_BYTES, KEY_NAME, load_key


def test_key_is_made_once_and_private(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "var"
    first = load_key(state)
    assert len(first) == KEY_BYTES
    assert load_key(state) == first
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert stat.S_IMODE((state / KEY_NAME).stat().st_mode) == 0o600
    assert os.listdir(state) == [KEY_NAME]


def test_many_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(load_key(tmp_path))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1


def test_a_damaged_key_is_refused_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_NAME).write_bytes(b"short")
    with pytest.raises(StateError, match="32 bytes"):
        load_key(tmp_path)
    assert (tmp_path / KEY_NAME).read_bytes() == b"short"


def test_a_state_folder_that_is_a_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StateError, match="state folder"):
        load_key(tmp_path / "var")
