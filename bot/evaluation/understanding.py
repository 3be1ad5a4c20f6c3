"""Ask a trained model directly: what it understood, how sure it was, how long it took."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answers.ranking import choices, ranked
from bot.content.model import Content, Family
from bot.evaluation.questions import Question

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Understood:
    """One question as the model took it. `seconds` is the time of the model alone."""

    question: Question
    intent: str
    best: str
    confidence: float
    offered: tuple[str, ...]
    seconds: float

    @property
    def answered(self) -> bool:
        """An answer was given at once."""
        return self.intent != FALLBACK

    @property
    def right(self) -> bool:
        """Answered right at once."""
        return self.answered and self.best in self.question.expected

    @property
    def found(self) -> bool:
        """Right at once, or among the offered questions."""
        return self.right or any(o in self.question.expected for o in self.offered)

    @property
    def clarified(self) -> bool:
        """Several questions were offered."""
        return not self.answered and len(self.offered) >= 2

    @property
    def wrong(self) -> bool:
        """Answered at once, and wrongly."""
        return self.answered and not self.right


def understand(
    model: Path, content: Content, questions: Iterable[Question]
) -> Iterator[Understood]:
    """What the model makes of each question, one after the other, on this thread."""
    import structlog
    from rasa.core.agent import load_agent

    # Rasa tells each message to structlog, which prints all where nobody sets it up.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    loop = asyncio.new_event_loop()
    try:
        agent = loop.run_until_complete(load_agent(model_path=str(model)))
        loop.run_until_complete(agent.parse_message("warm up"))
        for question in questions:
            begun = time.perf_counter()
            parsed = loop.run_until_complete(agent.parse_message(question.text))
            yield _understood(question, parsed, time.perf_counter() - begun, content)
    finally:
        loop.close()


def _understood(
    question: Question, parsed: dict[str, object], seconds: float, content: Content
) -> Understood:
    intent = parsed["intent"]
    ranking = ranked(parsed["intent_ranking"])  # type: ignore[arg-type]  # Rasa's own JSON
    real = [r for r in ranking if r.name != FALLBACK]
    name = str(intent["name"])  # type: ignore[index]
    return Understood(
        question=question,
        intent=name,
        best=real[0].name if real else FALLBACK,
        confidence=real[0].confidence if real else 0.0,
        offered=choices(ranking, content) if name == FALLBACK else (),
        seconds=seconds,
    )


def off_topic(content: Content, question: Question) -> bool:
    """Whether a question is outside the subject: no FAQ entry is a right answer to it."""
    return not any(
        e in content.entries and content.entries[e].family is Family.FAQ for e in question.expected
    )
