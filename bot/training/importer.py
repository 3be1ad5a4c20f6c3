"""One importer for config.yml: each entry gives its intent, its rule and its examples.

Named in config.yml beside RasaFileImporter. Nothing is written to disk: a new file under
data/faq is in the next training without an edit of domain.yml or data/rules. A file that
cannot be read leaves that one entry at its last good version (see ContentStore).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional, Union

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.model import Content, Entry, Family
from bot.content.store import ContentStore
from bot.settings import Settings

ANSWER_ACTION = "action_answer"
CLARIFY_ACTION = "action_clarify"
# What follows an intent; the dialogue's rules are in data/rules. Danger is recognised by word
# rules before the model. The model is the second net behind them: it is not sure enough to
# frighten anybody, so it asks, with the way to the fixed text first.
ACTIONS = {Family.FAQ: ANSWER_ACTION, Family.CRISIS: CLARIFY_ACTION}
# Recognised by rules alone, so they have no examples in the model.
RULED_ENTRIES = frozenset({"personal_data"})


class FaqImporter(TrainingDataImporter):
    """Training data from the content folder (`BOT_CONTENT`, default data/)."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[list[str], str]] = None,
        **kwargs: Any,
    ) -> None:
        settings = Settings.from_env()
        store = ContentStore(settings.content, keep=settings.state / "content-last-good")
        self._content: Content = store.current()

    def get_domain(self) -> Domain:
        """One intent for each FAQ and crisis entry; those of the dialogue are in domain.yml."""
        intents = [e.id for e in trained_entries(self._content) if e.family in ACTIONS]
        return Domain.from_dict({"version": "3.1", "intents": intents})

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """A rule for each of them: answer, or ask back; dialogue has data/rules."""
        rules = [
            {
                "rule": f"faq {entry.id}",
                "steps": [{"intent": entry.id}, {"action": ACTIONS[entry.family]}],
            }
            for entry in trained_entries(self._content)
            if entry.family in ACTIONS
        ]
        text = yaml.safe_dump({"version": "3.1", "rules": rules}, allow_unicode=True)
        return StoryGraph(YAMLStoryReader().read_from_string(text))

    def get_conversation_tests(self) -> StoryGraph:
        """No test conversations: those are files under tests/, read by Rasa's own importer."""
        return StoryGraph([])

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """The example questions of all entries, each with the language it stands under."""
        return TrainingData(list(examples(trained_entries(self._content))))

    def get_config(self) -> dict[str, Any]:
        """Nothing: the configuration is config.yml."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """No file: there is nothing to configure automatically."""
        return None


def trained_entries(content: Content) -> Iterator[Entry]:
    """The entries that the model learns to choose: those with examples and without a rule."""
    for entry in content.entries.values():
        if entry.id not in RULED_ENTRIES and any(entry.questions.values()):
            yield entry


def examples(entries: Iterable[Entry]) -> Iterator[Message]:
    """One training message for each question, marked with its language."""
    for entry in entries:
        for lang, questions in entry.questions.items():
            for question in questions:
                yield Message.build(
                    text=question, intent=entry.id, example_metadata={"detected": lang}
                )
