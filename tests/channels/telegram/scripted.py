"""A dialogue engine with a script instead of a model: what is asked for is written in the text."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Reply
from bot.channels.turns import Turn
from bot.content.store import ContentStore

ASK = {
    "boligstøtte": "housing_benefit",
    "دعم السكن": "housing_benefit",
    "ደገፍ ገዛ": "housing_benefit",
    "hej": "greet",
    "slet": "delete_my_data",
    "privat": "privacy",
}


@dataclass
class ScriptedTurns:
    """Answers like the actions do; each turn is written to `log`, so that it happens once.

    A text that holds "seconds=N" takes N seconds, one with "fault" fails. One with "die" ends the
    process once, when the turn is taken; one with "always" whenever it is asked.
    """

    store: ContentStore
    signer: PayloadSigner
    log: Path
    model: str | None = "script"
    actions_url: str | None = None
    running: int = field(default=0, init=False)
    most: int = field(default=0, init=False)

    def turns(self) -> list[dict[str, Any]]:
        """All turns that were taken, oldest first."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    async def take(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            return await self._take(turn)
        finally:
            self.running -= 1

    async def note(self, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> None:
        self._write(turn, replies)

    async def forget(self, sender: str) -> None:
        kept = [one for one in self.turns() if one["sender"] != sender]
        self.log.write_text("".join(json.dumps(one) + "\n" for one in kept), encoding="utf-8")

    def knows(self, intent: str) -> bool:
        return intent in self.store.current().entries

    async def _take(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        for one in self.turns():
            if (one["sender"], one["id"]) == (turn.sender, turn.id):
                return list(one["replies"])
        for word in turn.text.split():
            if word.startswith("seconds="):
                await asyncio.sleep(float(word.removeprefix("seconds=")))
        if "fault" in turn.text:
            raise RuntimeError(turn.text)
        if "always" in turn.text:
            os._exit(9)
        replies = [reply.as_json() for reply in self._replies(turn)]
        self._write(turn, replies)
        flag = self.log.with_suffix(".died")
        if "die" in turn.text and not flag.exists():
            flag.touch()
            os._exit(9)
        return replies

    def _replies(self, turn: Turn) -> list[Reply]:
        composer = Composer(self.store.current(), self.signer)
        lang = turn.metadata["lang"]
        if "topic" in turn.metadata:
            return [composer.topic(turn.metadata["topic"], lang)]
        if turn.metadata.get("language_chosen"):
            return [composer.language_chosen(lang)]
        if turn.text.startswith("/") and turn.text[1:] in composer.content.entries:
            return [composer.entry(turn.text[1:], lang)]
        if "uklart" in turn.text:
            return [composer.clarify(["housing_benefit", "housing_deposit"], lang)]
        found = [entry for word, entry in ASK.items() if word in turn.text.lower()]
        if found:
            return [composer.entry(entry, lang, 0.9) for entry in found]
        return [composer.fallback(lang)]

    def _write(self, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> None:
        line = {"sender": turn.sender, "id": turn.id, "text": turn.text, "replies": list(replies)}
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
