from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.staff.app import make_app
from bot.staff.desk import Edit
from bot.staff.difference import difference
from bot.staff.fields import digest, value_of
from bot.staff.listing import Listing, Query
from bot.staff.office import Office
from bot.staff.proposer import Proposal
from bot.staff.roles import Person

from .client import BASE, Staff

ID = "housing_benefit"


class Counted:
    """What statistics would say."""

    def asked(self) -> Mapping[str, int]:
        return {ID: 5}

    def unhelpful(self) -> Mapping[str, int]:
        return {ID: 5}


def found(office: Office, usage: object = None, **query: str) -> set[str]:
    listing = Listing(
        office.languages, 365, office.checker.everything(), datetime.date(2027, 12, 1),
        usage,  # type: ignore[arg-type]
    )  # fmt: skip
    rows = listing.rows(office.shelf.copies().values(), Query(**query))
    return {row.copy.entry.id for row in rows}


@pytest.mark.parametrize("words", ["BOLIGSTØTTE kontanthjælp", "دعم الايجار", "ክራይ ገዛ", ID])
def test_search_in_every_language(office: Office, words: str) -> None:
    assert ID in found(office, words=words)
    assert found(office, words=words + " findesikke") == set()


def test_filters(office: Office, people: dict[str, Person]) -> None:
    everything = found(office)
    housing = {i for i in everything if i.startswith("housing")}
    assert found(office, topic="housing") == housing
    assert found(office, status="draft", lang="ar") == everything
    assert found(office, status="missing") == found(office, status="machine") == set()
    assert found(office, status="unchecked") == everything
    assert found(office, status="pending") == set()
    seen = digest(value_of(office.shelf.copy(ID).entry, "answers.da"))
    office.desk.save(people["edith"], ID, [Edit("answers.da", "Ring 70 10 18 81.", seen)])
    assert found(office, status="pending") == {ID}
    assert found(office, status="outdated", lang="ti") == {ID}
    assert found(office, status="outdated", lang="da") == set()
    assert ID in found(office, status="faults")
    assert found(office, Counted(), status="never_asked") == everything - {ID}
    assert found(office, Counted(), status="not_helpful") == {ID}


def test_filters_of_usage_are_shown_only_where_it_is_known(staff: Staff) -> None:
    assert "never_asked" not in staff("edith").get("/").text


def test_a_difference_holds_both_texts() -> None:
    for old, new in (("a b c", "a x c"), ("", "ny"), ("x " * 5000, "y " * 5000)):
        pieces = difference(old, new)
        assert "".join(p.text for p in pieces if p.kind != "new") == old
        assert "".join(p.text for p in pieces if p.kind != "gone") == new


class Machine:
    """A translator that knows one language."""

    def languages(self) -> frozenset[str]:
        return frozenset({"ar"})

    def propose(self, text: str, lang: str) -> Proposal | None:
        return Proposal("نص الآلة", "Maskinens tekst", ("boligstøtte",), ("Se efter.",))


def test_a_proposal_is_offered_only_where_there_is_a_machine(office: Office, staff: Staff) -> None:
    path = f"/entries/{ID}"
    edith = staff("edith")
    assert 'value="propose"' not in edith.get(f"{path}?lang=ar").text
    assert edith.save(path, edith.form(f"{path}?lang=ar"), "propose").status_code == 403
    with_machine = replace(office, proposer=Machine())
    client = TestClient(make_app(with_machine), base_url=BASE)
    edith = Staff(client, with_machine)("edith")
    assert 'value="propose"' in edith.get(f"{path}?lang=ar").text
    assert 'value="propose"' not in edith.get(f"{path}?lang=ti").text
    answer = edith.save(path, edith.form(f"{path}?lang=ar"), "propose")
    assert "Maskinens tekst" in answer.text
    answer_text = office.shelf.copy(ID).entry.answers["ar"]
    assert (answer_text.text, answer_text.state.value) == ("نص الآلة", "machine")
