from __future__ import annotations

import difflib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.document import read_document
from bot.content.model import Entry, Family, Source, State, Text
from bot.content.yamltree import parse_tree
from bot.settings import ROOT
from bot.staff.cleaning import clean, clean_line
from bot.staff.yamlfile import FileError, created, edited

LANGS = ("da", "ar", "ti")
FILE = "faq/housing/housing_benefit.yml"
RAW = (ROOT / "data" / FILE).read_bytes()
STYLED = """\
# A comment at the top.
id: housing_benefit   # the id
topic: housing
checked: 2026-11-21
sources:
  - {title: "One", seen: "2026-11-21"}  # where from
related: [a, b]
answers:
  da:   # the original
    state: draft
    text: |-
      Kort tekst.

      Mere: 9:30, no, 0701018.

  ar: {text: "نص", state: draft, of: "00000000"}
questions:
  da:
    # how people ask
    - "first"
    - second   # without quotes
    - 'third: "x"'
# the end
"""


def entry_of(raw: bytes, file: str = FILE) -> Entry:
    found = read_document(parse_tree(raw, file), file, LANGS, "da")
    assert found.document is not None, found.faults
    return found.document.entry


TEXTS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(["no", "9:30", "0701018", "- x", "# y", "a: b", "'", '"', "|", "{x}", "%", "&a",
                     "  indented", "a\n\n\nb", "x \ny", "---", "...", "\ttab", "!tag", "@", "``",
                     "{contact:police}", "نص عربي (boligstøtte)", "ትግርኛ", "\u2028", "\x85", "😀"]),
).map(clean).filter(bool)  # fmt: skip
LINES = st.lists(TEXTS.map(clean_line).filter(bool), min_size=1, max_size=5, unique=True)
STATES = st.sampled_from(list(State))
DAYS = st.dates().map(lambda day: day.isoformat())
SOURCES = st.lists(
    st.builds(
        Source,
        title=TEXTS.map(clean_line).filter(bool),
        seen=DAYS,
        url=st.one_of(st.none(), st.just("https://a.dk/b?c=d#e")),
    ),
    max_size=3,
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """The entry of a file, some of its fields changed."""
    entry = entry_of(STYLED.encode())
    answers = dict(entry.answers)
    for lang in draw(st.sets(st.sampled_from(LANGS))):
        of = None if lang == "da" else "0123abcd"
        answers[lang] = Text(draw(TEXTS), draw(STATES), of)
    questions = dict(entry.questions)
    for lang in draw(st.sets(st.sampled_from(LANGS))):
        questions[lang] = tuple(draw(LINES))
    changed = replace(entry, answers=answers, questions=questions)
    if draw(st.booleans()):
        changed = replace(changed, sources=tuple(draw(SOURCES)), checked=draw(DAYS))
    if draw(st.booleans()):
        ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), unique=True))
        changed = replace(changed, related=tuple(ids))
    return changed


@settings(max_examples=60, deadline=None)
@given(wanted=entries())
def test_what_is_written_is_exactly_what_was_meant(wanted: Entry) -> None:
    written = edited(STYLED.encode(), FILE, wanted, LANGS, "da")
    assert entry_of(written) == wanted
    assert b"# A comment at the top." in written
    assert edited(written, FILE, wanted, LANGS, "da") == written


@settings(max_examples=15, deadline=None)
@given(text=TEXTS, questions=LINES, day=DAYS)
def test_a_new_file_says_what_was_meant(text: str, questions: list[str], day: str) -> None:
    wanted = Entry(
        *("new_one", "housing", Family.FAQ, day, (Source("T", day),), ("a",)),
        {"da": Text(text, State.PUBLISHED), "ti": Text(text, State.MACHINE, "01234567")},
        {"da": tuple(questions)},
    )
    file = "faq/housing/new_one.yml"
    assert entry_of(created(file, wanted, LANGS, "da"), file) == wanted


@pytest.mark.parametrize("path", sorted((ROOT / "data").glob("faq/*/*.yml"))[::20])
def test_only_the_changed_lines_of_a_real_file_change(path: object) -> None:
    file = str(path).partition("/data/")[2]
    raw = (ROOT / "data" / file).read_bytes()
    entry = entry_of(raw, file)
    texts = {**entry.answers, "da": Text("Ny tekst.\n\nTo afsnit.", State.DRAFT)}
    questions = {**entry.questions, "ar": (*entry.questions["ar"], "سؤال: جديد؟")}
    written = edited(raw, file, replace(entry, answers=texts, questions=questions), LANGS, "da")
    before, after = (r.decode().splitlines() for r in (raw, written))
    added = [line[2:] for line in difflib.ndiff(before, after) if line.startswith("+ ")]
    assert [line.strip() for line in added if line.strip() and "state:" not in line] == [
        "Ny tekst.", "To afsnit.", '- "سؤال: جديد؟"',
    ]  # fmt: skip


def test_nothing_changed_is_not_one_byte_changed() -> None:
    for raw in (RAW, STYLED.encode()):
        assert edited(raw, FILE, entry_of(raw), LANGS, "da") == raw


def test_comments_and_quotes_of_other_keys_stay() -> None:
    entry = entry_of(STYLED.encode())
    changed = replace(entry, questions={"da": ("first", "second", 'third: "x"', "fourth")})
    written = edited(STYLED.encode(), FILE, changed, LANGS, "da").decode()
    for line in STYLED.splitlines():
        assert line in written.splitlines()
    assert '    - "fourth"' in written


def test_a_broken_file_is_not_edited() -> None:
    with pytest.raises(FileError):
        edited(b"id: [", FILE, entry_of(RAW), LANGS, "da")
