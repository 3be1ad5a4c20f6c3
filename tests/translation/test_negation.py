"""The expressions of data/translation/negation.yml, on sentences and on what people translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.negation import Negation
from bot.translation.pairs import content_pairs, phrases

FOLDER = ROOT / "data" / "translation"
MOST = 0.04  # of the sentences of people that may be refused


@pytest.fixture(scope="module")
def negation() -> Negation:
    return Negation.load(FOLDER / "negation.yml")


@pytest.mark.parametrize(
    ("lang", "no", "yes"),
    [
        ("da", "Du må ikke betale.", "Du må betale."),
        ("da", "Ingen kan komme uden papirer.", "Alle kan komme udenfor."),
        ("ar", "لا يجوز لكم الدفع.", "يجوز لكم الدفع."),
        ("ar", "لم تصلنا أوراقكم.", "لمّ شمل الأسرة"),
        ("ar", "بدون موعد", "لا بد من موعد"),
        ("ar", "ليس عليكم شيء", "لا تحصلون عليها إلا إذا كانت بعيدة"),
        ("ti", "ክትከፍሉ ኣይትኽእሉን ኢኹም።", "ክትከፍሉ ትኽእሉ ኢኹም።"),
        ("ti", "ክኸፍል የብሉን።", "ክኸፍል ኣለዎ።"),
        ("ti", "ብዘይ ቆጸራ ዘይመጽእ", "ናብ ሓኪም ክንከይድ ኢና።"),
        ("ti", "ናይ መድሃኒት ትእዛዘይ የለን።", "ናይ መድሃኒት ትእዛዘይ ኣሎ።"),
    ],
)
def test_what_says_no(negation: Negation, lang: str, no: str, yes: str) -> None:
    assert negation.differs(no, yes, lang, lang)
    assert not negation.differs(no, no, lang, lang)
    other = {"da": "ar", "ar": "ti", "ti": "da"}[lang]
    wanted = {"da": "Det må du ikke.", "ar": "لا يجوز.", "ti": "ኣይፍቀድን።"}[other]
    assert not negation.differs(no, wanted, lang, other)
    assert negation.differs(yes, wanted, lang, other)


def people() -> Iterator[dict[str, str]]:
    content = ContentStore(ROOT / "data").current()
    for pair in (*content_pairs(content), *phrases(FOLDER / "phrases.tsv", content.languages)):
        yield dict(pair.texts)


@pytest.mark.parametrize(("one", "other"), [("da", "ar"), ("da", "ti"), ("ar", "ti")])
def test_few_translations_of_people_are_refused(negation: Negation, one: str, other: str) -> None:
    both = [texts for texts in people() if one in texts and other in texts]
    refused = [t for t in both if negation.differs(t[one], t[other], one, other)]
    negated = [t for t in both if negation._said(t[one], one)]
    assert len(negated) > 0.1 * len(both)
    assert len(refused) < MOST * len(both), refused[:20]


def test_a_language_that_is_not_known(tmp_path: Path, negation: Negation) -> None:
    assert not negation.differs("ikke", "yes", "da", "en")
    assert not Negation.load(tmp_path / "none.yml").differs("ikke", "ja", "da", "da")
    for broken in ("- a", "da: 3", "da: {says: ['(']}", "da: {but: []}"):
        (tmp_path / "negation.yml").write_text(broken, encoding="utf-8")
        with pytest.raises(TranslationError):
            Negation.load(tmp_path / "negation.yml")
