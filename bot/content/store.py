"""The store: reads the content folder, and reads again what changed on disk.

A file that was broken by an edit never takes the others down: the last good version of that
entry stays in use, also over a restart when a folder to keep it in is given.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from bot.content.common import read_contacts, read_strings, read_topics
from bot.content.document import Document, read_document
from bot.content.faults import fault
from bot.content.languages import load_languages, load_other_languages
from bot.content.model import Content, Entry, Family, Fault, Language
from bot.content.yamltree import parse_tree
from bot.errors import ContentError

CHECK_SECONDS = 0.5
OTHER_TEXTS = "others.yml"
Signature = tuple[int, int, int]


@dataclass(frozen=True)
class Library:
    """One reading of the folder: the content and the documents behind its entries."""

    content: Content
    documents: tuple[Document, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of form: what could not be read."""
        return self.content.faults


@dataclass(frozen=True)
class _Loaded:
    signature: Signature
    document: Document | None
    faults: tuple[Fault, ...]
    digest: str


class ContentStore:
    """The content of a folder, always as new as the files, and never worse than the last good.

    `keep` is a folder for the last good version of each entry file. Safe to use from several
    threads. Raises ContentError where there is no usable content at all.
    """

    def __init__(self, folder: Path, keep: Path | None = None) -> None:
        self.folder = folder
        self._keep = keep
        self._lock = threading.Lock()
        self._loaded: dict[str, _Loaded] = {}
        self._shared: Mapping[str, Signature] = {}
        self._library: Library | None = None
        self._checked = 0.0

    def current(self) -> Content:
        """The content as it is on disk, at most half a second old."""
        return self.library().content

    def library(self) -> Library:
        """The content with the documents behind it."""
        with self._lock:
            now = time.monotonic()
            if self._library is None or now - self._checked >= CHECK_SECONDS:
                self._library = self._refreshed(self._library)
                self._checked = now
            return self._library

    def refresh(self) -> None:
        """Look at the files at the next call, however soon it comes: somebody just wrote one."""
        with self._lock:
            self._checked = float("-inf")

    def _refreshed(self, last: Library | None) -> Library:
        signatures = dict(_entry_files(self.folder))
        shared = dict(_shared_files(self.folder))
        known = {name: loaded.signature for name, loaded in self._loaded.items()}
        if last is not None and shared == self._shared and signatures == known:
            return last
        try:
            languages = load_languages(self.folder / "languages")
        except ContentError as error:
            if last is None:
                raise
            broken = fault("no_languages", "languages", 1, "", problem=error)
            return Library(_with_fault(last.content, broken), last.documents)
        if _profiles(shared) != _profiles(self._shared):
            self._loaded = {}  # another set of languages reads every entry differently
        self._load(signatures, languages)
        self._shared = shared
        return self._assemble(languages, last)

    def _load(self, signatures: Mapping[str, Signature], languages: Mapping[str, Language]) -> None:
        source = next((c for c, language in languages.items() if language.source), "")
        for name in set(self._loaded) - set(signatures):
            if self._was_removed(name):
                del self._loaded[name]
        for name, signature in signatures.items():
            before = self._loaded.get(name)
            if before is None or before.signature != signature:
                self._loaded[name] = self._read(name, signature, before, tuple(languages), source)

    def _was_removed(self, name: str) -> bool:
        """Whether a file that is not seen any more was removed: its folder can be listed.

        A folder that is away or closed (a volume that is not mounted) takes no answer away.
        """
        family = self.folder / PurePosixPath(name).parts[0]
        parent = (self.folder / name).parent
        return _listable(family) and (not parent.exists() or _listable(parent))

    def _read(
        self,
        name: str,
        signature: Signature,
        before: _Loaded | None,
        languages: tuple[str, ...],
        source: str,
    ) -> _Loaded:
        try:
            raw = (self.folder / name).read_bytes()
        except OSError as error:
            faults: tuple[Fault, ...] = (fault("unreadable", name, 1, "", problem=error.strerror),)
            raw = b""
        else:
            found = read_document(parse_tree(raw, name), name, languages, source)
            if found.document is not None:
                self._keep_good(name, raw)
                digest = hashlib.sha256(raw).hexdigest()
                return _Loaded(signature, found.document, found.faults, digest)
            faults = found.faults
        if before is not None and before.document is not None:
            return _Loaded(signature, before.document, faults, before.digest)
        kept, digest = self._kept(name, languages, source)
        return _Loaded(signature, kept, faults, digest)

    def _keep_good(self, name: str, raw: bytes) -> None:
        if self._keep is None:
            return
        target = self._keep / name
        try:
            if target.exists() and target.read_bytes() == raw:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(raw)
            part.replace(target)
        except OSError:
            return  # a full disk must not stop the answers; only the safety copy is missing

    def _kept(
        self, name: str, languages: tuple[str, ...], source: str
    ) -> tuple[Document | None, str]:
        if self._keep is None:
            return None, ""
        try:
            raw = (self._keep / name).read_bytes()
        except OSError:
            return None, ""
        found = read_document(parse_tree(raw, name), name, languages, source)
        return found.document, hashlib.sha256(raw).hexdigest()

    def _assemble(self, languages: Mapping[str, Language], last: Library | None) -> Library:
        codes = tuple(languages)
        topics = read_topics(self.folder / "topics.yml", "topics.yml")
        contacts = read_contacts(self.folder / "contacts.yml", "contacts.yml", codes)
        strings = {
            code: read_strings(self.folder / "ui" / f"{code}.yml", f"ui/{code}.yml")
            for code in codes
        }
        others = read_strings(self.folder / "ui" / OTHER_TEXTS, f"ui/{OTHER_TEXTS}")
        faults = [*topics.faults, *contacts.faults, *others.faults]
        ui: dict[str, Mapping[str, str]] = {}
        for code, found in strings.items():
            faults.extend(found.faults)
            ui[code] = found.by_key
            if last is not None:
                ui[code] = {**last.content.ui.get(code, {}), **found.by_key}
        for loaded in self._loaded.values():
            faults.extend(loaded.faults)
        documents = tuple(_unique(self._loaded, faults))
        known = dict(contacts.by_id)
        if last is not None and contacts.faults:
            known = {**last.content.contacts, **known}
        content = Content(
            version=self._version(ui, known),
            entries=_ordered(documents, topics.ids),
            topics=topics.ids or (last.content.topics if last is not None else ()),
            languages=languages,
            contacts=known,
            ui=ui,
            others=load_other_languages(self.folder / "languages"),
            other_texts=others.by_key or (last.content.other_texts if last is not None else {}),
            faults=tuple(faults),
        )
        return Library(content, documents)

    def _version(self, ui: Mapping[str, Mapping[str, str]], contacts: Mapping[str, object]) -> str:
        digest = hashlib.sha256()
        for name in sorted(self._loaded):
            digest.update(f"{name}\0{self._loaded[name].digest}\n".encode())
        digest.update(repr(sorted((c, sorted(s.items())) for c, s in ui.items())).encode())
        digest.update(repr(sorted(contacts.items())).encode())
        return digest.hexdigest()[:12]


def _entry_files(folder: Path) -> Iterator[tuple[str, Signature]]:
    for family in Family:
        for path in sorted((folder / family.value).rglob("*.yml")):
            relative = path.relative_to(folder)
            depth = 3 if family is Family.FAQ else 2
            if len(relative.parts) == depth and not path.name.startswith("."):
                yield str(relative.as_posix()), _signature(path)


def _shared_files(folder: Path) -> Iterator[tuple[str, Signature]]:
    for name in ("topics.yml", "contacts.yml", "ui", "languages"):
        path = folder / name
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            yield str(file.relative_to(folder).as_posix()), _signature(file)


def _listable(folder: Path) -> bool:
    try:
        with os.scandir(folder):
            return True
    except OSError:
        return False


def _profiles(shared: Mapping[str, Signature]) -> Mapping[str, Signature]:
    return {name: seen for name, seen in shared.items() if name.startswith("languages/")}


def _signature(path: Path) -> Signature:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _unique(loaded: Mapping[str, _Loaded], faults: list[Fault]) -> Iterator[Document]:
    """The documents, the first of each id; a second file with the same id is a fault."""
    seen: dict[str, str] = {}
    for name in sorted(loaded):
        document = loaded[name].document
        if document is None:
            continue
        other = seen.setdefault(document.entry.id, name)
        if other == name:
            yield document
        else:
            faults.append(fault("duplicate_id", name, document.line("id"), "id", other=other))


def _ordered(documents: tuple[Document, ...], topics: tuple[str, ...]) -> Mapping[str, Entry]:
    place = {topic: i for i, topic in enumerate(topics)}
    entries = [d.entry for d in documents]
    entries.sort(key=lambda e: (place.get(e.topic, len(place)), e.id))
    return {e.id: e for e in entries}


def _with_fault(content: Content, broken: Fault) -> Content:
    return replace(content, faults=(*content.faults, broken))
