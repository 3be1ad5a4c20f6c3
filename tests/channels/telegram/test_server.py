"""The Bot API server of the tests is as strict as it says."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.channels.telegram.markup import parsed
from tests.channels.telegram.methods import Methods
from tests.channels.telegram.schema import RefusedError, checked, description
from tests.channels.telegram.server import BotApi
from tests.channels.telegram.test_conversation import until
from tests.channels.telegram.world import World


def form(**values: Any) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()
    }


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a"} | button]]}


def call(method: str, **values: Any) -> Any:
    world = World()
    world.meet(7, "da")
    world.message(7, 7, text="hej")
    return Methods(world).call(method, checked(method, form(**values)))


GOOD = {"chat_id": 7, "text": "<b>hej</b>", "parse_mode": "HTML"}


def test_a_good_call_passes() -> None:
    sent = call("sendMessage", **GOOD, reply_markup=keyboard(callback_data="ab"))
    assert sent["text"] == "hej"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"chat_id": "x"}, "chat_id"),
        ({"chat_id": 8}, "chat not found"),
        ({"text": ""}, "empty"),
        ({"text": " \n"}, "empty"),
        ({"text": "a" * 4097}, "too long"),
        ({"text": "😀" * 2049}, "too long"),
        ({"text": "<b>"}, "end tag"),
        ({"text": "a < b"}, "start tag"),
        ({"text": "a & b"}, "escaped"),
        ({"text": "<script>a</script>"}, "start tag"),
        ({"text": '<a href="tel:112">112</a>'}, "links"),
        ({"parse_mode": "html"}, "parse_mode"),
        ({"colour": "red"}, "no parameter"),
        ({"disable_notification": "yes"}, "disable_notification"),
        ({"reply_markup": keyboard(callback_data="ሀ" * 22)}, "64"),
        ({"reply_markup": keyboard(callback_data="")}, "64"),
        ({"reply_markup": keyboard()}, "not allowed"),
        ({"reply_markup": keyboard(callback_data="a", url="https://a.dk")}, "not allowed"),
        ({"reply_markup": keyboard(callback_data="a", colour="b")}, "no field"),
        ({"reply_markup": keyboard(callback_data=1)}, "must be string"),
        ({"reply_markup": {"inline_keyboard": [[]]}}, "too long"),
        ({"reply_parameters": {"message_id": 99}}, "not found"),
        ({"link_preview_options": {"is_disabled": 1}}, "boolean"),
    ],
)
def test_a_wrong_message_is_refused(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(RefusedError, match=problem):
        call("sendMessage", **GOOD | values)


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendMassage", {}),
        ("sendMessage", {"text": "a"}),
        ("setMyCommands", {"commands": [{"command": "Hjælp", "description": "a"}]}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "a" * 257}]}),
        ("setMyCommands", {"commands": [], "language_code": "dansk"}),
        ("setMyDescription", {"description": "a" * 513}),
        ("setMyShortDescription", {"short_description": "a" * 121}),
        ("setWebhook", {"url": "https://a.dk", "secret_token": "é" * 20}),
        ("setWebhook", {"url": "a.dk"}),
        ("deleteMessages", {"chat_id": 7, "message_ids": []}),
        ("deleteMessages", {"chat_id": 7, "message_ids": list(range(101))}),
        ("getUpdates", {"limit": 101}),
        ("answerCallbackQuery", {"callback_query_id": "1"}),
        ("editMessageText", {"chat_id": 7, "message_id": 101, "text": "a"}),
        ("sendChatAction", {"chat_id": 7, "action": "thinking"}),
    ],
)
def test_a_wrong_call_is_refused(method: str, values: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        call(method, **values)


def test_entities_count_in_utf16() -> None:
    text, entities = parsed("😀<i>ሀ</i>")
    assert text == "😀ሀ"
    assert entities == [{"type": "italic", "offset": 2, "length": 1}]


def test_the_description_is_whole() -> None:
    found = description()
    assert len(found["methods"]) > 150
    assert found["methods"]["sendMessage"]["text"]["limit"] == [1, 4096, "characters"]
    assert found["objects"]["InlineKeyboardButton"]["callback_data"]["limit"] == [1, 64, "bytes"]


def test_an_update_that_comes_again_while_it_is_delivered_is_delivered_again() -> None:
    arrived, go_on = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            arrived.set()
            go_on.wait(10)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    hook = HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    api = BotApi()
    api.start()
    try:
        url = f"http://127.0.0.1:{hook.server_port}/"
        api.world.webhook = {"url": url, "secret_token": "x"}
        update = {"update_id": 1, "message": {"chat": {"id": 5}, "from": {"id": 5}}}
        api.redeliver(update)
        assert arrived.wait(10)
        api.redeliver(update)
        go_on.set()
        until(lambda: not api.world.updates, 10)
        assert api.webhook_attempts == [(1, 200), (1, 200)]
    finally:
        go_on.set()
        api.stop()
        hook.shutdown()
        hook.server_close()
