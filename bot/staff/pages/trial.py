"""Try it: what the bot makes of a question, and why."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.meanings import Near
from bot.staff.page import Call, Page
from bot.staff.roles import Permission
from bot.staff.trial import ask_bot

LONGEST = 5_000
NEAREST = 6


def show(call: Call) -> Response:
    """The empty form."""
    return _page(call, "")


def send(call: Call) -> Response:
    """The form with what came of it. It is not in the address: that would be kept by browsers."""
    return _page(call, call.form.get("message", "").strip()[:LONGEST])


def _page(call: Call, message: str) -> Response:
    office = call.office
    found = ask_bot(office.settings, message) if message else None
    nearest: tuple[Near, ...] = ()
    if found and found["text"]:
        lang = found["lang"] or office.source
        nearest = office.meanings.nearest(found["text"], lang, NEAREST)
    copies = office.shelf.copies()
    titles = {key: copy.entry.title(office.source) or key for key, copy in copies.items()}
    return call.show(
        "trial.html", message=message, found=found, nearest=nearest, titles=titles
    )  # fmt: skip


PAGES = (
    Page("/try", show, Permission.TRY),
    Page("/try", send, Permission.TRY, "POST"),
)
