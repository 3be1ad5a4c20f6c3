"""What can be reached of the running bot, and what its processes show to others."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import httpx
import pytest

from bot.privacy.keys import load_key
from tests.conftest import RunningBot

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
# Rasa's HTTP API and the paths of its other channels: all must be unknown.
RASA = (
    ("GET", "/"),
    ("GET", "/version"),
    ("GET", "/status"),
    ("GET", "/domain"),
    ("PUT", "/model"),
    ("DELETE", "/model"),
    ("POST", "/model/train"),
    ("POST", "/model/parse"),
    ("POST", "/model/predict"),
    ("GET", "/conversations/default/tracker"),
    ("POST", "/conversations/default/messages"),
    ("POST", "/conversations/default/trigger_intent"),
    ("POST", "/webhooks/rest/webhook"),
    ("GET", "/webhooks/rest/"),
    ("POST", "/webhooks/callback/webhook"),
    ("GET", "/socket.io/"),
    ("POST", "/webhooks/telegram/webhook"),
)


@pytest.mark.parametrize(("method", "path"), RASA)
def test_nothing_of_rasas_own_api_is_reachable(bot: RunningBot, method: str, path: str) -> None:
    found = httpx.request(method, bot.url + path, json={}, timeout=30)
    assert found.status_code in (404, 405)
    assert "3.6" not in found.text
    assert "rasa" not in found.text.lower()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nope"),
        ("GET", "/health"),
        ("GET", "/chat"),
        ("GET", "/chat/plain"),
        ("GET", "/chat/newcomer-chat.js"),
        ("GET", "/chat/strings/xx"),
        ("GET", "/chat/fonts/xx"),
        ("GET", "/demo"),
        ("POST", "/webhooks/web/webhook"),
        ("OPTIONS", "/webhooks/web/webhook"),
        ("DELETE", "/webhooks/web/session"),
        ("POST", "/webhooks/web/feedback"),
        ("PUT", "/health"),
    ],
)
def test_every_response_carries_the_safe_headers(bot: RunningBot, method: str, path: str) -> None:
    found = httpx.request(method, bot.url + path, timeout=30)
    for name, value in HEADERS.items():
        assert found.headers.get(name) == value, (path, name)
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "server" not in found.headers
    assert "x-powered-by" not in found.headers


def test_only_the_three_ports_listen_and_only_on_loopback(bot: RunningBot) -> None:
    ports = {bot.settings.port, bot.settings.staff_port, bot.settings.actions_port}
    pids = {child.pid for child in bot.fleet.children}
    listening = _listening(_sockets_of(pids))
    assert {port for _, port in listening} == ports
    assert {address for address, _ in listening} == {"127.0.0.1"}


def test_no_secret_is_in_the_process_list_or_in_a_log(bot: RunningBot) -> None:
    key = load_key(bot.settings.state)
    for child in bot.fleet.children:
        shown = Path(f"/proc/{child.pid}/cmdline").read_bytes()
        assert b"TOKEN" not in shown.upper()
        assert key not in shown
        assert key.hex().encode() not in shown
        # The environment of a process is readable by its owner (and root) only.
        assert Path(f"/proc/{child.pid}/environ").stat().st_mode & 0o077 == 0
    for log in (bot.settings.state / "logs").iterdir():
        assert key.hex() not in log.read_text(encoding="utf-8", errors="replace")


def test_a_body_that_never_comes_ends_by_itself(bot: RunningBot) -> None:
    with socket.create_connection((bot.settings.host, bot.settings.port), timeout=40) as slow:
        slow.sendall(
            b"POST /webhooks/web/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
        )
        answer = slow.recv(4096)
    assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "text",
    [
        "\N{GRINNING FACE}" * 4999,
        "a" * 5000,
        "!" * 5000,
        "min mand " * 555,
        "ا" * 5000,
        "1 a" * 1666,
    ],
    ids=["emoji", "letters", "marks", "words", "arabic", "digits"],
)
def test_no_message_holds_the_others_up(bot: RunningBot, text: str) -> None:
    began = time.monotonic()
    bot.client.send(text)
    assert time.monotonic() - began < 4


def _sockets_of(pids: set[int]) -> set[str]:
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or os.getpgid(int(entry.name)) not in pids:
                continue
            links = [os.readlink(link) for link in (entry / "fd").iterdir()]
        except OSError:
            continue
        found |= {link[8:-1] for link in links if link.startswith("socket:[")}
    return found


def _listening(inodes: set[str]) -> set[tuple[str, int]]:
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and fields[9] in inodes:
            address, port = fields[1].split(":")
            raw = bytes.fromhex(address)[::-1]
            found.add((".".join(map(str, raw)), int(port, 16)))
    return found
