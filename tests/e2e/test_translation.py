"""Translation through the running bot: the web channel, as lines and as one body."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from typing import Any

from bot.answers.bidi import plain
from tests.conftest import RunningBot

LETTER = (
    "Vi har modtaget din ansøgning den 14. november 2026.\n"
    "Du skal sende de manglende papirer senest den 1.12.2026.\n\n"
    "Vaskemaskinen i kælderen larmer frygteligt om natten, når naboen sover.\n\n"
    "Vi forventer, at du får svar senest den 20.12.2026. Læs hele brevet, før du skriver under. "
    "Gem dette brev, du kan få brug for det senere. Vi har oprettet en sag på dig.\n\n"
    "Har du spørgsmål til brevet, kan du ringe til os på telefon 112."
)


def lines(bot: RunningBot, message: str, lang: str) -> list[dict[str, Any]]:
    body = json.dumps({"session": None, "message": message, "lang": lang}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
    request = urllib.request.Request(f"{bot.url}/webhooks/web/webhook", body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.headers["Content-Type"].startswith("application/x-ndjson")
        return [json.loads(line) for line in response]


def test_a_letter_part_by_part(bot: RunningBot) -> None:
    for word, lang in (("ترجم", "ar"), ("ተርጉም", "ti")):
        replies = lines(bot, f"{word}: {LETTER}", lang)
        *parts, advice = replies
        assert len(parts) >= 2
        for part in parts:
            assert (part["kind"], part["faq_id"], part["lang"]) == (
                "translation",
                "translate",
                lang,
            )
            assert part["translation"] == "draft"
            assert part["danish"] in LETTER
        assert (advice["kind"], advice["lang"]) == ("dialogue", lang)
        whole = plain("\n".join(part["text"] for part in parts))
        assert "1.12.2026" in whole
        assert "Vaskemaskinen" in whole
        print("\n".join(f"{r['label']}\n{plain(r['text'])}\n" for r in replies))


def test_the_question_about_it_has_the_button(bot: RunningBot) -> None:
    exchange = bot.client.send("Oversæt en tekst for mig", None, "da")
    (reply,) = exchange.replies
    assert reply["faq_id"] == "translate"
    press = next(b["payload"] for b in reply["buttons"] if b["title"] == "Oversæt")
    exchange = bot.client.send(press, exchange.session)
    assert "Send den tekst" in exchange.replies[0]["text"]
    exchange = bot.client.send("Læs hele brevet, før du skriver under.", exchange.session)
    titles = [button["title"] for button in exchange.replies[0]["buttons"]]
    assert titles == ["العربية", "ትግርኛ"]
    press = exchange.replies[0]["buttons"][1]["payload"]
    exchange = bot.client.send(press, exchange.session)
    assert exchange.replies[0]["text"] == "ቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።"


def test_no_database_holds_the_text(bot: RunningBot) -> None:
    lines(bot, f"ترجم: {LETTER}", "ar")
    for path in bot.settings.state.glob("*.sqlite"):
        database = sqlite3.connect(path)
        dump = "".join(database.iterdump())
        database.close()
        assert "Vaskemaskinen" not in dump
        assert "manglende papirer" not in dump
