"""The job that deletes what is too old, by itself; /health says when it last ran."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from bot.channels.faults import describe
from bot.channels.sessions import Sessions
from bot.channels.turns import Turns
from bot.privacy.records import DAY

EVERY_SECONDS = 3_600.0
READY_SECONDS = 60  # at the start the model is still being loaded
JUMP_SECONDS = 3_600.0  # the clock was set: wait a round, so that a wrong clock deletes nothing
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Purge:
    """What one round deleted: conversations, stored replies, rows of the inbox, and
    conversations of the dialogue engine that nothing else knew of.
    """

    conversations: int
    replies: int
    inbox: int
    unknown: int


class Retention:
    """Deletes conversations unused for `days` days and inbox rows older than `inbox_days`."""

    def __init__(
        self,
        sessions: Sessions,
        turns: Turns,
        forget: Callable[[str], Awaitable[None]],
        days: int,
        inbox_days: int,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._turns = turns
        self._forget = forget
        self._days, self._inbox_days = days, inbox_days
        self._clock, self._steady = clock, steady
        self._before: float | None = None  # wall time less steady time at the last round
        self._last: tuple[float, Purge] | None = None
        self._problem: str | None = None

    async def keep(self) -> None:
        """Delete what is too old, now and every hour, until cancelled."""
        for _ in range(READY_SECONDS):
            if self._turns.model is not None:
                break
            await asyncio.sleep(1)
        while True:
            await self.once()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """One round. Never raises: what did not work is said, and tried again the next time."""
        if self._clock_jumped():
            self._problem = "clock"
            logger.warning("The clock was set: old conversations are deleted in the next round.")
            return
        try:
            purge = await self._purge()
        except Exception as error:  # the job must outlive whatever the databases do
            self._problem = "database"
            logger.error("Old conversations could not be deleted: %s.", describe(error))
            return
        self._last, self._problem = (self._clock(), purge), None

    def report(self) -> dict[str, Any]:
        """For /health: the last round and what it deleted, the settings, and what is wrong."""
        last = self._last
        return {
            "last": _iso(last[0]) if last else None,
            "deleted": asdict(last[1]) if last else None,
            "days": self._days,
            "inbox_days": self._inbox_days,
            "problem": self._problem,
        }

    async def _purge(self) -> Purge:
        old, replies, inbox = await self._sessions.purge(self._days, self._inbox_days)
        for sender in old:
            await self._forget(sender)
        # What no record names (a database that was replaced, say) must not stay for ever.
        unknown = await self._turns.forget_older(self._clock() - self._days * DAY)
        return Purge(len(old), replies, inbox, unknown)

    def _clock_jumped(self) -> bool:
        now = self._clock() - self._steady()
        before, self._before = self._before, now
        return before is not None and abs(now - before) > JUMP_SECONDS


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
