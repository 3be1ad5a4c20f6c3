"""The expressions of data/translation/agreement.yml, on sentences and on what people translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.translation.agreement import Agreement
from bot.translation.errors import TranslationError
from bot.translation.pairs import content_pairs, phrases

FOLDER = ROOT / "data" / "translation"
MOST = 0.05  # of the sentences of people that may be refused


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return Agreement.load(FOLDER / "agreement.yml")


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
def test_what_says_no(agreement: Agreement, lang: str, no: str, yes: str) -> None:
    assert agreement.differences(no, yes, lang, lang) == ("not",)
    assert agreement.differences(no, no, lang, lang) == ()
    other = {"da": "ar", "ar": "ti", "ti": "da"}[lang]
    wanted = {"da": "Det må du ikke.", "ar": "لا يجوز.", "ti": "ኣይፍቀድን።"}[other]
    assert agreement.differences(no, wanted, lang, other) == ()
    assert agreement.differences(yes, wanted, lang, other) == ("not",)


@pytest.mark.parametrize(
    ("da", "ar", "ti", "wrong"),
    [
        ("Kom på onsdag.", "تعالوا يوم الأربعاء.", "ረቡዕ ንዑ።", "wednesday"),
        ("Ring i morgen.", "اتصلوا غداً.", "ጽባሕ ደውሉ።", "tomorrow"),
        ("Vi har tre børn.", "لدينا ثلاثة أطفال.", "ሰለስተ ደቂ ኣለዉና።", "three"),
        ("Min datter er syg.", "ابنتي مريضة.", "ጓለይ ሓሚማ ኣላ።", "daughter"),
        ("Det tager en måned.", "يستغرق ذلك شهراً.", "ሓደ ወርሒ ይወስድ።", "month"),
    ],
)
def test_days_numbers_persons(agreement: Agreement, da: str, ar: str, ti: str, wrong: str) -> None:
    texts = {"da": da, "ar": ar, "ti": ti}
    nothing = {"da": "Kom nu.", "ar": "تعالوا الآن.", "ti": "ሕጂ ንዑ።"}
    for one in texts:
        for other in texts:
            assert agreement.differences(texts[one], texts[other], one, other) == ()
            assert agreement.differences(texts[one], nothing[other], one, other) == (wrong,)
            assert agreement.differences(nothing[one], texts[other], one, other) == (wrong,)


def people() -> Iterator[dict[str, str]]:
    content = ContentStore(ROOT / "data").current()
    for pair in (*content_pairs(content), *phrases(FOLDER / "phrases.tsv", content.languages)):
        yield dict(pair.texts)


@pytest.mark.parametrize(("one", "other"), [("da", "ar"), ("da", "ti"), ("ar", "ti")])
def test_few_translations_of_people_are_refused(agreement: Agreement, one: str, other: str) -> None:
    both = [texts for texts in people() if one in texts and other in texts]
    refused = [t for t in both if agreement.differences(t[one], t[other], one, other)]
    no = agreement.concepts["not"][one]
    assert sum(no.said(t[one]) for t in both) > 0.1 * len(both)
    assert len(refused) < MOST * len(both), refused[:20]


def test_a_language_that_is_not_known(tmp_path: Path, agreement: Agreement) -> None:
    assert agreement.differences("ikke", "yes", "da", "en") == ()
    assert Agreement.load(tmp_path / "none.yml").differences("ikke", "ja", "da", "da") == ()
    for broken in ("- a", "no: 3", "no: {da: {says: ['(']}}", "no: {da: {but: []}}", "a: ["):
        (tmp_path / "agreement.yml").write_text(broken, encoding="utf-8")
        with pytest.raises(TranslationError):
            Agreement.load(tmp_path / "agreement.yml")
