from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter

from bot.settings import ROOT
from bot.training.importer import ANSWER_ACTION, FaqImporter


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    target = tmp_path / "data"
    shutil.copytree(ROOT / "data", target)
    monkeypatch.setenv("BOT_CONTENT", str(target))
    monkeypatch.setenv("BOT_STATE", str(tmp_path / "var"))
    return target


def test_an_entry_gives_its_intent_its_rule_and_its_examples(folder: Path) -> None:
    importer = FaqImporter()
    assert "housing_benefit" in importer.get_domain().intents
    steps = {step.block_name: step for step in importer.get_stories().story_steps}
    events = steps["faq housing_benefit"].events
    intents = [e.intent_name for e in events if isinstance(e, UserUttered)]
    actions = [e.action_name for e in events if isinstance(e, ActionExecuted)]
    assert intents == ["housing_benefit"]
    assert ANSWER_ACTION in actions
    examples = [
        m.get("text")
        for m in importer.get_nlu_data().intent_examples
        if m.get("intent") == "housing_benefit"
    ]
    assert "boligstøtte" in examples
    assert len(examples) >= 44


def test_a_new_file_is_enough(folder: Path) -> None:
    source = folder / "faq" / "housing" / "housing_benefit.yml"
    text = source.read_text(encoding="utf-8").replace("id: housing_benefit", "id: rent_help")
    (source.parent / "rent_help.yml").write_text(text, encoding="utf-8")
    assert "rent_help" in FaqImporter().get_domain().intents


def test_a_file_that_cannot_be_read_stops_nothing(folder: Path) -> None:
    (folder / "faq" / "housing" / "housing_benefit.yml").write_bytes(b"id: [\xff")
    importer = FaqImporter()
    assert "housing_benefit" not in importer.get_domain().intents
    assert "housing_deposit" in importer.get_domain().intents


def test_the_model_is_the_second_net_for_danger_and_not_for_private_data(folder: Path) -> None:
    intents = FaqImporter().get_domain().intents
    assert len([i for i in intents if i.startswith("crisis_")]) == 6
    assert "personal_data" not in intents


def test_config_names_it_beside_rasas_own_importer(folder: Path) -> None:
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(folder / "rules")]
    )
    domain = importer.get_domain()
    assert {"action_answer", "action_dialogue", "action_clarify"} <= set(
        domain.action_names_or_texts
    )
    names = {step.block_name for step in importer.get_stories().story_steps}
    assert {"not understood", "faq housing_benefit"} <= names
