"""Nothing is lost, doubled or wrong, however often and whenever the processes are killed."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.telegram.store import NewUpdate, TelegramStore
from bot.settings import ROOT, Settings
from tests.channels.telegram.server import BotApi, Call
from tests.reliability.chaos import run
from tests.reliability.tally import Tally
from tests.reliability.telegram_load import Kill, TelegramPerson, repeats

KILLS = int(os.environ.get("KILLS", "200"))


@pytest.mark.long
def test_nothing_is_lost_under_two_hundred_kills(
    own_settings: Settings, trained_model: Path
) -> None:
    """Goes on where the last run was stopped; remove the file to begin anew."""
    file = ROOT / "var" / "test" / f"reliability-{KILLS}.json"
    settings = replace(own_settings, content=ROOT / "data")

    def progress(tally: Tally) -> None:
        print(f"{tally.killed} of {KILLS} kills, {tally.web_messages} messages", flush=True)

    tally = run(settings, trained_model, file, KILLS, 1e9, progress)
    print("\n".join((tally.report(), *tally.cases())))
    file.unlink()
    assert tally.clean, tally


def test_the_figures_survive_a_stop(tmp_path: Path) -> None:
    tally = Tally(web_messages=3, web_lost=["one"])
    tally.killed_one("bot SIGKILL")
    tally.save(tmp_path / "figures.json")
    assert Tally.load(tmp_path / "figures.json") == tally
    assert not tally.clean
    assert Tally.load(tmp_path / "none.json").clean
    (tmp_path / "old.json").write_text('{"telegram_between": 3}')
    with pytest.raises(ValueError, match="another version"):
        Tally.load(tmp_path / "old.json")


def test_what_arrived_twice_is_told_with_its_update_and_its_kill(tmp_path: Path) -> None:
    chat, update = 7, 11
    api = BotApi()
    api.start()
    api.stop()
    person = TelegramPerson(api, chat, 0, threading.Event())
    person.updates = [update, 12]
    store = TelegramStore(tmp_path)
    store.add([NewUpdate(update, chat, "{}"), NewUpdate(12, chat, "{}")])
    store.finish(update, chat, ["an answer"])
    kills = [Kill(10.004, "bot SIGKILL"), Kill(99.0, "actions SIGKILL")]
    for at, number in ((10.0, 101), (15.0, 102)):  # the bot was killed before it noted the first
        waiting = store.next_message(chat)
        assert waiting is not None
        store.start(waiting.id)
        api.calls.append(Call(at, "sendMessage", {"chat_id": chat}, 200, {"message_id": number}))
        store.recover()
    store.sent(waiting.id, 102)
    store.finish(12, chat, ["another"])
    waiting = store.next_message(chat)
    assert waiting is not None
    api.calls.append(Call(16.0, "sendMessage", {"chat_id": chat}, 200, {"message_id": 103}))
    store.sent(waiting.id, 103)
    store.close()
    (case,) = repeats(tmp_path, api, person)
    assert case.doubled
    assert case.told(kills) == (
        "update 11: bot SIGKILL 4 ms after it arrived, between sending and noting;"
        " sent again 5.0 s after the first time"
    )
    assert "nobody knows why" in case.told(kills[1:])
