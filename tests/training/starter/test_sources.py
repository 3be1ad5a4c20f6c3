from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.evaluation.translations import held_out
from bot.settings import ROOT
from bot.translation.pairs import content_pairs
from tests.training.starter.files import ROWS, WORDS, public_files
from training.starter.own import WEIGHT, read_own
from training.starter.sources import SOURCES, StarterError, folded, read_sources


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


def test_held_out_entries_are_not_learned() -> None:
    corpus, rows = read_own(ROOT / "data")
    content = ContentStore(ROOT / "data").current()
    without = held_out(content)
    own = [pair.texts for pair in content_pairs(content) if pair.origin in without]
    assert len(rows) > 100
    assert {folded(text) for texts in own for text in texts.values()} == corpus.reserved
    assert {one.weight for one in corpus.sentences} == {WEIGHT}
