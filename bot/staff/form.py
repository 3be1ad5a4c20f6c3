"""The form of an entry: from what was typed to edits, with a message for what cannot be used."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.content.model import Entry
from bot.content.reader import ID
from bot.staff.cleaning import (
    QUESTION_MAX,
    QUESTIONS_MAX,
    TEXT_MAX,
    clean,
    clean_line,
    clean_lines,
    had_marks,
)
from bot.staff.desk import Edit
from bot.staff.fields import (
    CHECKED,
    RELATED,
    SOURCES,
    Value,
    answer_field,
    digest,
    question_field,
    value_of,
)
from bot.staff.words import Words

Form = Mapping[str, str]
SOURCE_ROWS = 12  # the most sources that a form takes
RELATED_ROWS = 6
SEEN = "seen."  # + field: the digest of the value that the form began with
WAS = "was."  # + field: the digest of the text that the form began with
_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z")


class FieldError(Exception):
    """What was typed in a field cannot be used; the text says why."""


@dataclass(frozen=True)
class Read:
    """A form that was read. `problems` are sentences by field; such a field gives no edit."""

    edits: tuple[Edit, ...]
    problems: Mapping[str, str]
    marks_removed: bool


class FormReader:
    """Reads the forms of one kind of entry, in the words of the app."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def read(self, form: Form, fields: Iterable[str]) -> Read:
        """The edits of those `fields` that the form holds."""
        edits, problems = [], {}
        for name in fields:
            seen = form.get(SEEN + name)
            if seen is None:
                continue
            try:
                value = self._value(form, name)
            except FieldError as error:
                problems[name] = str(error)
                continue
            if value is not None and digest(value) != seen:
                edits.append(Edit(name, value, seen, form.get(WAS + name, "")))
        return Read(tuple(edits), problems, had_marks(form.values()))

    def _value(self, form: Form, name: str) -> Value:
        kind = name.partition(".")[0]
        readers: Mapping[str, Callable[[Form, str], Value]] = {
            "answers": self._answer,
            "questions": self._questions,
            SOURCES: self._sources,
            RELATED: self._related,
            CHECKED: self._checked,
        }
        return readers[kind](form, name)

    def _answer(self, form: Form, name: str) -> Value:
        text = clean(form.get(name, ""))
        if len(text) > TEXT_MAX:
            raise self._error("too_long", count=len(text), limit=TEXT_MAX)
        if not text:
            if form[SEEN + name] == digest(None):
                return None  # there was nothing, and there is nothing
            raise self._error("empty")
        return text

    def _questions(self, form: Form, name: str) -> Value:
        lines = clean_lines(form.get(name, ""))
        if len(lines) > QUESTIONS_MAX:
            raise self._error("too_many", count=len(lines), limit=QUESTIONS_MAX)
        longest = max(lines, key=len, default="")
        if len(longest) > QUESTION_MAX:
            raise self._error("question_long", text=longest[:40], limit=QUESTION_MAX)
        if not lines and form[SEEN + name] == digest(None):
            return None
        return lines

    def _sources(self, form: Form, name: str) -> Value:
        found = []
        for i in range(SOURCE_ROWS):
            row = {k: clean_line(form.get(f"{name}.{i}.{k}", "")) for k in ("title", "url", "seen")}
            if not row["title"] and not row["url"]:
                continue
            if not row["title"]:
                raise self._error("source_title")
            if row["url"] and not _ADDRESS.match(row["url"]):
                raise self._error("source_url", text=row["url"][:60])
            if len(row["title"]) > QUESTION_MAX or len(row["url"]) > TEXT_MAX // 3:
                raise self._error("too_long", count=len(row["title"]), limit=QUESTION_MAX)
            self._day(row["seen"])
            found.append({k: v for k, v in row.items() if v})
        return found

    def _related(self, form: Form, name: str) -> Value:
        found = [line for line in clean_lines(form.get(name, "")) if line]
        for line in found:
            if not ID.match(line):
                raise self._error("related", text=line[:40])
        return found

    def _checked(self, form: Form, name: str) -> Value:
        return self._day(form.get(name, "").strip())

    def _day(self, text: str) -> str:
        try:
            if datetime.date.fromisoformat(text).isoformat() == text:
                return text
        except ValueError:
            pass
        raise self._error("date", text=text[:20])

    def _error(self, code: str, **values: object) -> FieldError:
        return FieldError(self._words(f"problem_{code}", **values))


def typed(entry: Entry, fields: Iterable[str]) -> Form:
    """The form that shows the values of an entry."""
    form: dict[str, str] = {}
    for name in fields:
        value = value_of(entry, name)
        form[SEEN + name] = digest(value)
        if name == SOURCES:
            for i, source in enumerate(value[:SOURCE_ROWS]):
                form |= {f"{name}.{i}.{key}": text for key, text in source.items()}
        elif isinstance(value, dict):
            form[name] = value["text"]
            form[WAS + name] = digest(clean(value["text"]))
        elif isinstance(value, list):
            form[name] = "\n".join(value)
        else:
            form[name] = value or ""
    return form


def untouched(form: Form, name: str) -> bool:
    """True for an answer in a form that is still the text with which the form began."""
    return form.get(WAS + name) == digest(clean(form.get(name, "")))


def shown_fields(source: str, lang: str) -> tuple[str, ...]:
    """The fields on the page of an entry where `lang` stands beside the source language."""
    codes = dict.fromkeys((source, lang))
    answers, questions = map(answer_field, codes), map(question_field, codes)
    return (*answers, *questions, SOURCES, RELATED, CHECKED)
