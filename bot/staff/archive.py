"""Everything as one zip of files, out and in again."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bot.content.document import read_document
from bot.content.model import Content, Entry
from bot.content.yamltree import LIMIT_KB, parse_tree
from bot.staff.errors import StaffError
from bot.staff.history import Change, History

ENTRY = re.compile(
    r"(?:data/)?((?:faq/[a-z0-9_]{1,40}|dialogue|crisis|guard)/([a-z][a-z0-9_]{0,39})\.yml)\Z"
)
FILES_MAX = 5000
FOLDERS = ("faq", "dialogue", "crisis", "guard", "ui", "languages")
SINGLE = ("contacts.yml", "topics.yml", "glossary.tsv")


def packed(folder: Path, history: History) -> bytes:
    """The content files as they are on disk, and the history, one JSON object a line."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            archive.write(path, f"data/{path.relative_to(folder).as_posix()}")
        lines = (_line(change) for change in history.changes(limit=-1))
        archive.writestr("history.jsonl", "".join(lines))
    return stream.getvalue()


def unpacked(raw: bytes, content: Content) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of a zip, and a line for each file of entries that cannot be used.

    Raises StaffError when it is no zip, or holds too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError) as error:
        raise StaffError("bad_zip", "The file is no zip.") from error
    entries: list[Entry] = []
    faults: list[str] = []
    with archive:
        if len(archive.infolist()) > FILES_MAX:
            raise StaffError("bad_zip", "The zip holds too many files.")
        for info in archive.infolist():
            match = ENTRY.match(info.filename)
            if match is None:
                continue
            found = read_document(
                parse_tree(_read(archive, info), match[1]),
                match[1], content.languages, content.source_lang,
            )  # fmt: skip
            if found.document is not None:
                entries.append(found.document.entry)
            faults += (str(fault) for fault in found.faults)
    return tuple(entries), tuple(faults)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most what an entry may have, whatever the zip says of itself."""
    try:
        with archive.open(info) as file:
            return file.read(LIMIT_KB * 1024 + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise StaffError("bad_zip", f"{info.filename} cannot be read.") from error


def _files(folder: Path) -> Iterator[Path]:
    for name in SINGLE:
        if (folder / name).is_file():
            yield folder / name
    for name in FOLDERS:
        yield from sorted(p for p in (folder / name).rglob("*.yml") if p.is_file())


def _line(change: Change) -> str:
    return json.dumps(asdict(change), ensure_ascii=False) + "\n"
