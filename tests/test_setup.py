"""scripts/setup.py finds what the machine has, and says in one sentence what is missing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bot.settings import ROOT


@pytest.fixture
def setup_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_version_of_a_python_is_read(setup_module: ModuleType) -> None:
    assert setup_module.version_of(sys.executable) == "3.10"
    assert setup_module.version_of("/no/such/python") == ""


def test_a_python_that_pyenv_holds_unselected_is_found(
    setup_module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("3.9.18", "3.10.2", "3.10.13", "3.11.7"):
        binary = tmp_path / "versions" / version / "bin" / "python"
        binary.parent.mkdir(parents=True)
        binary.symlink_to(sys.executable)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    found = [p for p in setup_module.local_pythons() if p.startswith(str(tmp_path))]
    assert [Path(p).parts[-3] for p in found] == ["3.10.13", "3.10.2"]


def test_without_any_python_310_one_sentence_says_how_to_get_it(
    setup_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_module, "local_pythons", lambda: iter(()))
    with pytest.raises(setup_module.SetupError, match=r"Python 3\.10 is needed .*pyenv install"):
        setup_module.find_python("/no/such/uv")


def test_nothing_is_done_where_the_stamp_says_that_all_is_there(
    setup_module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = tmp_path / "installed.txt"
    stamp.write_text(setup_module.digest("requirements-dev.txt"))
    monkeypatch.setattr(setup_module, "STAMP", str(stamp))
    monkeypatch.setattr(setup_module, "find_uv", lambda: pytest.fail("it looked for uv"))
    setup_module.install(True)
    setup_module.install(False)
    stamp.write_text(setup_module.digest("requirements.txt"))
    setup_module.install(False)


def test_the_locks_record_hashes_and_no_download_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text
        pins = [x for x in text.splitlines() if x and not x.startswith((" ", "#"))]
        assert all("==" in pin for pin in pins)
