"""The index and downloads, against a server on loopback that breaks off."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.translation.errors import PackageError
from bot.translation.index import Offered, best, download, offered
from bot.translation.packages import Packages


class Shelf(BaseHTTPRequestHandler):
    """Serves files from `files`; those in `broken` are broken off half-way, once."""

    files: dict[str, bytes]
    broken: set[str]
    ranges: list[str | None]

    def do_GET(self) -> None:
        body = self.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        wanted = self.headers.get("Range")
        self.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        rest = body[start:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.path in self.broken:
            self.broken.discard(self.path)
            rest = rest[: len(rest) // 2]
        self.wfile.write(rest)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def shelf(argosmodel: Path) -> Iterator[tuple[str, type[Shelf]]]:
    handler = type("OneShelf", (Shelf,), {"files": {}, "broken": set(), "ranges": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    handler.files["/da_ti.argosmodel"] = argosmodel.read_bytes()
    rows = [
        {
            "from_code": "da",
            "to_code": "ti",
            "package_version": v,
            "links": [f"{url}/{n}", "ipfs://x"],
        }
        for v, n in (("1.0", "old"), ("1.10", "da_ti.argosmodel"), ("1.9", "old"))
    ]
    strange = [{"type": "sbd"}, "x", {"from_code": "../da", "to_code": "ti"}, {"from_code": "da"}]
    handler.files["/index.json"] = json.dumps([*rows, *strange]).encode()
    yield url, handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_the_index_to_a_package(
    shelf: tuple[str, type[Shelf]], tmp_path: Path, packages: Packages
) -> None:
    url, _ = shelf
    known = offered(f"{url}/index.json")
    assert len(known) == 3
    wanted = best(known, "da_ti")
    assert wanted.version == "1.10"
    file = download(wanted, tmp_path / "downloads")
    assert packages.add(file).name == "da_ti"


def test_a_broken_download_goes_on(
    shelf: tuple[str, type[Shelf]], tmp_path: Path, argosmodel: Path
) -> None:
    url, handler = shelf
    handler.broken.add("/da_ti.argosmodel")
    wanted = Offered("da_ti", "1.10", (f"{url}/da_ti.argosmodel",))
    seen: list[tuple[int, int]] = []
    with pytest.raises(PackageError, match="cannot be downloaded"):
        download(wanted, tmp_path)
    file = download(wanted, tmp_path, lambda done, total: seen.append((done, total)))
    size = argosmodel.stat().st_size
    assert handler.ranges == [None, f"bytes={size // 2}-"]
    assert file.read_bytes() == argosmodel.read_bytes()
    assert seen[-1] == (size, size)
    assert sorted(path.name for path in tmp_path.iterdir()) == [wanted.file]


def test_what_is_not_there(shelf: tuple[str, type[Shelf]], tmp_path: Path) -> None:
    url, handler = shelf
    with pytest.raises(PackageError, match="network"):
        offered(f"{url}/none.json")
    with pytest.raises(PackageError, match="network"):
        offered("http://127.0.0.1:9/index.json")
    handler.files["/bad.json"] = b"{"
    with pytest.raises(PackageError, match="network"):
        offered(f"{url}/bad.json")
    with pytest.raises(PackageError, match="no package xx_yy"):
        best(offered(f"{url}/index.json"), "xx_yy")
    with pytest.raises(PackageError):
        download(Offered("da_ti", "1", (f"{url}/gone",)), tmp_path)
