"""The words of the widget, from the content folder: of one language, and of the button."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.answers.wording import Wording
from bot.content.model import Content

GREETING = "greet"
EMERGENCY = "emergency"
BUTTON_KEYS = ("chat_title", "offline")
KEYS = (
    "bot",
    "cancel",
    "chat_title",
    "choose_language",
    "close",
    "close_chat",
    "conversation",
    "conversation_deleted",
    "copied",
    "copy",
    "danish_text",
    "delete_confirm",
    "delete_conversation",
    "delete_failed",
    "big_text",
    "error_unavailable",
    "helpful_no",
    "helpful_question",
    "helpful_thanks",
    "helpful_yes",
    "input_placeholder",
    "leave_address",
    "leave_hint",
    "leave_page",
    "new_tab",
    "not_sent",
    "notice_rate",
    "offline",
    "print",
    "privacy_link",
    "read_aloud",
    "retry",
    "send",
    "show_danish",
    "slow",
    "stop_reading",
    "typing",
    "you",
)
ADDRESSES = frozenset({"leave_address"})


def words(content: Content, lang: str) -> Mapping[str, object]:
    """All words of the chat in `lang`, and the phone numbers that texts may name.

    Raises KeyError for a language that the content does not have.
    """
    wording = Wording(content, content.languages[lang].code)
    emergency = content.contacts.get(EMERGENCY)
    values = {EMERGENCY: emergency.phone if emergency and emergency.phone else ""}
    found: dict[str, object] = {key: wording.string(key, **values) for key in KEYS}
    found |= {key: _raw(content, lang, key) for key in ADDRESSES}
    return found | {"phones": phones(content)}


def words_json(content: Content, lang: str) -> str:
    """The same as JSON."""
    return json.dumps(words(content, lang), ensure_ascii=False, separators=(",", ":"))


def phones(content: Content) -> list[str]:
    """Every phone number of the contacts, the longest first."""
    found = {contact.phone for contact in content.contacts.values() if contact.phone}
    return sorted(found, key=lambda phone: (-len(phone), phone))


def loader(content: Content, version: str) -> str:
    """The module that a page embeds: what the button needs, and where the rest of the chat is."""
    known = [
        {
            "code": code,
            "dir": language.direction,
            "name": language.name,
            "source": language.source,
            **{key: Wording(content, code).string(key) for key in BUTTON_KEYS},
        }
        for code, language in content.languages.items()
    ]
    listed = ",\n".join(json.dumps(language, ensure_ascii=False) for language in known)
    return (
        f'import {{ define }} from "./app/{version}/element.js";\n'
        f'define(new URL("..", import.meta.url), [\n{listed}\n]);\n'
    )


def _raw(content: Content, lang: str, key: str) -> str:
    ui = content.ui
    return ui.get(lang, {}).get(key) or ui[content.source_lang][key]
