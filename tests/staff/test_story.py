"""The whole story in a browser, with the real bot: a changed text, and a missed question.

The content is small (four entries and the conversation, few examples each), so that a training
takes seconds; everything else is the real thing.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import Browser, expect

from bot.serving.client import WebClient
from bot.serving.fleet import Fleet, read_health
from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.staff.people import People
from bot.staff.tables import staff_database
from bot.training.live import starting_model

from .client import PASSWORD
from .conftest import CHEAP, PEOPLE
from .test_browser import ENTRY, NEW_TEXT, Desks

pytestmark = pytest.mark.long

KEPT = 4  # examples of each entry and language
MISSED = "ኣውቶቡስ ሰዓት ክንደይ ይመጽእ"
TESTS = "id\tlang\tfaq_id\tquestion\n1\tda\thousing_benefit\tJeg vil gerne have boligstøtte\n"
ARABIC = (
    "إعانة السكن (boligstøtte) هي مساعدة في دفع الإيجار. يمكنكم طلبها عندما تستأجرون مسكناً له"
    " مطبخ خاص.\n\nقدموا الطلب على borger.dk بواسطة MitID خلال 30 يوماً من انتقالكم. إذا لم يكن"
    " لديكم MitID، فاسألوا (Borgerservice)."
)


@dataclass(frozen=True)
class Town:
    """Everything that runs, and where."""

    settings: Settings
    client: WebClient
    url: str


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, small_content: Path, _blocked_network: None
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("story")
    content = folder / "data"
    shutil.copytree(small_content, content)
    for path in (p for family in ("faq/*", "dialogue", "crisis", "guard")
                 for p in content.glob(f"{family}/*.yml")):  # fmt: skip
        found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        if "questions" in found:
            found["questions"] = {k: v[:KEPT] for k, v in found["questions"].items()}
            text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, default_style='"')
            path.write_text(text, "utf-8")
    (content / "test_questions.tsv").write_text(TESTS, "utf-8")
    settings = Settings(
        content=content, state=folder / "state", port=free_port(), staff_port=free_port(),
        actions_port=free_port(), rate_limit=0, new_sessions=0, retrain_margin=100,
    )  # fmt: skip
    people = People(staff_database(settings.state), CHEAP)
    for person in PEOPLE:
        people.add(person, PASSWORD)
    model = starting_model(settings)
    fleet = Fleet(settings, model)
    fleet.start()
    client = WebClient(settings.host, settings.port)
    yield Town(settings, client, f"http://127.0.0.1:{settings.staff_port}")
    fleet.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def desks(staff_browser: Browser, town: Town) -> AsyncIterator[Desks]:
    found = Desks(staff_browser, town.url)
    yield found
    await found.finish()


async def test_a_changed_text_is_answered_in_arabic_with_its_label(
    desks: Desks, town: Town
) -> None:
    edith = await desks.open("edith", f"{ENTRY}?lang=ar")
    await edith.locator("[id='answers-da']").fill(NEW_TEXT)
    await edith.get_by_role("button", name="Gem", exact=True).last.click()
    await expect(edith.get_by_role("status").first).to_contain_text("Gemt")
    amina = await desks.open("amina", f"{ENTRY}?lang=ar")
    await amina.locator("button[value=propose]").click(timeout=60_000)  # it loads the memory
    proposed = amina.locator("[id='answers-ar']")
    await expect(proposed).to_have_value(re.compile("إعانة السكن"))
    await expect(amina.get_by_text("Ord fra ordlisten:")).to_be_visible()
    await desks.check(amina, "20-forslag")
    await proposed.fill(ARABIC)
    await amina.get_by_role("button", name="Gem, og markér som gennemgået").click()
    await expect(amina.get_by_role("status").first).to_contain_text("gennemgået af dig")
    poul = await desks.open("poul", f"{ENTRY}/publish")
    start = time.monotonic()
    await poul.get_by_role("button", name="Godkend og læg ud").click()
    while True:
        reply = town.client.send("إعانة سكن", lang="ar").replies[-1]
        if reply["danish"] and "Søg senest 30 dage efter, at du" in reply["danish"]:
            break
        assert time.monotonic() - start < 10
    seconds = time.monotonic() - start
    assert (reply["kind"], reply["translation"]) == ("answer", "published")
    assert not reply["outdated"]
    assert "إعانة" in reply["text"]
    note("text", seconds)


async def test_a_missed_question_becomes_an_example_and_is_answered_after_the_retrain(
    desks: Desks, town: Town
) -> None:
    assert town.client.send(MISSED).replies[-1]["kind"] == "fallback"
    edith = await desks.open("edith", "/inbox")
    await expect(edith.get_by_text(MISSED)).to_be_visible()
    await desks.check(edith, "21-indbakke")
    await edith.get_by_text("Eksempel på en anden tekst").first.click()
    await edith.locator("select[name=other]").first.select_option("housing_deposit")
    await edith.get_by_role("button", name="Tag med som eksempel").click()
    await expect(edith.get_by_role("status").first).to_contain_text("taget med som eksempler")
    await expect(edith.get_by_text(MISSED)).to_have_count(0)

    poul = await desks.open("poul", "/entries/housing_deposit/publish")
    before = read_health(town.settings)["model"]
    talk = Talk(town.client)
    talk.start()
    start = time.monotonic()
    await poul.get_by_role("button", name="Godkend og læg ud").click()
    await expect(poul.get_by_role("status").first).to_contain_text("lærer nu")
    await desks.check(poul, "22-laering-i-gang")
    while town.client.send(MISSED).replies[-1]["faq_id"] != "housing_deposit":
        assert time.monotonic() - start < 240
        time.sleep(0.3)
    seconds = time.monotonic() - start
    talk.stop()
    assert read_health(town.settings)["model"] != before
    assert talk.lost == []
    note("example", seconds, messages=talk.sent, longest=round(talk.longest, 2))
    await expect(poul.get_by_text("I brug").first).to_be_visible(timeout=20_000)
    await desks.check(poul, "23-laering")

    await poul.goto(f"{desks.url}/try")
    await poul.get_by_label("Spørgsmål").fill(MISSED)
    await poul.get_by_role("button", name="Prøv", exact=True).click()
    await expect(poul.get_by_text("Eksempler, der ligner mest")).to_be_visible(timeout=30_000)
    await expect(poul.get_by_role("cell", name=MISSED)).to_be_visible()
    await desks.check(poul, "24-proev-botten")


class Talk(threading.Thread):
    """A newcomer who goes on talking; a message without a reply is lost."""

    def __init__(self, client: WebClient) -> None:
        super().__init__(daemon=True)
        self.client, self.ended = client, threading.Event()
        self.sent, self.longest, self.lost = 0, 0.0, []  # type: ignore[var-annotated]

    def run(self) -> None:
        session = None
        while not self.ended.wait(0.2):
            begun = time.monotonic()
            try:
                exchange = self.client.send(f"Hvordan søger jeg boligstøtte? {self.sent}", session)
                if session not in (None, exchange.session) or not exchange.replies:
                    self.lost.append(self.sent)
                session = exchange.session
            except Exception as error:
                self.lost.append(repr(error))
            self.sent += 1
            self.longest = max(self.longest, time.monotonic() - begun)

    def stop(self) -> None:
        self.ended.set()
        self.join()


def note(what: str, seconds: float, **more: object) -> None:
    """For people: how long it took, in var/screenshots/staff/times.jsonl."""
    path = ROOT / "var" / "screenshots" / "staff" / "times.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"publish": what, "live_after": round(seconds, 2), **more}) + "\n")
