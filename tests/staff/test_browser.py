"""The whole story in a browser, as four people live it; no fault of accessibility on any page."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.content.model import State
from bot.content.store import ContentStore
from bot.settings import ROOT

from .client import PASSWORD
from .conftest import Served

PICTURES = ROOT / "var" / "screenshots" / "staff"
WATCH = """
window.broken = [];
addEventListener("securitypolicyviolation", (e) =>
  window.broken.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
"""
AXE = Axe()
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ENTRY = "/entries/housing_benefit"
NEW_TEXT = (
    "Boligstøtte er hjælp til huslejen. Du kan søge, når du lejer en bolig med eget køkken.\n\n"
    "Søg på borger.dk med MitID. Søg senest 30 dage efter, at du er flyttet ind. Har du ikke"
    " MitID, så spørg Borgerservice eller din rådgiver."
)


class Desks:
    """A browser window for each person."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    async def open(self, name: str = "", path: str = "/", width: int = 1280, **how: object) -> Page:
        """A page of somebody who is logged in; of a stranger without a name."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 1100}, locale="da-DK", **how
        )  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        self.contexts.append(context)
        await context.add_init_script(WATCH)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        await page.goto(self.url + path)
        if name:
            await self.log_in(page, name)
        return page

    async def log_in(self, page: Page, name: str) -> None:
        await page.get_by_label("Brugernavn").fill(name)
        await page.get_by_label("Adgangskode").fill(PASSWORD)
        await page.get_by_role("button", name="Log ind").click()
        await page.wait_for_url(lambda url: "/login" not in url)

    async def check(self, page: Page, picture: str) -> None:
        """No fault of accessibility; a picture for people."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await page.evaluate("document.fonts.ready.then(() => true)")
        await page.screenshot(path=PICTURES / f"{picture}.png")
        found = await AXE.run(page, options=AXE_OPTIONS)
        assert found.violations_count == 0, f"{picture}:\n{found.generate_report()}"

    async def finish(self) -> None:
        for context in self.contexts:
            for page in context.pages:
                self.faults += await page.evaluate("window.broken || []")
            await context.close()
        assert self.faults == []

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)


@pytest_asyncio.fixture(loop_scope="session")
async def desks(staff_browser: Browser, served: Served) -> AsyncIterator[Desks]:
    found = Desks(staff_browser, served.url)
    yield found
    await found.finish()


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


async def test_every_other_page(desks: Desks) -> None:
    alma = await desks.open("alma")
    await desks.check(alma, "10-indhold")
    for path, picture in (
        ("/new", "11-ny-tekst"),
        ("/exchange", "12-ud-og-ind"),
        ("/people", "13-brugere"),
        ("/account", "14-min-konto"),
        ("/?q=findesikke", "15-ingen-tekster"),
        ("/nowhere", "16-findes-ikke"),
        (f"{ENTRY}?lang=ti", "17-tigrinya"),
        (f"{ENTRY}/publish", "18-intet-at-laegge-ud"),
    ):
        await alma.goto(desks.url + path)
        await desks.check(alma, picture)


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
