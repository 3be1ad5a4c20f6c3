"""When a rule holds: order, nearness, denial and excuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.crisis import CrisisRules

CONCEPTS = """
lang: da
concepts:
  who: "han, min mand"
  hits: "slår, tager _ fat"
  me: "mig"
  no: "ikke"
  joke: "sjov"
patterns:
  crisis_violence:
    - "%s"
"""


@pytest.fixture
def holds(lexicon: Callable[..., Path]) -> Callable[[str, str], bool]:
    def check(rule: str, text: str) -> bool:
        return CrisisRules.load(lexicon(da=CONCEPTS % rule)).find(text) is not None

    return check


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("who > hits > me", "min mand slår mig", True),
        ("who > hits > me", "slår min mand mig", False),
        ("who hits me", "slår min mand mig", True),
        ("who hits /3", "han slår", True),
        ("who hits /3", "han gik hen og slår", False),
        ("hits", "tager mig hårdt fat", True),
        ("hits", "tager en to tre fat", False),
        ("who > hits! > me -no", "han ikke slår mig", False),
        ("who > hits! > me -no", "han slår ikke mig", True),
        ("who > hits! > me -no-", "han slår ikke mig", False),
        ("who > hits! > me -no-", "han slår mig ikke", False),
        ("who > hits! > me -no-", "jeg ved ikke hvorfor han slår mig", True),
        ("who hits --joke", "han slår for sjov", False),
        ("who hits --joke", "han slår. det er sjov", True),
        ("^ hits $ /1", "slår", True),
        ("^ hits $ /1", "han slår", False),
        ("hits|me /only", "slår mig", True),
        ("hits|me /only", "slår mig nu", False),
        ("who|hits", "han", True),
    ],
)
def test_a_rule(holds: Callable[[str, str], bool], rule: str, text: str, expected: bool) -> None:
    assert holds(rule, text) is expected


def test_a_rule_needs_a_word_of_its_own_lexicon(lexicon: Callable[..., Path]) -> None:
    folder = lexicon(
        da='lang: da\nconcepts: {a: "mand", b: "slår"}\npatterns: {crisis_violence: ["a b"]}\n',
        xx='lang: xx\nconcepts: {a: "zawji", b: "darab", c: "nu"}\n'
        'patterns: {crisis_eviction: ["a b"]}\n',
    )
    rules = CrisisRules.load(folder)
    found = rules.find("zawji darab")
    assert found is not None
    assert (found.id, found.lang) == ("crisis_eviction", "xx")
    mixed = rules.find("mand darab nu")
    assert mixed is not None
    assert mixed.id == "crisis_violence"
