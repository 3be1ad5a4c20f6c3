"""The methods of the Bot API that a text bot calls, with the rules that types cannot say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from tests.channels.telegram.markup import parsed
from tests.channels.telegram.schema import RefusedError, bad, check_object, utf16
from tests.channels.telegram.world import BOT, Shown, World

Params = dict[str, Any]
PLAIN_FIELDS = frozenset({"text", "icon_custom_emoji_id", "style"})
LANGUAGE = re.compile(r"[a-z]{2}\Z")


class Methods:
    """Answers one call at a time; every method is named as in the Bot API."""

    def __init__(self, world: World, *, loopback: bool = True) -> None:
        self._world = world
        self._loopback = loopback

    def call(self, method: str, params: Params) -> Any:
        """The result of a call whose parameters are checked. Raises RefusedError."""
        found: Callable[[Params], Any] | None = getattr(self, method, None)
        if found is None:
            raise bad(f"{method} is not expected from this bot")
        return found(params)

    def getMe(self, params: Params) -> Params:
        return BOT

    def sendMessage(self, params: Params) -> Params:
        chat = _chat(params)
        self._world.reachable(chat)
        text, entities = _text(params)
        keyboard = _keyboard(params)
        reply = params.get("reply_parameters") or {}
        if reply and not reply.get("allow_sending_without_reply"):
            self._world.find(chat, reply["message_id"], by_bot=False)
        found = self._world.message(chat, BOT["id"], text=text)
        shown = self._world.shown[-1]
        shown.entities, shown.keyboard = entities, keyboard
        shown.reply_to = reply.get("message_id")
        return _as_message(found, shown)

    def editMessageText(self, params: Params) -> Params:
        shown = self._world.find(_chat(params), params["message_id"])
        self._world.reachable(shown.chat)
        text, entities = _text(params)
        keyboard = _keyboard(params)
        if (text, entities, keyboard) == (shown.text, shown.entities, shown.keyboard):
            raise bad(
                "message is not modified: specified new message content and reply markup are"
                " exactly the same as a current content and reply markup of the message"
            )
        shown.text, shown.entities, shown.keyboard = text, entities, keyboard
        return self._edited(shown)

    def editMessageReplyMarkup(self, params: Params) -> Params:
        shown = self._world.find(_chat(params), params["message_id"])
        self._world.reachable(shown.chat)
        keyboard = _keyboard(params)
        if keyboard == shown.keyboard:
            raise bad("message is not modified")
        shown.keyboard = keyboard
        return self._edited(shown)

    def deleteMessages(self, params: Params) -> bool:
        chat = _chat(params)
        self._world.reachable(chat)
        for shown in self._world.shown:
            if shown.chat == chat and shown.id in params["message_ids"]:
                shown.deleted = True
        return True

    def sendChatAction(self, params: Params) -> bool:
        self._world.reachable(_chat(params))
        return True

    def answerCallbackQuery(self, params: Params) -> bool:
        if params["callback_query_id"] not in self._world.open_queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._world.open_queries.discard(params["callback_query_id"])
        return True

    def answerInlineQuery(self, params: Params) -> bool:
        if params["inline_query_id"] not in self._world.open_inline:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._world.open_inline.discard(params["inline_query_id"])
        start = (params.get("button") or {}).get("start_parameter")
        if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
            raise bad("START_PARAM_INVALID")
        return True

    def setMyCommands(self, params: Params) -> bool:
        if len(params["commands"]) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not command["description"].strip():
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = (params.get("scope") or {"type": "default"})["type"]
        self._world.settings["commands", scope, _language(params)] = params["commands"]
        return True

    def setMyDescription(self, params: Params) -> bool:
        return self._describe("description", params, 512)

    def setMyShortDescription(self, params: Params) -> bool:
        return self._describe("short_description", params, 120)

    def setWebhook(self, params: Params) -> bool:
        url = params["url"]
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            raise bad("bad webhook: invalid URL")
        if not url.startswith("https://") and not self._loopback:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.get("secret_token", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad("secret token contains unallowed characters")
        if not 1 <= params.get("max_connections", 40) <= 100:
            raise bad("max_connections must be 1-100")
        self._allow(params)
        self._world.webhook = {"url": url, "secret_token": secret}
        return True

    def deleteWebhook(self, params: Params) -> bool:
        self._world.webhook = {}
        if params.get("drop_pending_updates"):
            self._world.updates.clear()
        return True

    def getWebhookInfo(self, params: Params) -> Params:
        found = {
            "url": self._world.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates),
        }
        if "last_error_message" in self._world.webhook:
            found["last_error_date"] = int(time.time())
            found["last_error_message"] = self._world.webhook["last_error_message"]
        check_object("WebhookInfo", found)
        return found

    def getUpdates(self, params: Params) -> list[Params]:
        """The waiting updates; those below the offset are confirmed and forgotten."""
        if self._world.webhook.get("url"):
            raise RefusedError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self._allow(params)
        offset = params.get("offset", 0)
        if offset > 0:
            self._world.updates[:] = [u for u in self._world.updates if u["update_id"] >= offset]
        elif offset < 0:
            self._world.updates[:] = self._world.updates[offset:]
        return self._world.updates[: params.get("limit", 100)]

    def _allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            wanted = params["allowed_updates"]
            self._world.allowed = frozenset(wanted) if wanted else None

    def _describe(self, name: str, params: Params, most: int) -> bool:
        if utf16(params.get(name, "")) > most:
            raise bad(f"{name} is longer than {most} characters")
        self._world.settings[name, _language(params)] = params.get(name, "")
        return True

    def _edited(self, shown: Shown) -> Params:
        shown.edits += 1
        date = int(time.time())
        found = {"message_id": shown.id, "date": date, "edit_date": date, "from": BOT}
        return _as_message(found | {"chat": self._world.chats[shown.chat]}, shown)


def _as_message(found: Params, shown: Shown) -> Params:
    message = found | {"text": shown.text}
    if shown.entities:
        message["entities"] = shown.entities
    if shown.keyboard:
        message["reply_markup"] = {"inline_keyboard": shown.keyboard}
    check_object("Message", message)
    return message


def _chat(params: Params) -> int:
    chat = params.get("chat_id")
    if not isinstance(chat, int) or isinstance(chat, bool):
        raise bad("chat_id must be a number here")
    return chat


def _text(params: Params) -> tuple[str, list[Params]]:
    source = params["text"]
    if params.get("parse_mode") not in (None, "HTML"):
        raise bad("this bot writes HTML")
    text, entities = parsed(source) if "parse_mode" in params else (source, [])
    if not text.strip():
        raise bad("message text is empty")
    if utf16(text) > 4096:
        raise bad("message is too long")
    return text, entities


def _keyboard(params: Params) -> list[list[Params]]:
    markup = params.get("reply_markup")
    rows: list[list[Params]] = (markup or {}).get("inline_keyboard", [])
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("this bot uses inline keyboards only")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        if len(set(button) - PLAIN_FIELDS) != 1:
            raise bad("Text buttons are not allowed in the inline keyboard")
        if not button["text"].strip():
            raise bad("BUTTON_TEXT_EMPTY")
        if "url" in button and not re.match(r"(?:https?|tg)://", button["url"]):
            raise bad("BUTTON_URL_INVALID")
    return rows


def _language(params: Params) -> str:
    code: str = params.get("language_code", "")
    if code and not LANGUAGE.match(code):
        raise bad("LANG_CODE_INVALID")
    return code
