"""`python -m bot.evaluation.compare QUESTIONS NOW`: two models on the same questions.

NOW, the model in use, is asked at once, so that the libraries are there when the path of the
other model comes, one line on standard input. Standard output has one JSON object a line:
`{"asked": 12, "of": 90}` as it goes on, and for each model
`{"model": "now" | "next", "answers": [{"id", "lang", "question", "expected", "said", "right",
"found"}]}`. Questions whose entry is not in the content are left out. The content is BOT_CONTENT.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.content.model import Content
from bot.content.store import ContentStore
from bot.errors import BotError
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.understanding import FALLBACK, Understood, understand
from bot.settings import Settings


def main(file: Path, now: Path) -> int:
    """Ask both models; 1 and one sentence on standard error when that is not possible."""
    try:
        content = ContentStore(Settings.from_env().content).current()
        questions = known(read_questions(file), content) if file.exists() else ()
        _say(model="now", answers=answers(now, content, questions))
        other = sys.stdin.readline().strip()
        if not other:
            return 1  # there will be no other model
        _say(model="next", answers=answers(Path(other), content, questions, aloud=True))
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def known(questions: Sequence[Question], content: Content) -> tuple[Question, ...]:
    """The questions to which the content has an answer."""
    return tuple(q for q in questions if any(e in content.entries for e in q.expected))


def answers(
    model: Path, content: Content, questions: Sequence[Question], aloud: bool = False
) -> list[dict[str, Any]]:
    """What a model makes of each question."""
    found = []
    for understood in understand(model, content, questions):
        found.append(_answer(understood))
        if aloud and len(found) % 10 == 0:
            _say(asked=len(found), of=len(questions))
    return found


def _answer(understood: Understood) -> dict[str, Any]:
    question = understood.question
    return {
        "id": question.id,
        "lang": question.lang,
        "question": question.text,
        "expected": question.expected[0],
        "said": understood.best if understood.answered else FALLBACK,
        "right": understood.right,
        "found": understood.found,
    }


def _say(**values: object) -> None:
    print(json.dumps(values, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
