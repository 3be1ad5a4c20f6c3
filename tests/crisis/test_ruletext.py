"""How a rule is written."""

from __future__ import annotations

import pytest

from bot.crisis.ruletext import read_rule
from bot.errors import ContentError


def test_all_parts_of_a_rule() -> None:
    rule = read_rule("^ > who|you > hits! > me -no -op- --joke /6", "crisis_violence", "da.yml")
    assert rule.elements == (("^",), ("who", "you"), ("hits",), ("me",))
    assert rule.ordered
    assert rule.window == 6
    assert rule.key == 2
    assert rule.denied_before == ("no",)
    assert rule.denied_around == ("op",)
    assert rule.unless == ("joke",)
    assert not rule.only
    assert rule.concepts() == {"who", "you", "hits", "me", "no", "op", "joke"}


def test_what_holds_when_nothing_is_said() -> None:
    rule = read_rule("a b /only", "crisis_violence", "da.yml")
    assert not rule.ordered
    assert rule.window == 8
    assert rule.key == 1
    assert rule.only


@pytest.mark.parametrize("text", ["", "--joke", "a| b", "a -", "a --"])
def test_rules_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ContentError, match=r"da\.yml"):
        read_rule(text, "crisis_violence", "da.yml")
