"""The first component of the pipeline: says in which language a message is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.language import LanguageIdentifier
from bot.nlu.profiles import Profiles

LANGUAGE = "language"
ROMANISED = "romanised"
GIVEN = "detected"  # the key under which a channel hands on the language that it found
EXAMPLES = "examples.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageComponent(GraphComponent):
    """Sets `language` (a code, or None where there is no clear one) and `romanised`.

    A language in the message's metadata (`detected`), or in that of a training example, is
    taken over; only what is missing is found out from the text.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    def __init__(
        self,
        profiles: Profiles,
        model_storage: ModelStorage,
        resource: Resource,
        examples: Mapping[str, list[str]] | None = None,
    ) -> None:
        self._profiles = profiles
        self._model_storage = model_storage
        self._resource = resource
        self._identifier: LanguageIdentifier = profiles.identifier(examples or {})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageComponent:
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
    ) -> LanguageComponent:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            examples = json.loads((folder / EXAMPLES).read_text(encoding="utf-8"))
        return cls(Profiles.load(), model_storage, resource, examples)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Profiles lie outside the graph: a changed one makes the trained component old."""
        return Profiles.load().fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the texts of each spoken language, for telling the languages apart."""
        examples: dict[str, list[str]] = {code: [] for code in self._profiles.spoken}
        for message in training_data.training_examples:
            if not message.get(TEXT):
                continue
            code = _given(message) or self._identifier.identify(message.get(TEXT)).code
            if code in examples:
                examples[code].append(message.get(TEXT))
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(examples, ensure_ascii=False)
            (folder / EXAMPLES).write_text(text, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Sets the language of each training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the language of each message."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str):
                continue
            code = _given(message) or self._identifier.identify(text).code
            message.set(LANGUAGE, code, add_to_output=True)
            message.set(ROMANISED, self._romanised(text, code), add_to_output=True)
        return messages

    def _romanised(self, text: str, code: str | None) -> bool:
        language = self._profiles.spoken.get(code or "")
        return language is not None and not self._identifier.has_script(text, language.script)


def _given(message: Message) -> str | None:
    """The language that a channel found, or under which a training example stands."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict):
        return None
    example = metadata.get("example")
    marked = example.get(GIVEN) if isinstance(example, dict) else None
    return metadata.get(GIVEN) or marked
