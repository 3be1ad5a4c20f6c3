"""Whatever happens in whatever order: the first replies stay, and who is forgotten is gone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.privacy.records import DAY, REPLIES_KEPT, Conversation, Records, Unanswered
from tests.stored import rows_with

senders = st.sampled_from(["web:one", "web:two", "tg:3"])
messages = st.sampled_from(["m1", "m2"])


class RecordsMachine(RuleBasedStateMachine):
    """The records beside the simplest model of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.records = Records(Path(self.folder.name))
        self.now = 1_800_000_000
        self.number = 0
        self.used: dict[str, int] = {}
        self.taken: dict[tuple[str, str], tuple[str, int]] = {}
        self.asked: dict[str, int] = {}

    @rule(sender=senders)
    def begin(self, sender: str) -> None:
        self.records.begin(sender, self.now)
        self.used.setdefault(sender, self.now)

    @rule(sender=senders, message=messages, unanswered=st.booleans())
    def keep(self, sender: str, message: str, unanswered: bool) -> None:
        self.number += 1
        reply = {"id": f"r{self.number}", "faq_id": None, "lang": "da"}
        question = Unanswered("hvad", "da", "fallback") if unanswered else None
        stored = self.records.keep(
            sender, message, [reply], Conversation(last="da"), question, self.now
        )
        first = self.taken.get((sender, message))
        assert stored[0]["id"] == (first[0] if first else reply["id"])
        if first is None:
            self.taken[sender, message] = (reply["id"], self.now)
            self.used[sender] = self.now
            if unanswered:
                self.asked[sender] = self.now

    @rule(sender=senders, other=senders, message=messages)
    def mark(self, sender: str, other: str, message: str) -> None:
        reply = self.taken.get((other, message), ("none", 0))[0]
        known = any(s == sender and found[0] == reply for (s, _), found in self.taken.items())
        assert self.records.mark(sender, reply, True, self.now) == known

    @rule(sender=senders)
    def forget(self, sender: str) -> None:
        self.records.forget(sender)
        self.used.pop(sender, None)
        self.asked.pop(sender, None)
        self.taken = {key: found for key, found in self.taken.items() if key[0] != sender}
        assert rows_with(Path(self.folder.name), sender) == []

    @rule(days=st.sampled_from([0, 1, 31, 91]))
    def wait_and_purge(self, days: int) -> None:
        self.now += days * DAY + 1
        self.records.purge(self.now, self.now - 90 * DAY)
        self.taken = {
            key: found for key, found in self.taken.items() if found[1] >= self.now - REPLIES_KEPT
        }
        self.asked = {s: at for s, at in self.asked.items() if at >= self.now - 90 * DAY}

    @invariant()
    def it_knows_what_the_model_knows(self) -> None:
        for sender in ("web:one", "web:two", "tg:3"):
            recalled = self.records.recall(sender, "m1")
            assert (recalled.conversation is not None) == (sender in self.used)
            found = self.taken.get((sender, "m1"))
            assert (recalled.replies or [{"id": None}])[0]["id"] == (found[0] if found else None)
        old = {s for s, at in self.used.items() if at < self.now - 30 * DAY}
        assert set(self.records.unused_since(self.now - 30 * DAY)) == old
        assert bool(self.records.inbox()) == bool(self.asked)

    def teardown(self) -> None:
        self.records.database.close()
        self.folder.cleanup()


TestRecords = RecordsMachine.TestCase
TestRecords.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
