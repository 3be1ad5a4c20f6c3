"""The questions that stayed without a good answer, and what becomes of them."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.cleaning import clean_line
from bot.staff.inbox import OUT_OF_SCOPE, Group
from bot.staff.page import Call, Page, go_to
from bot.staff.pages.content import topic_name
from bot.staff.roles import Permission


def show(call: Call) -> Response:
    """All groups."""
    office = call.office
    groups, more = office.inbox.groups()
    titles: dict[str, str] = {}
    by_topic: dict[str, dict[str, str]] = {}
    for copy in office.shelf.copies().values():
        titles[copy.entry.id] = title = copy.entry.title(office.source) or copy.entry.id
        by_topic.setdefault(topic_name(call, copy.entry.topic), {})[copy.entry.id] = title
    return call.show(
        "inbox.html",
        groups=groups,
        more=more,
        danish=_readings(call, groups),
        titles=titles,
        by_topic=by_topic,
        topics={t: topic_name(call, t) for t in office.shelf.content().topics},
        scope=OUT_OF_SCOPE if OUT_OF_SCOPE in titles else None,
    )


def decide(call: Call) -> Response:
    """Do what the button says with the questions that are ticked."""
    inbox, form = call.office.inbox, call.form
    keys = form.get("key", "").split("\n")
    if "ignore" in form:
        inbox.ignore(call.person, keys)
        return go_to("/inbox?notice=inbox_ignored")
    if "new" in form:
        entry = clean_line(form.get("id", ""))
        inbox.begin(call.person, keys, entry, form.get("topic", ""))
        return go_to(f"/entries/{entry}?notice=created")
    entry = form.get("example") or form.get("other", "")
    inbox.take(call.person, keys, entry)
    return go_to("/inbox?notice=inbox_example")


def _readings(call: Call, groups: tuple[Group, ...]) -> dict[str, str | None]:
    """A machine's translation of each question that is not in the source language."""
    interpreter, source = call.office.interpreter, call.office.source
    questions = [q for group in groups for q in group.questions if q.lang != source]
    return {q.key: interpreter.read(q.text, q.lang) if interpreter else None for q in questions}


PAGES = (
    Page("/inbox", show, Permission.INBOX),
    Page("/inbox", decide, Permission.INBOX, "POST"),
)
