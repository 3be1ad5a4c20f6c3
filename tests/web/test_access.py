"""Keyboard, screen reader, zoom, contrast modes: the chat for everybody."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from .driver import NARROW, WIDE, Driver
from .site import Site

TOO_SMALL = """all => all.filter(e => e.offsetParent).map(e => [e.className || e.innerText,
  Math.round(e.getBoundingClientRect().width), Math.round(e.getBoundingClientRect().height)])
  .filter(([, w, h]) => w < 44 || h < 44)"""


async def test_the_whole_way_with_the_keyboard(driver: Driver, site: Site) -> None:
    page = await driver.open(f"{site.other}/host?lang=da")
    await driver.at(".launcher").focus()
    await page.keyboard.press("Enter")
    await driver.at(".panel").wait_for()
    await driver.idle()
    assert (
        await driver.page.evaluate(
            "document.querySelector('newcomer-chat').shadowRoot.activeElement.lang"
        )
        == "da"
    )
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # Arabic
    await driver.at(".turn .reply[lang=ar]").wait_for()
    await driver.idle()
    await driver.focused("textarea")
    await page.keyboard.type("bolig")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("hus")
    await page.keyboard.press("Enter")
    await driver.at(".turn .answer").wait_for()
    assert site.script.seen[-1]["message"] == "bolig\nhus"
    await driver.focused("textarea")
    await page.keyboard.press("Escape")
    await expect(driver.at(".panel")).to_be_hidden()
    await driver.focused("launcher")
    await expect(driver.at(".launcher")).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Space")
    await expect(driver.at(".panel")).to_be_visible()
    await driver.focused("textarea")


async def test_a_pressed_button_keeps_the_focus(driver: Driver) -> None:
    page = await driver.chat("da")
    first = driver.at(".topic").first
    await first.focus()
    await page.keyboard.press("Enter")
    await driver.at(".turn").nth(1).locator(".reply").wait_for()
    await driver.idle()
    await driver.focused("choice topic")


async def test_narrow_is_modal_and_wide_is_not(driver: Driver) -> None:
    page = await driver.chat("da", NARROW)
    panel = driver.at(".panel")
    assert await panel.evaluate("e => e.matches(':modal')")
    box = await panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    for _ in range(30):  # the focus stays in the chat or goes to the browser, never to the page
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "['NEWCOMER-CHAT', 'BODY'].includes(document.activeElement.tagName)"
        )
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(panel).to_be_visible()
    await driver.until(
        "!document.querySelector('newcomer-chat').shadowRoot.querySelector('.panel').matches(':modal')"
    )
    await page.set_viewport_size({"width": 320, "height": 640})
    await driver.until(
        "document.querySelector('newcomer-chat').shadowRoot.querySelector('.panel').matches(':modal')"
    )
    await page.reload()  # not on the key that leaves the page, which is the first
    await driver.at(".turn .reply").wait_for()
    await driver.focused("textarea")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await driver.focused("launcher")


async def test_what_a_screen_reader_hears(driver: Driver) -> None:
    await driver.chat("da")
    answer = await driver.ask("bolig")
    log = driver.page.get_by_role("log", name="Samtalen")
    await expect(log).to_be_visible()
    await expect(driver.page.get_by_role("dialog", name="Velkommen: spørg her")).to_be_visible()
    assert (await answer.evaluate("e => e.textContent")).startswith("Maskinen: Boligstøtte")
    assert await answer.locator(".tools").get_attribute("aria-live") == "off"
    assert await driver.at(".state").get_attribute("role") == "status"
    assert await driver.at("svg:not([aria-hidden=true])").count() == 0


STYLE = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  const root = document.querySelector('newcomer-chat').shadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet] }"""
SPACING = """* { letter-spacing: .12em !important; word-spacing: .16em !important;
  line-height: 1.5 !important } p { margin-bottom: 2em !important }"""
LARGE = ":host { font-size: 32px !important }"
CUT = """all => all.filter(e => e.scrollWidth > e.clientWidth + 2)
  .map(e => [e.className, e.textContent, e.scrollWidth, e.clientWidth])"""


@pytest.mark.parametrize("lang", ["da", "ar", "ti"])
async def test_targets_and_wider_spacing_on_a_phone(driver: Driver, lang: str) -> None:
    """Targets of 44 px; WCAG 1.4.12: wider spacing loses nothing; 1.4.10: nor does 400 % zoom."""
    page = await driver.chat(lang, NARROW)
    await large_targets(driver, lang)
    await page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    panel = driver.at(".panel")
    assert await panel.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert await panel.evaluate("e => getComputedStyle(e).overflowY") == "auto"
    await panel.evaluate("e => e.scrollTo(0, e.scrollHeight)")
    await expect(driver.at(".leave")).to_be_in_viewport()
    await expect(driver.at(".go")).to_be_in_viewport()
    await driver.picture(f"{lang}-320-30-zoom400")
    await page.set_viewport_size({"width": 320, "height": 640})
    for part in (".head", ".log", ".go"):  # nothing stays scrolled away, where one cannot scroll
        await expect(driver.at(part)).to_be_in_viewport()
    await page.evaluate(STYLE, SPACING)
    assert await driver.at(".panel, .log, .reply, button").evaluate_all(CUT) == []
    await driver.picture(f"{lang}-320-31-spacing")


@pytest.mark.parametrize("lang", ["da", "ar", "ti"])
async def test_targets_and_large_text_on_a_computer(driver: Driver, lang: str) -> None:
    """WCAG 1.4.4: letters twice as large lose nothing."""
    page = await driver.chat(lang, WIDE)
    await large_targets(driver, lang)
    await page.evaluate(STYLE, LARGE)
    assert await driver.at(".panel, .log, .reply, button").evaluate_all(CUT) == []
    await driver.picture(f"{lang}-1280-31-large")


async def large_targets(driver: Driver, lang: str) -> None:
    """Everything that can be pressed is 44 px wide and high, the button on the page included."""
    assert await driver.at(".topic").evaluate_all(TOO_SMALL) == []
    answer = await driver.ask("bolig")
    if lang != "da":
        await answer.locator(".tools .tool").first.click()
    await driver.ask("vold")
    await driver.at(".round.lang").click()
    assert await driver.at("button, textarea, .crisis a").evaluate_all(TOO_SMALL) == []
    await driver.page.keyboard.press("Escape")
    await driver.at(".round.close").click()
    assert await driver.at(".launcher").evaluate_all(TOO_SMALL) == []
    await driver.press_launcher()


async def test_reduced_motion(driver: Driver, site: Site) -> None:
    await driver.chat("da", reduced_motion="reduce")
    site.script.delay = 0.5
    await driver.write("bolig")
    dots = driver.at(".dots")
    await dots.wait_for()
    assert await dots.evaluate("e => getComputedStyle(e).animationName") == "none"
    await driver.idle()


@pytest.mark.parametrize("lang", ["da", "ar"])
async def test_forced_colours(driver: Driver, lang: str) -> None:
    await driver.chat(lang, forced_colors="active")
    answer = await driver.ask("bolig")
    await answer.locator(".rating button").first.click()
    for selector in (".said", ".reply", "textarea", ".rating button", ".leave"):
        width = await driver.at(selector).last.evaluate("e => getComputedStyle(e).borderTopWidth")
        assert float(width.removesuffix("px")) >= 1, selector
    await driver.axe(f"forced colours {lang}")
    await driver.picture(f"{lang}-1280-32-forced-colours")


async def test_paper(driver: Driver) -> None:
    page = await driver.open("/chat?lang=da")
    await driver.at(".turn .reply").wait_for()
    await driver.idle()
    await driver.ask("bolig")
    await page.emulate_media(media="print")
    await expect(driver.at(".leave")).to_be_hidden()
    await expect(driver.at("textarea")).to_be_hidden()
    await expect(driver.at(".answer")).to_be_visible()
    height = await driver.at(".log").evaluate("e => [e.scrollHeight, e.clientHeight]")
    assert height[0] == height[1]  # nothing is hidden in a scrolling box
    await driver.picture("da-1280-33-print")


ORDER = """e => { const range = document.createRange(); const text = e.firstChild;
  return [...text.data.matchAll(/\\d+/g)].map(m => { range.setStart(text, m.index);
    range.setEnd(text, m.index + 1); return range.getBoundingClientRect().left }) }"""


async def test_a_phone_number_reads_left_to_right_in_arabic(driver: Driver) -> None:
    page = await driver.chat("ar")
    await driver.ask("vold")
    number = driver.at(".crisis a bdi").filter(has_text="11 61 11")
    places = await number.evaluate(ORDER)
    assert places == sorted(places)
    assert len(places) == 3
    await expect(driver.at(".crisis")).to_have_css("direction", "rtl")
    said = driver.at(".said").last
    await driver.ask("رقمي 310299-0000 و 99 31 58 39")
    written = driver.at(".said").last.locator("bdi")
    assert await written.all_inner_texts() == ["310299-0000", "99 31 58 39"]
    for one in await written.all():
        places = await one.evaluate(ORDER)
        assert places == sorted(places)
    box, log = await said.bounding_box(), await driver.at(".log").bounding_box()
    assert box is not None
    assert log is not None
    assert box["x"] - log["x"] < 40  # one's own words stand on the left
    assert (
        await page.locator("newcomer-chat .leave .flip").evaluate(
            "e => new DOMMatrix(getComputedStyle(e).transform).a"
        )
        == -1
    )


@pytest.mark.parametrize(("text", "direction"), [("مرحبا", "rtl"), ("hej", "ltr"), ("", "rtl")])
async def test_the_field_runs_as_its_text(driver: Driver, text: str, direction: str) -> None:
    await driver.chat("ar")
    await driver.at("textarea").fill(text)
    await expect(driver.at("textarea")).to_have_css("direction", direction)
