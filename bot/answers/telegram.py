"""How a reply looks in Telegram: HTML, rows of buttons, parts of at most 4,096 characters.

Buttons of a menu carry actions of their own (OPEN, SPEAK, BEGIN, PAGE), by which a press is known
to come from a menu: its answer takes the menu's place instead of filling the chat.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answers.composer import GREETING, LANGUAGE, MENU, Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Button, Kind, Reply
from bot.answers.sentences import length, parts
from bot.answers.wording import Wording

MAX_TEXT = 4096  # UTF-16 code units after parsing: https://core.telegram.org/bots/api#sendmessage
MAX_PAYLOAD = 64  # bytes
PAGE_BUTTONS = 8
SHORT_TITLE = 16  # characters: two buttons of this length stand beside each other on a phone
OPEN, SPEAK, BEGIN, PAGE = "open", "speak", "begin", "page"
ORIGINAL, HELPED, HELPED_NOT, DELETE = "original", "good", "bad", "delete"
STRING = "ui."  # an ORIGINAL whose argument begins so is a string of the interface
DELETE_ENTRY = "delete_my_data"
MENUS = frozenset({GREETING, LANGUAGE, MENU})
_LINK = re.compile(r"https?://[^\s<>\"\u2066-\u2069]+[^\s<>\".,:;!?)\u2066-\u2069]")
_DIGITS_OF_A_NUMBER = 8  # shorter ones (112) are the same from everywhere


@dataclass(frozen=True)
class Key:
    """A button below a message."""

    title: str
    payload: str


@dataclass(frozen=True)
class TelegramMessage:
    """One message: valid HTML of the Bot API, and rows of buttons."""

    html: str
    rows: tuple[tuple[Key, ...], ...] = ()


class TelegramRenderer:
    """Renders replies of one version of the content."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._content = composer.content
        self._signer: PayloadSigner = composer.signer

    def reply(self, reply: Reply) -> tuple[TelegramMessage, ...]:
        """The messages of one reply; the buttons stand below the last one."""
        if is_menu(reply):
            return (self.menu(reply),)
        messages = self.text(reply)
        return (*messages[:-1], TelegramMessage(messages[-1].html, self._rows(reply)))

    def text(self, reply: Reply) -> tuple[TelegramMessage, ...]:
        """The messages of one reply without buttons: its text and its label."""
        pieces = parts(self._international(reply.text), MAX_TEXT)
        formatted = [_html(piece) for piece in pieces]
        if reply.label:
            label = f"<i>{_html(reply.label)}</i>"
            if pieces and length(pieces[-1]) + length(reply.label) + 2 <= MAX_TEXT:
                formatted[-1] += f"\n\n{label}"
            else:
                formatted.append(label)
        return tuple(TelegramMessage(text) for text in formatted)

    def menu(self, reply: Reply, page: int = 0) -> TelegramMessage:
        """A reply whose buttons change this message; many questions come page by page."""
        leading = [b for b in reply.buttons if b.faq_id]
        others = [b for b in reply.buttons if not b.faq_id]
        rows = [*_packed(self._keys(leading[page * PAGE_BUTTONS :][:PAGE_BUTTONS], own=True))]
        rows += self._turn(leading, page)
        named = {language.name for language in self._content.languages.values()}
        rows += _packed(self._keys((b for b in others if b.title in named), own=True), wide=8)
        rows += _packed(self._keys((b for b in others if b.title not in named), own=True))
        rows += self._original_row(reply)
        text = self._international(reply.text)
        return TelegramMessage(_html(parts(text, MAX_TEXT)[0]), tuple(rows))

    def start(self, first: str | None) -> TelegramMessage:
        """The greeting in every language, with a button for each; `first` comes first."""
        codes = sorted(self._content.languages, key=lambda code: code != first)
        texts = []
        for code in codes:
            wording = Wording(self._content, code)
            texts.append(
                wording.string("telegram_start") + "\n" + wording.string("telegram_notice")
            )
        names = self._content.languages
        keys = (Key(names[code].name, self._signer.sign(BEGIN, code)) for code in codes)
        return TelegramMessage(_html("\n\n".join(texts)), _packed(keys, wide=8))

    def chosen(self, reply: Reply) -> TelegramMessage:
        """The confirmation of a language, and the greeting that everybody should see once."""
        greeting = self._composer.entry(GREETING, reply.lang)
        text = self._international(f"{reply.text}\n\n{greeting.text}")
        return TelegramMessage(_html(parts(text, MAX_TEXT)[0]), self.menu(reply).rows)

    def _rows(self, reply: Reply) -> tuple[tuple[Key, ...], ...]:
        wording = Wording(self._content, reply.lang)
        rows = [*_packed(self._keys(reply.buttons)), *self._original_row(reply)]
        if reply.kind is Kind.ANSWER and reply.faq_id:
            rows.append(
                tuple(
                    Key(wording.string(key), self._signer.sign(action, reply.id))
                    for key, action in (
                        ("telegram_helpful_yes", HELPED),
                        ("telegram_helpful_no", HELPED_NOT),
                    )
                )
            )
        if reply.faq_id == DELETE_ENTRY:
            title = wording.string("delete_conversation")
            rows.insert(0, (Key(title, self._signer.sign(DELETE)),))
        return tuple(row for row in rows if all(_fits(key) for key in row))

    def _original_row(self, reply: Reply) -> list[tuple[Key, ...]]:
        """The button that shows the original, where there is another one than the text."""
        original = self._original(reply)
        if not original:
            return []
        title = Wording(self._content, reply.lang).string("button_show_danish")
        return [(Key(title, self._signer.sign(ORIGINAL, original)),)]

    def _original(self, reply: Reply) -> str | None:
        """What the button for the original shows: an entry or a string of the interface."""
        source = self._content.source_lang
        if reply.lang == source or not reply.danish:
            return None
        if reply.faq_id in self._content.entries:
            return reply.faq_id
        wording = Wording(self._content, source)
        strings = self._content.ui[source]
        found = (key for key in strings if wording.string(key) == reply.danish)
        return next((f"{STRING}{key}" for key in found), None)

    def _keys(self, buttons: Iterable[Button], *, own: bool = False) -> Iterable[Key]:
        for button in buttons:
            press = self._signer.read(button.payload)
            payload = button.payload
            if own and press and press.action in ("topic", "menu"):
                payload = self._signer.sign(OPEN, press.argument)
            if own and press and press.action == "lang":
                payload = self._signer.sign(SPEAK, press.argument)
            yield Key(button.title, payload)

    def _turn(self, leading: Sequence[Button], page: int) -> list[tuple[Key, ...]]:
        """The row that leads to the other pages of a topic."""
        pages = -(-len(leading) // PAGE_BUTTONS)
        entry = self._content.entries.get(leading[0].faq_id or "") if leading else None
        if pages < 2 or entry is None:
            return []
        there = ((page - 1, "‹"), (page + 1, "›"))
        keys = (
            Key(f"{mark} {number + 1}/{pages}", self._signer.sign(PAGE, f"{entry.topic}.{number}"))
            for number, mark in there
            if 0 <= number < pages
        )
        return [tuple(keys)]

    def _international(self, text: str) -> str:
        """The telephone numbers of the contacts with the country code in front.

        Only so does Telegram make a link of a number that can be tapped.
        """
        source = self._content.ui[self._content.source_lang]
        pattern = source.get("telegram_phone", "{phone}")
        for contact in self._content.contacts.values():
            phone = contact.phone or ""
            if len(re.sub(r"\D", "", phone)) >= _DIGITS_OF_A_NUMBER and "+" not in phone:
                whole = pattern.replace("{phone}", phone)
                text = re.sub(rf"(?<![\d+])(?<!\+\d\d ){re.escape(phone)}(?!\d)", whole, text)
        return text


def is_menu(reply: Reply) -> bool:
    """True for a reply that is there to choose from, not to be read again."""
    return reply.kind is Kind.DIALOGUE and reply.faq_id in MENUS


def _packed(keys: Iterable[Key], wide: int = 2) -> tuple[tuple[Key, ...], ...]:
    """Keys in rows: at most `wide` short ones beside each other, a long one alone."""
    rows: list[tuple[Key, ...]] = []
    for key in (k for k in keys if _fits(k)):
        short = all(len(k.title) <= SHORT_TITLE for k in (*(rows[-1] if rows else ()), key))
        if rows and short and len(rows[-1]) < wide:
            rows[-1] = (*rows[-1], key)
        else:
            rows.append((key,))
    return tuple(rows)


def _fits(key: Key) -> bool:
    return len(key.payload.encode("utf-8")) <= MAX_PAYLOAD and bool(key.title.strip())


def _html(text: str) -> str:
    """`text` escaped, its web addresses as links."""
    pieces: list[str] = []
    place = 0
    for match in _LINK.finditer(text):
        url = html.escape(match.group())
        pieces += (
            html.escape(text[place : match.start()], quote=False),
            f'<a href="{url}">{url}</a>',
        )
        place = match.end()
    return "".join(pieces) + html.escape(text[place:], quote=False)
