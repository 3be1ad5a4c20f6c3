from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.nlu.embedding import FOLDER
from bot.settings import ROOT
from bot.translation.glossary import Glossary, Hit
from tests.training.starter.files import WORDS
from training.starter.examples import Example, batches, directed, encoded, marked
from training.starter.sources import Sentence, folded
from training.starter.vocabulary import SOURCE, Vocabulary, learn

LANGUAGES = ("da", "ar", "ti")
NONE = Glossary((), "da")


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load(ROOT / "data" / "glossary.tsv", LANGUAGES, "da")


def test_numbers_become_the_marks_of_the_bot() -> None:
    assert marked("Ring til 70 10 18 81 kl. 9.30.", "9.30 اتصلوا 70 10 18 81") == (
        "Ring til X0X kl. X1X.",
        "X1X اتصلوا X0X",
    )
    assert marked("den {date}", "بتاريخ {date}") == ("den X0X", "بتاريخ X0X")
    assert marked("9 og 9", "9 و 9") == ("X0X og X1X", "X0X و X1X")
    assert marked("dag 9", "اليوم التاسع") == ("dag 9", "اليوم التاسع")


def test_terms_become_marks_too() -> None:
    term = Hit(4, 15, "إعانة السكن (boligstøtte)")
    assert marked(
        "Søg boligstøtte den 3.", "قدموا على إعانة السكن (boligstøtte) يوم 3", (term,)
    ) == (
        "Søg X0X den X1X.",
        "قدموا على X0X يوم X1X",
    )


def test_each_direction_once_and_nothing_of_a_test() -> None:
    sentence = Sentence({"da": "Hej med dig", "ar": "مرحبا", "ti": "ሰላም", "en": "Hi"}, 3)
    found = list(directed([sentence, sentence], frozenset(), NONE))
    assert len(found) == 9  # nobody needs a translation into English
    assert {pair.weight for pair in found} == {3}
    left = directed([sentence], frozenset({folded("Hej, med dig!")}), NONE)
    pairs = {(pair.source, pair.target) for pair in left}
    assert pairs == {("ar", "ti"), ("ti", "ar"), ("en", "ar"), ("en", "ti")}


def test_a_sentence_with_a_term_is_seen_with_it_and_with_its_mark(glossary: Glossary) -> None:
    texts = {"da": "Du kan søge boligstøtte nu.", "ti": "ሕጂ ናይ ክራይ ገዛ ሓገዝ ክትሓቱ ትኽእሉ።"}
    found = {pair.text for pair in directed([Sentence(texts, 2)], frozenset(), glossary)}
    assert found == {*texts.values(), "Du kan søge X0X nu.", "ሕጂ X0X ክትሓቱ ትኽእሉ።"}


def test_batches() -> None:
    examples = [Example(n, (1,) * n, (2,) * n, 1 + n % 2, own=n > 30) for n in range(1, 60)]
    made = batches(examples, 200, seed=1)
    assert made == batches(examples, 200, seed=1)
    assert made != batches(examples, 200, seed=2)
    seen = Counter(len(one.source) for batch in made for one in batch)
    assert seen == {n: 1 + n % 2 for n in range(1, 60)}
    assert all(len(b) == 1 or len(b) * 2 * max(len(e.source) for e in b) <= 200 for b in made)
    fewer = Counter(one.key for batch in batches(examples, 200, 1, others=0.2) for one in batch)
    assert {n: fewer[n] for n in range(31, 60)} == {n: 1 + n % 2 for n in range(31, 60)}
    assert 0 < sum(fewer[n] for n in range(1, 31)) < 25


def test_the_vocabulary(tmp_path: Path) -> None:
    texts = [text.format(n="X0X", m=m) for text in WORDS.values() for m in range(20)]
    learn(texts, 200, LANGUAGES, tmp_path / "target.model")
    vocabulary = Vocabulary(FOLDER / SOURCE, tmp_path / "target.model", LANGUAGES)
    start, lang, *pieces, end = vocabulary.target(texts[-1], "ti")
    assert start == end == vocabulary.end
    assert vocabulary.targets.decode(pieces) == texts[-1]
    assert lang not in vocabulary.target("<ti> <ar> X0X", "da")  # no text can hold a language
    assert vocabulary.targets.piece_to_id("X0X") in pieces
    sources, targets = vocabulary.pieces()
    assert (sources[vocabulary.source("Hej")[0]], sources[vocabulary.source("Hej")[-1]]) == (
        "<s>",
        "</s>",
    )
    assert targets[lang] == "<ti>"
    pairs = directed([Sentence({"da": "Du skal " * 100, "ar": "عليكم"})], frozenset(), NONE)
    assert list(encoded(pairs, vocabulary)) == []
