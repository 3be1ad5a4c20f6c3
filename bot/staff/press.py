"""Printing: the working copy of an entry becomes its file, which the bot reads within a second."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Content
from bot.content.store import ContentStore
from bot.staff.atomic import WriteError, write_atomically
from bot.staff.pending import WorkingCopy, file_of
from bot.staff.yamlfile import created, edited


@dataclass(frozen=True)
class Press:
    """Writes the files of the store's folder."""

    store: ContentStore

    def print(self, copy: WorkingCopy) -> Path:
        """Write the file of a working copy, whole or not at all; its path.

        Raises WriteError (the old file stays) and FileError (it cannot be written as YAML).
        """
        library = self.store.library()
        file = next(
            (d.file for d in library.documents if d.entry.id == copy.entry.id),
            file_of(copy.entry),
        )
        path = self.store.folder / file
        raw = self._raw(path, file, copy, library.content)
        if not path.exists() or path.read_bytes() != raw:
            write_atomically(path, raw)
            self.store.refresh()
        return path

    def _raw(self, path: Path, file: str, copy: WorkingCopy, content: Content) -> bytes:
        languages, source = content.languages, content.source_lang
        if copy.live is None:
            return created(file, copy.entry, languages, source)
        try:
            before = path.read_bytes()
        except OSError as error:
            sentence = f"The file {file} cannot be read: {error.strerror}."
            raise WriteError("write", sentence, name=file, problem=error.strerror) from error
        return edited(before, file, copy.entry, languages, source)
