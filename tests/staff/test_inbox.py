"""The inbox over HTTP: masked questions in, examples out; nothing of an ignored one is kept."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from starlette.testclient import TestClient

from bot.privacy.records import ANSWERED, Conversation, Records, Unanswered
from bot.settings import Settings
from bot.staff.app import make_app
from bot.staff.history import Action
from bot.staff.office import Office

from .client import BASE, Staff
from .conftest import opened

NOW = 1_790_000_000.0
BUS_AR, BUS_DA = "متى يأتي الباص؟", "hvornår kommer bussen"
RENT, CPR = "كم الإيجار عندنا؟", "mit nummer er [cpr]"
TOPICS = ({"الباص", "bussen"}, {"الإيجار", "husleje", "boligstøtte"}, {"nummer"})


class Words:
    """A meaning for each of a few words: what a real model does with whole sentences."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = [[sum(w in text for w in topic) for topic in TOPICS] + [0.1] for text in texts]
        found = np.array(rows, np.float32).reshape(len(texts), len(TOPICS) + 1)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


class Machine:
    def read(self, text: str, lang: str) -> str | None:
        return "Hvornår kommer bussen?" if lang == "ar" and text == BUS_AR else None


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    records = Records(settings.state)
    for number, (text, lang) in enumerate([
        (BUS_AR, "ar"), (BUS_AR, "ar"), (BUS_DA, "da"), (RENT, "ar"), (CPR, "da"),
    ]):  # fmt: skip
        question = Unanswered(text, lang, "fallback")
        records.keep(f"web:{number}", "m", [], Conversation(), question, NOW)
    records.database.close()
    yield from opened(settings, embedder=Words(), interpreter=Machine())


@pytest.fixture
def staff(office: Office) -> Iterator[Staff]:
    with TestClient(make_app(office), base_url=BASE, raise_server_exceptions=False) as client:
        yield Staff(client, office)


def keys(office: Office, *texts: str) -> str:
    return "\n".join(q.key for q in office.inbox.questions() if q.text in texts)


def test_questions_are_grouped_over_languages_with_danish_count_and_time(staff: Staff) -> None:
    groups, more = staff.office.inbox.groups()
    found = [{q.text for q in g.questions} for g in groups]
    assert found[0] == {BUS_AR, BUS_DA}  # the most asked first
    assert all(one in found for one in ({RENT}, {CPR}))
    assert not more
    page = html.unescape(staff("edith").get("/inbox").text)
    assert "På dansk (maskinoversat): Hvornår kommer bussen?" in page
    assert "Der er ingen maskinoversættelse fra العربية til dansk" in page
    assert "2 gange, sidst 21.09.2026" in page


def test_an_example_leaves_the_inbox_and_an_undo_brings_it_back(staff: Staff) -> None:
    edith, office = staff("edith"), staff.office
    form = {"token": edith.token(), "key": keys(office, RENT), "example": "housing_benefit"}
    assert edith.post("/inbox", form).status_code == 303
    assert office.shelf.copy("housing_benefit").entry.questions["ar"][-1] == RENT
    assert RENT not in edith.get("/inbox").text
    (change,) = office.history.changes("housing_benefit")
    assert (change.name, change.action) == ("edith", Action.WRITE)
    edith.post(f"/history/{change.id}/undo", {"token": form["token"]})
    assert RENT in edith.get("/inbox").text
    assert RENT not in office.shelf.copy("housing_benefit").entry.questions["ar"]


def test_ignored_is_gone_its_text_is_kept_nowhere_and_it_can_be_undone(staff: Staff) -> None:
    edith, office = staff("edith"), staff.office
    token = edith.token()
    form = {"token": token, "key": keys(office, BUS_AR, BUS_DA), "ignore": "1"}
    assert edith.post("/inbox", form).status_code == 303
    assert BUS_DA not in edith.get("/inbox").text
    raw = b"".join(p.read_bytes() for p in office.settings.state.glob("staff.sqlite*"))
    assert BUS_DA.encode() not in raw
    first, second = office.history.changes()
    assert {first.action, second.action} == {Action.IGNORE}
    assert "ignorerede et spørgsmål" in edith.get("/history").text
    edith.post(f"/history/{first.id}/undo", {"token": token})
    assert len(office.inbox.questions()) == 3
    assert edith.post(f"/history/{first.id}/undo", {"token": token}).status_code == 404


def test_a_new_entry_begins_with_its_questions(staff: Staff) -> None:
    edith, office = staff("edith"), staff.office
    form = {"token": edith.token(), "key": keys(office, BUS_AR, BUS_DA), "new": "1"}
    answer = edith.post("/inbox", form | {"id": "bus_times", "topic": "housing"})
    assert answer.headers["location"].startswith("/entries/bus_times")
    entry = office.shelf.copy("bus_times").entry
    assert (entry.questions["da"], entry.questions["ar"]) == ((BUS_DA,), (BUS_AR,))
    assert len(office.inbox.questions()) == 2
    bad = edith.post("/inbox", form | {"key": keys(office, RENT), "id": "../x"})
    assert bad.status_code == 422
    assert len(office.inbox.questions()) == 2


def test_out_of_scope(staff: Staff) -> None:
    edith, office = staff("edith"), staff.office
    form = {"token": edith.token(), "key": keys(office, BUS_DA), "example": "out_of_scope"}
    assert edith.post("/inbox", form).status_code == 303
    assert BUS_DA in office.shelf.copy("out_of_scope").entry.questions["da"]


@pytest.mark.parametrize("name", ["amina", "poul", "ada"])
def test_who_may_not_is_refused(staff: Staff, name: str) -> None:
    visitor = staff(name)
    assert visitor.get("/inbox").status_code == 403
    form = {"token": visitor.token(), "key": keys(staff.office, RENT), "ignore": "1"}
    assert visitor.post("/inbox", form).status_code == 403
    assert len(staff.office.inbox.questions()) == 4


def test_forged_and_stale_forms_change_nothing(staff: Staff) -> None:
    edith = staff("edith")
    form = {"key": keys(staff.office, RENT), "ignore": "1"}
    assert edith.post("/inbox", form | {"token": "0"}).status_code != 303
    other = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = edith.post("/inbox", form | {"token": edith.token()}, headers=other)
    assert answer.status_code == 403
    for wrong in ({"key": "x", "ignore": "1"}, {"ignore": "1"}, {}):
        assert edith.post("/inbox", wrong | {"token": edith.token()}).status_code == 422
    form = {"token": edith.token(), "key": keys(staff.office, RENT), "other": "no_such"}
    assert edith.post("/inbox", form).status_code == 404
    assert len(staff.office.inbox.questions()) == 4


def test_an_answer_that_did_not_help_brings_its_question(staff: Staff) -> None:
    records = staff.office.inbox.records
    reply = {"id": "r1", "faq_id": "housing_benefit", "lang": "da"}
    asked = Unanswered("<b>min husleje</b>", "da", ANSWERED)
    records.keep("web:9", "m", [reply], Conversation(), asked, NOW)
    assert len(staff.office.inbox.questions()) == 4
    for _ in range(2):
        assert records.mark("web:9", "r1", False, NOW)
    page = staff("edith").get("/inbox").text
    assert "&lt;b&gt;min husleje&lt;/b&gt;" in page
    assert "Svaret hjalp ikke" in page
    assert records.mark("web:9", "r1", True, NOW)
    assert len(staff.office.inbox.questions()) == 4
    records.mark("web:9", "r1", False, NOW)
    records.forget("web:9")
    assert len(staff.office.inbox.questions()) == 4
