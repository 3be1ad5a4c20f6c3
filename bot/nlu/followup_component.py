"""A component that knows what was talked about: short questions after an answer."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.followups import Followups
from bot.nlu.profiles import Profiles
from bot.settings import Settings

SUBJECT = "subject"  # metadata of a message: the entry that was answered last


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FollowupClassifier(IntentClassifier, GraphComponent):
    """Sets the intent of "and what does it cost?" from the entry that was answered before.

    The channel names that entry in the message's metadata, as `subject`. A message with a
    subject of its own stays as the classifier before this one understood it.
    """

    def __init__(self, followups: Followups) -> None:
        self._followups = followups

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [IntentClassifier]

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
    ) -> FollowupClassifier:
        """Creates a new component (see parent class for full docstring)."""
        normaliser = Profiles.load().normaliser
        return cls(Followups.load(Settings.from_env().content, normaliser))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking of the messages that follow up."""
        for message in messages:
            text, metadata = message.get(TEXT), message.get("metadata")
            subject = metadata.get(SUBJECT) if isinstance(metadata, dict) else None
            if not text or not isinstance(subject, str):
                continue
            meant = self._followups.intent(text, subject)
            if meant is not None:
                found = {INTENT_NAME_KEY: meant, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, found, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [found], add_to_output=True)
        return messages
