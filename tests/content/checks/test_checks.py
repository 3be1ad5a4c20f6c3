"""Each check finds its fault in the real content, broken in one place."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.checks import check_all
from bot.content.model import Fault
from bot.content.rules import load_rules
from bot.content.store import ContentStore
from bot.settings import ROOT

TODAY = datetime.date(2026, 11, 23)
ENTRY = "faq/housing/housing_benefit.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def shipped() -> set[str]:
    """The codes of what is found in the entry as it is shipped."""
    return codes(ROOT / "data")


def faults(folder: Path, today: datetime.date = TODAY) -> tuple[Fault, ...]:
    library = ContentStore(folder).library()
    return check_all(library, load_rules(folder, library.content.source_lang), today)


def edit(folder: Path, lang: str, added: str, entry: str = ENTRY) -> None:
    """Add a sentence to the end of an answer in `lang`."""
    path = folder / entry
    lines = path.read_text(encoding="utf-8").split("\n")
    start = lines.index(f"  {lang}:")
    text = next(i for i in range(start, len(lines)) if lines[i].strip().startswith("text:"))
    lines.insert(text + 1, f"      {added}")
    path.write_text("\n".join(lines), encoding="utf-8")


def codes(folder: Path, file: str = ENTRY) -> set[str]:
    """The codes of one file's faults, looked at beside the whole content but checked alone."""
    library = ContentStore(folder).library()
    alone = replace(library, documents=tuple(d for d in library.documents if d.file == file))
    rules = load_rules(folder, library.content.source_lang)
    return {f.code for f in check_all(alone, rules, TODAY) if f.file == file}


def test_the_content_that_we_ship_has_no_fault(folder: Path) -> None:
    assert [str(f) for f in faults(folder) if not f.warning] == []


@pytest.mark.parametrize(
    ("lang", "added", "code"),
    [
        ("da", "Ring 99 31 31 31.", "phone_not_allowed"),
        ("da", "Ring til 1813 om natten.", "phone_not_allowed"),
        ("da", "Ring 22334455.", "bare_phone"),
        ("da", "Ring 112.", "bare_phone"),
        ("da", "Du får 3.500 kr. om måneden.", "amount"),
        ("ar", "تحصل على 3500 كرون.", "amount"),
        ("da", "Skriv til {contact:nobody}.", "unknown_contact"),
        ("da", "Skriv til {contact:emergency.email}.", "unknown_contact_field"),
        ("da", "Skriv til {name}.", "bad_placeholder"),
        ("da", "Se snyd.dk.", "url_not_in_sources"),
        ("ar", "خلال 17 يوما.", "numbers_differ"),
        ("ti", "ኣብ snyd.dk።", "links_differ"),
        ("ti", "ናብ {contact:police}።", "contacts_differ"),
        ("ar", "كلمة (huslejenævn).", "terms_differ"),
        ("ar", "كلمة (huslejenævn).", "term_not_in_source"),
        ("ar", "This is a long sentence in another language altogether.", "wrong_script"),
        ("ti", "Dette er en lang sætning på et helt andet sprog.", "wrong_script"),
        ("da", "Teksten har et skjult tegn \u202e her.", "bidi_control"),
        ("da", " ".join(["ord"] * 120), "too_long"),
        (
            "da",
            " ".join(["kommunalbestyrelsesmedlemmernes myndighedsbehandling"] * 12),
            "lix",
        ),
        ("da", "En ny sætning.", "outdated"),
    ],
)
def test_a_fault_in_a_text_is_found(
    folder: Path, shipped: set[str], lang: str, added: str, code: str
) -> None:
    assert code not in shipped
    edit(folder, lang, added)
    assert code in codes(folder)


def swap(folder: Path, old: str, new: str) -> None:
    path = folder / ENTRY
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_unknown_related_id_is_named_and_the_entry_stays(folder: Path) -> None:
    swap(folder, "related: [", "related: [no_such_entry, ")
    found = [f for f in faults(folder) if f.code == "unknown_related"]
    assert [(f.file, f.key) for f in found] == [(ENTRY, "related")]
    assert "housing_benefit" in ContentStore(folder).current().entries


def test_dates_in_the_future_and_old_ones(folder: Path) -> None:
    swap(folder, 'checked: "2026-11-21"', 'checked: "2027-01-01"')
    assert "checked_future" in codes(folder)
    late = faults(folder, datetime.date(2028, 3, 1))
    assert {f.code for f in late if f.file == ENTRY and f.warning} == {"checked_old"}


def test_a_question_in_two_entries_is_found_whatever_its_spelling(folder: Path) -> None:
    swap(folder, "questions:\n  da:\n", 'questions:\n  da:\n    - "HVAD er en mentor"\n')
    path = folder / "faq/work/job_search.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("questions:\n  da:\n", 'questions:\n  da:\n    - "Hvad er en Mentor?"\n')
    )
    assert "question_twice" in {f.code for f in faults(folder)}


def test_private_data_in_a_question_are_found(folder: Path) -> None:
    swap(folder, "questions:\n  da:\n", 'questions:\n  da:\n    - "mit cpr er 310299-0000"\n')
    found = [f for f in faults(folder) if f.code == "private_data"]
    assert found
    assert "0000" not in found[0].message


def test_too_few_questions_and_too_long_a_title(folder: Path) -> None:
    path = folder / ENTRY
    text = path.read_text(encoding="utf-8")
    head = text.split("questions:\n")[0]
    path.write_text(head + f'questions:\n  da:\n    - "{"lang " * 20}"\n', encoding="utf-8")
    assert {"few_questions", "few_romanised", "title_long"} <= codes(folder)


def test_template_questions_are_counted(folder: Path) -> None:
    for name, word in (("housing_benefit", "kvalp"), ("housing_deposit", "trelle")):
        path = folder / "faq" / "housing" / f"{name}.yml"
        lines = "".join(
            f'    - "kan nogen i byen fortælle mig noget om {word} {i}"\n'
            for i in ("alfa", "beta", "gamma", "delta")
        )
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("questions:\n  da:\n", f"questions:\n  da:\n{lines}"))
    found = {f.file for f in faults(folder) if f.code == "template"}
    assert ENTRY in found
    assert "faq/housing/housing_area.yml" not in found


def test_a_missing_interface_string_is_found(folder: Path) -> None:
    path = folder / "ui" / "ti.yml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(x for x in lines if not x.startswith("button_menu:")))
    found = [(f.file, f.code, f.key) for f in faults(folder)]
    assert ("ui/ti.yml", "missing_string", "button_menu") in found


def test_a_missing_language_is_found(folder: Path) -> None:
    path = folder / ENTRY
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  ti:\n    state"), text.index("questions:\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert "missing_language" in codes(folder)
