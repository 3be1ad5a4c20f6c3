"""The intent classifier: a linear model over all sentence features of a message."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.tensorflow.constants import RANKING_LENGTH
from scipy.sparse import csr_matrix, hstack, vstack

from bot.nlu.linear import LinearModel

STRENGTH = "C"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` from the sparse sentence features of a message.

    A message without a single feature (nothing of it was seen in training) has no intent:
    confidence 0 and an empty ranking, which the FallbackClassifier turns into its own.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Penalty for a wrongly classified example; larger values fit the examples closer.
            STRENGTH: 1.0,
            # Number of intents in the ranking; 0 for all.
            RANKING_LENGTH: 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            model = LinearModel.read(folder) if any(folder.iterdir()) else None
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that have a text and an intent."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        labels = [message.get(INTENT) for message in examples]
        with self._model_storage.write_to(self._resource) as folder:
            if len(set(labels)) > 1:
                rows = vstack([_row(message) for message in examples]).tocsr()
                self._model = LinearModel.fit(rows, labels, self._config[STRENGTH])
                self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classifies the training examples, for components that follow."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent and the ranking of each message."""
        for message in messages:
            ranking = self._ranking(message)
            none = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, ranking[0] if ranking else none, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        row = _row(message) if message.get(TEXT) else None
        if self._model is None or row is None or not row.nnz:
            return []
        found = self._model.probabilities(row)[0]
        length = self._config[RANKING_LENGTH] or len(found)
        return [
            {
                INTENT_NAME_KEY: self._model.classes[place],
                PREDICTED_CONFIDENCE_KEY: float(found[place]),
            }
            for place in np.argsort(-found)[:length]
        ]


def _row(message: Message) -> csr_matrix:
    _, sparse = message.get_sparse_features(TEXT)
    _, dense = message.get_dense_features(TEXT)
    parts = [f.features for f in (sparse, dense) if f is not None]
    return hstack([csr_matrix(part) for part in parts]).tocsr() if parts else csr_matrix((1, 0))
