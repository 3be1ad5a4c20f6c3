"""Browser windows of the staff, with a check of accessibility for each page that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from bot.settings import ROOT
from bot.staff.door import cookie_name
from bot.staff.office import Office

from .client import PASSWORD

PICTURES = ROOT / "var" / "screenshots" / "staff"
WATCH = """
window.broken = [];
addEventListener("securitypolicyviolation", (e) =>
  window.broken.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
"""
AXE = Axe()
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Desks:
    """A browser window for each person."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    async def open(
        self,
        name: str = "",
        path: str = "/",
        width: int = 1280,
        cookies: Sequence[object] = (),
        **how: object,
    ) -> Page:
        """A page of somebody who is logged in; of a stranger without a name."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 1100}, locale="da-DK", **how
        )  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        await context.add_cookies(cookies)  # type: ignore[arg-type]
        self.contexts.append(context)
        await context.add_init_script(WATCH)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        await page.goto(self.url + path)
        if name:
            await self.log_in(page, name)
        return page

    async def known(self, office: Office, name: str, path: str) -> Page:
        """A page of somebody who has logged in before."""
        session = office.sessions.begin(name)
        cookie = {"name": cookie_name(office), "value": session.cookie, "url": self.url}
        return await self.open(path=path, cookies=[cookie])

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
