"""Packages: real ones, broken ones, full disks and two at once."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.errors import PackageError
from bot.translation.packages import LOCK, PINS, Packages


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def nothing_left(packages: Packages) -> bool:
    return packages.list() == () and names(packages.home) <= {LOCK, "packages", PINS}


def test_add_list_check_remove(packages: Packages, argosmodel: Path) -> None:
    shown: list[tuple[int, int]] = []
    added = packages.add(argosmodel, lambda done, total: shown.append((done, total)))
    assert (added.name, added.version, added.licence) == ("da_ti", "1.0", "CC0")
    assert shown[-1][0] == shown[-1][1] > 0
    assert packages.list() == (added,)
    assert packages.check() == {"da_ti": ()}
    assert packages.add(argosmodel) == added  # once more changes nothing
    assert packages.remove("da_ti").name == "da_ti"
    assert packages.list() == ()
    with pytest.raises(PackageError, match="no package da_ti"):
        packages.remove("da_ti")
    assert nothing_left(packages)


def test_a_missing_file(packages: Packages, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="There is no file"):
        packages.add(tmp_path / "no.argosmodel")
    assert packages.list() == ()


@pytest.mark.parametrize("size", [0, 10, 1_000, 10_000])
def test_a_truncated_file(packages: Packages, copy_of: Path, size: int) -> None:
    os.truncate(copy_of, size)
    with pytest.raises(PackageError, match="broken"):
        packages.add(copy_of)
    assert nothing_left(packages)


def test_a_damaged_file(packages: Packages, copy_of: Path) -> None:
    body = bytearray(copy_of.read_bytes())
    for place in range(3_000, 4_000):
        body[place] ^= 0xFF
    copy_of.write_bytes(body)
    with pytest.raises(PackageError):
        packages.add(copy_of)
    assert nothing_left(packages)


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "da_ti/../../evil", "a\\..\\evil"])
def test_a_file_that_would_write_elsewhere(
    packages: Packages, copy_of: Path, name: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(copy_of, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(PackageError, match="outside"):
        packages.add(copy_of)
    assert not list(tmp_path.rglob("*evil*"))
    assert nothing_left(packages)


@pytest.mark.parametrize(
    "change",
    [
        {"from_code": None},
        {"to_code": "../x"},
        {"type": "sbd"},
    ],
)
def test_metadata_that_is_none(
    packages: Packages, argosmodel: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    with zipfile.ZipFile(argosmodel) as archive:
        archive.extractall(tmp_path / "x")
    file = next((tmp_path / "x").rglob("metadata.json"))
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    again = tmp_path / "changed.argosmodel"
    with zipfile.ZipFile(again, "w") as archive:
        for path in file.parent.rglob("*"):
            archive.write(path, f"m/{path.relative_to(file.parent)}")
    with pytest.raises(PackageError):
        packages.add(again)
    assert nothing_left(packages)


def test_another_checksum_under_the_same_name(packages: Packages, copy_of: Path) -> None:
    packages.add(copy_of)
    with zipfile.ZipFile(copy_of, "a") as archive:
        archive.writestr("da_ti/README.md", "changed")
    with pytest.raises(PackageError, match="another checksum"):
        packages.add(copy_of)
    assert packages.check() == {"da_ti": ()}


def test_a_changed_file_is_found(packages: Packages, argosmodel: Path) -> None:
    folder = packages.add(argosmodel).folder
    with (folder / "model" / "model.bin").open("ab") as file:
        file.write(b"x")
    assert packages.check() == {"da_ti": ("model/model.bin",)}


def test_stray_folders_are_passed_over(packages: Packages, argosmodel: Path) -> None:
    packages.add(argosmodel)
    (packages.folder / "stray").mkdir()
    (packages.folder / "file").write_text("x")
    assert [package.name for package in packages.list()] == ["da_ti"]
    assert packages.strays() == ("file", "stray")


def test_two_at_once(packages: Packages, argosmodel: Path) -> None:
    packages.folder.mkdir(parents=True)
    with (packages.home / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PackageError, match="Another package is being installed"):
            packages.add(argosmodel)
    assert packages.add(argosmodel).name == "da_ti"


def limited(code: str, *arguments: Path) -> str:
    """The fault of a process that may write no file over 8 KB: the one that a full disk is."""
    before = (
        "import sys, resource, signal; from pathlib import Path;"
        "from bot.translation.packages import Packages, pack;"
        "from bot.translation.convert import Order, convert;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY));"
        "a = [Path(x) for x in sys.argv[1:]];"
    )
    done = subprocess.run(
        [sys.executable, "-c", before + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return done.stderr


def test_a_full_disk_leaves_nothing(packages: Packages, argosmodel: Path) -> None:
    said = limited("Packages(a[0]).add(a[1])", packages.home, argosmodel)
    assert "PackageError: The package cannot be installed: File too large." in said
    assert nothing_left(packages)


def test_a_full_disk_while_a_package_is_written(
    packages: Packages, argosmodel: Path, tmp_path: Path
) -> None:
    folder = packages.add(argosmodel).folder
    out = tmp_path / "out"
    out.mkdir()
    said = limited("pack(a[0], a[1] / 'x.argosmodel')", folder, out)
    assert "x.argosmodel cannot be written: File too large." in said
    assert list(out.iterdir()) == []


def test_a_full_disk_while_a_model_is_converted(checkpoint: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    said = limited("convert(Order(a[0], 'da', 'ti', {}), a[1])", checkpoint, room)
    assert "PackageError" in said
    assert names(room) == set()


def test_too_little_room_is_seen_before(
    packages: Packages, argosmodel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.translation.packages.SPARE_BYTES", 1 << 60)
    with pytest.raises(PackageError, match="no room on the disk for translate-da_ti"):
        packages.add(argosmodel)
    assert nothing_left(packages)


def test_two_processes_at_once(packages: Packages, argosmodel: Path) -> None:
    """Each of them installs the package whole or says that it must wait."""
    code = (
        "import sys; from pathlib import Path; from bot.translation.packages import Packages;"
        "Packages(Path(sys.argv[1])).add(Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(packages.home), str(argosmodel)]
    both = [
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    for done, text in zip(codes, said, strict=True):
        assert done == 0 or "Another package is being installed. Wait for it." in text
    assert packages.check() == {"da_ti": ()}
    assert names(packages.home) == {LOCK, "packages", PINS}


def test_what_an_interrupted_install_left_is_removed(packages: Packages, argosmodel: Path) -> None:
    left = packages.home / "part-old"
    left.mkdir(parents=True)
    shutil.copy(argosmodel, left)
    packages.add(argosmodel)
    assert not left.exists()
