"""The bare Rasa of the bench: Rasa itself reads what is written for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter

from bot.bench.bare import pipelines, write_bare
from bot.bench.grown import write_grown
from bot.content.model import Content, Family
from bot.content.store import ContentStore
from bot.settings import Settings
from bot.training.importer import trained_entries


@pytest.fixture(scope="module")
def content() -> Content:
    return ContentStore(Settings().content).current()


def test_it_has_the_same_entries_and_examples(content: Content, tmp_path: Path) -> None:
    write_bare(content, tmp_path, pipelines(7)["diet"])
    found = TrainingDataImporter.load_from_config(
        str(tmp_path / "config.yml"), str(tmp_path / "domain.yml"), [str(tmp_path / "data")]
    )
    entries = list(trained_entries(content))
    data = found.get_nlu_data()
    assert data.intents - {"nlu_fallback"} == {entry.id for entry in entries}
    asked = {" ".join(q.split()) for e in entries for qs in e.questions.values() for q in qs}
    assert len(data.training_examples) > 0.95 * len(asked)
    domain = found.get_domain()
    assert {f"utter_{entry.id}" for entry in entries} < set(domain.responses)
    rules = found.get_stories().story_steps
    assert len(rules) == len(entries) + 1
    diet = next(p for p in found.get_config()["pipeline"] if p["name"] == "DIETClassifier")
    assert diet["epochs"] == 7
    text = (tmp_path / "domain.yml").read_text(encoding="utf-8")
    assert "{contact:" not in text


def test_grown_content_is_content_of_that_size(content: Content, tmp_path: Path) -> None:
    source = Settings().content
    write_grown(source, content, tmp_path / "data", 150, 2)
    grown = ContentStore(tmp_path / "data").current()
    assert grown.faults == ()
    entries = [e for e in grown.entries.values() if e.family is Family.FAQ]
    assert len(entries) == 150
    assert all(len(q) == 2 for e in entries for q in e.questions.values())
    assert set(entries[0].questions) == set(content.languages)
    assert not any(e.outdated(lang, grown.source_lang) for e in entries for lang in e.answers)
    assert not list((tmp_path / "data").rglob("*.npz"))
    write_grown(source, content, tmp_path / "again", 150, 2)
    again = ContentStore(tmp_path / "again").current()
    assert again.entries == grown.entries
