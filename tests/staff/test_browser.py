"""The whole story in a browser, as four people live it; no fault of accessibility on any page."""

from __future__ import annotations

import time

from playwright.async_api import expect

from bot.content.model import State
from bot.content.store import ContentStore

from .conftest import Served
from .desks import Desks

ENTRY = "/entries/housing_benefit"
NEW_TEXT = (
    "Boligstøtte er hjælp til huslejen. Du kan søge, når du lejer en bolig med eget køkken.\n\n"
    "Søg på borger.dk med MitID. Søg senest 30 dage efter, at du er flyttet ind. Har du ikke"
    " MitID, så spørg Borgerservice eller din rådgiver."
)


async def test_from_a_changed_sentence_to_a_published_translation(
    desks: Desks, read: ContentStore
) -> None:
    login = await desks.open()
    await desks.check(login, "01-log-ind")

    edith = await desks.open("edith", f"{ENTRY}?lang=ar")
    await desks.check(edith, "02-tekst")
    danish = edith.locator("[id='answers-da']")
    await danish.fill("Ring til 70 10 18 81. " + "Boligstøtteordningens ansøgningsmuligheder " * 9)
    await expect(edith.locator("[data-said='answers.da']")).to_contain_text("70 10 18 81")
    await expect(edith.locator("[data-said='answers.da']")).to_contain_text("Lix er")
    await expect(edith.locator("[data-kept]")).to_contain_text("Kladden er sikret")
    await desks.check(edith, "03-fejl-ved-feltet")
    await danish.fill(NEW_TEXT)
    await expect(edith.locator("[data-said='answers.da'] .fault")).to_have_count(0)
    await edith.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(edith.get_by_role("status").first).to_contain_text("Gemt")
    await expect(edith.get_by_text("Forældet").first).to_be_visible()
    await desks.check(edith, "04-gemt-og-foraeldet")
    await edith.get_by_role("link", name="Se som borgeren").click()
    await desks.check(edith, "05-forhaandsvisning")

    amina = await desks.open("amina", f"{ENTRY}?lang=ar")
    await expect(amina.locator("[id='answers-da']")).to_have_attribute("readonly", "")
    await expect(amina.locator("[id='answers-ar']")).to_have_attribute("dir", "rtl")
    arabic = (
        "إعانة السكن (boligstøtte) هي مساعدة في دفع الإيجار. يمكنكم طلبها عندما تستأجرون مسكناً"
        " له مطبخ خاص.\n\nقدموا الطلب على borger.dk بواسطة MitID خلال 30 يوماً من انتقالكم. إذا"
        " لم يكن لديكم MitID، فاسألوا (Borgerservice)."
    )
    await amina.locator("[id='answers-ar']").fill(arabic)
    await amina.get_by_role("button", name="Gem, og markér som gennemgået").click()
    await expect(amina.get_by_role("status").first).to_contain_text("gennemgået af dig")
    await expect(amina.get_by_text("Gennemgået af Amina Oversætter")).to_be_visible()
    await desks.check(amina, "06-oversaetter")

    poul = await desks.open("poul", f"{ENTRY}/publish")
    await desks.check(poul, "07-laeg-ud")
    start = time.monotonic()
    await poul.get_by_role("button", name="Godkend og læg ud").click()
    await expect(poul.get_by_role("status").first).to_contain_text("lagt ud")
    while (live := read.current().entries["housing_benefit"]).answers["ar"].text != arabic:
        assert time.monotonic() - start < 2, "not live within two seconds"
        time.sleep(0.02)
    assert live.answers["da"].text == NEW_TEXT
    assert {live.answers[lang].state for lang in ("da", "ar")} == {State.PUBLISHED}
    assert not live.outdated("ar", "da")
    assert live.outdated("ti", "da")
    await poul.goto(f"{desks.url}/history")
    await poul.locator("summary").first.click()
    await desks.check(poul, "08-historik")


async def test_on_a_narrow_screen_nothing_sticks_out(desks: Desks) -> None:
    page = await desks.open("alma", width=320)
    for path in ("/", "/people", "/exchange", f"{ENTRY}/preview", ENTRY):
        await page.goto(desks.url + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path
    await desks.check(page, "20-smal")


async def test_it_works_without_javascript(desks: Desks) -> None:
    page = await desks.open("edith", ENTRY, java_script_enabled=False)
    await page.locator("[id='answers-da']").fill("<b>Kort</b> & godt")
    await page.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(page.get_by_role("status").first).to_contain_text("Gemt")
    await expect(page.locator("[id='answers-da']")).to_have_value("<b>Kort</b> & godt")
    await expect(page.locator("[data-said='answers.da'] .fault").first).to_be_visible()
    desks.contexts.clear()


async def test_a_conflict_shows_both_texts(desks: Desks) -> None:
    edith = await desks.open("edith", ENTRY)
    erik = await desks.open("erik", ENTRY)
    for page, text in ((edith, "Ediths tekst."), (erik, "Eriks tekst.")):
        await page.locator("[id='answers-da']").fill(text)
        await page.get_by_role("button", name="Gem", exact=True).last.click()
        await page.wait_for_load_state()
    await expect(erik.get_by_role("alert")).to_contain_text("Ediths tekst.")
    await expect(erik.locator("[id='answers-da']")).to_have_value("Eriks tekst.")
    await desks.check(erik, "09-konflikt")
    await erik.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(erik.get_by_role("status").first).to_contain_text("Gemt")


async def test_a_session_that_ended_loses_no_text(desks: Desks, served: Served) -> None:
    edith = await desks.open("edith", ENTRY)
    with served.office.database.transaction() as db:
        db.execute("DELETE FROM sessions")
    await edith.locator("[id='answers-da']").fill("Skrevet efter, at sessionen var slut.")
    await expect(edith.locator("[data-kept]")).to_contain_text("Du er logget ud")
    edith.on("dialog", lambda dialog: dialog.accept())
    await edith.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(edith.get_by_role("status")).to_contain_text("Din tekst er her endnu")
    await desks.check(edith, "19-logget-ud")
    await desks.log_in(edith, "edith")
    await expect(edith.locator("[id='answers-da']")).to_have_value(
        "Skrevet efter, at sessionen var slut."
    )


async def test_leaving_with_something_unsaved_asks_first(desks: Desks) -> None:
    edith = await desks.open("edith", ENTRY)
    asked: list[str] = []

    async def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        await dialog.accept()  # type: ignore[attr-defined]

    edith.on("dialog", stay)
    await edith.route("**/draft", lambda route: route.abort())
    await edith.locator("[id='answers-da']").press_sequentially("x")
    await edith.get_by_role("link", name="Historik").first.click()
    await edith.wait_for_url("**/history")
    assert asked == ["beforeunload"]
