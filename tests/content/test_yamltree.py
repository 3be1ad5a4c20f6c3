from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.yamltree import LIMIT_KB, parse_tree


def codes(raw: bytes) -> list[str]:
    return [fault.code for fault in parse_tree(raw, "x.yml").faults]


def test_scalars_stay_the_strings_that_were_typed() -> None:
    tree = parse_tree(b"a: 9:30\nb: no\nc: 0701018\nd: 2026-11-21\ne: 1e3\nf: ~\n", "x.yml")
    assert tree.faults == ()
    assert tree.root is not None
    found = {key: node.text for key, node in (tree.root.keys or {}).items()}
    assert found == {
        "a": "9:30",
        "b": "no",
        "c": "0701018",
        "d": "2026-11-21",
        "e": "1e3",
        "f": "~",
    }


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a: \xff\xfe", "not_utf8"),
        ("a: æ".encode("latin-1"), "not_utf8"),
        (b"a: [1, 2", "not_yaml"),
        (b"a:\tb: c: d", "not_yaml"),
        (b"a: 1\na: 2", "duplicate_key"),
        (b"a: &x 1\nb: 2", "anchor"),
        (b"a: &x 1\nb: *x", "anchor"),
        (b"a: !!int 1", "tag"),
        (b"a: !!python/object:os.system x", "tag"),
        (b"a: 1\n---\nb: 2", "several_documents"),
        (b"", "empty"),
        (b"# only a comment", "empty"),
        (b"[1]: 2", "not_text"),
        (b"a: " + b"x" * (LIMIT_KB * 1024), "too_large"),
        (b"a: \x00", "not_yaml"),
    ],
)
def test_each_trap_is_a_fault(raw: bytes, code: str) -> None:
    assert code in codes(raw)


def test_the_line_is_that_of_the_key() -> None:
    (found,) = parse_tree(b"a: 1\nb:\n  c: 1\n  c: 2\n", "x.yml").faults
    assert (found.line, found.key) == (4, "b.c")


def test_a_broken_byte_is_found_on_its_line() -> None:
    (found,) = parse_tree(b"a: 1\nb: 2\nc: \xff\n", "x.yml").faults
    assert found.line == 3


def test_a_billion_laughs_is_refused_before_it_is_expanded() -> None:
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert set(codes(bomb)) == {"anchor"}


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    tree = parse_tree(b"[" * 20_000, "x.yml")
    assert tree.root is None
    assert tree.faults


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    tree = parse_tree(raw, "x.yml")
    assert tree.root is not None or tree.faults


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=40)))
def test_double_quoted_text_comes_back_as_it_was(values: dict[str, str]) -> None:
    import yaml

    raw = yaml.safe_dump(values, allow_unicode=True, default_style='"').encode("utf-8", "replace")
    tree = parse_tree(raw, "x.yml")
    if values and all(v.isprintable() for v in values.values()):
        assert tree.root is not None
        assert {k: n.text for k, n in (tree.root.keys or {}).items()} == values
