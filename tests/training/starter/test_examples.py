from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.settings import ROOT
from bot.translation.convert import NAMES_FILE, load_names
from tests.training.starter.files import WORDS
from training.starter.examples import Example, batches, directed, encoded, marked
from training.starter.sources import Sentence, folded
from training.starter.vocabulary import Vocabulary, learn, target_names

NAMES = target_names(load_names(ROOT / "data" / "translation" / NAMES_FILE))


def test_numbers_become_the_marks_of_the_bot() -> None:
    assert marked("Ring til 70 10 18 81 kl. 9.30.", "9.30 اتصلوا 70 10 18 81") == (
        "Ring til X0X kl. X1X.",
        "X1X اتصلوا X0X",
    )
    assert marked("den {date}", "بتاريخ {date}") == ("den X0X", "بتاريخ X0X")
    assert marked("9 og 9", "9 و 9") == ("X0X og X1X", "X0X و X1X")
    assert marked("dag 9", "اليوم التاسع") == ("dag 9", "اليوم التاسع")


def test_each_direction_once_and_nothing_of_a_test() -> None:
    sentence = Sentence({"da": "Hej med dig", "ar": "مرحبا", "ti": "ሰላም"}, 3)
    found = list(directed([sentence, sentence], frozenset()))
    assert len(found) == 6
    assert {pair.weight for pair in found} == {3}
    left = directed([sentence], frozenset({folded("Hej, med dig!")}))
    assert {(pair.source, pair.target) for pair in left} == {("ar", "ti"), ("ti", "ar")}


def test_batches() -> None:
    examples = [Example((1,) * n, (2,) * n, 1 + n % 2) for n in range(1, 60)]
    made = batches(examples, 200, seed=1)
    assert made == batches(examples, 200, seed=1)
    assert made != batches(examples, 200, seed=2)
    seen = Counter(len(one.source) for batch in made for one in batch)
    assert seen == {n: 1 + n % 2 for n in range(1, 60)}
    assert all(len(b) == 1 or len(b) * 2 * max(len(e.source) for e in b) <= 200 for b in made)


def test_the_vocabulary(tmp_path: Path) -> None:
    texts = [text.format(n="X0X", m=m) for text in WORDS.values() for m in range(20)]
    learn(texts, 200, NAMES, tmp_path / "pieces.spm")
    vocabulary = Vocabulary(tmp_path / "pieces.spm", NAMES)
    numbers = vocabulary.target(texts[-1])
    assert vocabulary.text(numbers) == texts[-1]
    assert vocabulary.pad == len(vocabulary) - 1
    first, *rest = vocabulary.source("Du skal >>tir<< X1X", "ar")
    assert first not in rest
    assert vocabulary.source("", "ti")[0] not in rest  # no text can hold a language's mark
    pairs = directed([Sentence({"da": "Du skal " * 100, "ar": "عليكم"})], frozenset())
    assert list(encoded(pairs, vocabulary)) == []
