"""The model that is shipped: that it is whole, that it translates, that it reads back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.translation.errors import PackageError
from bot.translation.installed import METADATA, changed_files, directions_of
from bot.translation.packages import Packages
from bot.translation.protection import marks_of, protect, restore
from bot.translation.reading_back import Reader
from bot.translation.service import TranslationService
from bot.translation.shipped import SHIPPED, Use

LETTERS = ROOT / "tests" / "letters" / "letters.tsv"
MOST_BYTES = 60_000_000
LANGUAGES = ("da", "ar", "ti")
# Sentences that neither the content nor the phrases have.
SENTENCES = {
    "da": "Skolebussen kører klokken 7.45 i morgen.",
    "ar": "تأتي حافلة المدرسة الساعة 7.45 صباح الغد.",
    "ti": "ናይ ቤት ትምህርቲ ኣውቶቡስ ጽባሕ ሰዓት 7.45 ትነቅል።",
}


@pytest.fixture(scope="module")
def service(
    content: ContentStore, tmp_path_factory: pytest.TempPathFactory, _blocked_network: None
) -> Iterator[TranslationService]:
    service = TranslationService(
        Settings(state=tmp_path_factory.mktemp("state")), content, use=Use.ALL
    )
    yield service
    service.close()


def test_it_is_whole() -> None:
    assert changed_files(SHIPPED) == ()
    size = sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file())
    assert size <= MOST_BYTES
    for package in directions_of(SHIPPED, shipped=True):
        assert package.licence == "CC BY-SA 4.0"
        assert package.source != package.target
    assert "CC BY-SA 4.0" in (SHIPPED / "README.md").read_text("utf-8")
    assert "HornMT (hornmt.tsv): CC BY 4.0" in (SHIPPED / "NOTICE").read_text("utf-8")


def test_it_translates_in_each_direction(service: TranslationService) -> None:
    translator, gate = service.translator(), service.kit().gate
    for source, target in permutations(LANGUAGES, 2):
        assert translator.has_model(source, target)
        said = translator.by_model_alone(SENTENCES[source], source, target)
        assert gate.identifier.code(said) == target, (source, target, said)
    peak = service.peak_megabytes()
    assert peak is not None
    assert peak < 600


def test_it_reads_the_right_translation_better_than_another() -> None:
    """Of letters that it has not seen, each beside the translation of the next sentence."""
    import ctranslate2
    import sentencepiece

    class Pieces:
        model = sentencepiece.SentencePieceProcessor(
            model_file=str(SHIPPED / "sentencepiece.model")
        )

        def encode(self, text: str) -> list[str]:
            return list(self.model.encode(text, out_type=str))

    model = ctranslate2.Translator(str(SHIPPED / "model"), intra_threads=1)
    reader = Reader(SHIPPED, model, Pieces())
    with LETTERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:40]
    for source, target in permutations(LANGUAGES, 2):
        right = 0
        for row, other in pairwise(rows):
            own, wrong = reader.backs(row[source], source, [row[target], other[target]])
            right += own > wrong
        assert right >= 0.9 * (len(rows) - 1), (source, target, right)


def test_it_takes_the_proposal_that_keeps_all_marks() -> None:
    class Same(Reader):
        def __init__(self) -> None:
            self._pieces = type("", (), {"encode": staticmethod(list)})()

        def backs(self, text: str, source: str, translations: list[str]) -> list[float]:
            return [-1.0] * len(translations)

    said = (("ኣብ X0X", -0.1), ("ኣብ X0X ሰዓት X1X", -4.0), ("ኣብ X0X X0X X1X", -0.2), ("", 0.0))
    assert Same().best("I X0X kl. X1X", "da", said).text == "ኣብ X0X ሰዓት X1X"
    assert Same().best("Hej", "da", (("", 0.0),)).text == ""


def test_marks() -> None:
    text = "I X3X er X12X og ZQ1ZQ, X3X, X4Z"
    assert dict(marks_of(text)) == {"X3X": 2, "X12X": 1, "ZQ1ZQ": 1}
    assert sum(marks_of(protect("12 og 13").text).values()) == 2
    assert restore("X0X X1X", protect("12 og 13")).whole


def test_what_is_used_of_it(tmp_path: Path) -> None:
    packages = Packages(tmp_path / "home", SHIPPED)
    every = {package.name for package in directions_of(SHIPPED)}
    ready = {package.name for package in directions_of(SHIPPED) if package.ready}
    assert len(every) == 6
    assert {package.name for package in packages.list()} == ready
    packages.shipped.choose(Use.ALL)
    assert {package.name for package in packages.list()} == every
    assert packages.check() == {"starter": ()}
    packages.shipped.choose(Use.NONE)
    assert packages.list() == ()
    (packages.home / "starter").write_text("what?", encoding="utf-8")
    assert {package.name for package in packages.list()} == ready
    with pytest.raises(PackageError, match="No model is shipped"):
        Packages(tmp_path).shipped.choose(Use.ALL)


def test_a_choice_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, no folder", encoding="utf-8")
    packages = Packages(tmp_path / "home", SHIPPED)
    with pytest.raises(PackageError, match="cannot be kept"):
        packages.shipped.choose(Use.NONE)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_damaged_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / METADATA).write_text("{", encoding="utf-8")
    assert Packages(tmp_path / "home", tmp_path / "starter").list() == ()
