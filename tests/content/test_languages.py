"""Language profiles: what they hold, and that a wrong one is refused by name."""

from pathlib import Path

import pytest

from bot.content.languages import load_languages, load_other_languages
from bot.errors import ContentError
from bot.settings import ROOT

PROFILE = 'code: "{code}"\nname: "X"\ndirection: "ltr"\nscript: "Latin"\nsource: true\n'


def write(folder: Path, code: str, text: str = PROFILE) -> Path:
    path = folder / f"{code}.yml"
    path.write_text(text.replace("{code}", code), encoding="utf-8")
    return path


def test_the_profiles_of_the_project() -> None:
    languages = load_languages(ROOT / "data" / "languages")
    assert next(iter(languages.values())).source
    assert len({language.script for language in languages.values()}) == len(languages)
    assert all(len(language.words) > 100 for language in languages.values())
    others = load_other_languages(ROOT / "data" / "languages")
    assert not set(others) & set(languages)


def test_a_new_language_is_one_file(tmp_path: Path) -> None:
    write(tmp_path, "da")
    more = 'spacy: "xx"\nwords: >-\n  Ett två\n  tre\nletters: {"ä": "a"}\n'
    write(tmp_path, "sv", PROFILE.replace("source: true\n", "") + more)
    languages = load_languages(tmp_path)
    assert list(languages) == ["da", "sv"]
    assert languages["sv"].words == {"ett", "två", "tre"}
    assert languages["sv"].letters == (("ä", "a"),)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (PROFILE.replace('"ltr"', '"up"'), "direction"),
        (PROFILE.replace('code: "{code}"', 'code: "no"'), "code"),
        (PROFILE.replace('script: "Latin"\n', ""), "script"),
        (PROFILE + 'letters: {"ae": "x"}\n', "letters.ae"),
        (PROFILE + "colour: red\n", "colour"),
        (PROFILE.replace("source: true", "source: maybe"), "source"),
    ],
)
def test_a_wrong_profile_is_refused_by_file_and_key(tmp_path: Path, wrong: str, key: str) -> None:
    write(tmp_path, "da", wrong)
    with pytest.raises(ContentError, match=key) as error:
        load_languages(tmp_path)
    assert "da.yml" in str(error.value)


def test_there_is_exactly_one_source_language(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_languages(tmp_path)
    write(tmp_path, "da")
    write(tmp_path, "sv")
    with pytest.raises(ContentError, match="source"):
        load_languages(tmp_path)
