"""The intent classifier: compares a message with all known texts."""

from __future__ import annotations

from collections.abc import Sequence
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
from scipy.sparse import csr_matrix, vstack

from bot.nlu.kernel import KernelModel, Likeness, Texts

WORDS, SOUNDS, MEANING = "words", "sounds", "meaning"
GROUPS = (WORDS, SOUNDS)
WIDTH = "width"
RIDGE = "ridge"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KernelClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` by likeness to the examples (see KernelModel).

    It reads the sentence features of the featurizers with the aliases `words`, `sounds` and
    `meaning`; one that is not in the pipeline counts nothing. A message that has no group of
    letters in common with the training data has no intent: confidence 0 and an empty ranking,
    which the FallbackClassifier turns into its own.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # How much likeness of each kind counts.
            WORDS: 0.7,
            SOUNDS: 1.5,
            MEANING: 7.0,
            # How quickly likeness of meaning falls with the angle between two vectors.
            WIDTH: 2.0,
            # Larger values follow the single examples less closely.
            RIDGE: 0.5,
            # Number of intents in the ranking; 0 for all.
            RANKING_LENGTH: 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: KernelModel | None = None,
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
    ) -> KernelClassifier:
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
    ) -> KernelClassifier:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            model = KernelModel.read(folder) if any(folder.iterdir()) else None
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that have a text and an intent."""
        messages = [m for m in training_data.intent_examples if m.get(TEXT)]
        labels = [message.get(INTENT) for message in messages]
        with self._model_storage.write_to(self._resource) as folder:
            if len(set(labels)) > 1:
                self._model = KernelModel.fit(
                    texts_of(messages),
                    labels,
                    self._likeness(),
                    self._config[RIDGE],
                ).model
                self._model.save(folder)
        return self._resource

    def _likeness(self) -> Likeness:
        groups = {name: self._config[name] for name in GROUPS}
        return Likeness(groups, self._config[MEANING], self._config[WIDTH])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as it is: no component learns from this one's answers."""
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
        if self._model is None or not message.get(TEXT):
            return []
        texts = texts_of([message])
        if not texts.groups[WORDS].nnz:
            return []
        found = self._model.probabilities(self._model.scores(texts))[0]
        length = self._config[RANKING_LENGTH] or len(found)
        return [
            {
                INTENT_NAME_KEY: self._model.classes[place],
                PREDICTED_CONFIDENCE_KEY: float(found[place]),
            }
            for place in np.argsort(-found)[:length]
        ]


def texts_of(messages: Sequence[Message]) -> Texts:
    """The features of messages as the model takes them."""
    found = [{f.origin: f.features for f in m.features if f.attribute == TEXT} for m in messages]
    empty = csr_matrix((1, 1), dtype=np.float32)
    groups = {name: vstack([f.get(name, empty) for f in found]).tocsr() for name in GROUPS}
    nothing = np.zeros((1, 0), np.float32)
    return Texts(groups, np.concatenate([f.get(MEANING, nothing) for f in found]))
