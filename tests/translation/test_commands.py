"""The commands as an operator calls them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.__main__ import main

TSV = (
    "da\tar\tti\n"
    + "Læs hele brevet, før du skriver under.\tاقرؤوا الرسالة كلها قبل أن توقّعوا.\tቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።\n"
)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_STATE", str(tmp_path / "state"))


def test_translate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Læs hele brevet, før du skriver under.\n\n"))
    assert main(["translate", "--from", "da", "--to", "ti"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "text": "ቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።",
        "shown": True,
        "state": "draft",
        "score": 1.0,
        "notes": ["memory_exact"],
    }
    assert (second["text"], second["shown"], second["notes"]) == ("", False, ["empty"])


def test_an_unknown_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Bonjour\n"))
    assert main(["translate", "--from", "fr", "--to", "ti"]) == 1
    assert "There is no language 'fr' here" in capsys.readouterr().err


def test_a_line_of_a_megabyte(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "Læs brevet. " * 90_000 + "\n\u202ehttps://www.borger.dk\u202c\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert main(["translate", "--from", "da", "--to", "ar"]) == 0
    long, links = map(json.loads, capsys.readouterr().out.splitlines())
    assert (long["text"], long["shown"], long["notes"]) == ("", False, ["too_long"])
    assert (links["text"], links["shown"], links["notes"]) == (
        "https://www.borger.dk",
        True,
        ["copied"],
    )


def test_models(
    argosmodel: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translation", "install", "starter"]) == 0
    assert main(["translation", "list"]) == 0
    said = capsys.readouterr().out
    assert "starter 1.0, 58 MB, licence CC BY-SA 4.0, shipped" in said
    assert "in use: da_ar, da_ti, ar_da, ar_ti, ti_da, ti_ar" in said
    assert main(["translation", "check"]) == 0
    assert capsys.readouterr().out == "starter: as it was installed\n"
    assert main(["translation", "remove", "starter"]) == 0
    assert main(["translation", "list"]) == 0
    said = capsys.readouterr().out
    assert "in use: no direction" in said
    assert "No models are installed" in said
    assert main(["translation", "add", str(argosmodel)]) == 0
    assert "Installed: da_ti 1.0" in capsys.readouterr().out
    out = tmp_path / "made.argosmodel"
    wanted = ["--from", "ti", "--to", "da", "--licence", "CC0", "--output", str(out)]
    assert main(["translation", "convert", str(checkpoint), *wanted]) == 0
    assert out.is_file()
    assert main(["translation", "list"]) == 0
    assert "ti_da 1.0, 0 MB, licence CC0" in capsys.readouterr().out
    assert main(["translation", "check"]) == 0
    model = tmp_path / "state" / "translation" / "packages" / "ti_da" / "model" / "model.bin"
    model.write_bytes(b"")
    assert main(["translation", "check"]) == 1
    assert "ti_da: changed: model/model.bin" in capsys.readouterr().out
    assert main(["translation", "remove", "ti_da"]) == 0
    assert main(["translation", "remove", "ti_da"]) == 1
    assert "There is no package ti_da" in capsys.readouterr().err
    assert main(["translation", "add", str(tmp_path / "none")]) == 1


def test_calibrate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text(TSV + "Hej\tمرحبا\tሰላም\n", encoding="utf-8")
    plot = tmp_path / "plot.svg"
    assert main(["translation", "calibrate", str(file), "--plot", str(plot)]) == 0
    assert "| da-ar |" in capsys.readouterr().out
    assert plot.read_text().lstrip().startswith("<?xml")
    file.write_text("da\tar\n", encoding="utf-8")
    assert main(["translation", "calibrate", str(file), "--plot", str(plot)]) == 1
    assert "no column ti" in capsys.readouterr().err
