"""The Dockerfile under hadolint, and that it does what docs/operations.md promises of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENTRYPOINT = ROOT / "deploy" / "entrypoint.sh"


def test_hadolint_finds_nothing() -> None:
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    hadolint = shutil.which("hadolint", path=places)
    assert hadolint is not None
    found = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_runs_as_nobody_and_starts_what_make_run_starts() -> None:
    last = TEXT.split("\nFROM ")[-1]
    assert "\nUSER 10001:10001\n" in last
    assert 'CMD ["python", "-m", "bot", "run"]' in last
    assert "HEALTHCHECK" in last
    assert "/health" in last
    assert "apt-get" not in last
    assert "$(BOT) run" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for line in TEXT.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), name
                assert f"!{name}" in ignored, name


def filled(content: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ENTRYPOINT), *command],
        env={"PATH": os.environ["PATH"], "BOT_CONTENT": str(content)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("left", [None, ".filling"])
def test_an_empty_volume_is_filled_and_one_that_was_interrupted_too(
    tmp_path: Path, left: str | None
) -> None:
    if left:
        (tmp_path / left).touch()
    found = filled(tmp_path, "echo", "started")
    assert found.stdout == "started\n"
    assert (tmp_path / "contacts.yml").read_bytes() == (ROOT / "data/contacts.yml").read_bytes()
    assert not (tmp_path / ".filling").exists()


def test_content_that_is_there_is_never_changed(tmp_path: Path) -> None:
    (tmp_path / "contacts.yml").write_text("ours", encoding="utf-8")
    assert filled(tmp_path, "sh", "-c", "exit 7").returncode == 7
    assert [path.name for path in tmp_path.iterdir()] == ["contacts.yml"]
    assert (tmp_path / "contacts.yml").read_text(encoding="utf-8") == "ours"
