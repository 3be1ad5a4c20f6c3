"""What a bot has written: every database row by row, every file byte by byte."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


def rows_with(state: Path, words: str) -> list[str]:
    """Where `words` stand in any table of any SQLite file below a folder: "file table.column"."""
    return sorted({place for place, value in _values(state) if words in value})


def files_with(state: Path, *words: str) -> list[str]:
    """The files below a folder that hold any of the words, in UTF-8 or as JSON writes them."""
    raw = {form for word in words for form in (word.encode(), _escaped(word))}
    return sorted(
        path.relative_to(state).as_posix()
        for path in state.rglob("*")
        if path.is_file() and "models" not in path.parts and any(one in _read(path) for one in raw)
    )


def _values(state: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(state.rglob("*.sqlite")):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in names:
                found = db.execute(f'SELECT * FROM "{table}"')
                columns = [column[0] for column in found.description]
                for row in found:
                    for column, value in zip(columns, row, strict=True):
                        yield f"{path.name} {table}.{column}", str(value)


def _escaped(word: str) -> bytes:
    return word.encode("ascii", "backslashreplace")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a journal that was just taken away
        return b""
