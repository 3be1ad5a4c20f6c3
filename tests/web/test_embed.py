"""The element on somebody else's page: its attributes, its colours, its place."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.async_api import expect

from .driver import NARROW, WIDE, Driver
from .site import Site


async def corner(driver: Driver, selector: str) -> str:
    box = await driver.at(selector).bounding_box()
    assert box is not None
    return "left" if box["x"] + box["width"] / 2 < 640 else "right"


async def test_the_two_lines_of_the_readme_on_another_origin(driver: Driver, site: Site) -> None:
    await driver.open(f"{site.other}/host?lang=ar")
    assert await driver.at(".launcher").inner_text() == "أهلاً بكم: اسألوا هنا"
    assert await corner(driver, ".launcher") == "right"
    await driver.press_launcher()
    assert await corner(driver, ".panel") == "right"
    await expect(driver.at(".panel")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize(
    ("query", "locale", "lang"),
    [
        ("lang=ti", "da-DK", "ti"),
        ("", "ar-SY", "ar"),
        ("", "en-GB", "da"),
        ("lang=xx", "fr-FR", "da"),
    ],
)
async def test_the_language_of_the_interface(
    driver: Driver, site: Site, query: str, locale: str, lang: str
) -> None:
    await driver.open(f"{site.other}/host?{query}", locale=locale)
    await expect(driver.at(".launcher")).to_have_attribute("lang", lang)


async def test_the_page_can_change_the_language_later(driver: Driver, site: Site) -> None:
    page = await driver.open(f"{site.other}/host?lang=da")
    await driver.press_launcher()
    await page.evaluate("document.querySelector('newcomer-chat').lang = 'ar'")
    await expect(driver.at(".panel")).to_have_attribute("dir", "rtl")
    await expect(driver.at(".start h3")).to_have_text("اختيار اللغة")


async def test_position_start_and_fill(driver: Driver, site: Site) -> None:
    await driver.open(f"{site.other}/host?lang=da&position=start")
    assert await corner(driver, ".launcher") == "left"
    await driver.press_launcher()
    assert await corner(driver, ".panel") == "left"
    for size in (WIDE, NARROW):
        await driver.open("/chat?lang=da", size)
        await expect(driver.at(".panel")).to_be_visible()
        await expect(driver.at(".launcher")).to_be_hidden()
        await expect(driver.at(".round.close")).to_be_hidden()
        assert not await driver.at(".panel").evaluate("e => e.matches(':modal')")
        await driver.page.keyboard.press("Escape")
        await expect(driver.at(".panel")).to_be_visible()


async def test_open_from_the_start_does_not_take_the_focus(driver: Driver, site: Site) -> None:
    page = await driver.open(f"{site.other}/host?lang=da&open=open")
    await expect(driver.at(".panel")).to_be_visible()
    await driver.focused("body")
    await driver.at(".round.close").click()
    await expect(driver.at(".panel")).to_be_hidden()
    await page.reload()  # closed by the newcomer: it stays closed
    await driver.at(".launcher").wait_for()
    await expect(driver.at(".panel[open]")).to_have_count(0)
    await page.evaluate("document.querySelector('newcomer-chat').setAttribute('open', '')")
    await expect(driver.at(".panel")).to_be_visible()


COLOURS = [
    ("#ffee00", "#fff"),
    ("rgb(255 255 255)", "white"),
    ("#777", "#111"),
    ("hotpink", "#8a8a8a"),
    ("nonsense", "oklch(0.7 0.1 200)"),
]
SET = """([accent, surface]) => { const chat = document.querySelector('newcomer-chat');
  chat.style.setProperty('--newcomer-accent', accent);
  chat.style.setProperty('--newcomer-surface', surface); chat.paint() }"""
READ = """() => { const style = getComputedStyle(document.querySelector('newcomer-chat'));
  return ['--line', '--soft'].map(n => style.getPropertyValue(n).match(/\\d+/g).map(Number)) }"""


async def test_colours_of_the_site_keep_their_contrast(driver: Driver) -> None:
    page = await driver.chat("da")
    answer = await driver.ask("bolig")
    await answer.locator(".rating button").first.click()
    await driver.at(".round.lang").click()
    for accent, surface in COLOURS:
        await page.evaluate(SET, [accent, surface])
        await driver.axe(f"{accent} on {surface}")
        line, soft = await page.evaluate(READ)
        assert contrast(line, soft) >= 3


async def test_colours_are_read_when_the_chat_opens(driver: Driver) -> None:
    page = await driver.open("/host?lang=da")
    style = "document.querySelector('newcomer-chat').style"
    await page.evaluate(f"{style}.setProperty('--newcomer-accent', '#ffee00')")
    await driver.press_launcher()
    await expect(driver.at(".head")).to_have_css("background-color", "rgb(255, 238, 0)")
    await expect(driver.at(".head")).to_have_css("color", "rgb(0, 0, 0)")


def contrast(a: list[int], b: list[int]) -> float:
    def luminance(colour: list[int]) -> float:
        parts = [c / 255 for c in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    first, second = luminance(a), luminance(b)
    return max(first / second, second / first)


async def test_the_styles_of_the_site_do_not_reach_the_chat(driver: Driver) -> None:
    """/demo sets !important on buttons and forms, and 1 rem to 10 px."""
    await driver.chat("da", path="/demo")
    style = await driver.at(".go").evaluate(
        """e => { const s = getComputedStyle(e);
          return [s.textTransform, s.letterSpacing, s.cssFloat, s.borderStyle, s.fontFamily] }"""
    )
    assert style[:4] == ["none", "normal", "none", "solid"]
    assert style[4].startswith('"newcomer arabic"')
    size = await driver.at(".panel").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size == 16


def test_other_sites_may_not_embed_it(site: Site) -> None:
    for path in ("/chat/newcomer-chat.js", "/chat/strings/da.json"):
        for origin, allowed in ((site.other, site.other), ("https://evil.example", None)):
            request = urllib.request.Request(site.url + path, headers={"Origin": origin})
            with urllib.request.urlopen(request) as answer:
                assert answer.headers.get("Access-Control-Allow-Origin") == allowed
                assert "Origin" in answer.headers["Vary"]


async def test_without_javascript_there_is_a_link(driver: Driver) -> None:
    for path in ("/chat?lang=ar", "/demo?lang=ar"):
        page = await driver.open(path, java_script_enabled=False)
        link = page.locator("newcomer-chat a")
        await link.click()
        await page.wait_for_url("**/chat/plain?lang=ar")
        assert await page.locator("html").get_attribute("dir") == "rtl"
        driver.contexts.remove(page.context)
        await page.context.close()
