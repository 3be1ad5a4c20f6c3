"""A component that puts romanised messages into the script of their language."""

from __future__ import annotations

import re
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
from bot.nlu.language_component import LANGUAGE, ROMANISED, LanguageComponent
from bot.nlu.profiles import Profiles
from bot.nlu.sounds import readers
from bot.nlu.transliteration import Transliterator
from bot.settings import Settings

PLACEHOLDER = re.compile(r"\{[^}]*\}")
NATIVE = "native"  # message data: a romanised text in its own script
NATIVE_WORDS = "native_words"  # its words in normal form, all readings of them


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TransliterationComponent(GraphComponent):
    """Sets `native` and `native_words` of romanised messages; the text itself stays.

    The words that it can read are those of the training data and of the answers.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [LanguageComponent]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    def __init__(
        self,
        profiles: Profiles,
        model_storage: ModelStorage,
        resource: Resource,
        transliterator: Transliterator | None = None,
    ) -> None:
        self._normaliser = profiles.normaliser
        self._readers = readers(profiles.spoken)
        self._model_storage = model_storage
        self._resource = resource
        self._transliterator = transliterator

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TransliterationComponent:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(Profiles.load(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TransliterationComponent:
        """Loads a trained component (see parent class for full docstring)."""
        component = cls(Profiles.load(), model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._transliterator = Transliterator.load(
                component._normaliser, component._readers, folder
            )
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Profiles and answers lie outside the graph: what was trained with them is then old."""
        return Profiles.load().fingerprint() + _content().version

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the words of each language."""
        texts: dict[str, list[str]] = {}
        for entry in _content().entries.values():
            for code, answer in entry.answers.items():
                texts.setdefault(code, []).append(PLACEHOLDER.sub("", answer.text))
        for message in training_data.training_examples:
            if message.get(TEXT) and message.get(LANGUAGE):
                texts.setdefault(message.get(LANGUAGE), []).append(message.get(TEXT))
        self._transliterator = Transliterator.learned(self._normaliser, self._readers, texts)
        with self._model_storage.write_to(self._resource) as folder:
            self._transliterator.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Reads the romanised examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads the romanised messages."""
        for message in messages:
            if self._transliterator and message.get(ROMANISED) and message.get(TEXT):
                reading = self._transliterator.read(message.get(TEXT), message.get(LANGUAGE))
                message.set(NATIVE, reading.text)
                words = self._normaliser.text(" ".join([reading.text, *reading.others])).split()
                message.set(NATIVE_WORDS, words)
        return messages


def _content() -> Content:
    return ContentStore(Settings.from_env().content).current()
