"""The list of all entries, and the page that begins a new one."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.cleaning import clean_line
from bot.staff.listing import Listing, Query
from bot.staff.page import Call, Page, go_to
from bot.staff.roles import Permission


def listed(call: Call) -> Response:
    """The entries that the filters find."""
    office = call.office
    content = office.shelf.content()
    faults = office.checker.everything()
    listing = Listing(
        office.languages, office.checker.rules().checked_days, faults, office.today(), office.usage
    )
    query = Query(*(call.asked(name)[:200] for name in ("q", "topic", "lang", "status")))
    copies = office.shelf.copies()
    topics = [*content.topics]
    topics += sorted({c.entry.topic for c in copies.values()} - set(topics))
    return call.show(
        "content.html",
        rows=listing.rows(copies.values(), query),
        total=len(copies),
        query=query,
        statuses=listing.statuses(),
        topics={topic: topic_name(call, topic) for topic in topics},
        drafts=office.drafts.of(call.person.name),
        broken=content.faults,
    )


def begin(call: Call) -> Response:
    """The form for a new entry."""
    return _begin(call)


def create(call: Call) -> Response:
    """Begin an entry; it goes nowhere until it is published."""
    entry, topic = clean_line(call.form.get("id", "")), call.form.get("topic", "")
    call.office.desk.create(call.person, entry, topic)
    return go_to(f"/entries/{entry}?notice=created")


def topic_name(call: Call, topic: str) -> str:
    """What the chat calls a topic; the id for the folders that are no topics."""
    content = call.office.shelf.content()
    found = content.ui.get(content.source_lang, {}).get(f"topic_{topic}")
    return found or call.office.words.by_key.get(f"family_{topic}", topic)


def _begin(call: Call) -> Response:
    topics = {t: topic_name(call, t) for t in call.office.shelf.content().topics}
    return call.show("new.html", topics=topics)


PAGES = (
    Page("/", listed, Permission.VIEW),
    Page("/new", begin, Permission.EDIT),
    Page("/new", create, Permission.EDIT, "POST"),
)
