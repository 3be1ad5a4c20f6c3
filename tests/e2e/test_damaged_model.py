"""A damaged model at the start: it is trained anew, and the bot answers."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import run
from bot.serving.client import WebClient
from bot.serving.models import intact
from bot.settings import Settings
from bot.training.live import NAME, code_name, read_live
from bot.training.trainer import model_path
from tests.e2e.test_run import read_until, start


def damaged(settings: Settings, model: Path) -> Path:
    """A model in use, of older examples, of which the disk lost the end."""
    models = settings.state / "models"
    models.mkdir(parents=True, exist_ok=True)
    found = models / "velkommen-000000000000.tar.gz"
    found.write_bytes(model.read_bytes()[:-1000])
    note = {"model": found.name, "code": code_name(settings)}
    (models / NAME).write_text(json.dumps(note), encoding="utf-8")
    assert read_live(settings.state) is not None
    return found


def test_the_one_that_was_trained_is_the_one_in_use(
    own_settings: Settings, trained_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(own_settings, trained_model)

    def trained(settings: Settings, **_: object) -> Path:
        return Path(shutil.copy(trained_model, model_path(settings)))

    monkeypatch.setattr(run, "ensure_model", trained)
    model = run._model(own_settings)
    live = read_live(own_settings.state)
    assert live is not None
    assert live.model == model == model_path(own_settings)
    assert intact(live.model)


@pytest.mark.long
def test_the_bot_trains_it_anew_and_answers(own_settings: Settings, trained_model: Path) -> None:
    settings = replace(own_settings, state=own_settings.state / "own")
    settings.state.mkdir()
    broken = damaged(settings, trained_model)
    with start(settings, broken) as process:
        said = read_until(process, "Ctrl-C")
        assert "The model file is damaged: training it again." in said
        exchange = WebClient(settings.host, settings.port).send("Hvordan søger jeg boligstøtte?")
        assert exchange.replies[-1]["faq_id"] == "housing_benefit"
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
