"""Follow-ups and corrections."""

from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.errors import ContentError
from bot.nlu.followups import FILE, Followups
from bot.nlu.profiles import Profiles
from bot.settings import ROOT

NORMALISER = Profiles.load().normaliser
FOLLOWUPS = Followups.load(ROOT / "data", NORMALISER)


@pytest.mark.parametrize(
    ("text", "last", "intent"),
    [
        ("Hvad koster det?", "danish_enrol", "danish_price"),
        ("og hvad koster det", "daycare_enrol", "daycare_price"),
        ("كم يكلف؟", "danish_enrol", "danish_price"),
        ("طيب قديش بكلف", "daycare_enrol", "daycare_price"),
        ("kam btkallef?", "danish_levels", "danish_price"),
        ("ክንደይ ይኽፈል፧", "danish_enrol", "danish_price"),
        ("kndey ykfel", "daycare_enrol", "daycare_price"),
        ("hvor længe?", "danish_enrol", "danish_duration"),
        ("hvor er det?", "library", "library"),
        ("Hvad koster det?", None, None),
        ("Hvad koster en børnehave?", "danish_enrol", None),
        ("Hvad er DUS?", "danish_enrol", None),
        ("", "danish_enrol", None),
        ("👍", "danish_enrol", None),
    ],
)
def test_follow_ups(text: str, last: str | None, intent: str | None) -> None:
    assert FOLLOWUPS.intent(text, last) == intent


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Nej, jeg mener prøven i dansk", "prøven i dansk"),
        ("لا، قصدي المدرسة", "المدرسة"),
        ("ኣይኮነን፡ ቤት ትምህርቲ", "ቤት ትምህርቲ"),
        ("Nej", None),
        ("Hvad koster det?", None),
    ],
)
def test_corrections(text: str, rest: str | None) -> None:
    assert FOLLOWUPS.corrected(text) == rest


def test_the_file_leads_to_entries_that_exist() -> None:
    entries = ContentStore(ROOT / "data").current().entries
    for leads in FOLLOWUPS.leads.values():
        assert set(leads) | set(leads.values()) <= set(entries)
    assert set(FOLLOWUPS.leads) <= set(FOLLOWUPS.facets.values())


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ("fillers: {}\n", "facets"),
        ("- a\n", "yml:1"),
        ("colour: red\n", "colour"),
        ("a: [\n", "yml:2"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, wrong: str, key: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(wrong, encoding="utf-8")
    with pytest.raises(ContentError, match=key) as error:
        Followups.load(tmp_path, NORMALISER)
    assert "followups.yml" in str(error.value)
