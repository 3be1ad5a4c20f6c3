"""The fields of an entry as plain values, so that a change of one can be kept, compared, undone.

A field is named `answers.<lang>`, `questions.<lang>`, `sources`, `related` or `checked`. Its value
is what JSON holds; None stands for "not there".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.content.model import Entry, Family, Source, State, Text

Value = Any  # str, list or dict, as JSON has them; None: not there
ANSWERS, QUESTIONS = "answers", "questions"
SOURCES, RELATED, CHECKED = "sources", "related", "checked"
FACTS = (SOURCES, RELATED, CHECKED)


def answer_field(lang: str) -> str:
    """The name of the field that holds the answer in `lang`."""
    return f"{ANSWERS}.{lang}"


def question_field(lang: str) -> str:
    """The name of the field that holds the example questions in `lang`."""
    return f"{QUESTIONS}.{lang}"


def language_of(field: str) -> str | None:
    """The language of an answer or of questions, or None."""
    return field.partition(".")[2] or None


def field_names(languages: Iterable[str]) -> tuple[str, ...]:
    """All fields of an entry in the order in which a person reads them."""
    codes = tuple(languages)
    answers, questions = map(answer_field, codes), map(question_field, codes)
    return (*answers, *questions, *FACTS)


def value_of(entry: Entry, field: str) -> Value:
    """The value of a field. Raises KeyError for a name that is no field."""
    kind, _, lang = field.partition(".")
    if kind == ANSWERS and lang:
        text = entry.answers.get(lang)
        return None if text is None else text_value(text)
    if kind == QUESTIONS and lang:
        return list(entry.questions[lang]) if lang in entry.questions else None
    if field == SOURCES:
        return [_source_value(source) for source in entry.sources]
    if field == RELATED:
        return list(entry.related)
    if field == CHECKED:
        return entry.checked
    raise KeyError(field)


def with_value(entry: Entry, field: str, value: Value) -> Entry:
    """The entry with another value in one field."""
    kind, _, lang = field.partition(".")
    if kind == ANSWERS and lang:
        texts = None if value is None else read_text(value)
        return replace(entry, answers=_with(entry.answers, lang, texts))
    if kind == QUESTIONS and lang:
        questions = None if value is None else tuple(value)
        return replace(entry, questions=_with(entry.questions, lang, questions))
    if field == SOURCES:
        sources = tuple(Source(v["title"], v["seen"], v.get("url")) for v in value)
        return replace(entry, sources=sources)
    if field == RELATED:
        return replace(entry, related=tuple(value))
    if field == CHECKED:
        return replace(entry, checked=value)
    raise KeyError(field)


def empty_entry(entry_id: str, topic: str, checked: str) -> Entry:
    """An FAQ entry of which nothing is written yet; `checked` is the day (ISO) it was begun."""
    return Entry(entry_id, topic, Family.FAQ, checked, (), (), {}, {})


def text_value(text: Text) -> Value:
    """An answer as a value."""
    found = {"text": text.text, "state": text.state.value}
    return found | ({"of": text.of} if text.of is not None else {})


def read_text(value: Value) -> Text:
    """The answer that `text_value` wrote."""
    return Text(value["text"], State(value["state"]), value.get("of"))


def digest(value: Value) -> str:
    """A short name for exactly this value."""
    return hashlib.sha256(dumped(value).encode()).hexdigest()[:16]


def dumped(value: Value) -> str:
    """The value as JSON text, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def words_of(value: Value) -> str:
    """A value as text that a person can compare with another version."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return str(value["text"])
    lines = (v if isinstance(v, str) else _source_line(v) for v in value)
    return "\n".join(lines)


def _source_value(source: Source) -> Mapping[str, str]:
    found = {"title": source.title, "seen": source.seen}
    return found | ({"url": source.url} if source.url is not None else {})


def _source_line(value: Mapping[str, str]) -> str:
    return ", ".join(value[key] for key in ("title", "url", "seen") if value.get(key))


def _with(mapping: Mapping[str, Any], key: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {k: v for k, v in mapping.items() if k != key}
    return {**mapping, key: value}
