"""Everything out and in: a zip of all files, XLIFF for outside translators."""

from __future__ import annotations

from starlette.responses import Response

from bot.content.model import Entry, Family
from bot.content.reader import ID
from bot.staff import xliff
from bot.staff.archive import packed, unpacked
from bot.staff.cleaning import TEXT_MAX, clean
from bot.staff.errors import StaffError
from bot.staff.fields import field_names, value_of
from bot.staff.page import FILE, Call, Page
from bot.staff.roles import Permission
from bot.staff.workflow import outdated

VERSIONS = (xliff.V1, xliff.V2)
WANTED = ("open", "all")  # which texts go out: those that need work, or all


def show(call: Call) -> Response:
    """What can be taken out and brought in."""
    return _page(call)


def zipped(call: Call) -> Response:
    """All files and the history as a zip."""
    raw = packed(call.office.shelf.store.folder, call.office.history)
    return _download(raw, "application/zip", f"velkommen-{call.office.today()}.zip")


def unzipped(call: Call) -> Response:
    """Take the entries of a zip into the working copies; nothing is live by that."""
    office, raw = call.office, call.files.get("file", b"")
    entries, faults = unpacked(raw, office.shelf.content())
    names = field_names(office.languages)
    known = office.shelf.copies()
    changed, unknown = 0, list(faults)
    for entry in entries:
        if entry.id not in known:
            if entry.family is not Family.FAQ:
                unknown.append(entry.id)
                continue
            office.desk.create(call.person, entry.id, entry.topic)
        values = {name: value_of(entry, name) for name in names}
        changed += bool(office.desk.bring_values(call.person, entry.id, values))
    return _page(call, changed=changed, unknown=unknown)


def translations_out(call: Call) -> Response:
    """The texts of one language as XLIFF."""
    office, lang, version = call.office, call.asked("lang"), call.asked("version")
    if lang not in office.languages or lang == office.source or version not in VERSIONS:
        raise StaffError("bad_request", "There is no such language or version.")
    copies = office.shelf.copies().values()
    everything = call.asked("which") == WANTED[1]
    units = tuple(
        _unit(copy.entry, office.source, lang)
        for copy in copies
        if office.source in copy.entry.answers
        and (everything or _open(copy.entry, office.source, lang))
    )
    raw = xliff.written(xliff.Bundle(office.source, lang, units), version)
    name = f"velkommen-{lang}-{office.today()}.xlf"
    return _download(raw, "application/xliff+xml", name)


def translations_in(call: Call) -> Response:
    """Take translations into the working copies, as drafts that nobody has reviewed."""
    office = call.office
    bundle = xliff.read(call.files.get("file", b""))
    if bundle.target not in office.languages or bundle.source != office.source:
        raise StaffError("bad_xliff", "The languages of the file are not ours.")
    known = office.shelf.copies()
    changed, unknown = 0, []
    for unit in bundle.units:
        text = clean(unit.target or "")
        if unit.id not in known or not ID.match(unit.id) or not 0 < len(text) <= TEXT_MAX:
            unknown.append(unit.id[:40])
            continue
        changed += office.desk.bring(call.person, unit.id, bundle.target, text, unit.of)
    return _page(call, changed=changed, unknown=unknown)


def _page(call: Call, *, changed: int | None = None, unknown: list[str] | None = None) -> Response:
    return call.show(
        "exchange.html", changed=changed, unknown=unknown or [], versions=VERSIONS, wanted=WANTED
    )


def _unit(entry: Entry, source: str, lang: str) -> xliff.Unit:
    target = entry.answers.get(lang)
    return xliff.Unit(entry.id, entry.answers[source].text, target.text if target else None)


def _open(entry: Entry, source: str, lang: str) -> bool:
    """True when a translator has something to do: no text, an outdated one, a machine's."""
    text = entry.answers.get(lang)
    return text is None or text.state.value == "machine" or outdated(entry.answers, source, lang)


def _download(raw: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(raw, media_type=kind, headers=headers)


PAGES = (
    Page("/exchange", show, Permission.EXPORT),
    Page("/exchange/all.zip", zipped, Permission.EXPORT),
    Page("/exchange/zip", unzipped, Permission.IMPORT, "POST", FILE),
    Page("/exchange/translations.xlf", translations_out, Permission.EXPORT),
    Page("/exchange/xliff", translations_in, Permission.IMPORT, "POST", FILE),
)
