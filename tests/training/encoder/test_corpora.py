"""What the encoder learns from."""

from pathlib import Path
from random import Random

from bot.content.store import ContentStore
from bot.evaluation.folds import fold_of
from bot.settings import ROOT
from training.encoder.corpora import CORPORA, Pair, examples, pairs_of_content, pairs_of_others

LANGUAGES = ("da", "ar", "ti")


def corpora(folder: Path, rows: int) -> Path:
    for corpus in CORPORA:
        lines = [f"hello {n}\thej {n}\t\tሰላም {n}" for n in range(rows)]
        (folder / corpus.file).write_text("\n".join(["en\tda\tar\tti", *lines]), encoding="utf-8")
    return folder


def test_rows_for_tests_are_never_learned_from(tmp_path: Path) -> None:
    found = list(pairs_of_others(corpora(tmp_path, 1600), LANGUAGES, Random(1)))
    kept = next(corpus for corpus in CORPORA if corpus.file == "ntrex128.tsv")
    assert kept.rows == 1497
    only = corpora(tmp_path, 1600)
    for corpus in CORPORA[1:]:
        (only / corpus.file).write_text("en\n", encoding="utf-8")
    found = list(pairs_of_others(only, LANGUAGES, Random(1)))
    assert Pair("hej 1496", "da", ("hello 1496", "en")) in found
    assert not [pair for pair in found if "1497" in pair.text]
    assert {pair.lang for pair in found} == {"en", "da", "ti"}


def test_the_answers_are_pairs_paragraph_by_paragraph() -> None:
    content = ContentStore(ROOT / "data").current()
    phrases = ROOT / "data" / "translation" / "phrases.tsv"
    found = list(pairs_of_content(content, phrases, "da"))
    assert len(found) > 3000
    assert all("{contact" not in pair.text for pair in found)
    assert {pair.anchor[1] for pair in found} == {"da"}


def test_a_fold_that_is_left_out_is_left_out_but_for_the_titles() -> None:
    content = ContentStore(ROOT / "data").current()
    every, some = list(examples(content, None, 5)), list(examples(content, 2, 5))
    left = set(every) - set(some)
    assert 0.15 < len(left) / len(every) < 0.25
    assert all(fold_of(example.text, 5) == 2 for example in left)
    titles = {q[0] for e in content.entries.values() for q in e.questions.values() if q}
    assert titles <= {example.text for example in some}
