"""Nothing that anybody wrote is ever read as HTML, and no policy of a page is broken."""

from __future__ import annotations

import pytest
from playwright.async_api import Request, expect

from .driver import Driver
from .site import XSS, Site


@pytest.mark.parametrize("lang", ["da", "ar", "ti"])
async def test_markup_stays_text_everywhere(driver: Driver, site: Site, lang: str) -> None:
    page = await driver.open(f"{site.other}/host?lang={lang}")
    await driver.press_launcher()
    await driver.choose(lang)
    reply = await driver.ask(f"xss {XSS}")
    await expect(driver.at(".said p").last).to_have_text(f"xss {XSS}")
    await expect(reply.locator(".texts > div")).to_contain_text("<img src=x")
    await expect(reply.locator(".label")).to_contain_text("<script>")
    await expect(reply.locator(".choice").first).to_contain_text("onerror")
    await reply.locator(".tools .tool").first.click()
    await expect(reply.locator(".other")).to_contain_text("<svg onload")
    await reply.locator(".other .tool").click()
    await expect(driver.at(".big .page")).to_contain_text("<img")
    await page.keyboard.press("Escape")
    await reply.locator(".choice").first.click()
    await page.reload()
    await driver.at(".turn .texts").first.wait_for()
    assert await page.evaluate("window.hacked === undefined")
    made = "document.querySelector('newcomer-chat').shadowRoot"
    assert await page.evaluate(f"{made}.querySelectorAll('img, script, [onclick], b').length") == 0
    addresses = await driver.at("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(a.startswith(("https://", "tel:", "mailto:")) for a in addresses)
    assert {await r.get_attribute("dir") for r in await driver.at(".reply").all()} <= {"ltr", "rtl"}


async def test_the_policy_of_the_site_would_catch_a_mistake(driver: Driver, site: Site) -> None:
    """The guard of all these tests is awake: innerHTML does break the policy."""
    page = await driver.open(f"{site.other}/host?lang=da")
    broke = await page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>x</b>' } catch { return true } })()"
    )
    assert broke is True
    await driver.until("window.broken.length === 1")
    await page.evaluate("window.broken = []")
    driver.faults.clear()


async def test_no_request_goes_anywhere_else(driver: Driver, site: Site) -> None:
    page = await driver.open("about:blank", fresh=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site.other}/host?lang=ti")
    await driver.press_launcher()
    await driver.choose("ti")
    await driver.ask("bolig")
    assert {address.split("/")[2] for address in asked if "://" in address} == {
        f"127.0.0.1:{site.port}",
        f"localhost:{site.port}",
    }


async def test_no_cookie_and_no_referrer(driver: Driver, site: Site) -> None:
    page = await driver.chat("da")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    await driver.ask("bolig")
    assert await driver.contexts[-1].cookies() == []
    for request in asked:
        headers = await request.all_headers()
        assert headers.get("referer", "") == "", request.url
        assert "cookie" not in headers


async def test_a_page_link_must_be_https_or_of_this_site(driver: Driver) -> None:
    page = await driver.open("/host?lang=da")
    await driver.press_launcher()
    for link, shown in (
        ("https://a.dk/privat", 1),
        ("/privat", 1),
        ("//evil.example", 0),
        ("javascript:window.hacked=1", 0),
    ):
        await page.evaluate(
            """link => { const chat = document.querySelector('newcomer-chat');
              chat.setAttribute('privacy-link', link); return chat.chat.relabel() }""",
            link,
        )
        await expect(driver.at(".start a")).to_have_count(shown)
