"""The actions that Rasa calls. Each turns a turn into replies and sends them, no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Turn, read_turn, shared_context
from bot.answers.composer import Composer
from bot.answers.ranking import asked, choices, dangerous
from bot.answers.reply import Reply

Events = list[dict[str, Any]]


class ActionAnswer(Action):
    """The curated answer of an FAQ entry, or the fallback when it is gone since the training.

    A message that asks two things gets two answers.
    """

    def name(self) -> str:
        """The name in the domain."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Send the entry of the turn's intent."""
        composer, turn = shared_context().composer(), read_turn(tracker)
        lang = turn.lang(composer)
        if replies := _parts(composer, turn):
            return _send(dispatcher, replies)
        if turn.intent in composer.content.entries:
            return _send(dispatcher, [composer.entry(turn.intent, lang, turn.confidence)])
        return _send(dispatcher, [composer.fallback(lang)])


class ActionDialogue(Action):
    """Greeting, menu, thanks and the like; the menu of one topic; the language just chosen."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_dialogue"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Send the dialogue entry of the turn's intent, with its buttons."""
        composer, turn = shared_context().composer(), read_turn(tracker)
        lang = turn.lang(composer)
        topic = turn.metadata.get("topic")
        if isinstance(topic, str):
            return _send(dispatcher, [composer.topic(topic, lang)])
        if turn.metadata.get("language_chosen"):
            return _send(dispatcher, [composer.language_chosen(lang)])
        if replies := _parts(composer, turn):
            return _send(dispatcher, replies)
        if turn.intent in composer.content.entries:
            return _send(dispatcher, [composer.entry(turn.intent, lang, turn.confidence)])
        return _send(dispatcher, [composer.fallback(lang)])


class ActionClarify(Action):
    """The two or three closest questions as buttons, or an honest "I did not understand"."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Send the choices when two entries are close enough, or one about danger is."""
        composer, turn = shared_context().composer(), read_turn(tracker)
        lang = turn.lang(composer)
        if replies := _parts(composer, turn):
            return _send(dispatcher, replies)
        offered = choices(turn.ranking, composer.content)
        if len(offered) < 2 and not dangerous(offered, composer.content):
            return _send(dispatcher, [composer.fallback(lang)])
        return _send(dispatcher, [composer.clarify(offered, lang)])


def _parts(composer: Composer, turn: Turn) -> list[Reply]:
    """The answers to the questions in a message that asks several things, or politely one."""
    lang = turn.lang(composer)
    found = asked(turn.intent, turn.questions, composer.content)
    return [composer.entry(one.name, lang, round(one.confidence, 4)) for one in found]


def _send(dispatcher: CollectingDispatcher, replies: Iterable[Reply]) -> Events:
    """Send each reply whole, as the channel will pass it on; no event changes the tracker."""
    for reply in replies:
        dispatcher.utter_message(json_message=reply.as_json())
    return []
