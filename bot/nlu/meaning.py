"""A dense featurizer: the sentence embedding of a message."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embedding import SentenceEncoder
from bot.nlu.featurised import FeaturisedData
from bot.nlu.transliteration_component import NATIVE, TransliterationComponent
from bot.nlu.vectors import CachedEmbedder
from bot.settings import Settings

Floats = npt.NDArray[Any]
FOLDER = "embeddings"  # in the state folder
SHIPPED = "nlu"  # in the content folder
WORKERS = "workers"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """Gives each message one dense sentence vector of length 1.

    Texts that mean the same lie near each other in whatever language they are, so that nothing
    is taken off them (see bot/nlu/encoder/README.md).
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [TransliterationComponent]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["ctranslate2", "sentencepiece"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **DenseFeaturizer.get_default_config(),
            # Threads for texts that were not embedded in an earlier training.
            WORKERS: 2,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Validates that the component is configured properly."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._model = SentenceEncoder()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector of each training example; known ones come from the state folder."""
        before = training_data.fingerprint()
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        vectors = self._cached([_text(message) for message in messages])
        self._add(messages, vectors)
        return FeaturisedData.of(before, training_data, vectors)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vector of each message."""
        with_text = [message for message in messages if message.get(TEXT)]
        self._add(with_text, self._model.embed([_text(message) for message in with_text]))
        return messages

    def _cached(self, texts: list[str]) -> Floats:
        settings = Settings.from_env()
        folder, shipped = settings.state / FOLDER, settings.content / SHIPPED
        return CachedEmbedder(self._model, folder, self._config[WORKERS], shipped).embed(texts)

    def _add(self, messages: list[Message], vectors: Floats) -> None:
        for message, row in zip(messages, vectors, strict=True):
            self.add_features_to_message(None, row[None], TEXT, message)


def _text(message: Message) -> str:
    """What is embedded: the text in the language's own script, which the model knows better."""
    return str(message.get(NATIVE) or message.get(TEXT))
