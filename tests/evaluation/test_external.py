"""Reading the test sets of others."""

from pathlib import Path

import pytest
import yaml

from bot.errors import ContentError
from bot.evaluation.external import external_sets, pipeline_of, training_data
from bot.settings import ROOT

CONLL = """\
# id = 1
# text-en = show all reminders
# text = vis alle påmindelser
# intent = reminder/show
1\tvis\treminder/show\tO

# id = 2
# text = "hvad" sker der
# intent = weather/find
1\t"hvad"\tweather/find\tO
"""
TSV = 'index_id\tcategory\ttext\n1\tsports\tEt "mål" blev scoret.\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place, name, text in (("xsid", "da.valid.conll", CONLL), ("sib200", "x.train.tsv", TSV)):
        (tmp_path / place).mkdir()
        (tmp_path / place / name).write_text(text, encoding="utf-8")
        test = name.replace("valid", "test").replace("train", "test")
        (tmp_path / place / test).write_text(text, encoding="utf-8")
    return tmp_path


def test_both_forms_are_read(folder: Path) -> None:
    topics, intents = external_sets(folder)
    assert (topics.name, intents.name) == ("sib200-x", "xsid-da")
    assert topics.train == (("sports", 'Et "mål" blev scoret.'),)
    assert intents.test[1] == ("weather__find", '"hvad" sker der')
    assert intents.questions[0].expected == ("reminder__show",)


def test_the_training_data_holds_every_text_as_it_is(folder: Path) -> None:
    found = list(external_sets(folder))[1]
    nlu = yaml.safe_load(training_data(found))["nlu"]
    assert {(n["intent"], e["text"].strip()) for n in nlu for e in n["examples"]} == set(
        found.train
    )


def test_only_the_pipeline_of_the_configuration_is_taken() -> None:
    tree = yaml.safe_load(pipeline_of(ROOT / "config.yml"))
    assert tree["pipeline"]
    assert not {"importers", "policies"} & set(tree)


def test_a_folder_without_sets_and_a_broken_file_are_said(tmp_path: Path, folder: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ContentError, match="There is no"):
        list(external_sets(empty))
    (folder / "sib200" / "x.test.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(ContentError, match="category"):
        list(external_sets(folder))
