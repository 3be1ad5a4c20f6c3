"""The log of what was asked names no person, and is its owner's only."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from pathlib import Path

from bot.settings import ROOT, Settings
from tests.channels.parts import QUESTION, Engine
from tests.channels.serving import serving

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z-]+ \S+ \d{3} (\d+|-) ms\n")


async def test_a_line_says_what_was_asked_and_nothing_of_who(
    tmp_path: Path, engine: Engine
) -> None:
    settings = Settings(content=ROOT / "data", state=tmp_path, rate_limit=0, new_sessions=0)
    settings = replace(settings, trusted_proxies=("127.0.0.1",))
    headers = {"X-Forwarded-For": "203.0.113.7", "User-Agent": "Gulerod/1"}
    async with serving(settings, engine) as web:
        body = {"session": None, "message": QUESTION, "lang": None}
        token = (await web.post("/webhooks/web/webhook", json=body, headers=headers)).json()
        lines = headers | {"Accept": "application/x-ndjson"}
        await web.post("/webhooks/web/webhook", json=body, headers=lines)
        await web.get("/health?name=310299-0000", headers=headers)
        await web.get("/310299-0000", headers=headers)
        await web.get("/chat/strings/310299-0000", headers=headers)
    log = tmp_path / "logs" / "access.log"
    text = log.read_text()
    assert LINE.sub("", text) == ""
    assert "POST /webhooks/web/webhook 200" in text
    assert text.count("/webhooks/web/webhook") == 2
    assert "GET - 404" in text
    for private in ("203.0.113", "127.0.0.1", "310299", QUESTION, "Gulerod", token["session"]):
        assert private not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


async def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, engine: Engine) -> None:
    settings = Settings(content=ROOT / "data", state=tmp_path, rate_limit=0, new_sessions=0)
    (tmp_path / "logs" / "access.log").mkdir(parents=True)
    async with serving(settings, engine) as web:
        body = {"session": None, "message": QUESTION, "lang": None}
        assert (await web.post("/webhooks/web/webhook", json=body)).status_code == 200
