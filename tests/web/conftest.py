"""One browser and one small server for all browser tests; a clean context for each.

Playwright's synchronous API would block the event loop of pytest-asyncio for the tests of the
other folders, so these tests use the asynchronous one, on one loop for the whole session.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.settings import ROOT

from .driver import WATCH, Driver, new_context
from .site import Site

ARGUMENTS = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # One process for all pages: to start another for each takes longer than most tests.
    "--renderer-process-limit=1", "--disable-site-isolation-trials",
]  # fmt: skip
on_one_loop = pytest_asyncio.fixture(loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share the session's event loop, where the browser lives."""
    for item in items:
        if "tests/web/" in item.path.as_posix() and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; it is installed where that is possible."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "chromium.py")], capture_output=True, text=True
    )
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()


@pytest.fixture(scope="session")
def site_server() -> Iterator[Site]:
    server = Site()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site(site_server: Site) -> Site:
    """The server, its script blank again."""
    site_server.reset()
    return site_server


@pytest.fixture
def base_url(site: Site) -> str:
    """Where the pages are; a test of the whole bot puts its own address here."""
    return site.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(browser: Browser) -> AsyncIterator[BrowserContext]:
    """What most visitors share: the browser's store of files."""
    context = await new_context(browser)
    await context.add_init_script(WATCH)
    yield context
    await context.close()


@on_one_loop
async def driver(browser: Browser, shared: BrowserContext, base_url: str) -> AsyncIterator[Driver]:
    """A new visitor; afterwards nothing may have broken a policy or thrown an error."""
    visitor = Driver(browser, base_url, shared)
    yield visitor
    await visitor.finish()
