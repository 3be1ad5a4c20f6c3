"""What a newcomer would see: the working copy as the chat and as Telegram show it."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup
from starlette.responses import Response

from bot.answers.composer import Composer
from bot.answers.telegram import TelegramRenderer
from bot.staff.page import Call, Page
from bot.staff.roles import Permission


def show(call: Call) -> Response:
    """The reply in each language that the entry has, composed by the bot's own code."""
    office = call.office
    copy = office.shelf.copy(call.path("entry"))
    content = office.shelf.library().content
    entries = {**content.entries, copy.entry.id: copy.entry}
    composer = Composer(replace(content, entries=entries), office.signer)
    telegram = TelegramRenderer(composer)
    shown = []
    for lang in content.languages:
        if lang in copy.entry.answers:
            reply = composer.entry(copy.entry.id, lang)
            # The renderer escapes everything but the few tags that Telegram knows.
            messages = [
                (Markup(message.html), message.rows)  # noqa: S704
                for message in telegram.reply(reply)
            ]
            shown.append((content.languages[lang], reply, messages))
    title = copy.entry.title(office.source) or copy.entry.id
    return call.show("preview.html", entry=copy.entry, title=title, replies=shown)


PAGES = (Page("/entries/{entry}/preview", show, Permission.VIEW),)
