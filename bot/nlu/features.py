"""A sparse featurizer: letter groups and word groups of a message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.ngrams import NgramShape, NgramVectoriser

LETTERS_MIN = "letters_min"
LETTERS_MAX = "letters_max"
WORDS_MAX = "words_max"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Gives each message one sparse sentence vector (see NgramVectoriser).

    It reads the normal forms (`lemma`) that the tokenizer left. Letter groups are cut within
    words, so that an inflected, joined or misspelt word still shares most of them.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **SparseFeaturizer.get_default_config(),
            # Shortest and longest letter group; the mark for a word's end counts as a letter.
            LETTERS_MIN: 2,
            LETTERS_MAX: 5,
            # Longest group of words in a row.
            WORDS_MAX: 2,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Validates that the component is configured properly."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        vectoriser: NgramVectoriser | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._vectoriser = vectoriser

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            vectoriser = NgramVectoriser.read(_shape(config), folder)
        return cls(config, execution_context.node_name, model_storage, resource, vectoriser)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which groups there are and how much each says."""
        texts = [words_of(m) for m in training_data.training_examples if m.get(TEXT)]
        self._vectoriser = NgramVectoriser.fit(_shape(self._config), texts)
        with self._model_storage.write_to(self._resource) as folder:
            self._vectoriser.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector of each training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vector of each message."""
        if self._vectoriser is None:
            return messages
        for message in messages:
            if message.get(TEXT):
                vector = self._vectoriser.transform([words_of(message)])
                self.add_features_to_message(None, vector, TEXT, message)
        return messages


def words_of(message: Message) -> list[str]:
    """The normal forms of a message's words; none where it has neither letters nor digits."""
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return [t.lemma for t in tokens if any(char.isalnum() for char in t.lemma)]


def _shape(config: dict[str, Any]) -> NgramShape:
    return NgramShape(config[LETTERS_MIN], config[LETTERS_MAX], config[WORDS_MAX])
