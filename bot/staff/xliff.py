"""XLIFF 1.2 and 2.x: texts to outside translators and back.

Each unit is one answer. Its note holds the hash of the source text, so that a translation that
comes back late is outdated by itself. `{contact:…}` travels as a tag that no tool translates.
A file from outside is read without document types: nothing in it is fetched or expanded.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from bot.content.texthash import text_hash
from bot.staff.errors import StaffError

V1, V2 = "1.2", "2.1"
NS1 = "urn:oasis:names:tc:xliff:document:1.2"
NS2 = "urn:oasis:names:tc:xliff:document:2.0"
XML = "http://www.w3.org/XML/1998/namespace"
_TAG = re.compile(r"\{[^{}]*\}")
_HASH = re.compile(r"of=([0-9a-f]{8})")


@dataclass(frozen=True)
class Unit:
    """One text: the entry's id, the source text, the translation (None: there is none yet).

    `of` is the hash of the source text that a translation from a file belongs to.
    """

    id: str
    source: str
    target: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class Bundle:
    """The units of one pair of languages."""

    source: str
    target: str
    units: tuple[Unit, ...]


def written(bundle: Bundle, version: str = V1) -> bytes:
    """The bundle as an XLIFF file of that version."""
    root = _written1(bundle) if version == V1 else _written2(bundle)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}'.encode()


def read(raw: bytes) -> Bundle:
    """The bundle of a file; units without a translation are left out.

    Raises StaffError when it is no XLIFF of a known version, or has a document type.
    """
    root = _parsed(raw)
    if root.tag == f"{{{NS1}}}xliff":
        return _read1(root)
    if root.tag == f"{{{NS2}}}xliff":
        return _read2(root)
    raise StaffError("bad_xliff", "This is no XLIFF 1.2 or 2.x.")


def _written1(bundle: Bundle) -> ET.Element:
    ET.register_namespace("", NS1)
    root = ET.Element(f"{{{NS1}}}xliff", {"version": V1})
    file = ET.SubElement(
        root, f"{{{NS1}}}file",
        {"original": "velkommen", "datatype": "plaintext",
         "source-language": bundle.source, "target-language": bundle.target},
    )  # fmt: skip
    body = ET.SubElement(file, f"{{{NS1}}}body")
    for unit in bundle.units:
        element = ET.SubElement(
            body, f"{{{NS1}}}trans-unit", {"id": unit.id, f"{{{XML}}}space": "preserve"}
        )
        _fill(ET.SubElement(element, f"{{{NS1}}}source"), unit.source, f"{{{NS1}}}x", "equiv-text")
        if unit.target is not None:
            target = ET.SubElement(element, f"{{{NS1}}}target")
            _fill(target, unit.target, f"{{{NS1}}}x", "equiv-text")
        ET.SubElement(element, f"{{{NS1}}}note").text = f"of={text_hash(unit.source)}"
    return root


def _written2(bundle: Bundle) -> ET.Element:
    ET.register_namespace("", NS2)
    root = ET.Element(
        f"{{{NS2}}}xliff",
        {"version": V2, "srcLang": bundle.source, "trgLang": bundle.target},
    )
    file = ET.SubElement(root, f"{{{NS2}}}file", {"id": "velkommen"})
    for unit in bundle.units:
        element = ET.SubElement(
            file, f"{{{NS2}}}unit", {"id": unit.id, f"{{{XML}}}space": "preserve"}
        )
        notes = ET.SubElement(element, f"{{{NS2}}}notes")
        ET.SubElement(notes, f"{{{NS2}}}note").text = f"of={text_hash(unit.source)}"
        segment = ET.SubElement(element, f"{{{NS2}}}segment")
        _fill(ET.SubElement(segment, f"{{{NS2}}}source"), unit.source, f"{{{NS2}}}ph", "equiv")
        if unit.target is not None:
            target = ET.SubElement(segment, f"{{{NS2}}}target")
            _fill(target, unit.target, f"{{{NS2}}}ph", "equiv")
    return root


def _fill(element: ET.Element, text: str, tag: str, attribute: str) -> None:
    """Put a text into an element; each placeholder becomes an empty tag that holds it."""
    last: ET.Element | None = None
    place = 0
    for number, match in enumerate(_TAG.finditer(text), start=1):
        _append(element, last, text[place : match.start()])
        last = ET.SubElement(element, tag, {"id": str(number), attribute: match.group()})
        place = match.end()
    _append(element, last, text[place:])


def _append(element: ET.Element, last: ET.Element | None, text: str) -> None:
    if last is None:
        element.text = text
    else:
        last.tail = text


def _read1(root: ET.Element) -> Bundle:
    file = root.find(f"{{{NS1}}}file")
    if file is None:
        raise StaffError("bad_xliff", "The file has no texts.")
    found: list[Unit] = []
    for element in root.iter(f"{{{NS1}}}trans-unit"):
        notes = (note.text or "" for note in element.findall(f"{{{NS1}}}note"))
        source, target = (element.find(f"{{{NS1}}}{name}") for name in ("source", "target"))
        found += _unit(element, [source], [target], notes, "equiv-text")
    languages = (file.get("source-language", ""), file.get("target-language", ""))
    return Bundle(*languages, tuple(found))


def _read2(root: ET.Element) -> Bundle:
    found: list[Unit] = []
    for element in root.iter(f"{{{NS2}}}unit"):
        notes = (note.text or "" for note in element.iter(f"{{{NS2}}}note"))
        # A translator's program may have cut the text; between the cuts stand `ignorable`s.
        parts = [
            part for part in element if part.tag in (f"{{{NS2}}}segment", f"{{{NS2}}}ignorable")
        ]
        sources = [part.find(f"{{{NS2}}}source") for part in parts]
        targets = [part.find(f"{{{NS2}}}target") for part in parts]
        for i, part in enumerate(parts):
            if targets[i] is None and part.tag.endswith("ignorable"):
                targets[i] = sources[i]
        found += _unit(element, sources, targets, notes, "equiv")
    return Bundle(root.get("srcLang", ""), root.get("trgLang", ""), tuple(found))


def _unit(
    element: ET.Element,
    sources: Iterable[ET.Element | None],
    targets: Iterable[ET.Element | None],
    notes: Iterable[str],
    attribute: str,
) -> Iterator[Unit]:
    """The unit, unless a part of it is not translated."""
    originals = [s for s in sources if s is not None]
    tags = {
        inner.get("id", ""): inner.get(attribute, "")
        for original in originals
        for inner in original.iter()
        if inner is not original
    }
    pieces = [None if t is None else _plain(t, tags, attribute) for t in targets]
    if not pieces or any(piece is None for piece in pieces):
        return
    target = "".join(piece for piece in pieces if piece is not None)
    source = "".join(_plain(original, tags, attribute) for original in originals)
    hashes = (match[1] for note in notes if (match := _HASH.search(note)))
    if target.strip():
        yield Unit(element.get("id", ""), source, target, next(hashes, text_hash(source)))


def _plain(element: ET.Element, tags: dict[str, str], attribute: str) -> str:
    """The text of an element, its placeholders as they are written in the files."""
    pieces = [element.text or ""]
    for inner in element:
        known = inner.get(attribute) or tags.get(inner.get("id", ""), "")
        pieces.append(
            known if len(inner) == 0 and not inner.text else _plain(inner, tags, attribute)
        )
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _parsed(raw: bytes) -> ET.Element:
    """The tree of a file without any document type, so without entities of its own."""
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_: object) -> int:
        raise StaffError("bad_xliff", "An XLIFF file has no document type.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: builder.start(
        _name(tag), {_name(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: builder.end(_name(tag))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(raw, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError) as error:
        raise StaffError("bad_xliff", "The file is no XML.") from error


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag
