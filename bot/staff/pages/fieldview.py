"""What the template of an entry needs to know of one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.model import Fault, Language
from bot.content.texthash import text_hash
from bot.staff.checking import Measures, at_field
from bot.staff.desk import Conflict
from bot.staff.fields import ANSWERS, language_of
from bot.staff.form import SEEN, Form
from bot.staff.page import Call
from bot.staff.pending import WorkingCopy
from bot.staff.roles import Permission
from bot.staff.workflow import outdated


@dataclass(frozen=True)
class FieldView:
    """One field on the page: its text, who may change it, what is wrong with it."""

    name: str
    value: str
    seen: str
    editable: bool
    language: Language | None
    state: str | None
    outdated: bool
    pending: bool
    clash: bool
    faults: tuple[Fault, ...]
    problem: str
    conflict: Conflict | None
    measures: Measures | None
    reviewer: str

    @property
    def id(self) -> str:
        """An id for HTML."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Trouble:
    """What went wrong with a form: sentences and conflicts by field."""

    problems: Mapping[str, str]
    conflicts: Mapping[str, Conflict]


NO_TROUBLE = Trouble({}, {})


def field_view(
    call: Call,
    copy: WorkingCopy,
    name: str,
    form: Form,
    faults: tuple[Fault, ...],
    trouble: Trouble = NO_TROUBLE,
) -> FieldView:
    """The view of a field whose typed text is in `form`."""
    office, entry = call.office, copy.entry
    lang = language_of(name)
    answer = entry.answers.get(lang) if lang and name.startswith(ANSWERS) else None
    return FieldView(
        name=name,
        value=form.get(name, ""),
        seen=form.get(SEEN + name, ""),
        editable=editable(call, name),
        language=office.shelf.content().languages[lang] if lang else None,
        state=answer.state.value if answer else None,
        outdated=bool(answer and lang and outdated(entry.answers, office.source, lang)),
        pending=name in copy.pending,
        clash=name in copy.clashes,
        faults=at_field(faults, name),
        problem=trouble.problems.get(name, ""),
        conflict=trouble.conflicts.get(name),
        measures=office.checker.measures(entry, lang) if answer and lang else None,
        reviewer=_reviewer(call, copy, lang) if answer and lang else "",
    )


def editable(call: Call, name: str) -> bool:
    """True when the person may change the field."""
    lang, person = language_of(name), call.person
    if lang is None:
        return person.may(Permission.EDIT)
    if name.startswith(ANSWERS):
        return person.writes(lang, call.office.source)
    return person.writes_questions(lang)


def _reviewer(call: Call, copy: WorkingCopy, lang: str) -> str:
    """Who reviewed the text as it stands, and when; empty where nobody did."""
    answer = copy.entry.answers[lang]
    if answer.state.value not in ("reviewed", "published"):
        return ""
    change = call.office.history.reviewer(copy.entry.id, lang)
    if change is None or text_hash(change.new["text"]) != text_hash(answer.text):
        return ""
    words = call.office.words
    return words("reviewed_by", name=change.shown, time=words.time(change.at))
