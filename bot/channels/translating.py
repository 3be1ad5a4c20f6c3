"""Translation in the conversation: what was asked for, and the text that waits for an answer.

Nothing of a text is stored. What must be known between two messages (the text whose direction
was asked for) and for a repeat of one (its replies) is in memory, for a few minutes.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.answers.reply import Reply
from bot.answers.translations import TRANSLATE, Part
from bot.channels.reading import Reading
from bot.content.store import ContentStore
from bot.settings import Settings
from bot.translation.result import Translation, least
from bot.translation.sentences import groups
from bot.translation.service import TranslationService
from bot.translation.wish import Wish, WishWords

TRANSLATION_TEXT = "[translation]"  # all that the conversation keeps of a translated text
PART_CHARACTERS = 300
WAITING_SECONDS, MOST_WAITING = 600.0, 1_000
REPLIES_SECONDS, MOST_REPLIES = 600.0, 200
Value = TypeVar("Value")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Asked:
    """What is asked for: a text, None where it is still to come; `target` as far as it is known;
    `head` are the words around the text.
    """

    text: str | None
    target: str | None = None
    head: str = ""


@dataclass(frozen=True)
class Direction:
    """From which language to which; None where that is not known."""

    source: str | None
    target: str | None


class ShortMemory(Generic[Value]):
    """Values that are forgotten after some seconds, the oldest ones first when there are many."""

    def __init__(
        self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._values: OrderedDict[tuple[str, str], tuple[float, Value]] = OrderedDict()

    def put(self, sender: str, name: str, value: Value) -> None:
        """Remember a value."""
        self._values.pop((sender, name), None)
        self._values[sender, name] = (self._clock() + self._seconds, value)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def get(self, sender: str, name: str) -> Value | None:
        """The value, unless it was forgotten."""
        now = self._clock()
        for key in [key for key, (until, _) in self._values.items() if until <= now]:
            del self._values[key]
        found = self._values.get((sender, name))
        return found[1] if found else None

    def forget(self, sender: str, name: str | None = None) -> None:
        """Forget one value of a sender, or all of them."""
        for key in [k for k in self._values if k[0] == sender and name in (None, k[1])]:
            del self._values[key]


class Translating:
    """The translations of all conversations of a process. Models run in one thread beside it."""

    def __init__(self, service: TranslationService, words: WishWords) -> None:
        self._service = service
        self._words = words
        self._waiting: ShortMemory[Asked] = ShortMemory(WAITING_SECONDS, MOST_WAITING)
        self._replies: ShortMemory[tuple[Reply, ...]] = ShortMemory(REPLIES_SECONDS, MOST_REPLIES)
        self._thread = _thread()

    @classmethod
    def of(
        cls, settings: Settings, store: ContentStore, names: Mapping[str, tuple[str, ...]]
    ) -> Translating:
        """The translations of an installation; nothing is loaded before it is needed."""
        service = TranslationService(settings, store)
        return cls(service, WishWords.load(settings.content, names))

    def asked(self, sender: str, reading: Reading) -> Asked | None:
        """What a message asks for; None where it is about something else.

        What waited for this message waits no longer.
        """
        before = self._waiting.get(sender, TRANSLATE)
        self._waiting.forget(sender, TRANSLATE)
        if reading.press is not None:
            if reading.press.action != TRANSLATE:
                return None
            text = before.text if before is not None else None
            return Asked(text, reading.press.argument or None)
        if before is None:
            return _asked(self._words.read(reading.text))
        if before.text is None:
            return self._with_the_text(before, reading.text)
        wish = self._words.read(reading.text)
        if wish is None or wish.bare:
            named = wish.target if wish else self._words.named(reading.text)
            if named:
                return Asked(before.text, named)
        return _asked(wish)

    def _with_the_text(self, before: Asked, message: str) -> Asked:
        """What is asked for after a message while the text was still to come.

        Whatever it says, it is no question: the person was told that it is not kept.
        """
        wish = self._words.read(message, clear=True)
        if wish is not None:
            return Asked(wish.text or None, wish.target or before.target, wish.head)
        named = self._words.only_named(message)
        return Asked(None, named) if named else Asked(message, before.target)

    def wait(self, sender: str, asked: Asked) -> None:
        """Keep in mind what is asked for until the next message, for a few minutes."""
        self._waiting.put(sender, TRANSLATE, asked)

    async def direction(self, asked: Asked, reader: str) -> Direction:
        """From and to which language; into the reader's, unless another was named."""
        kit = await self._run(self._service.kit)
        source = kit.identifier.code(asked.text or "")
        target = asked.target if asked.target not in (None, source) else None
        return Direction(source, target or (reader if reader != source else None))

    async def language(self, text: str) -> str | None:
        """The language of a text."""
        kit = await self._run(self._service.kit)
        return kit.identifier.code(text)

    def parts(self, text: str) -> tuple[str, ...]:
        """A text in parts that are translated and shown one after the other."""
        return groups(text, PART_CHARACTERS)

    async def translate(self, text: str, source: str, target: str) -> Translation:
        """See Translator.translate; raises BotError where translation cannot be used."""
        return await self._run(lambda: self._service.translator().translate(text, source, target))

    async def words(self, text: str, source: str, target: str) -> tuple[tuple[str, str], ...]:
        """The words of a text that the glossary knows."""
        return await self._run(lambda: self._service.translator().words(text, source, target))

    def remember(self, sender: str, message: str, replies: tuple[Reply, ...]) -> None:
        """Keep the replies to a message for a repeat of it."""
        self._replies.put(sender, message, replies)

    def recall(self, sender: str, message: str) -> tuple[Reply, ...] | None:
        """The replies to a message, for a few minutes."""
        return self._replies.get(sender, message)

    def forget(self, sender: str) -> None:
        """Forget everything of a sender."""
        self._waiting.forget(sender)
        self._replies.forget(sender)

    async def close(self) -> None:
        """End the models and their thread; a later translation begins both anew."""
        await self._run(self._service.close)
        ended, self._thread = self._thread, _thread()
        ended.shutdown(wait=False)

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _asked(wish: Wish | None) -> Asked | None:
    return Asked(wish.text or None, wish.target, wish.head) if wish is not None else None


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="translation")


def part_of(found: Translation, text: str, number: int, count: int) -> Part:
    """A translated part of a text, as a reply shows it."""
    if not found.segments:
        return Part(((text, None, ""),), None, number, count)
    state = least([s.state for s in found.segments if s.shown])
    return Part(tuple(_pieces(found)), state.value if state else None, number, count)


def _pieces(found: Translation) -> Iterator[tuple[str, str | None, str]]:
    for segment in found.segments:
        yield segment.source, segment.text if segment.shown else None, segment.gap
