""" "Delete my conversation" leaves no row and no byte of it, in any file of the installation."""

from __future__ import annotations

import stat

import httpx

from tests.conftest import RunningBot
from tests.stored import files_with, rows_with

UNKNOWN = "qwzx plorf kvalmeprut"


def test_a_deleted_conversation_leaves_nothing_in_any_database(bot: RunningBot) -> None:
    with httpx.Client(base_url=bot.url, timeout=30) as http:

        def post(path: str, **body: object) -> httpx.Response:
            return http.post(f"/webhooks/web/{path}", json=body)

        first = post("webhook", session=None, message="Hvad er DUS?", lang=None).json()
        session, reply = first["session"], first["replies"][0]["id"]
        sender = session.split(".")[0]
        assert post("feedback", session=session, reply=reply, helpful=True).status_code == 200
        for text in (UNKNOWN, f"{UNKNOWN} igen", "Min mand slår mig", "310299-0000"):
            post("webhook", session=session, message=text, lang="da")
        none = post("webhook", session=session, message=f"{UNKNOWN} til sidst", lang="da").json()
        for button in none["replies"][-1]["buttons"]:
            if not button.get("faq_id"):
                post("webhook", session=session, message=button["payload"], lang="da")
        before = rows_with(bot.settings.state, sender)
        for place in (
            "conversations.sqlite conversations.sender",
            "conversations.sqlite feedback.sender",
            "conversations.sqlite taken.sender",
            "tracker.sqlite events.sender_id",
        ):
            assert place in before
        gone = http.request("DELETE", "/webhooks/web/session", json={"session": session})
        assert gone.status_code == 204
    assert rows_with(bot.settings.state, sender) == []
    assert rows_with(bot.settings.state, "kvalmeprut") == []
    assert files_with(bot.settings.state, sender, "kvalmeprut", reply) == []


def test_databases_logs_and_keys_are_their_owners_only(bot: RunningBot) -> None:
    bot.client.send("Hvad er DUS?")
    state = bot.settings.state
    found = [p for p in state.rglob("*") if p.is_file() and "content-last-good" not in p.parts]
    assert {"tracker.sqlite", "conversations.sqlite", "secret.key", "bot.log"} <= {
        path.name for path in found
    }
    open_to_others = [p.name for p in found if stat.S_IMODE(p.stat().st_mode) & 0o077]
    assert open_to_others == []
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
