"""The pictures of the guides. With STAFF_PICTURES=on they are taken anew, into docs/img."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from bot.settings import ROOT

from .conftest import Served
from .desks import Desks
from .test_pages import prepared

GUIDES = tuple(ROOT / "docs" / name for name in ("redaktoer.md", "oversaetter.md"))
PICTURES = ROOT / "docs" / "img"
LARGEST = 80 * 1024  # bytes
ENTRY = "/entries/housing_benefit"
NEW_TEXT = (
    "Boligstøtte er hjælp til huslejen. Du kan søge, når du lejer en bolig med eget køkken.\n\n"
    "Søg på borger.dk med MitID. Hav din lejekontrakt klar."
)


def test_the_guides_show_every_picture_and_none_is_too_large() -> None:
    named = [
        Path(name).name
        for guide in GUIDES
        for name in re.findall(r"!\[[^\]]+\]\((img/[^)]+)\)", guide.read_text("utf-8"))
    ]
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert set(named) == set(there)
    assert len(there) <= 8
    assert max(there.values()) <= LARGEST, there


async def test_the_pictures_can_be_taken(desks: Desks, served: Served, tmp_path: Path) -> None:
    folder = PICTURES if os.environ.get("STAFF_PICTURES") == "on" else tmp_path
    folder.mkdir(exist_ok=True)
    office = served.office
    prepared(office)

    async def take(page: Page, name: str, height: int = 620) -> None:
        await page.set_viewport_size({"width": 920, "height": height})
        await page.evaluate("document.fonts.ready.then(() => true)")
        path = folder / f"{name}.png"
        raw = io.BytesIO(await page.screenshot())
        # 48 colours are enough for text, and take a third of the room.
        Image.open(raw).convert("RGB").quantize(48).save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, (name, path.stat().st_size)

    edith = await desks.known(office, "edith", "/")
    await take(edith, "indhold", 480)
    await edith.goto(f"{desks.url}{ENTRY}?lang=ar")
    danish = edith.locator("[id='answers-da']")
    await danish.fill("Ring til 70 10 18 81. " + NEW_TEXT)
    await expect(edith.locator("[data-said='answers.da']")).to_contain_text("70 10 18 81")
    await take(edith, "ret-en-tekst", 760)
    await danish.fill(NEW_TEXT)
    await edith.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(edith.get_by_role("status").first).to_contain_text("Gemt")
    await edith.goto(f"{desks.url}{ENTRY}/preview")
    await expect(edith.frame_locator("iframe").nth(0).locator(".reply.answer")).to_be_visible()
    await edith.evaluate("document.querySelectorAll('section')[1].scrollIntoView()")
    await expect(edith.frame_locator("iframe").nth(1).locator(".reply.answer")).to_be_visible()
    await take(edith, "se-som-borgeren", 640)

    amina = await desks.known(office, "amina", f"{ENTRY}?lang=ar")
    await amina.evaluate("document.querySelector('.older').scrollIntoView({block: 'center'})")
    await take(amina, "oversaet", 620)

    poul = await desks.known(office, "poul", f"{ENTRY}/publish")
    await take(poul, "laeg-ud", 620)
    await poul.goto(f"{desks.url}/contacts/kontaktcenter")
    await take(poul, "kontakt", 600)
    await poul.goto(f"{desks.url}/statistics")
    await take(poul, "statistik", 620)

    erik = await desks.known(office, "erik", ENTRY)
    await erik.locator("[id='answers-da']").fill("Eriks tekst. " + NEW_TEXT)
    await edith.goto(f"{desks.url}{ENTRY}")
    await edith.locator("[id='answers-da']").fill(NEW_TEXT + " Ediths sætning.")
    await edith.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(edith.get_by_role("status").first).to_contain_text("Gemt")
    await erik.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(erik.get_by_role("alert")).to_contain_text("Ediths sætning.")
    await erik.evaluate("document.querySelector('.conflict').scrollIntoView({block: 'center'})")
    await take(erik, "to-redaktoerer", 620)
