"""Messages that ask several things: each part is understood on its own, beside the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.followups import Followups
from bot.nlu.profiles import Profiles
from bot.nlu.segments import Questions
from bot.settings import Settings

PART_OF = "part_of"  # message data of a part: the whole message
CORRECTS = "corrects"  # message data of a part that stands after words of correction
QUESTIONS = "questions"  # message data of the whole: what its parts ask
METADATA = "metadata"
THRESHOLD = "threshold"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageParts(GraphComponent):
    """Puts the parts of a message behind it, as messages of their own for the components after
    it: those that ask something, or the one after words of correction. SeveralQuestions, at the
    end of the pipeline, takes them away again.
    """

    def __init__(self, questions: Questions, followups: Followups) -> None:
        self._questions = questions
        self._followups = followups

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
    ) -> MessageParts:
        """Creates a new component (see parent class for full docstring)."""
        content, normaliser = Settings.from_env().content, Profiles.load().normaliser
        return cls(Questions.load(content, normaliser), Followups.load(content, normaliser))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as it is: an example is one question."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Each message, followed by its parts."""
        found: list[Message] = []
        for message in messages:
            found.append(message)
            if isinstance(message.get(TEXT), str):
                found.extend(self._parts(message))
        return found

    def _parts(self, message: Message) -> Iterator[Message]:
        text = message.get(TEXT)
        shared = {METADATA: message.get(METADATA), PART_OF: message}
        corrected = self._followups.corrected(text)
        if corrected is not None:
            yield Message({TEXT: corrected, CORRECTS: True, **shared})
            return
        for part in self._questions.parts(text):
            if self._questions.asks(part):
                yield Message({TEXT: part, **shared})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SeveralQuestions(IntentClassifier, GraphComponent):
    """Notes in a message's `questions` what its parts ask: intents, each with its confidence.

    Only parts that are understood well count. What is made of them is decided where the
    message is answered. What stands after words of correction is what the message means.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [MessageParts]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # The confidence from which a part counts. A part says less than a message, so that
            # more is asked of it.
            THRESHOLD: 0.6,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SeveralQuestions:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages without their parts, each with its questions."""
        whole = [message for message in messages if message.get(PART_OF) is None]
        asked: dict[int, list[dict[str, Any]]] = {id(message): [] for message in whole}
        for part in messages:
            of, intent = part.get(PART_OF), part.get(INTENT) or {}
            if of is None or intent.get(PREDICTED_CONFIDENCE_KEY, 0) < self._config[THRESHOLD]:
                continue
            if part.get(CORRECTS):
                of.set(INTENT, intent, add_to_output=True)
                of.set(INTENT_RANKING_KEY, part.get(INTENT_RANKING_KEY), add_to_output=True)
            else:
                asked[id(of)].append(dict(intent))
        for message in whole:
            message.set(QUESTIONS, asked[id(message)], add_to_output=True)
        return whole
