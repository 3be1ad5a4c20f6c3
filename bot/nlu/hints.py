"""What the answers say, as hints at their questions."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.model import Content
from bot.content.store import ContentStore
from bot.nlu.language_component import GIVEN
from bot.settings import Settings

HINT = "hint"  # message data: the intent that a sentence of an answer hints at
SENTENCE = re.compile(r"(?<=[.!?؟።])\s+|\n+")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
SHORTEST = 12  # characters; what is shorter is a heading or a rest


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class AnswerHints(GraphComponent):
    """Adds the sentences of the answers to the training data, each as a hint at its entry.

    They bring words that no example has. They are no examples: they have no intent, so that
    nothing else in Rasa counts or tests with them. An edited answer takes part in the next
    training; it is no reason for one.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerHints:
        """Creates a new component (see parent class for full docstring)."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The answers lie outside the graph."""
        return _content().version

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds hints for the intents that have examples."""
        hints = [m for m in answer_hints(_content()) if m.get(HINT) in training_data.intents]
        found = copy.copy(training_data)
        found.training_examples = [*training_data.training_examples, *hints]
        return found

    def process(self, messages: list[Message]) -> list[Message]:
        """Nothing: hints are for the training."""
        return messages


def answer_hints(content: Content) -> Iterator[Message]:
    """One message for each sentence of each answer, marked with its language."""
    for entry in content.entries.values():
        for code, answer in entry.answers.items():
            for sentence in SENTENCE.split(PLACEHOLDER.sub("", answer.text)):
                if len(sentence.strip()) >= SHORTEST:
                    marks = {"example": {GIVEN: code}}
                    yield Message(data={TEXT: sentence.strip(), "metadata": marks, HINT: entry.id})


def _content() -> Content:
    return ContentStore(Settings.from_env().content).current()
