"""Rasa as the dialogue engine.

A turn is saved only when it brought replies: a message that could not be answered (the action
server is down, say) leaves nothing behind, and its repeat is the first of it. Rasa itself would
save it without an answer, so this module does what `MessageProcessor.handle_message` does
(Rasa 3.6.21), with that one difference.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.channels.output import ReplyOutput
from bot.channels.trackers import (
    delete_conversation,
    delete_older,
    ensure_tables,
    noted,
    replies_to,
)
from bot.channels.turns import CRISIS_TEXT, Turn
from bot.errors import ModelError, ServiceError

CRISIS_PREFIX = "crisis_"  # the ids of entries about danger, as in the coverage list


class RasaTurns:
    """Turns of the agent that `agent` gives: the server may not have loaded it yet."""

    def __init__(self, agent: Callable[[], Agent | None]) -> None:
        self._agent = agent

    @property
    def model(self) -> str | None:
        """The name of the model in use; None while there is none."""
        agent = self._agent()
        return agent.model_name if agent is not None and agent.is_ready() else None

    @property
    def actions_url(self) -> str | None:
        """Where the agent calls its actions; None while that is not known."""
        agent = self._agent()
        endpoint = agent.action_endpoint if agent is not None else None
        return endpoint.url if endpoint is not None else None

    def knows(self, intent: str) -> bool:
        """Whether the model in use has this intent."""
        agent = self._agent()
        return agent is not None and agent.domain is not None and intent in agent.domain.intents

    async def take(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        """The replies to a turn; see Turns. Raises ModelError while there is no model and
        ServiceError when the turn brought no reply.
        """
        agent = self._ready()
        processor = agent.processor
        output = ReplyOutput()
        ensure_tables(agent.tracker_store)
        async with agent.lock_store.lock(turn.sender):
            tracker = await processor.fetch_tracker_and_update_session(
                turn.sender, output, dict(turn.metadata)
            )
            before = replies_to(tracker.events, turn.id)
            if before:
                return before
            message = await self._understood(processor, _message(turn, output), tracker)
            await processor._handle_message_with_tracker(message, tracker)
            tracker = await processor.run_action_extract_slots(output, tracker)
            await processor._run_prediction_loop(output, tracker)
            if not output.replies:
                raise ServiceError("No action answered.")
            await processor.run_anonymization_pipeline(tracker)
            await processor.save_tracker(tracker)
        return output.replies

    async def note(self, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> None:
        """Put a message that was answered without Rasa into the conversation, once."""
        agent = self._agent()
        if agent is None:
            raise ModelError("The server has not started yet.")
        ensure_tables(agent.tracker_store)
        async with agent.lock_store.lock(turn.sender):
            tracker = await self._tracker(agent, turn)
            if replies_to(tracker.events, turn.id) is None:
                for event in noted(turn.text, turn.id, turn.channel, replies):
                    tracker.update(event, agent.domain)
                await agent.tracker_store.save(tracker)

    async def forget(self, sender: str) -> None:
        """Delete a conversation. Raises StateError when it cannot be deleted."""
        agent = self._agent()
        if agent is None:
            raise ModelError("The server has not started yet.")
        async with agent.lock_store.lock(sender):
            delete_conversation(agent.tracker_store, sender)

    async def forget_older(self, before: float) -> int:
        """Delete conversations whose last event was before a time; 0 while there is no agent."""
        agent = self._agent()
        if agent is None:
            return 0
        return await asyncio.to_thread(delete_older, agent.tracker_store, before)

    @staticmethod
    async def _understood(
        processor: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker
    ) -> UserMessage:
        """The message with what the model makes of it.

        The model is the second net for danger, behind the rules: the text of a message that it
        takes for one is not kept either, whether it is one or not.
        """
        parsed = _unpacked(message, processor.domain)
        if parsed is None:
            parsed = await processor.parse_message(message, tracker)
        if str((parsed.get(INTENT) or {}).get(INTENT_NAME_KEY)).startswith(CRISIS_PREFIX):
            message.text = parsed[TEXT] = CRISIS_TEXT
        message.parse_data = parsed
        return message

    def _ready(self) -> Agent:
        agent = self._agent()
        if agent is None or not agent.is_ready():
            raise ModelError("No model is loaded.")
        return agent

    @staticmethod
    async def _tracker(agent: Agent, turn: Turn) -> DialogueStateTracker:
        if agent.processor is None:
            return await agent.tracker_store.get_or_create_tracker(turn.sender)
        return await agent.processor.fetch_tracker_and_update_session(
            turn.sender, ReplyOutput(), dict(turn.metadata)
        )


def _unpacked(message: UserMessage, domain: Domain) -> dict[str, Any] | None:
    """What a pressed button means; None for a text, and for an intent that the model lacks.

    Rasa reads `/intent` after it has asked the whole model what the text might mean, and throws
    that away. This is the reading alone.
    """
    if not (message.metadata or {}).get("pressed"):
        return None
    packed = Message({TEXT: message.text})
    unpacked = YAMLStoryReader.unpack_regex_message(packed, domain)
    if unpacked is packed:
        return None
    return dict(unpacked.as_dict(only_output_properties=True))


def _message(turn: Turn, output: ReplyOutput) -> UserMessage:
    return UserMessage(
        turn.text,
        output,
        turn.sender,
        input_channel=turn.channel,
        message_id=turn.id,
        metadata=dict(turn.metadata),
    )
