"""What becomes a link: the same in Python and in the browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.links import paragraphs, pieces

from .driver import Driver
from .site import XSS

PHONES = ("70 15 03 00", "70 201 201", "11 61 11", "116 006", "1888", "112", "114")
EXAMPLES = {
    "Ring 112, hvis der er fare.": ["tel:112"],
    "Ring 112 24 timer i døgnet": ["tel:112"],
    "Lev Uden Vold, tlf. 1888.": ["tel:1888"],
    "\u206670 15 03 00\u2069، \u206611 61 11\u2069": ["tel:70150300", "tel:116111"],
    "70201201 eller 70 201 201": ["tel:70201201", "tel:70201201"],
    "99 31 58 39": ["tel:99315839"],
    "+45 99 31 58 39": ["tel:+4599315839"],
    "Det koster 1.888 kr., 18880 kr. og 112,50 kr.": [],
    "Siden 2026-11-21 og i 9000 Aalborg, 30 dage": [],
    "Se borger.dk, nyidanmark.dk/da og www.aalborg.dk/skole.": [
        "https://borger.dk",
        "https://nyidanmark.dk/da",
        "https://www.aalborg.dk/skole",
    ],
    "Se https://www.borger.dk/a?b=c&d=e#f).": ["https://www.borger.dk/a?b=c&d=e#f"],
    "Skriv til advice@drc.ngo.": ["mailto:advice@drc.ngo"],
    "f.eks. bl.a. osv. kl. 9.30 m.m. dvs.": [],
    "ኣብ borger.dk። ናብ 112፣ 1888፧": ["https://borger.dk", "tel:112", "tel:1888"],
    "javascript:alert(1) data:text/html,x http://a.example ftp://b.example": [],
    XSS: ["https://a.dk/"],
    "": [],
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_links_of_a_text(text: str) -> None:
    found = list(pieces(text, PHONES))
    assert [address for _, address in found if address] == EXAMPLES[text]
    assert "".join(shown for shown, _ in found) == text


async def test_the_browser_finds_the_same(driver: Driver) -> None:
    page = await driver.open("/chat/plain")
    found = await page.evaluate(
        """async ([path, texts, phones]) => { const { pieces } = await import(path);
          return texts.map(t => pieces(t, phones).filter(p => p.map).map(p => p[1])) }""",
        [f"{driver.base_url}/chat/app/x/panel.js", list(EXAMPLES), list(PHONES)],
    )
    assert dict(zip(EXAMPLES, found, strict=True)) == EXAMPLES


@given(st.text(st.sampled_from("0123456789 .dk@/:+-<>\"'&aå\n\u2066\u2069م"), max_size=60))
def test_nothing_is_lost_and_every_link_is_of_three_kinds(text: str) -> None:
    found = list(pieces(text, PHONES))
    assert "".join(shown for shown, _ in found) == text
    assert all(a.startswith(("https://", "tel:", "mailto:")) for _, a in found if a)
    assert "<" not in str(paragraphs("<", PHONES)).replace("<p>", "").replace("</p>", "")


def test_paragraphs_are_escaped() -> None:
    html = str(paragraphs("a <b>\n\nse borger.dk", PHONES))
    assert html.startswith('<p>a &lt;b&gt;</p><p>se <a href="https://borger.dk"')
