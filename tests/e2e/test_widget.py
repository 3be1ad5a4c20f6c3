"""The widget in a real browser on the real bot with its trained model: a visit in each language."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.channels.exchange import PRIVATE
from bot.content.store import ContentStore
from bot.settings import ROOT
from tests.conftest import RunningBot
from tests.web.driver import NARROW, WIDE, Driver

pytestmark = pytest.mark.asyncio(loop_scope="session")
CONTENT = ContentStore(ROOT / "data").current()
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
OTHER = {"da": "ar", "ar": "ti", "ti": "da"}
CPR = "310299-0000"  # the 31st of February
DANISH = "Boligstøtte er hjælp"


@pytest_asyncio.fixture(loop_scope="session")
async def driver(browser: Browser, bot: RunningBot) -> AsyncIterator[Driver]:
    """A new visitor of the running bot."""
    visitor = Driver(browser, bot.url)
    yield visitor
    await visitor.finish()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["320", "1280"])
@pytest.mark.parametrize("lang", list(QUESTIONS))
async def test_a_visit(driver: Driver, bot: RunningBot, lang: str, size: tuple[int, int]) -> None:
    ui = CONTENT.ui[lang]
    page = await driver.open(f"/demo?lang={lang}", size)

    async def see(state: str) -> None:
        await driver.axe(f"bot {lang} {size[0]} {state}")
        await driver.picture(f"bot-{lang}-{size[0]}-{state}")

    await driver.press_launcher()
    await driver.at(".turn .reply").wait_for()
    await driver.idle()
    await see("01-languages")
    await driver.choose(lang)
    await see("02-greeting")

    answer = await driver.ask(QUESTIONS[lang])
    await expect(answer).to_have_class(re.compile(r"\banswer\b"))
    await expect(answer).to_have_attribute("lang", lang)
    await expect(answer.locator(".label")).to_have_text(ui["label_draft"])
    await see("03-answer")
    await shows_the_danish_text(driver, answer, lang, see)
    await answer.locator(".rating button").first.click()
    await expect(driver.at(".state")).to_have_text(ui["helpful_thanks"])

    await answer_in_another_language(driver, lang, OTHER[lang])

    await driver.ask(f"{QUESTIONS[lang]} {CPR}")
    notice = CONTENT.entries[PRIVATE].answers[lang].text.split("\n")[0]
    await expect(driver.at(".turn").last.locator(".reply").first).to_contain_text(notice)
    await see("06-private")

    crisis = await driver.ask(DANGER[lang])
    await expect(crisis.locator("a[href='tel:112']").first).to_be_visible()
    await expect(crisis).to_contain_text("1888")
    await see("07-crisis")
    stored = await driver.stored()
    assert DANGER[lang] not in stored
    assert CPR not in stored
    await page.reload()
    await driver.at(".turn .answer").first.wait_for()
    await expect(driver.at(".crisis")).to_have_count(0)
    assert DANGER[lang] not in await driver.at(".log").inner_text()
    await expect(driver.at(".panel")).to_have_attribute("lang", lang)
    await see("08-reloaded")

    await deleted_everywhere(driver, bot, lang)


async def shows_the_danish_text(driver: Driver, answer: Locator, lang: str, see: object) -> None:
    """Beside the answer, and alone in large type on the whole screen."""
    await answer.locator(".tools .tool").first.click()
    if lang != CONTENT.source_lang:
        await expect(answer.locator(".other div[lang=da]")).to_contain_text(DANISH)
        await see("04-danish")  # type: ignore[operator]
        await answer.locator(".other .tool").click()
    await expect(driver.at(".big .page")).to_contain_text(DANISH)
    box = await driver.at(".big").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *sizes(driver))
    await see("05-counter")  # type: ignore[operator]
    await driver.page.keyboard.press("Escape")
    await expect(driver.at(".big")).to_have_count(0)


def sizes(driver: Driver) -> tuple[int, int]:
    size = driver.page.viewport_size
    assert size is not None
    return size["width"], size["height"]


async def answer_in_another_language(driver: Driver, lang: str, other: str) -> None:
    """Chosen in the head of the chat; the same words are then answered in that language."""
    for code, asked in ((other, QUESTIONS[lang]), (lang, "")):
        await driver.at(".round.lang").click()
        await driver.at(f".bar button[lang={code}]").click()
        await expect(driver.at(".panel")).to_have_attribute("lang", code)
        if asked:
            changed = await driver.ask(asked)
            await expect(changed).to_have_attribute("lang", code)
            await expect(changed).to_have_attribute("dir", CONTENT.languages[code].direction)


async def deleted_everywhere(driver: Driver, bot: RunningBot, lang: str) -> None:
    """On the screen, in the tab and on the server."""
    ui = CONTENT.ui[lang]
    token = await driver.page.evaluate(
        "JSON.parse(sessionStorage.getItem('newcomer-chat')).session"
    )
    sender = events(bot)
    await driver.at(".round.bin").click()
    await expect(driver.at(".bar p")).to_have_text(ui["delete_confirm"])
    await driver.at(".bar .choice").first.click()
    await expect(driver.at(".said")).to_have_count(0)
    await expect(driver.at(".start")).to_be_visible()
    await driver.idle()
    assert events(bot) < sender
    assert bot.client.send("", token).session != token
    assert token not in await driver.stored()


def events(bot: RunningBot) -> int:
    """How many events of conversations the bot has stored."""
    with closing(sqlite3.connect(bot.settings.state / "tracker.sqlite")) as db:
        return int(db.execute("SELECT count(*) FROM events").fetchone()[0])
