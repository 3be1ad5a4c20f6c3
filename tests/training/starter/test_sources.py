from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.evaluation.translations import held_out
from bot.settings import ROOT
from bot.translation.pairs import content_pairs
from tests.training.starter.files import ROWS, WORDS, public_files
from training.starter.own import CONTENT_WEIGHT, LETTERS, LETTERS_WEIGHT, read_own
from training.starter.sources import SOURCES, StarterError, folded, read_sources

TESTS = tuple((ROOT / "tests" / "letters").glob("*.tsv"))


def test_the_rows_of_a_test_are_never_learned(tmp_path: Path) -> None:
    folder = public_files(tmp_path / "mt")
    test = {code: WORDS[code].format(n=99, m=1) for code in WORDS}
    lines = ("\t".join(WORDS), "\t".join(test.values()))
    (folder / "sib200_flores_dev.tsv").write_text("\n".join(lines), encoding="utf-8")
    corpus = read_sources(folder)
    learned = {folded(text) for one in corpus.sentences for text in one.texts.values()}
    beyond = {folded(WORDS["da"].format(n=0, m=row)) for row in (1498, 1499, 1500)}
    assert beyond | set(map(folded, test.values())) <= corpus.reserved
    assert not learned & corpus.reserved


def test_files_are_joined_by_their_english(tmp_path: Path) -> None:
    folder = public_files(tmp_path / "mt")
    (folder / "tico19_en_ti_ER.tsv").write_text("en\tti\nWater!\tማይ\n", encoding="utf-8")
    (folder / "tico19_en_ar.tsv").write_text("en\tar\nwater\tماء\n", encoding="utf-8")
    found = [dict(one.texts) for one in read_sources(folder).sentences]
    assert {"ti": "ማይ", "ar": "ماء"} in found
    assert sum(len(texts) == 4 for texts in found) == 4 * ROWS


def test_a_file_that_is_missing_or_another(tmp_path: Path) -> None:
    folder = public_files(tmp_path / "mt")
    (folder / "hornmt.tsv").write_text("en\tam\n", encoding="utf-8")
    with pytest.raises(StarterError, match=r"hornmt\.tsv has no column ti"):
        read_sources(folder)
    (folder / SOURCES[0].file).unlink()
    with pytest.raises(StarterError, match="cannot be read"):
        read_sources(folder)


def test_held_out_entries_are_not_learned(tmp_path: Path) -> None:
    (tmp_path / "school.tsv").write_text("da\tar\tti\nHej\tمرحبا\tሰላም\n", encoding="utf-8")
    corpus, rows = read_own(ROOT / "data", tmp_path)
    content = ContentStore(ROOT / "data").current()
    without = held_out(content)
    own = [pair.texts for pair in content_pairs(content) if pair.origin in without]
    assert len(rows) > 100
    assert {folded(text) for texts in own for text in texts.values()} == corpus.reserved
    assert {one.weight for one in corpus.sentences} == {CONTENT_WEIGHT, LETTERS_WEIGHT}
    assert all(one.own for one in corpus.sentences)
    assert corpus.sentences[-1].texts == {"da": "Hej", "ar": "مرحبا", "ti": "ሰላም"}


def test_the_written_letters() -> None:
    """Every row has its three texts, the same slots in each, and stands there once."""
    rows = [row for file in sorted(LETTERS.glob("*.tsv")) for row in _rows(file)]
    assert len(rows) > 4_000
    assert all(set(row) == {"da", "ar", "ti"} and all(row.values()) for row in rows)
    for row in rows:
        slots = {tuple(sorted(re.findall(r"\{\w+\}", text))) for text in row.values()}
        assert len(slots) == 1, row
        assert not re.search(r"\d{4,}", row["da"]), row  # no telephone number, no year
    tested = {folded(row[lang]) for file in TESTS for row in _rows(file) for lang in row}
    assert not tested & {folded(text) for row in rows for text in row.values()}
    counted = Counter(folded(row["da"]) for row in rows)
    assert [text for text, number in counted.items() if number > 1] == []


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
