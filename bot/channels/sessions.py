"""The records, for the event loop: each call runs in one worker thread and stalls nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.privacy.counts import Event
from bot.privacy.records import DAY, Conversation, Recalled, Records, Replies, Unanswered

Result = TypeVar("Result")


class Sessions:
    """Conversations, stored replies, marks and the inbox. Methods raise StateError on a fault."""

    def __init__(self, records: Records, clock: Callable[[], float] = time.time) -> None:
        self._records = records
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")

    async def begin(self, sender: str) -> None:
        """Note that a conversation exists."""
        await self._run(lambda: self._records.begin(sender, self._clock()))

    async def recall(self, sender: str, message: str) -> Recalled:
        """What is known of a sender and of a message of theirs."""
        return await self._run(lambda: self._records.recall(sender, message))

    async def keep(
        self,
        sender: str,
        message: str,
        replies: Replies,
        conversation: Conversation,
        unanswered: Unanswered | None = None,
        events: Sequence[Event] = (),
    ) -> Replies:
        """Store what one message led to; returns the replies that are stored for it."""
        return await self._run(
            lambda: self._records.keep(
                sender, message, replies, conversation, unanswered, self._clock(), events
            )
        )

    async def remember(self, sender: str, conversation: Conversation) -> None:
        """Store how a conversation stands, without a message."""
        await self._run(lambda: self._records.remember(sender, conversation, self._clock()))

    async def mark(self, sender: str, reply: str, helpful: bool) -> bool:
        """Note whether a reply helped; False when the sender had no such reply."""
        return await self._run(lambda: self._records.mark(sender, reply, helpful, self._clock()))

    async def forget(self, sender: str) -> None:
        """Delete everything that belongs to one sender."""
        await self._run(lambda: self._records.forget(sender))

    async def purge(self, days: int, inbox_days: int) -> tuple[tuple[str, ...], int, int]:
        """Delete stored replies and inbox rows that are too old.

        Returns the senders unused for `days` days, to be forgotten by the caller, and how many
        stored replies and how many inbox rows were deleted.
        """

        def old() -> tuple[tuple[str, ...], int, int]:
            now = self._clock()
            replies, inbox = self._records.purge(now, now - inbox_days * DAY)
            return self._records.unused_since(now - days * DAY), replies, inbox

        return await self._run(old)

    async def close(self) -> None:
        """Finish what was begun and close the database."""
        await self._run(self._records.database.close)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
