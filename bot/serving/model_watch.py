"""A new model takes the place of the old one while the bot answers.

The model is loaded in a thread beside the running one; then one assignment puts it in its place.
A message that is being answered keeps the model that it began with, conversations stay where
they are, and nobody waits for the loading. Rasa's own ways block every message meanwhile:
`PUT /model` also replaces the tracker store, a model server is polled on the thread that answers.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.training.live import read_live

SECONDS = 0.5  # between two looks at the note
WARM_UP = "…"
logger = logging.getLogger(__name__)


class ModelWatch:
    """Keeps the agent of a Rasa server at the model that the note of a state folder names."""

    def __init__(self, state: Path, seconds: float = SECONDS) -> None:
        self._state = state
        self._seconds = seconds
        self._refused: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self, app: Any, _loop: Any) -> None:
        """Begin to watch; a listener for `after_server_start`."""
        self._task = asyncio.get_running_loop().create_task(self._run(app))

    async def stop(self, _app: Any, _loop: Any) -> None:
        """End; a listener for `before_server_stop`."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self, app: Any) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            live = read_live(self._state)
            agent = getattr(app.ctx, "agent", None)
            if live is None or agent is None or live.model.name in self._refused:
                continue
            if agent.model_name != live.model.name:
                await self._take(agent, live.model)

    async def _take(self, agent: Any, model: Path) -> None:
        try:
            await take_model(agent, model)
        except Exception as error:  # whatever is wrong with it, the old model stays
            self._refused.add(model.name)
            logger.error("The model %s cannot be loaded: %s.", model.name, type(error).__name__)
        else:
            logger.info("The bot answers with the model %s now.", model.name)


async def take_model(agent: Any, model: Path) -> None:
    """Give an agent another model. Raises what Rasa raises, with the old model in its place."""
    from rasa.core.channels.channel import UserMessage
    from rasa.core.processor import MessageProcessor

    def load() -> Any:
        return MessageProcessor(
            model_path=str(model),
            tracker_store=agent.tracker_store,
            lock_store=agent.lock_store,
            action_endpoint=agent.action_endpoint,
            generator=agent.nlg,
        )

    with ThreadPoolExecutor(1, thread_name_prefix="model") as thread:
        processor = await asyncio.get_running_loop().run_in_executor(thread, load)
    # What the first message needs is opened before anybody waits for it.
    await processor.parse_message(UserMessage(WARM_UP))
    agent.processor = processor
    agent.domain = agent.tracker_store.domain = processor.domain
