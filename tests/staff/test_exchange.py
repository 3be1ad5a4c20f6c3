from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from bot.content.model import State
from bot.content.texthash import text_hash
from bot.staff import xliff
from bot.staff.cleaning import clean
from bot.staff.errors import StaffError
from bot.staff.office import Office

from .client import Staff, Visitor

ID = "housing_benefit"
TEXTS = st.text(max_size=80).map(clean).filter(bool)


@pytest.mark.parametrize("version", [xliff.V1, xliff.V2])
@bounds(max_examples=60, deadline=None)
@given(source=TEXTS, target=TEXTS, place=st.integers(0, 80))
def test_a_text_comes_back_as_it_went(version: str, source: str, target: str, place: int) -> None:
    target = target[:place] + "{contact:police}" + target[place:]
    units = (xliff.Unit("a", source, target), xliff.Unit("b", source))
    found = xliff.read(xliff.written(xliff.Bundle("da", "ar", units), version))
    assert (found.source, found.target) == ("da", "ar")
    (unit,) = found.units  # what is not translated is left out
    assert (unit.id, unit.target, unit.of) == ("a", target, text_hash(source))


def test_what_other_programs_make_of_a_file_is_read() -> None:
    cut = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="da"
      trgLang="ar"><file id="f"><unit id="a"><segment><source>En.</source><target>A <ph id="1"/>.
      </target></segment><ignorable><source> </source></ignorable><segment><source>To <ph id="1"
      equiv="{contact:police}"/></source><target>B</target></segment></unit></file></xliff>"""
    (unit,) = xliff.read(cut.encode()).units
    assert "{contact:police}" in (unit.target or "")
    assert (unit.target or "").endswith(" B")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"<a/>", b"no xml", b"\xff\xfe",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff>&e;</xliff>',
        b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xliff>&b;</xliff>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xliff/>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>',
    ],
)  # fmt: skip
def test_no_document_types_and_no_other_files(raw: bytes) -> None:
    with pytest.raises(StaffError) as caught:
        xliff.read(raw)
    assert caught.value.code == "bad_xliff"


def send(visitor: Visitor, path: str, raw: bytes):  # type: ignore[no-untyped-def]
    return visitor.post(path, {"token": visitor.token()}, files={"file": ("f", raw)})


@pytest.mark.parametrize("version", [xliff.V1, xliff.V2])
def test_out_to_a_translator_and_in_again(staff: Staff, office: Office, version: str) -> None:
    edith = staff("edith")
    path = f"/exchange/translations.xlf?lang=ar&version={version}&which=all"
    raw = edith.get(path).content
    old = office.shelf.copy(ID).entry.answers["ar"].text
    changed = raw.replace("30 يوماً".encode(), "٣٠ يوماً".encode(), 1)
    assert changed != raw
    # Meanwhile somebody changes the source text: what comes back is outdated by itself.
    edith.save(f"/entries/{ID}", edith.form(f"/entries/{ID}") | {"answers.da": "Ny dansk tekst."})
    answer = send(edith, "/exchange/xliff", changed)
    assert answer.status_code == 200
    assert "1 tekster er rettet" in answer.text
    entry = office.shelf.copy(ID).entry
    assert entry.answers["ar"].text != old
    assert entry.answers["ar"].state is State.DRAFT
    assert entry.outdated("ar", "da")
    only_open = edith.get(path.replace("which=all", "which=open")).content
    assert [unit.id for unit in xliff.read(only_open).units] == [ID]


def test_all_files_out_and_in_again(staff: Staff, office: Office, entry_file: Path) -> None:
    edith = staff("edith")
    form = edith.form(f"/entries/{ID}") | {"answers.da": "Ændret."}
    edith.save(f"/entries/{ID}", form)
    raw = edith.get("/exchange/all.zip").content
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.read("data/faq/housing/housing_benefit.yml") == entry_file.read_bytes()
        assert "Ændret." in archive.read("history.jsonl").decode()
    answer = send(edith, "/exchange/zip", raw)
    assert "1 tekster er rettet" in answer.text  # back to what the files say
    assert office.shelf.copy(ID).pending == {}


def test_a_zip_reaches_no_other_folder(staff: Staff, office: Office, entry_file: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        raw = entry_file.read_bytes()
        archive.writestr("../../faq/housing/evil.yml", raw)
        archive.writestr("/etc/evil.yml", raw)
        archive.writestr("data/faq/housing/../../../evil.yml", raw)
        archive.writestr("data/faq/housing/broken.yml", b"id: [")
        archive.writestr("data/faq/housing/huge.yml", b"x" * 9_000_000)
        archive.writestr("data/crisis/invented.yml", b"id: invented")
    before = set(entry_file.parents[3].rglob("*"))
    answer = send(staff("edith"), "/exchange/zip", stream.getvalue())
    assert answer.status_code == 200
    assert "0 tekster er rettet" in answer.text
    assert "broken.yml" in answer.text
    after = set(entry_file.parents[3].rglob("*"))
    kept = office.settings.state / "content-last-good"  # the store's own safety copies
    assert {p for p in after - before if kept not in (p, *p.parents)} == set()
    assert send(staff("edith"), "/exchange/zip", b"no zip").status_code == 422
