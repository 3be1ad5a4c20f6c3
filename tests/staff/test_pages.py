"""Every page of the app: no fault of accessibility, nothing that the policy of the page stops."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.privacy.counts import Event, Outcome, add
from bot.staff.desk import Edit
from bot.staff.fields import digest, value_of
from bot.staff.office import Office
from bot.staff.routes import ALL

from .conftest import PEOPLE, Served
from .desks import Desks

ENTRY = "/entries/housing_benefit"
# Pages as alma sees them, who has every role: the address, and the name of the picture.
PAGES = {
    "/": "10-indhold",
    "/new": "11-ny-tekst",
    "/exchange": "12-ud-og-ind",
    "/people": "13-brugere",
    "/account": "14-min-konto",
    "/?q=findesikke": "15-ingen-tekster",
    "/nowhere": "16-findes-ikke",
    ENTRY: "17-tekst",
    f"{ENTRY}?lang=ti": "17-tigrinya",
    f"{ENTRY}/publish": "18-intet-at-laegge-ud",
    "/entries/housing_deposit/publish": "18-laeg-ud",
    f"{ENTRY}/preview": "21-forhaandsvisning",
    f"{ENTRY}/preview/ar": "22-chatten",
    f"{ENTRY}/history": "23-en-teksts-historik",
    "/history": "24-historik",
    "/contacts": "25-kontakter",
    "/contacts/police": "26-en-kontakt",
    "/contacts/kontaktcenter": "27-en-rettet-kontakt",
    "/contacts/police/history": "28-en-kontakts-historik",
    "/contacts/library": "29-ny-kontakt",
    "/statistics": "30-statistik",
    "/statistics?period=2026-10": "31-statistik-foer",
    "/inbox": "32-indbakke",
    "/training": "33-laering",
    "/try": "34-proev-botten",
    "/login": "01-log-ind",
}
# Not pages: files, and what only leads elsewhere.
FILES = re.compile(r"\.(?:csv|zip|xlf)$|^/(?:static|fonts|chat)/|^/contacts/new$|^/exchange/")


def prepared(office: Office) -> None:
    """Something that waits to be published, and numbers of two periods."""
    alma = PEOPLE[-1]
    copy = office.shelf.copy("housing_deposit")
    text = value_of(copy.entry, "answers.da")
    edit = Edit("answers.da", text["text"] + " Spørg din udlejer.", digest(text))
    office.desk.save(alma, "housing_deposit", [edit])
    contact = office.contacts.copy("kontaktcenter").contact
    number = Edit("phone", "12 34 56 78", digest(contact.phone))
    office.contacts.save(alma, "kontaktcenter", [number])
    with office.figures.database.transaction() as db:
        for week, outcome, lang, n in (
            ("2026-W37", Outcome.ANSWERED, "ar", 44), ("2026-W41", Outcome.ANSWERED, "ar", 63),
            ("2026-W42", Outcome.ANSWERED, "ti", 52), ("2026-W43", Outcome.ANSWERED, "da", 17),
            ("2026-W43", Outcome.CLARIFIED, "ar", 9), ("2026-W44", Outcome.UNANSWERED, "ti", 12),
            ("2026-W44", Outcome.CHOSEN, "ti", 31), ("2026-W42", Outcome.HELPFUL, "ar", 18),
            ("2026-W43", Outcome.UNHELPFUL, "ar", 3),
        ):  # fmt: skip
            channel = "telegram" if lang == "ti" else "web"
            add(db, [Event(outcome, channel, lang, "housing_benefit")], week, n)


def test_no_page_is_forgotten() -> None:
    shown = {path.partition("?")[0] for path in PAGES}
    for page in ALL:
        if page.method == "GET" and not FILES.search(page.path):
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", page.path) + r"\Z")
            assert any(pattern.match(path) for path in shown), page.path


@pytest.mark.parametrize(("path", "picture"), PAGES.items(), ids=PAGES.values())
async def test_no_fault_of_accessibility(
    desks: Desks, served: Served, path: str, picture: str
) -> None:
    prepared(served.office)
    if path == "/login":
        await desks.check(await desks.open(), picture)
        return
    alma = await desks.known(served.office, "alma", path)
    await desks.check(alma, picture)
    assert await alma.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_preview_is_the_real_chat_beside_telegram(desks: Desks, served: Served) -> None:
    office = served.office
    seen = digest(value_of(office.shelf.copy("housing_benefit").entry, "answers.da"))
    text = "Ring til {contact:police}.\n\nDen nye tekst er ikke lagt ud."
    office.desk.save(PEOPLE[-1], "housing_benefit", [Edit("answers.da", text, seen)])
    alma = await desks.known(office, "alma", f"{ENTRY}/preview")
    assert await alma.locator("iframe").count() == 3
    chat = alma.frame_locator("iframe").nth(0)
    await expect(chat.locator(".reply.answer")).to_contain_text("Den nye tekst er ikke lagt ud.")
    await expect(chat.locator(".reply.answer a").first).to_have_attribute("href", "tel:114")
    arabic = alma.frame_locator("iframe").nth(1)
    await expect(arabic.locator(".reply.answer")).to_have_attribute("dir", "rtl")
    await expect(alma.locator(".telegram").first).to_contain_text("Den nye tekst er ikke lagt ud.")
    await chat.locator("textarea").fill("hej")
    await chat.locator("textarea").press("Enter")
    await expect(chat.locator(".reply.fallback")).to_contain_text("forhåndsvisning")
