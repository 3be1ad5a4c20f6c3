"""The widget on the real web channel, in Rasa's own server; only the dialogue engine is scripted."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from tests.channels.parts import Engine
from tests.channels.serving import serving

from .driver import NARROW, WIDE, Driver


def engine() -> Engine:
    """Answers every question with one entry, as its tests do."""
    store = ContentStore(ROOT / "data")
    return Engine(lambda: Composer(store.current(), PayloadSigner(b"k" * 32)))


async def test_greeting_answer_danger_and_deletion(browser: Browser, tmp_path: Path) -> None:
    """The greeting in the language of the page, an answer, danger, and the end."""
    async with serving(Settings(state=tmp_path), engine()) as client:
        driver = Driver(browser, str(client.base_url).rstrip("/"))
        page = await driver.open("/chat?lang=ar", NARROW)
        greeting = driver.at(".turn .reply")
        await expect(greeting).to_have_attribute("lang", "ar")
        await expect(greeting.locator(".topic")).to_have_count(9)
        await driver.choose("ti")
        answer = await driver.ask("boligstøtte?")
        await expect(answer).to_have_attribute("lang", "ti")
        yes = answer.locator(".rating button").first
        await yes.click()
        await expect(yes).to_have_attribute("aria-pressed", "true")
        crisis = await driver.ask("ሰብኣየይ ትማሊ ሃሪሙኒ")
        await expect(crisis).to_have_class("reply notice crisis")
        await expect(crisis.locator("a").first).to_have_attribute("href", "tel:112")
        await driver.axe("real channel")
        await page.reload()
        await driver.at(".turn .answer").wait_for()
        await expect(driver.at(".crisis")).to_have_count(0)
        await driver.at(".round.bin").click()
        await driver.at(".bar .choice").first.click()
        await driver.at(".start").wait_for()
        await driver.idle()
        await driver.finish()


async def test_the_page_without_javascript(browser: Browser, tmp_path: Path) -> None:
    async with serving(Settings(state=tmp_path), engine()) as client:
        driver = Driver(browser, str(client.base_url).rstrip("/"))
        page = await driver.open("/chat/plain?lang=da", WIDE, java_script_enabled=False)
        await page.locator("button[value=ar]").click()
        await expect(page.locator(".reply")).to_have_attribute("lang", "ar")
        await page.fill("textarea", "زوجي ضربني")
        await page.click("button.go")
        await expect(page.locator(".crisis a").first).to_have_attribute("href", "tel:112")
        await page.locator("button[name=delete]").click()
        await expect(page.locator(".reply.notice")).to_be_visible()
        await page.context.close()
