"""The whole bot with its trained model, in Telegram: prints its transcript and its speed (-s)."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.answers.bidi import plain
from bot.serving.fleet import Fleet
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.channels.telegram.conftest import MODES, SECRET
from tests.channels.telegram.person import Person
from tests.channels.telegram.server import TOKEN, BotApi
from tests.channels.telegram.test_conversation import CPR, nothing_kept, ui, until
from tests.channels.telegram.world import Shown

QUESTIONS = {
    "da": "Hvordan søger jeg boligstøtte?",
    "ar": "كيف أقدم طلب دعم السكن؟",
    "ti": "ናይ ክራይ ገዛ ሓገዝ ብኸመይ የመልክት?",
}
DANGER = {
    "da": "Min mand slår mig, og jeg er bange",
    "ar": "زوجي يضربني وأنا خائفة",
    "ti": "ሰብኣየይ ይወቅዓኒ ኣሎ፣ ፈሪሐ ኣለኹ",
}
ROUNDS = 40


@dataclass
class Pilot:
    """The running bot, and what was said."""

    api: BotApi
    state: Path

    def note(self, who: str, text: str, shown: Shown | None = None) -> None:
        print(f"{who}: {plain(text)}")
        for row in shown.keyboard if shown else ():
            print("     " + "  ".join(f"[{plain(button['text'])}]" for button in row))


@pytest.fixture(scope="module", params=MODES)
def pilot(
    request: pytest.FixtureRequest,
    bot_settings: Settings,
    trained_model: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pilot]:
    """One bot for each way in."""
    api = BotApi()
    api.start()
    settings = replace(
        bot_settings,
        state=tmp_path_factory.mktemp(request.param),
        port=free_port(),
        staff_port=free_port(),
        actions_port=free_port(),
        telegram_token=TOKEN,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "TELEGRAM_MODE": request.param,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
        }.items():
            patch.setenv(name, value)
        fleet = Fleet(settings, trained_model)
        fleet.start()
    if request.param == "webhook":
        url = f"http://127.0.0.1:{settings.port}/webhooks/telegram/webhook"
        api.world.webhook = {"url": url, "secret_token": SECRET}
        api.wake()
    print(f"\n===== {request.param}")
    yield Pilot(api, settings.state)
    fleet.stop()
    api.stop()
    assert not api.violations


@pytest.mark.parametrize("lang", list(QUESTIONS))
def test_a_conversation(pilot: Pilot, lang: str) -> None:
    person = Person(pilot.api, 600_000_000 + len(pilot.api.world.users), lang)
    print(f"----- {lang}")

    def said(text: str, count: int = 1) -> list[Shown]:
        pilot.note("user", text)
        person.say(text)
        found = person.wait(count)
        for one in found:
            pilot.note(" bot", one.text, one)
        return found

    def tapped(title: str, count: int = 1) -> list[Shown]:
        pilot.note("taps", title)
        person.press(title)
        found = person.wait(count)
        for one in found:
            pilot.note(" bot", one.text, one)
        return found

    [start] = said("/start")
    name = {"da": "Dansk", "ar": "العربية", "ti": "ትግርኛ"}[lang]
    pilot.note("taps", name)
    person.press(name)
    until(lambda: start.edits == 1)
    pilot.note(" bot, in the same message", start.text, start)
    pilot.note("taps", ui(lang, "topic_housing"))
    person.press(ui(lang, "topic_housing"))
    until(lambda: start.edits == 2)
    pilot.note(" bot, in the same message", start.text, start)

    [answer] = said(QUESTIONS[lang])
    assert ui(lang, "telegram_helpful_yes") in answer.titles
    if lang != "da":
        [danish] = tapped(plain(ui(lang, "button_show_danish")))
        assert danish.reply_to == answer.id
    rows = len(answer.keyboard)
    pilot.note("taps", ui(lang, "telegram_helpful_yes"))
    person.press(ui(lang, "telegram_helpful_yes"), answer)
    until(lambda: len(answer.keyboard) == rows - 1)

    [danger] = said(DANGER[lang])
    assert "112" in danger.text
    notice, _ = said(f"{QUESTIONS[lang]} {CPR}", 2)
    assert "CPR" in notice.text

    other = "ar" if lang == "da" else "da"
    said("/sprog")
    menu = person.screen()[-1]
    pilot.note("taps", other)
    person.press({"da": "Dansk", "ar": "العربية"}[other], menu)
    until(lambda: menu.edits == 1)
    pilot.note(" bot, in the same message", menu.text, menu)
    [again] = person.wait()  # the last answer, in the new language
    pilot.note(" bot", again.text, again)
    [changed] = said(QUESTIONS[lang])
    assert ui(other, "telegram_helpful_yes") in changed.titles

    [deleted] = said("/slet")
    assert deleted.text.startswith(ui(other, "conversation_deleted"))
    assert [shown.id for shown in person.screen(mine=True)] == [deleted.id]
    assert nothing_kept(pilot.state, CPR)
    assert nothing_kept(pilot.state, DANGER[lang])
    assert nothing_kept(pilot.state / "logs", TOKEN)
    assert nothing_kept(pilot.state / "logs", QUESTIONS[lang])


def test_the_time_from_an_update_to_its_answer(pilot: Pilot) -> None:
    """Measured at Telegram: from handing the update over to the arrival of sendMessage."""
    person = Person(pilot.api, 700_000_000, "da")
    person.ask(QUESTIONS["da"])
    times = []
    for number in range(ROUNDS):
        update = person.say(f"{list(QUESTIONS.values())[number % 3]} ({number})")
        person.wait()
        last = pilot.api.of("sendMessage")[-1]
        times.append(last.at - pilot.api.delivered[update or 0])
    cuts = statistics.quantiles(times, n=20)
    print(f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {cuts[-1] * 1000:.0f} ms")
    assert len(times) == ROUNDS
