"""What a newcomer would see: the working copy in the real chat, and as Telegram shows it."""

from __future__ import annotations

import json
from dataclasses import replace

from markupsafe import Markup
from starlette.responses import Response

from bot.answers.composer import Composer
from bot.answers.telegram import TelegramRenderer
from bot.staff.guard import HEADERS
from bot.staff.page import Call, Page
from bot.staff.pages.widget import SESSION, widget_assets
from bot.staff.pending import WorkingCopy
from bot.staff.roles import Permission
from bot.staff.shelf import NoEntryError
from bot.web.assets import version


def show(call: Call) -> Response:
    """The reply in each language that the entry has, composed by the bot's own code."""
    office = call.office
    copy, composer = _composer(call)
    content = composer.content
    telegram = TelegramRenderer(composer)
    shown = []
    for lang in content.languages:
        if lang in copy.entry.answers:
            # The renderer escapes everything but the few tags that Telegram knows.
            messages = [
                (Markup(message.html), message.rows)  # noqa: S704
                for message in telegram.reply(composer.entry(copy.entry.id, lang))
            ]
            measures = office.checker.measures(copy.entry, lang)
            shown.append((content.languages[lang], messages, measures))
    title = copy.entry.title(office.source) or copy.entry.id
    return call.show("preview.html", entry=copy.entry, title=title, replies=shown)


def chat(call: Call) -> Response:
    """The real chat in a frame, in which the question was asked and answered already."""
    copy, composer = _composer(call)
    lang, entry = call.path("lang"), copy.entry
    if lang not in entry.answers or lang not in composer.content.languages:
        raise NoEntryError(entry.id)
    reply = composer.entry(entry.id, lang)
    turn = {
        "id": SESSION,
        "message": entry.title(lang) or "",
        "shown": entry.title(lang),
        "replies": [reply.as_json()],
    }
    memory = {"session": SESSION, "lang": lang, "open": True, "turns": [turn]}
    response = call.show(
        "preview_chat.html",
        language=composer.content.languages[lang],
        reply=reply,
        memory=json.dumps(memory, ensure_ascii=False),
        chat_version=version(widget_assets()),
    )
    # Only the preview may show it in a frame.
    policy = HEADERS["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    response.headers["content-security-policy"] = policy
    response.headers["x-frame-options"] = "SAMEORIGIN"
    return response


def _composer(call: Call) -> tuple[WorkingCopy, Composer]:
    """The working copy of an entry, and the bot's own way to make replies with it."""
    office = call.office
    copy = office.shelf.copy(call.path("entry"))
    content = office.shelf.library().content
    entries = {**content.entries, copy.entry.id: copy.entry}
    contacts = {i: c.contact for i, c in office.contacts.copies().items()}
    content = replace(content, entries=entries, contacts={**content.contacts, **contacts})
    return copy, Composer(content, office.signer)


PAGES = (
    Page("/entries/{entry}/preview", show, Permission.VIEW),
    Page("/entries/{entry}/preview/{lang}", chat, Permission.VIEW),
)
