"""A visitor in the browser: opens a page, uses the chat, and notes every fault of the page."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from .site import SCREENSHOTS

NARROW, WIDE = (320, 640), (1280, 800)
WATCH = """
window.broken = [];
addEventListener("securitypolicyviolation", (e) =>
  window.broken.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
"""
AXE = Axe().axe_script
# Every rule, those for good practice included; target-size is off by default.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


async def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of somebody new."""
    context = await browser.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, **{"locale": "en-US", **options}
    )
    context.set_default_timeout(20_000)
    return context


class Driver:
    """One visitor: contexts, pages and what is in them."""

    def __init__(
        self, browser: Browser, base_url: str, shared: BrowserContext | None = None
    ) -> None:
        """`shared` keeps files between tests, as a browser does; a tab's own storage is new."""
        self.browser = browser
        self.base_url = base_url
        self.shared = shared
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self.page: Page = None  # type: ignore[assignment]

    # -- pages

    async def open(
        self,
        path: str = "/host",
        size: tuple[int, int] = WIDE,
        script: str = "",
        *,
        fresh: bool = False,
        **options: Any,
    ) -> Page:
        """A new page; `script` runs in it before anything else.

        `fresh`: nothing has been fetched before, and what is set for the browser stays here. So it
        is with any of Playwright's `options`, too.
        """
        if self.shared is None or fresh or script or options:
            self.contexts.append(await new_context(self.browser, **options))
            await self.contexts[-1].add_init_script(WATCH + script)
        else:
            self.contexts.append(self.shared)
        return await self.tab(path, size)

    async def tab(self, path: str = "/host", size: tuple[int, int] = WIDE) -> Page:
        """Another tab of the newest context."""
        self.page = await self.contexts[-1].new_page()
        if size != WIDE:
            await self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._note)
        await self.page.goto(self.base_url + path if path.startswith("/") else path)
        return self.page

    async def chat(
        self, lang: str, size: tuple[int, int] = WIDE, path: str = "/host", **options: Any
    ) -> Page:
        """A page in a language, its chat open, that language chosen, the greeting read."""
        await self.open(f"{path}?lang={lang}&open=open", size, **options)
        if path != "/host":  # only there the query gives the attributes
            await self.press_launcher()
        await self.choose(lang)
        return self.page

    async def finish(self) -> None:
        for context in self.contexts:
            for page in context.pages:
                self.faults += await page.evaluate("window.broken || []")
                await page.close()
            if context is not self.shared:
                await context.close()
        assert not self.faults, "\n".join(self.faults)

    def _note(self, message: ConsoleMessage) -> None:
        # A failed request is written to the console by the browser; the tests make some fail.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    # -- the chat

    def at(self, selector: str) -> Locator:
        return self.page.locator(f"newcomer-chat {selector}")

    async def press_launcher(self) -> None:
        await self.at(".launcher").click()
        await self.at(".panel").wait_for()

    async def choose(self, lang: str) -> None:
        await self.at(f".start button[lang={lang}]").click()
        await self.at(f".turn .reply[lang={lang}]").first.wait_for()
        await self.idle()

    async def write(self, text: str) -> None:
        await self.at("textarea").fill(text)
        await self.at("textarea").press("Enter")

    async def ask(self, text: str) -> Locator:
        """Write and wait for the replies; the last of them."""
        before = await self.at(".turn").count()
        await self.write(text)
        turn = self.at(".turn").nth(before)
        await turn.locator(".reply").first.wait_for()
        await self.idle()
        return turn.locator(".reply").last

    async def idle(self) -> None:
        await self.at(".dots").wait_for(state="detached")

    async def focused(self, name: str) -> None:
        """The focus comes to the element of that class, else tag, inside the chat or outside."""
        await self.until(
            "(() => { const e = document.activeElement.shadowRoot?.activeElement"
            f" || document.activeElement; return (e.className || e.localName) === '{name}' }})()"
        )

    async def stored(self) -> str:
        """What the tab keeps."""
        return await self.page.evaluate("sessionStorage.getItem('newcomer-chat') || ''")

    async def until(self, condition: str, seconds: float = 20.0) -> None:
        """Wait until a condition holds (Playwright's own way to wait needs eval in the page)."""
        end = time.monotonic() + seconds
        while not await self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            await asyncio.sleep(0.02)

    async def axe(self, state: str) -> None:
        """No rule of axe-core is broken; it is put into the page once, for it is large."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE)
        found = await self.page.evaluate("(o) => axe.run(o)", AXE_OPTIONS)
        faults = [
            f"{state}: {one['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert not faults, "\n".join(faults)

    async def picture(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.until("document.fonts.status === 'loaded'")
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
