"""The conversation: languages, greeting, answers and what one can do with them."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from .driver import NARROW, Driver
from .site import Site


async def test_languages_come_first_and_nothing_is_chosen_for_the_newcomer(
    driver: Driver, site: Site
) -> None:
    await driver.open("/host?lang=ar")
    await driver.press_launcher()
    names = driver.at(".start .choice")
    assert await names.all_inner_texts() == ["Dansk", "العربية", "ትግርኛ"]
    assert [await n.get_attribute("lang") for n in await names.all()] == ["da", "ar", "ti"]
    await expect(driver.at(".turn .reply")).to_have_attribute("dir", "rtl")
    await driver.idle()
    assert [(s["lang"], s["session"], s["guess"]) for s in site.script.seen] == [(None, None, "ar")]
    await driver.ask("bolig")
    assert site.script.seen[-1]["lang"] is None
    await expect(driver.at(".panel")).to_have_attribute("dir", "rtl")


async def test_a_chosen_language_is_sent_and_changes_everything(driver: Driver, site: Site) -> None:
    await driver.open("/host?lang=da")
    await driver.press_launcher()
    await driver.choose("ti")
    assert site.script.seen[-1]["lang"] == "ti"
    assert site.script.seen[-1]["message"] == ""
    await expect(driver.at(".panel")).to_have_attribute("lang", "ti")
    await expect(driver.at(".start")).to_have_count(0)
    greeting = driver.at(".turn .reply")
    await expect(greeting).to_have_count(1)
    await expect(greeting).to_contain_text("112")
    await driver.at(".round.lang").click()
    await driver.at(".bar button[lang=ar]").click()
    await expect(driver.at(".panel")).to_have_attribute("dir", "rtl")
    await driver.ask("bolig")
    assert site.script.seen[-1]["lang"] == "ar"


async def test_a_language_chosen_in_words_is_followed(driver: Driver, site: Site) -> None:
    await driver.chat("da")
    await driver.ask("svar på arabisk")
    await expect(driver.at(".panel")).to_have_attribute("lang", "ar")
    await driver.ask("bolig")
    assert site.script.seen[-1]["lang"] == "ar"


async def test_greeting_says_that_it_is_a_machine_and_what_it_keeps(driver: Driver) -> None:
    await driver.chat("da")
    greeting = driver.at(".turn .reply")
    await expect(greeting).to_contain_text("maskine")
    await expect(greeting).to_contain_text("30 dage")
    topics = greeting.locator(".topic")
    await expect(topics).to_have_count(9)
    for topic in await topics.all():
        assert await topic.locator("svg path").count() == 1
        assert await topic.inner_text()
    shapes = await topics.locator("path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert len(set(shapes)) == 9


async def test_topic_then_question_then_answer(driver: Driver, site: Site) -> None:
    await driver.chat("da")
    await (
        driver.at(
            ".topic",
        )
        .filter(has_text="Bolig")
        .click()
    )
    await driver.at(".turn").nth(1).locator(".choice").first.click()
    answer = driver.at(".turn").nth(2).locator(".reply.answer")
    await answer.wait_for()
    assert [str(s["message"]).split(":")[1] for s in site.script.seen[-2:]] == ["topic", "faq"]
    await expect(driver.at(".turn").nth(1).locator(".said")).to_contain_text("Bolig")


@pytest.mark.parametrize(("lang", "direction"), [("da", "ltr"), ("ar", "rtl"), ("ti", "ltr")])
async def test_an_answer_has_its_language_direction_label_and_links(
    driver: Driver, lang: str, direction: str
) -> None:
    await driver.chat(lang)
    answer = await driver.ask("bolig")
    await expect(answer).to_have_attribute("lang", lang)
    await expect(answer).to_have_attribute("dir", direction)
    await expect(answer.locator(".label")).not_to_be_empty()
    link = answer.locator("a").first
    assert await link.get_attribute("href") == "https://borger.dk"
    assert await link.get_attribute("rel") == "noreferrer"
    await driver.ask("vold")
    tel = driver.at(".crisis a[href^='tel:']").first
    assert await tel.get_attribute("href") == "tel:112"
    assert await tel.inner_text() == "112"


async def test_the_danish_text_stands_beside_and_in_large_type(driver: Driver) -> None:
    await driver.chat("ar")
    answer = await driver.ask("bolig")
    show = answer.locator(".tools .tool").first
    await show.click()
    assert await show.get_attribute("aria-expanded") == "true"
    danish = answer.locator(".other div[lang=da]")
    await expect(danish).to_have_attribute("dir", "ltr")
    await expect(danish).to_contain_text("Boligstøtte er hjælp til huslejen")
    own, other = await answer.locator(".texts > *").all()
    boxes = [await own.bounding_box(), await other.bounding_box()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 5  # side by side
    assert boxes[1]["x"] < boxes[0]["x"]  # right to left
    await answer.locator(".other .tool").click()
    big = driver.at(".big")
    box = await big.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 800)
    size = await big.locator(".page").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 32
    await expect(big.locator(".leave")).to_be_visible()
    await driver.page.keyboard.press("Escape")
    await expect(big).to_have_count(0)
    await driver.focused("tool")
    await show.click()
    await expect(danish).to_have_count(0)


async def test_the_large_type_gives_the_focus_back_at_once(driver: Driver) -> None:
    """Not later, when one may be writing: the next key would then press a button."""
    await driver.chat("da", NARROW)
    answer = await driver.ask("bolig")
    await answer.locator(".tools .tool").first.click()
    focused = await driver.page.evaluate(
        """async () => {
          const root = document.querySelector("newcomer-chat").shadowRoot;
          root.querySelector(".big .choice").click();
          const names = [root.activeElement.className];
          root.querySelector("textarea").focus();
          while (root.querySelector(".big")) await new Promise(requestAnimationFrame);
          return [...names, root.activeElement.localName];
        }"""
    )
    assert focused == ["tool", "textarea"]


async def test_clarify_offers_buttons(driver: Driver, site: Site) -> None:
    await driver.chat("ar")
    clarify = await driver.ask("uklart")
    await expect(clarify.locator(".choice")).to_have_count(4)
    await clarify.locator(".choice").nth(1).click()
    await driver.at(".turn").last.locator(".answer").wait_for()
    assert str(site.script.seen[-1]["message"]).startswith("btn:faq:")


async def test_feedback(driver: Driver, site: Site) -> None:
    await driver.chat("da")
    answer = await driver.ask("bolig")
    yes, no = await answer.locator(".rating button").all()
    await yes.click()
    await expect(yes).to_have_attribute("aria-pressed", "true")
    await expect(driver.at(".state")).to_contain_text("Tak")
    await no.click()
    await expect(yes).to_have_attribute("aria-pressed", "false")
    assert [f["helpful"] for f in site.script.feedback] == [True, False]
    assert set(site.script.feedback[0]) == {"session", "reply", "helpful"}


async def test_copy_takes_both_texts_that_are_shown(driver: Driver) -> None:
    await driver.chat("ar", permissions=["clipboard-read", "clipboard-write"])
    answer = await driver.ask("vold")
    await answer.get_by_text("نسخ").click()
    await expect(driver.at(".state")).not_to_be_empty()
    copied = await driver.page.evaluate("navigator.clipboard.readText()")
    assert "1888" in copied
    assert not re.search("[\u2066-\u2069]", copied)
    await answer.locator(".tools .tool").first.click()
    await answer.get_by_text("نسخ").click()
    await driver.until("navigator.clipboard.readText().then((text) => text.includes('Ring'))")


PRINTED = """
window.print = () => { const d = document; window.top.printed = {
  text: d.body.innerText, sections: [...d.querySelectorAll('section')].map(s => s.lang + s.dir),
  font: getComputedStyle(d.body).fontFamily, title: d.title } };
"""


async def test_print_puts_only_the_answer_and_the_danish_on_paper(driver: Driver) -> None:
    await driver.chat("ti", script=PRINTED)
    answer = await driver.ask("bolig")
    await answer.locator(".tools .tool").last.click()
    await driver.until("window.printed")
    printed = await driver.page.evaluate("window.printed")
    assert printed["sections"] == ["tiltr", "daltr"]
    assert "Boligstøtte er hjælp" in printed["text"]
    assert "newcomer ethiopic" in printed["font"]
    await driver.page.evaluate(
        "document.querySelector('newcomer-chat').shadowRoot"
        ".querySelector('iframe').contentWindow.dispatchEvent(new Event('afterprint'))"
    )
    await expect(driver.at("iframe")).to_have_count(0)


VOICES = """
window.voice = (lang, localService) => ({ lang, localService, name: lang });
window.voices = [voice("ar-SA", false)];
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => window.voices, speak(u) { window.spoken.push([u.text, u.lang]); this.said = u },
  cancel() { this.said?.onend?.(); this.said = null } }) });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
"""


async def test_reading_aloud_only_with_a_voice_of_this_machine(driver: Driver) -> None:
    page = await driver.chat("ar", script=VOICES)
    answer = await driver.ask("bolig")
    read = answer.get_by_role("button", name="قراءة بصوت عالٍ")
    await expect(read).to_have_count(0)  # the only voice would send the text to a server
    await page.evaluate("window.voices.push(voice('ar_EG', true))")
    await page.evaluate("speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    await read.click()
    spoken = await page.evaluate("window.spoken")
    assert spoken[0][1] == "ar"
    assert not re.search("[\u2066-\u2069]", spoken[0][0])
    await answer.get_by_role("button", name="إيقاف القراءة").click()
    await expect(read).to_be_visible()


async def test_deleting_asks_first_and_tells_the_server(driver: Driver, site: Site) -> None:
    await driver.chat("da")
    await driver.ask("bolig")
    await driver.at(".round.bin").click()
    await driver.page.keyboard.press("Escape")
    await expect(driver.at(".bar")).to_be_hidden()
    await driver.focused("round bin")
    site.script.delete_fails = True
    await driver.at(".round.bin").click()
    await driver.at(".bar .choice").first.click()
    await expect(driver.at(".state")).to_contain_text("ikke slettet endnu")
    await expect(driver.at(".said")).to_have_count(1)
    site.script.delete_fails = False
    await driver.at(".round.bin").click()
    await driver.at(".bar .choice").first.click()
    await expect(driver.at(".said")).to_have_count(0)
    await expect(driver.at(".start")).to_be_visible()
    assert len(site.script.deleted) == 1
    assert "boligstøtte" not in await driver.stored()


@pytest.mark.parametrize("way", ["button", "keys"])
async def test_leaving_clears_everything_and_goes_elsewhere(
    driver: Driver, site: Site, way: str
) -> None:
    page = await driver.chat("da", NARROW)
    await page.route("https://www.dmi.dk/", lambda route: route.fulfill(body="vejret"))
    await driver.ask("vold")
    if way == "button":
        await driver.at(".leave").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Shift")
    await page.wait_for_url("https://www.dmi.dk/")
    assert len(site.script.deleted) == 1
    await page.go_back()
    assert page.url == "about:blank"
    await page.goto(f"{driver.base_url}/host")
    assert await driver.stored() == ""


async def test_capital_letters_do_not_leave_the_page(driver: Driver) -> None:
    page = await driver.chat("da")
    await driver.at("textarea").press_sequentially("ABC DEF")
    for key in ("Shift+A", "Shift+B", "Shift+C"):
        await page.keyboard.press(key)
    await page.wait_for_timeout(100)
    assert "/host?" in page.url
