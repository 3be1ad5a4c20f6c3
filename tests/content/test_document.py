from __future__ import annotations

import pytest

from bot.content.document import ReadDocument, read_document
from bot.content.model import State
from bot.content.yamltree import parse_tree

FILE = "faq/housing/mould.yml"
GOOD = """\
id: mould
topic: housing
checked: 2026-11-21
sources:
  - {title: "A page", url: "https://example.dk/x", seen: 2026-11-20}
related: [doctor]
answers:
  da: {text: "Ring til udlejer.", state: draft}
  ar: {text: "اتصل", state: machine, of: 3f2a9c01}
questions:
  da: ["Der er  skimmel", "no"]
"""


def read(text: str, file: str = FILE) -> ReadDocument:
    return read_document(parse_tree(text.encode(), file), file, ("da", "ar", "ti"), "da")


def test_the_format_of_the_design_is_read() -> None:
    document = read(GOOD).document
    assert document is not None
    entry = document.entry
    assert entry.answers["ar"].state is State.MACHINE
    assert entry.answers["ar"].of == "3f2a9c01"
    assert entry.questions["da"] == ("Der er skimmel", "no")
    assert entry.sources[0].url == "https://example.dk/x"
    assert document.line("answers.ar.text") == 9
    assert document.line("questions.da.1") == 11


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("id: mould", "id: Mould", "bad_id", "id"),
        ("id: mould", "id: damp", "id_not_file", "id"),
        ("topic: housing", "topic: danish", "topic_not_folder", "topic"),
        ("checked: 2026-11-21", "checked: 2026-02-31", "bad_date", "checked"),
        ("checked: 2026-11-21", "checked: 21-11-2026", "bad_date", "checked"),
        ("checked: 2026-11-21\n", "", "missing_key", "checked"),
        ("related: [doctor]", "related: doctor", "not_list", "related"),
        ("related: [doctor]", "relatet: [doctor]", "unknown_key", "relatet"),
        ("state: draft", "state: checked", "bad_state", "answers.da.state"),
        ("of: 3f2a9c01", "of: 3F2A", "bad_of", "answers.ar.of"),
        ('"Ring til udlejer."', '""', "empty", "answers.da.text"),
        ('"Ring til udlejer."', "[a]", "not_text", "answers.da.text"),
        ("  ar: {", "  so: {", "unknown_key", "answers.so"),
        ("  da: {text", "  ti: {text", "missing_source_text", "answers.da"),
        ("https://example.dk/x", "example.dk", "bad_url", "sources[0].url"),
        ("seen: 2026-11-20", "seen: yesterday", "bad_date", "sources[0].seen"),
        ("answers:", "answers: x\nanswer:", "not_mapping", "answers"),
    ],
)
def test_each_fault_is_named_with_its_key(old: str, new: str, code: str, key: str) -> None:
    assert old in GOOD
    found = read(GOOD.replace(old, new, 1))
    assert found.document is None
    assert (code, key) in [(f.code, f.key) for f in found.faults]
    assert all(f.file == FILE and f.line > 0 and f.message for f in found.faults)


def test_all_faults_are_reported_at_once() -> None:
    text = GOOD.replace("id: mould", "id: Mould").replace("state: draft", "state: ok")
    codes = [f.code for f in read(text.replace("2026-11-21", "soon")).faults]
    assert {"bad_id", "bad_state", "bad_date"} <= set(codes)


def test_a_missing_translation_leaves_the_entry_usable() -> None:
    assert read(GOOD).document is not None
    assert "ti" not in read(GOOD).document.entry.answers  # type: ignore[union-attr]


def test_outdated_is_computed_from_the_source_text() -> None:
    entry = read(GOOD).document.entry  # type: ignore[union-attr]
    assert entry.outdated("ar", "da")
    from bot.content.texthash import text_hash

    current = GOOD.replace("3f2a9c01", text_hash("  Ring   til\nudlejer. "))
    entry = read(current).document.entry  # type: ignore[union-attr]
    assert not entry.outdated("ar", "da")
    assert not entry.outdated("da", "da")
