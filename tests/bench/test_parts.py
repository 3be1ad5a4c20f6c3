"""The command of the bench: part by part, each written down when it is done."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.bench.parts import Bench, parts
from bot.commands import bench
from bot.errors import BotError, ServiceError
from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model


def arguments(folder: Path, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    bench.configure(parser)
    places = ["--data", str(folder / "p.json"), "--output", str(folder / "p.md")]
    return parser.parse_args([*places, "--model", str(folder / "model"), *more])


def test_a_part_that_fails_is_written_down_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Bench] = []

    def works(given: Bench) -> dict[str, Any]:
        seen.append(given)
        assert given.folder.is_dir()
        return {"missed": "", "value": given.count}

    def fails(_: Bench) -> dict[str, Any]:
        raise ServiceError("It did not start.")

    def shown(_: tuple[int, ...]) -> dict[str, Callable[[Bench], dict[str, Any]]]:
        return {"growth-1": fails, "turns": works}

    monkeypatch.setattr(bench, "parts", shown)
    monkeypatch.setenv("TELEGRAM_TOKEN", "0:test")
    assert bench.run(arguments(tmp_path, "--count", "7")) == 1
    found = json.loads((tmp_path / "p.json").read_text())["parts"]
    assert found["growth-1"]["missed"] == "It did not start."
    assert found["turns"]["value"] == 7
    (given,) = seen
    assert (given.settings.telegram_token, given.settings.rate_limit) == ("", 0)
    assert not given.folder.exists()  # it measured in a folder of its own, which is gone
    assert bench.run(arguments(tmp_path, "--only", "turns")) == 0


def test_an_unknown_part_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="There is no part 'nothing'"):
        bench.run(arguments(tmp_path, "--only", "turns,nothing"))


def test_the_parts_have_names() -> None:
    names = ["replies", "bare-logistic", "bare-diet", "turns", "training", "translation"]
    assert list(parts((5, 10))) == [*names, "growth-5", "growth-10"]


@pytest.mark.long
def test_every_part_measures(tmp_path: Path) -> None:
    model = ensure_model(Settings(state=ROOT / "var" / "test"))
    names = "replies,bare-logistic,bare-diet,turns,training,translation,growth-100"
    asked = arguments(tmp_path, "--only", names, "--count", "16", "--epochs", "1")
    asked.model = model
    assert bench.run(asked) == 0
    text = (tmp_path / "p.md").read_text(encoding="utf-8")
    for head in ("16 users", "Beside a bare Rasa", "As the content grows", "Training"):
        assert f"## {head}" in text
