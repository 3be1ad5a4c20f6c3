"""Real servers for the long tests, each on a free port of loopback and in a folder of its own."""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.serving.ports import free_port
from bot.settings import ROOT

START_SECONDS = 30


def program(name: str) -> str:
    """The path of initdb, redis-server or nginx; installed where that is possible."""
    call = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "services.py")],
        check=True,
        capture_output=True,
        text=True,
    )
    return next(line for line in call.stdout.split() if Path(line).name == name)


@dataclass
class Server:
    """A server that can go away and come back with what it had. `url` is its address."""

    command: Sequence[str]
    port: int
    log: Path
    url: str = ""
    ready: Callable[[str], None] = lambda url: None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        _open_to_others(self.log.parent)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=subprocess.STDOUT)
        until = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                break
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < until, f"{self.command[0]} does not listen"
            time.sleep(0.05)
        self.ready(self.url)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it with a signal."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(START_SECONDS)

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """It, inside the `with` block."""
        try:
            self.start()
            yield self
        finally:
            self.stop()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    with postgres_server(folder).running() as server:
        yield server.url


def postgres_server(folder: Path) -> Server:
    """An empty database, not started. As root the server runs as the user postgres."""
    initdb = Path(program("initdb"))
    # Not below pytest's folder: each pytest that starts makes that its owner's only (0700), and
    # the server, another user, would lose its files in the middle of a test.
    place, port = Path(tempfile.mkdtemp(prefix="velkommen-postgres-")), free_port()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    data = place / "data"
    data.mkdir()
    before: list[str] = []
    if os.geteuid() == 0:
        before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        user = pwd.getpwnam("postgres")
        for path in (place, data):
            os.chown(path, user.pw_uid, user.pw_gid)
    make = [*before, str(initdb), "-D", str(data), "-U", "velkommen", "-A", "trust"]
    subprocess.run([*make, "-E", "UTF8", "--no-sync"], check=True, capture_output=True)
    serve = [str(initdb.parent / "postgres"), "-D", str(data), "-p", str(port)]
    serve += ["-h", "127.0.0.1", "-k", ""]
    url = f"postgresql://velkommen@127.0.0.1:{port}/postgres"
    return Server([*before, *serve], port, folder / "postgres.log", url, _accepting)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of an empty Redis."""
    with redis_server(folder).running() as server:
        yield server.url


def redis_server(folder: Path) -> Server:
    """An empty Redis, not started."""
    port = free_port()
    serve = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    serve += ["--save", "", "--dir", str(folder)]
    return Server(serve, port, folder / "redis.log", f"redis://127.0.0.1:{port}/0")


@contextlib.contextmanager
def nginx(folder: Path, workers: Sequence[int]) -> Iterator[str]:
    """The address of nginx with deploy/nginx.conf in front of workers on loopback."""
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    servers = " ".join(f"server 127.0.0.1:{worker} max_fails=0;" for worker in workers)
    for mark, value in (
        ("server bot-1:5005 max_fails=0;", servers),
        ("server bot-2:5005 max_fails=0;", ""),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("/tmp/", f"{folder}/nginx-"),
        ("rate=20r/s", "rate=1000r/s"),
    ):
        assert mark in text, mark
        text = text.replace(mark, value)
    conf = folder / "nginx.conf"
    conf.write_text(("user root;\n" if os.geteuid() == 0 else "") + text, encoding="utf-8")
    serve = [program("nginx"), "-c", str(conf), "-e", str(folder / "nginx-error.log")]
    url = f"http://127.0.0.1:{port}"
    with Server([*serve, "-g", "daemon off;"], port, folder / "nginx.log", url).running():
        yield url


def _open_to_others(folder: Path) -> None:
    """Let another user reach its folder; a test run beside this one closes that of all runs."""
    for parent in (folder, *folder.parents[:3]):
        with contextlib.suppress(PermissionError):
            parent.chmod(parent.stat().st_mode | 0o011)


def _accepting(url: str) -> None:
    import psycopg2

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(url).close()
            return
        except psycopg2.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.05)


def copied(source: Path, target: Path) -> Path:
    """A copy of a file or a folder."""
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    return target
