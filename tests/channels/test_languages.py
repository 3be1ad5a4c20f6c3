import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.languages import Decision, decide

SPOKEN = ("xa", "xb", "xc")
codes = st.sampled_from([None, "xa", "xb", "xc", "zz"])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, Decision("xa", None)),
        ({"detected": "xb"}, Decision("xb", None)),
        ({"last": "xb"}, Decision("xb", None)),
        ({"detected": "xc", "last": "xb"}, Decision("xc", None)),
        ({"guess": "xb"}, Decision("xb", None)),
        ({"guess": "xb", "last": "xc"}, Decision("xc", None)),
        ({"guess": "xb", "detected": "zz"}, Decision("xb", None)),
        ({"chosen": "xb"}, Decision("xb", "xb")),
        ({"chosen": "xb", "detected": "xb"}, Decision("xb", "xb")),
        ({"chosen": "xb", "detected": "xc"}, Decision("xb", "xb", "xc")),
        ({"chosen": "xb", "requested": "xc"}, Decision("xc", "xc")),
        ({"chosen": "xb", "requested": "xc", "detected": "xb"}, Decision("xc", "xc", "xb")),
        ({"chosen": "zz", "detected": "xc"}, Decision("xc", None)),
    ],
)
def test_the_rule(known: dict[str, str], expected: Decision) -> None:
    assert decide(SPOKEN, "xa", **known) == expected


@given(st.fixed_dictionaries(dict.fromkeys(("chosen", "requested", "detected"), codes)), codes)
def test_a_choice_always_stays_and_no_other_is_made(
    known: dict[str, str | None], last: str | None
) -> None:
    found = decide(SPOKEN, "xa", **known, last=last)
    assert found.lang in SPOKEN
    wanted = [known[name] for name in ("requested", "chosen") if known[name] in SPOKEN]
    assert found.chosen == (wanted[0] if wanted else None)
    if wanted:
        assert found.lang == wanted[0]
    if found.offer:
        assert wanted
        assert found.offer == known["detected"] != found.lang
