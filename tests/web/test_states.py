"""axe-core in every state of the chat, in each language, narrow and wide, with screenshots.

The page is of another origin than the bot and enforces a strict policy with Trusted Types.
"""

from __future__ import annotations

import pytest

from .driver import NARROW, WIDE, Driver
from .site import Site

QUESTION = {
    "da": "Hvordan søger jeg hjælp til min bolig?",
    "ar": "كيف أطلب إعانة سكن؟",
    "ti": "ክራይ ገዛ",
}
LANGUAGES = ("da", "ar", "ti")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["320", "1280"])
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_state(driver: Driver, site: Site, lang: str, size: tuple[int, int]) -> None:
    page = await driver.open(f"{site.other}/host?lang={lang}", size)

    async def see(state: str) -> None:
        await driver.axe(f"{lang} {size[0]} {state}")
        await driver.picture(f"{lang}-{size[0]}-{state}")

    await driver.at(".launcher").wait_for()
    await see("01-closed")
    await driver.press_launcher()
    await driver.at(".turn .reply").wait_for()
    await driver.idle()
    await see("02-languages")
    await driver.choose(lang)
    await see("03-greeting")
    reply = await driver.ask(QUESTION[lang])
    await see("04-answer")
    await reply.locator(".tools .tool").first.click()
    if lang != "da":  # the Danish answer goes straight to the large type
        await see("05-danish")
        await reply.locator(".other .tool").click()
    await see("06-counter")
    await driver.at(".big .choice").first.click()
    await driver.ask("uklart")
    await see("07-clarify")
    await driver.ask("vold")
    await see("08-crisis")
    await driver.ask("310299-0000 cpr")
    await see("09-notice")
    await driver.at(".round.bin").click()
    await see("10-delete")
    await page.keyboard.press("Escape")
    site.script.faults = [500]
    await driver.write("bolig")
    await driver.at(".turn").last.locator(".notice").wait_for()
    await driver.idle()
    await see("11-error")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_pages(driver: Driver, lang: str) -> None:
    """The demonstration, the chat on its own page, and the page without JavaScript."""
    for size in (WIDE, NARROW):
        await driver.open(f"/chat?lang={lang}", size)
        await driver.at(".turn .reply").wait_for()
        await driver.idle()
        await driver.axe(f"chat {lang}")
        await driver.picture(f"{lang}-{size[0]}-20-page")
    await driver.open(f"/chat/plain?lang={lang}", NARROW)
    await driver.page.fill("textarea", QUESTION[lang])
    await driver.page.click("button.go")
    await driver.page.locator(".reply").wait_for()
    await driver.axe(f"plain {lang}")
    await driver.picture(f"{lang}-320-21-plain")
    await driver.open(f"/demo?lang={lang}", WIDE)
    await driver.axe(f"demo {lang}")
    await driver.press_launcher()
    await driver.at(".turn .reply").wait_for()
    await driver.idle()
    await driver.picture(f"{lang}-1280-22-demo")
