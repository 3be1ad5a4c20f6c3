"""The parent's side of the process of the models: started when needed, ended when it is slow."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from bot.settings import ROOT
from bot.translation.child import MEMORY_VARIABLE
from bot.translation.errors import SlowWorkerError, WorkerError
from bot.translation.installed import Installed
from bot.translation.reading_back import Raw

SECONDS = 20.0  # for one sentence
START_SECONDS = 60.0  # for the first one of a process: a model is loaded
IDLE_SECONDS = 600.0  # after which the process ends and gives its memory back
MEMORY_BYTES = 4 << 30  # of address space; a model of 600 million parameters takes 1.5


class Worker:
    """One process, used by one caller at a time. Safe for use by several threads."""

    def __init__(
        self,
        home: Path,
        seconds: float = SECONDS,
        memory: int = MEMORY_BYTES,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._home = home
        self._seconds, self._memory, self._idle = seconds, memory, idle
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._timer: threading.Timer | None = None
        self._number = 0
        self._warm: set[str] = set()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def peak_megabytes(self) -> float | None:
        """The most memory that the process used so far; None where there is none."""
        process = self._process
        if process is None:
            return None
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return None
        found = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(found[0].split()[1]) / 1024 if found else None

    def translate(self, steps: Sequence[Installed], text: str) -> Raw:
        """One sentence through packages, one after the other.

        Raises SlowWorkerError when it takes too long and WorkerError for any other fault; the next
        call starts a new process then.
        """
        with self._lock:
            self._stop_timer()
            try:
                named = [[str(one.folder), one.source, one.target] for one in steps]
                return self._asked(named, text)
            finally:
                self._start_timer()

    def close(self) -> None:
        """End the process; the next call starts another."""
        with self._lock:
            self._stop_timer()
            self._end()

    def _asked(self, steps: list[list[str]], text: str) -> Raw:
        folders = {step[0] for step in steps}
        process = self._process
        if process is None or not self.running:
            process = self._start()
        if process.stdin is None or process.stdin.closed:
            raise WorkerError("The process of the models does not start.")
        self._number += 1
        seconds = self._seconds if self._warm.issuperset(folders) else START_SECONDS
        try:
            asked = {"id": self._number, "steps": steps, "text": text}
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            answer = self._answered(seconds)
        except (OSError, ValueError) as error:
            self._end()
            raise WorkerError("The process of the models ended.") from error
        if "text" not in answer:
            raise WorkerError(str(answer.get("error") or "The model gave no answer."))
        self._warm.update(folders)
        back = answer.get("back")
        return Raw(str(answer["text"]), None if back is None else float(back))

    def _answered(self, seconds: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self._end()
            raise SlowWorkerError("A sentence took too long to translate.") from None
        if line is None:
            self._end()
            raise WorkerError("The process of the models ended.")
        answer = json.loads(line)
        if not isinstance(answer, dict) or answer.get("id") != self._number:
            raise ValueError("an answer to something else")
        return answer

    def _start(self) -> subprocess.Popen[str]:
        self._end()
        home = self._home / "argos"
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            process = subprocess.Popen(
                [sys.executable, "-m", "bot.translation.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=dict(_environment(home, self._memory)),
                cwd=home,
            )
        except OSError as error:
            raise WorkerError("The process of the models does not start.") from error
        answers: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, answers), daemon=True).start()
        self._process, self._answers, self._warm = process, answers, set()
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except (OSError, ValueError):
                    continue

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start_timer(self) -> None:
        if self.running:
            self._timer = threading.Timer(self._idle, self.close)
            self._timer.daemon = True
            self._timer.start()


def _environment(home: Path, memory: int) -> Iterator[tuple[str, str]]:
    """What the process sees: Argos has its folders in our state, not in somebody's home."""
    for name, value in os.environ.items():
        if not name.startswith(("ARGOS_", "XDG_", "SNAP")):
            yield name, value
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
        yield name, str(home)
    yield "ARGOS_PACKAGES_DIR", str(home / "packages")
    yield "OMP_NUM_THREADS", "1"
    yield MEMORY_VARIABLE, str(memory)
    before = os.environ.get("PYTHONPATH")
    yield "PYTHONPATH", os.pathsep.join(filter(None, [before, str(ROOT)]))


def _read(pipe: IO[str] | None, answers: queue.Queue[str | None]) -> None:
    """Move lines from a pipe to a queue, and at the end of it None."""
    try:
        for line in pipe or ():
            answers.put(line)
    except (OSError, ValueError):
        pass
    answers.put(None)
