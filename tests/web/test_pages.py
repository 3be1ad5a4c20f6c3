"""The pages and files over HTTP: headers, languages, caching, and the form without JavaScript."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping

import pytest
from playwright.async_api import expect

from .driver import NARROW, Driver
from .site import XSS, Site

PAGES = ("/chat", "/demo", "/chat/plain")


class Answer:
    """What came back, errors included."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None, method: str = "GET"):
        request = urllib.request.Request(url, headers=dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(request) as found:
                self.status, self.headers, self.body = found.status, found.headers, found.read()
        except urllib.error.HTTPError as error:
            with error:
                self.status, self.headers, self.body = error.code, error.headers, error.read()

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_allows_nothing_from_elsewhere(site: Site, path: str) -> None:
    found = Answer(site.url + path)
    policy = found.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert found.headers["Cache-Control"] == "no-store"
    addresses = re.findall(r'(?:src|action|rel="stylesheet" href)="([^"]+)"', found.text)
    assert all(not address.startswith(("http", "//")) for address in addresses)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("query", "accepted", "lang", "direction"),
    [
        ("?lang=ar", "", "ar", "rtl"),
        ("", "ti-ER,ti;q=0.9", "ti", "ltr"),
        ("", "fr,ar;q=0.5", "ar", "rtl"),
        ("?lang=xx", "", "da", "ltr"),
        ("?lang=%22%3E%3Cb%3E", "", "da", "ltr"),
    ],
)
def test_the_language_of_a_page(
    site: Site, path: str, query: str, accepted: str, lang: str, direction: str
) -> None:
    found = Answer(site.url + path + query, {"Accept-Language": accepted})
    assert f'<html lang="{lang}" dir="{direction}">' in found.text


def test_head_has_the_headers_and_no_body(site: Site) -> None:
    found = Answer(f"{site.url}/chat", method="HEAD")
    assert (found.status, found.body) == (200, b"")
    assert "Content-Security-Policy" in found.headers


def test_the_loader_names_a_version_that_is_kept_for_a_year(site: Site) -> None:
    loader = Answer(f"{site.url}/chat/newcomer-chat.js")
    assert loader.headers["Cache-Control"] == "no-cache"
    assert loader.headers["Content-Type"].startswith("text/javascript")
    found = re.search(r'"\./(app/[0-9a-f]+)/element\.js"', loader.text)
    assert found is not None
    folder = f"{site.url}/chat/{found.group(1)}"
    module = Answer(f"{folder}/chat.js")
    assert "immutable" in module.headers["Cache-Control"]
    old = Answer(f"{site.url}/chat/app/000000000000/chat.js")
    assert (old.body, old.headers["Cache-Control"]) == (module.body, "no-cache")


@pytest.mark.parametrize("path", ["newcomer-chat.js", "strings/ti.json", "app/x/page.css"])
def test_a_file_is_packed_and_known_again(site: Site, path: str) -> None:
    url = f"{site.url}/chat/{path}"
    plain, packed = Answer(url), Answer(url, {"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = Answer(url, {"If-None-Match": packed.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert Answer(url, {"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "strings/xx.json", "strings/da", "strings/da.txt", "app/x/none.js", "fonts/none.woff2",
        "app/x/..%2f..%2fpages.py", "fonts/..%2f__init__.py", "app/x/%2e%2e", "fonts/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert Answer(f"{site.url}/chat/{path}").status == 404


@pytest.mark.parametrize("name", ["arabic", "ethiopic"])
def test_fonts_come_with_their_licence(site: Site, name: str) -> None:
    font = Answer(f"{site.url}/chat/fonts/noto-sans-{name}-700.woff2")
    assert font.headers["Content-Type"] == "font/woff2"
    assert font.body[:4] == b"wOF2"
    assert "Open Font License" in Answer(f"{site.url}/chat/fonts/LICENSE-noto-sans-{name}.txt").text


@pytest.mark.parametrize("lang", ["da", "ar", "ti"])
def test_the_words_of_a_language_are_complete(site: Site, lang: str) -> None:
    words = json.loads(Answer(f"{site.url}/chat/strings/{lang}.json").text)
    source = json.loads(Answer(f"{site.url}/chat/strings/da.json").text)
    assert set(words) == set(source)
    assert words["leave_address"].startswith("https://")
    assert "112" in words["error_unavailable"]
    assert "{" not in json.dumps({k: v for k, v in words.items() if k != "phones"})[1:-1]
    assert {"112", "1888", "70 15 03 00"} <= set(words["phones"])


async def test_the_whole_way_without_javascript(driver: Driver, site: Site) -> None:
    page = await driver.open("/chat/plain", NARROW, java_script_enabled=False)
    await page.get_by_role("button", name="العربية").click()
    assert await page.locator("html").get_attribute("dir") == "rtl"
    assert site.script.seen[-1] == {
        "session": None, "message": "", "lang": "ar", "id": site.script.seen[-1]["id"],
    }  # fmt: skip
    await page.get_by_role("button", name="السكن").click()
    assert str(site.script.seen[-1]["message"]).startswith("btn:topic:housing")
    await page.fill("textarea", "bolig")
    await page.click("button.go")
    answer = page.locator(".reply.answer")
    await expect(answer).to_have_attribute("dir", "rtl")
    await expect(answer.locator(".label")).not_to_be_empty()
    await answer.locator("summary").click()
    await expect(answer.locator(".other")).to_contain_text("Boligstøtte er hjælp")
    assert len({seen["session"] for seen in site.script.seen[1:]}) == 1
    await page.locator("button[value=ti]").click()
    assert await page.locator("html").get_attribute("lang") == "ti"
    await page.fill("textarea", "vold")
    await page.click("button.go")
    await expect(page.locator(".reply.crisis a").first).to_have_attribute("href", "tel:112")
    assert site.script.seen[-1]["lang"] == "ti"
    await page.locator("button[name=delete]").click()
    assert site.script.deleted == [site.script.seen[-1]["session"]]
    assert await page.locator("input[name=session]").get_attribute("value") == ""
    driver.contexts.remove(page.context)
    await page.context.close()


async def test_markup_stays_text_without_javascript_too(driver: Driver) -> None:
    page = await driver.open("/chat/plain?lang=da", NARROW)
    await page.fill("textarea", f"xss {XSS}")
    await page.click("button.go")
    await page.locator(".reply.answer").wait_for()
    assert await page.evaluate("window.hacked === undefined")
    assert await page.locator("main img, main script, main svg").count() == 0
    await expect(page.locator(".said p")).to_have_text(f"xss {XSS}")


def test_a_form_that_is_too_large(site: Site) -> None:
    request = urllib.request.Request(f"{site.url}/chat/plain", data=b"message=" + b"x" * 70_000)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 413
        assert "Beskeden er for lang" in answer.read().decode()
