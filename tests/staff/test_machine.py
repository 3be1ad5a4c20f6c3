from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.staff.machine import MachineProposer
from bot.staff.words import load_words
from bot.translation.service import TranslationService

UNKNOWN = "Vaskemaskinen i kælderen larmer frygteligt om natten, når naboen sover."


@pytest.fixture(scope="module")
def proposer(tmp_path_factory: pytest.TempPathFactory) -> MachineProposer:
    settings = Settings(content=ROOT / "data", state=tmp_path_factory.mktemp("state"))
    store = ContentStore(settings.content)
    return MachineProposer(TranslationService(settings, store), store, load_words())


def test_languages(proposer: MachineProposer) -> None:
    assert proposer.languages() == {"ar", "ti"}


def test_what_people_wrote_is_proposed(proposer: MachineProposer) -> None:
    text = f"Boligstøtte er hjælp til huslejen.\n\n{UNKNOWN}"
    proposal = proposer.propose(text, "ar")
    assert proposal is not None
    assert proposal.text == f"إعانة السكن (boligstøtte) هي مساعدة في دفع الإيجار.\n\n[{UNKNOWN}]"
    assert proposal.back == "Boligstøtte er hjælp til huslejen."
    assert "Boligstøtte = إعانة السكن (boligstøtte)" in proposal.terms
    assert len(proposal.notes) == 2
    assert "kantede parenteser" in proposal.notes[0]


def test_placeholders_stay(proposer: MachineProposer) -> None:
    content = ContentStore(ROOT / "data").current()
    for entry in content.entries.values():
        text = entry.answers["da"].text
        proposal = proposer.propose(text, "ti") if "{contact:police}" in text else None
        if proposal is not None:
            assert proposal.text.count("{contact:police}") == text.count("{contact:police}")
            return
    raise AssertionError("no entry names the police")


def test_nothing_is_proposed_where_nothing_is_known(
    proposer: MachineProposer, tmp_path: Path
) -> None:
    assert proposer.propose(UNKNOWN, "ti") is None
    assert MachineProposer.of(Settings(content=ROOT / "data", state=tmp_path)).languages()


@pytest.mark.parametrize(
    ("text", "lang", "reading"),
    [
        ("إعانة السكن", "ar", "boligstøtte"),
        ("بدي شوف المسؤولة عن إعانة السكن", "ar", "Ord, som ordlisten kender: boligstøtte"),
        ("ክራይ ገዛ ክቡር እዩ", "ti", "Ord, som ordlisten kender: husleje"),
        ("قققق غغغغ", "ar", None),
    ],
)
def test_a_question_is_read_as_far_as_its_words_are_known(
    proposer: MachineProposer, text: str, lang: str, reading: str | None
) -> None:
    assert proposer.read(text, lang) == reading
