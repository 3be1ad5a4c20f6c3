"""The page of one entry: the source text beside a translation, questions, facts; save, review."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import JSONResponse, Response

from bot.content.model import Entry, State, Text
from bot.content.texthash import text_hash
from bot.errors import BotError
from bot.staff.desk import Edit
from bot.staff.drafts import ABOUT_THE_PAGE, unshown
from bot.staff.fields import (
    ANSWERS,
    answer_field,
    digest,
    field_names,
    language_of,
    value_of,
    with_value,
)
from bot.staff.form import (
    RELATED_ROWS,
    SEEN,
    SOURCE_ROWS,
    WAS,
    Form,
    FormReader,
    Read,
    shown_fields,
    typed,
    untouched,
)
from bot.staff.page import EDIT, Call, Page, go_to
from bot.staff.pages.content import topic_name
from bot.staff.pages.fieldview import NO_TROUBLE, Trouble, editable, field_view
from bot.staff.pending import WorkingCopy, source_hash
from bot.staff.proposer import Proposal
from bot.staff.roles import NotAllowedError, Permission


def show(call: Call) -> Response:
    """The entry as it is, or with the draft that the person left."""
    entry = call.path("entry")
    copy = call.office.shelf.copy(entry)
    draft = call.office.drafts.find(call.person.name, entry)
    lang = _lang(call, draft.form if draft else {})
    form = dict(_typed(call, copy, lang))
    if draft is not None:
        form |= _from_draft(draft.form, lang)
        return _page(call, copy, lang, form, draft_at=draft.at)
    return _page(call, copy, lang, form)


def send(call: Call) -> Response:
    """Save; then, where the button says so, review or ask the machine."""
    entry, office = call.path("entry"), call.office
    copy = office.shelf.copy(entry)
    lang, do = _lang(call, call.form), call.form.get("do", "save")
    fields = shown_fields(office.source, lang)
    read = FormReader(office.words).read(call.form, fields)
    try:
        minor = "minor" in call.form
        saved = office.desk.save(
            call.person, entry, read.edits, minor=minor, fits=_fits(call, read, lang)
        )
        conflicts = {conflict.field: conflict for conflict in saved.conflicts}
        if not read.problems and not conflicts and do in ("review", "propose"):
            return _and_then(call, entry, lang, do)
    except NotAllowedError:
        raise
    except BotError as error:
        # A full disk, say: the page comes back with all that was typed.
        problem = office.words.error(error)
        return _page(call, copy, lang, call.form, status=503, problem=problem)
    if read.problems or conflicts:
        return _again(call, entry, lang, Trouble(read.problems, conflicts))
    _saved(call, entry)
    notice = "marks_removed" if read.marks_removed and saved.fields else "saved"
    return go_to(f"/entries/{entry}?lang={lang}&notice={notice if saved.fields else 'unchanged'}")


def keep(call: Call) -> Response:
    """Keep what is typed as a draft; answer with its faults and measures, for the script."""
    entry, office = call.path("entry"), call.office
    copy = office.shelf.copy(entry)
    lang = _lang(call, call.form)
    form = {k: v for k, v in call.form.items() if k not in ("token", "do")}
    office.drafts.keep(call.person.name, entry, form)
    read = FormReader(office.words).read(call.form, shown_fields(office.source, lang))
    wanted = _as_typed(copy.entry, read)
    faults = office.checker.quick(wanted)
    fields = {}
    for name in shown_fields(office.source, lang):
        view = field_view(call, replace(copy, entry=wanted), name, form, faults)
        said = [read.problems[name]] if name in read.problems else []
        said += [fault.message for fault in view.faults]
        text = call.view.measured(view.measures) if view.measures else ""
        fields[name] = {"faults": said, "measures": text}
    kept = office.words("draft_kept", time=office.words.time(office.clock()))
    return JSONResponse({"fields": fields, "kept": kept}, headers={"Cache-Control": "no-store"})


def discard(call: Call) -> Response:
    """Throw the draft away."""
    entry = call.path("entry")
    call.office.drafts.drop(call.person.name, entry)
    return go_to(f"/entries/{entry}?notice=draft_dropped")


def settle(call: Call) -> Response:
    """End a clash with a change that was made in the file by hand."""
    entry, name = call.path("entry"), call.form.get("field", "")
    copy = call.office.shelf.copy(entry)
    if name in copy.clashes:
        mine = call.form.get("keep") == "mine"
        call.office.desk.settle(call.person, entry, name, mine=mine)
    return go_to(f"/entries/{entry}?notice=settled")


def _from_draft(draft: Form, lang: str) -> dict[str, str]:
    """What a draft holds for a page, but for texts that were not changed in it."""
    same = draft.get("lang", lang) == lang
    found = {k: v for k, v in draft.items() if same or k not in ABOUT_THE_PAGE}
    for name in [k.removeprefix(WAS) for k in draft if k.startswith(WAS)]:
        if untouched(draft, name):  # somebody else may have changed it since
            for key in (name, SEEN + name, WAS + name):
                found.pop(key, None)
    return found


def _saved(call: Call, entry: str) -> None:
    """Forget the draft of what the form shows; what waits in other languages stays."""
    office, name = call.office, call.person.name
    draft = office.drafts.find(name, entry)
    office.drafts.drop(name, entry)
    rest = unshown(draft.form, call.form) if draft else {}
    now = typed(office.shelf.copy(entry).entry, field_names(office.languages))
    words = {k: v.split() for k, v in rest.items() if not k.startswith((SEEN, WAS))}
    if any(text != now.get(k, "").split() for k, text in words.items()):
        office.drafts.keep(name, entry, rest)


def _and_then(call: Call, entry: str, lang: str, do: str) -> Response:
    office = call.office
    copy = office.shelf.copy(entry)
    if do == "review":
        seen = call.form.get("source_seen", "")
        if editable(call, answer_field(office.source)):
            seen = source_hash(copy.entry, office.source)
        value = value_of(copy.entry, answer_field(lang))
        if value is not None:
            office.desk.review(call.person, entry, lang, digest(value), seen)
        _saved(call, entry)
        return go_to(f"/entries/{entry}?lang={lang}&notice=reviewed")
    proposal = _proposed(call, copy, lang)
    _saved(call, entry)
    if proposal is None:
        return go_to(f"/entries/{entry}?lang={lang}&notice=no_proposal")
    office.desk.propose(call.person, entry, lang, proposal.text)
    copy = office.shelf.copy(entry)
    return _page(call, copy, lang, _typed(call, copy, lang), proposal=proposal)


def _proposed(call: Call, copy: WorkingCopy, lang: str) -> Proposal | None:
    source = copy.entry.answers.get(call.office.source)
    if not _can_propose(call, lang) or source is None or call.office.proposer is None:
        raise NotAllowedError
    return call.office.proposer.propose(source.text, lang)


def _can_propose(call: Call, lang: str) -> bool:
    proposer, person = call.office.proposer, call.person
    allowed = person.may(Permission.EDIT) or person.translates(lang)
    return proposer is not None and lang in proposer.languages() and allowed


def _again(call: Call, entry: str, lang: str, trouble: Trouble) -> Response:
    """The page with what was typed: what is saved is saved, the rest waits at its field."""
    office = call.office
    copy = office.shelf.copy(entry)
    form = dict(_typed(call, copy, lang)) | {"lang": lang}
    for name in (*trouble.problems, *trouble.conflicts):
        kept = {k: v for k, v in call.form.items() if k == name or k.startswith(f"{name}.")}
        form |= kept
    office.drafts.keep(call.person.name, entry, form)
    status = 409 if trouble.conflicts else 422
    return _page(call, copy, lang, form, status=status, trouble=trouble)


def _page(
    call: Call,
    copy: WorkingCopy,
    lang: str,
    form: Form,
    *,
    status: int = 200,
    trouble: Trouble = NO_TROUBLE,
    problem: str = "",
    proposal: Proposal | None = None,
    draft_at: int | None = None,
) -> Response:
    office, entry, source = call.office, copy.entry, call.office.source
    faults = office.checker.entry(copy) if entry.answers else ()
    fields = {
        name: field_view(call, copy, name, form, faults, trouble)
        for name in shown_fields(source, lang)
    }
    answer = entry.answers.get(lang)
    others = [f for f in faults if not any(f in view.faults for view in fields.values())]
    return call.show(
        "entry.html",
        status,
        copy=copy,
        entry=entry,
        lang=lang,
        title=entry.title(source) or entry.id,
        topic=topic_name(call, entry.topic),
        fields=fields,
        others=others,
        form=form,
        problem=problem,
        draft_at=draft_at,
        proposal=proposal,
        can_propose=_can_propose(call, lang) and source in entry.answers,
        can_review=lang != source and call.person.may(Permission.REVIEW)
        and lang in call.person.languages and answer is not None,
        source_seen=form.get("source_seen") or source_hash(entry, source),
        fits=answer is None or not fields[answer_field(lang)].outdated,
        older=_older(call, copy, lang),
        source_rows=range(min(SOURCE_ROWS, len(entry.sources) + 2)),
        related=_related_rows(form),
        titles=_titles(call),
    )  # fmt: skip


def _typed(call: Call, copy: WorkingCopy, lang: str) -> Form:
    return typed(copy.entry, shown_fields(call.office.source, lang))


def _lang(call: Call, form: Form) -> str:
    """The language beside the source text: the one asked for, else one that she translates."""
    office = call.office
    others = [code for code in office.languages if code != office.source]
    wanted = call.asked("lang") or form.get("lang", "")
    if wanted in others:
        return wanted
    own = [code for code in others if code in call.person.languages]
    return (*own, *others, office.source)[0]


def _fits(call: Call, read: Read, lang: str) -> str | None:
    """The hash of the source text in this form, when the person says that the text fits it."""
    if "fits" not in call.form:
        return None
    source = answer_field(call.office.source)
    for edit in read.edits:
        if edit.field == source:
            return text_hash(edit.value)
    return call.form.get("source_seen") or None


def _as_typed(entry: Entry, read: Read) -> Entry:
    """The entry with the edits in it, for checks only: states are not looked at."""
    for edit in read.edits:
        entry = with_value(entry, edit.field, _value(entry, edit))
    return entry


def _value(entry: Entry, edit: Edit) -> object:
    lang = language_of(edit.field)
    if not edit.field.startswith(ANSWERS) or lang is None:
        return edit.value
    before = entry.answers.get(lang, Text("", State.DRAFT))
    found = {"text": edit.value, "state": before.state.value}
    return found | ({"of": before.of} if before.of else {})


def _older(call: Call, copy: WorkingCopy, lang: str) -> str | None:
    """The source text that an outdated translation belongs to, where history has it."""
    answer = copy.entry.answers.get(lang)
    if answer is None or answer.of is None:
        return None
    return call.office.history.text_with_hash(copy.entry.id, call.office.source, answer.of)


def _related_rows(form: Form) -> list[str]:
    chosen = [line for line in form.get("related", "").split("\n") if line.strip()]
    return (chosen + [""] * RELATED_ROWS)[: max(RELATED_ROWS, len(chosen) + 1)]


def _titles(call: Call) -> dict[str, dict[str, str]]:
    """The titles of all entries by topic, to choose related ones from."""
    source = call.office.source
    found: dict[str, dict[str, str]] = {}
    for copy in call.office.shelf.copies().values():
        name = topic_name(call, copy.entry.topic)
        found.setdefault(name, {})[copy.entry.id] = copy.entry.title(source) or copy.entry.id
    return found


PAGES = (
    Page("/entries/{entry}", show, Permission.VIEW),
    Page("/entries/{entry}", send, Permission.VIEW, "POST", EDIT),
    Page("/entries/{entry}/draft", keep, Permission.VIEW, "POST", EDIT),
    Page("/entries/{entry}/discard", discard, Permission.VIEW, "POST"),
    Page("/entries/{entry}/settle", settle, Permission.VIEW, "POST"),
)
