"""Files of parallel sentences: tab-separated, the first line names the languages."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from bot.translation.errors import TranslationError

Row = dict[str, str]


def read_parallel(path: Path, languages: Iterable[str]) -> tuple[Row, ...]:
    """The rows of a file that have a text in each of `languages`.

    Raises TranslationError where the file cannot be read or lacks a language.
    """
    wanted = tuple(languages)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = set(wanted) - set(reader.fieldnames or ())
            if missing:
                raise TranslationError(f"{path} has no column {', '.join(sorted(missing))}.")
            rows = tuple({code: (row[code] or "").strip() for code in wanted} for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TranslationError(f"{path} cannot be read.") from error
    return tuple(row for row in rows if all(row.values()))
