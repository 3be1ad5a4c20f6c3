"""What would go live, side by side with what is live; and the button that does it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.content.model import Language
from bot.staff import workflow
from bot.staff.desk import copy_digest
from bot.staff.fields import field_names, language_of, words_of
from bot.staff.page import Call, Page, go_to
from bot.staff.pages.content import topic_name
from bot.staff.pending import WorkingCopy
from bot.staff.roles import NotAllowedError, Permission


@dataclass(frozen=True)
class ChangeView:
    """One field that is to change: both versions in words, and who wrote it."""

    field: str
    old: str
    new: str
    language: Language | None
    authors: tuple[str, ...]
    clash: bool


def show(call: Call) -> Response:
    """The changes of one entry that wait, and what stops them."""
    office = call.office
    copy = office.shelf.copy(call.path("entry"))
    languages = office.shelf.content().languages
    order = field_names(office.languages)
    names = {person.name: person.shown for person in office.people.all()}
    changes = [
        ChangeView(
            field=name,
            old=words_of(copy.live_value(name)),
            new=words_of(change.value),
            language=languages.get(language_of(name) or ""),
            authors=tuple(sorted(names.get(author, author) for author in change.authors)),
            clash=name in copy.clashes,
        )
        for name, change in sorted(copy.pending.items(), key=lambda item: order.index(item[0]))
    ]
    return call.show(
        "publish.html",
        copy=copy,
        title=copy.entry.title(office.source) or copy.entry.id,
        topic=topic_name(call, copy.entry.topic),
        changes=changes,
        errors=office.checker.new_errors(copy) if copy.entry.answers else (),
        incomplete=office.source not in copy.entry.answers,
        texts=_texts(call, copy),
        own_work=office.settings.staff_four_eyes and call.person.name in copy.authors,
        seen=copy_digest(copy),
    )


def publish(call: Call) -> Response:
    """Write the file: live within two seconds."""
    office, entry = call.office, call.path("entry")
    copy = office.shelf.copy(entry)
    if office.source not in copy.entry.answers or office.checker.new_errors(copy):
        return show(call)
    office.desk.publish(call.person, entry, call.form.get("seen", ""))
    if office.retraining is not None and office.retraining.request(call.person.shown):
        return go_to("/training?notice=training")
    return go_to(f"/entries/{entry}?notice=published")


def _texts(call: Call, copy: WorkingCopy) -> tuple[tuple[Language, str, bool], ...]:
    """Each text as it would be afterwards: language, state, whether it is outdated."""
    source, answers = call.office.source, copy.entry.answers
    try:
        after = workflow.publish(call.person, answers, source, (), four_eyes=False)
    except NotAllowedError:
        after = answers
    languages = call.office.shelf.content().languages
    return tuple(
        (languages[lang], text.state.value, workflow.outdated(after, source, lang))
        for lang, text in after.items()
    )


PAGES = (
    Page("/entries/{entry}/publish", show, Permission.VIEW),
    Page("/entries/{entry}/publish", publish, Permission.PUBLISH, "POST"),
)
