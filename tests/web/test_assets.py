"""The files as they are served."""

from __future__ import annotations

import re
from pathlib import Path

from bot.web.assets import FOLDER, Asset, asset, read_assets, version


def test_only_comments_on_their_own_lines_are_left_out() -> None:
    for name, found in read_assets("static").items():
        source = (FOLDER / "static" / name).read_text("utf-8")
        served = found.body.decode()
        lines = [line for line in source.splitlines() if line in served.splitlines()]
        assert lines == [*served.splitlines()], name
        assert not re.search(r"^ *(//|/\*)", served, re.MULTILINE), name


def test_the_version_changes_with_every_byte() -> None:
    one = {"a.js": asset(b"1", ".js"), "b.js": asset(b"2", ".js")}
    assert version(one) == version(dict(reversed(one.items())))
    assert version(one) != version(one | {"b.js": asset(b"3", ".js")})
    assert version(one) != version({"a.js": one["b.js"], "b.js": one["a.js"]})


def test_fonts_are_not_packed_again() -> None:
    fonts = read_assets("fonts")
    assert len([name for name in fonts if name.endswith(".woff2")]) == 4
    assert all(isinstance(found, Asset) for found in fonts.values())
    assert fonts["noto-sans-arabic-400.woff2"].packed is None


def test_nothing_else_lies_in_the_folders() -> None:
    for folder in ("static", "fonts"):
        names = {path.name for path in (Path(FOLDER) / folder).iterdir()}
        assert names == set(read_assets(folder))
