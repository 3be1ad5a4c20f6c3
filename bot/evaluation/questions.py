"""A file of labelled questions: tab-separated columns id, lang, faq_id, question."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError

COLUMNS = ("id", "lang", "faq_id", "question")


class QuestionFileError(BotError):
    """A question file cannot be used; the sentence says where and why."""


@dataclass(frozen=True)
class Question:
    """One labelled question; any of `expected` is right. `variety` is such as "xx-Latn"."""

    id: str
    variety: str
    expected: tuple[str, ...]
    text: str

    @property
    def lang(self) -> str:
        """The language without its variety."""
        return self.variety.partition("-")[0]


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file. Raises QuestionFileError for a missing file or column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise QuestionFileError(f"{path}: the column {missing[0]} is missing.")
            return tuple(_question(row, reader.line_num, path) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise QuestionFileError(f"{path} cannot be read: {error}.") from error


def _question(row: dict[str, str], line: int, path: Path) -> Question:
    if any(row.get(column) is None for column in COLUMNS):
        raise QuestionFileError(f"{path}, line {line}: it has fewer than {len(COLUMNS)} columns.")
    expected = tuple(part.strip() for part in row["faq_id"].split("|") if part.strip())
    if not expected:
        raise QuestionFileError(f"{path}, line {line}: faq_id is empty.")
    return Question(row["id"], row["lang"].strip(), expected, row["question"])
