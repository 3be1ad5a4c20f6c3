"""When published examples changed, a model is trained, tested and handed to the bot.

It happens in processes of low priority, from a copy of the content, in a folder of its own: what
goes wrong there, or is killed, leaves the model in use where it is.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from bot.errors import BotError, ModelError
from bot.privacy.database import Database
from bot.settings import ROOT, Settings
from bot.staff.errors import StaffError
from bot.staff.verdict import judge
from bot.training.live import make_live, read_live
from bot.training.trainer import model_path

FOLDER = "retrain"
QUESTIONS = "test_questions.tsv"
NICE = 15  # the bot's answers come first
SWAP_SECONDS = 60.0
STEP = re.compile(r"Starting to train component '(?:\w+\.)*(\w+)'")
USUAL_SECONDS = 30.0
NOT_COPIED = shutil.ignore_patterns("*.part", ".*")
Health = Callable[[], str | None]
logger = logging.getLogger(__name__)


class State(str, Enum):
    """Where a training stands. Those from `LIVE` on are ends."""

    TRAINING = "training"
    TESTING = "testing"
    SWAPPING = "swapping"
    LIVE = "live"
    HELD = "held"
    FAILED = "failed"


RUNNING = (State.TRAINING, State.TESTING, State.SWAPPING)


@dataclass(frozen=True)
class Training:
    """One training. `seconds` is its time so far, or to its end; `report` a Verdict as JSON."""

    id: int
    at: float
    shown: str
    model: str
    state: State
    seconds: float
    report: dict[str, Any] | None
    problem: str


@dataclass(frozen=True)
class Commands:
    """The processes of a training; the paths come after them."""

    train: Sequence[str] = (sys.executable, "-m", "bot", "train")
    compare: Sequence[str] = (sys.executable, "-m", "bot.evaluation.compare")


class Retraining:
    """Trains in a thread, one model at a time; `start` before anything happens."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        commands: Commands | None = None,
        health: Health | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._commands = commands or Commands()
        self._health = health or (lambda: model_of_bot(settings))
        self._folder = settings.state / FOLDER
        self._wanted = threading.Event()
        self._stopping = False
        self._by = ""
        self._again = False

    def start(self) -> None:
        """Begin to work; what another process left half-way did not succeed."""
        with self._database.transaction() as db:
            db.execute(
                f"UPDATE trainings SET state = ?, problem = 'stopped' WHERE state IN {_marks()}",  # noqa: S608
                (State.FAILED.value, *(state.value for state in RUNNING)),
            )
        threading.Thread(target=self._work, name="retraining", daemon=True).start()
        self._wanted.set()

    def request(self, shown: str, again: bool = False) -> bool:
        """Somebody (`shown`) published: train if that needs it; True when it does.

        `again`: also when the training of the same examples failed or its model was held back.
        """
        if not (self.outdated() if again else self.needed()):
            return False
        self._by, self._again = shown, again
        self._wanted.set()
        return True

    def outdated(self) -> bool:
        """True when the bot answers with other examples than the published ones."""
        live = read_live(self._settings.state)
        return live is not None and live.model.name != model_path(self._settings).name

    def needed(self) -> bool:
        """True when it is, and that was not tried in vain."""
        last = self.all(1)
        tried = last and last[0].model == model_path(self._settings).name
        return self.outdated() and not (tried and last[0].state in (State.HELD, State.FAILED))

    def all(self, limit: int = 10) -> tuple[Training, ...]:
        """The trainings, the newest first."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id, at, shown, model, state, seconds, report, problem FROM trainings"
                " ORDER BY id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return tuple(_training(row) for row in rows)

    def progress(self) -> tuple[float, str]:
        """How far the running training is, 0 to 1, and the part of the model it works at."""
        last = self.all(1)
        if not last or last[0].state not in RUNNING:
            return 1.0, ""
        before = [t.seconds for t in self.all() if t.state in (State.LIVE, State.HELD)]
        usual = before[0] if before else USUAL_SECONDS
        return min(0.97, last[0].seconds / max(usual, 1.0)), self._step()

    def adopt(self, number: int) -> None:
        """Use a model that was held back all the same. Raises StaffError, OSError."""
        found = next((t for t in self.all() if t.id == number and t.state is State.HELD), None)
        trained = self._folder / "models" / found.model if found else None
        if found is None or trained is None or not trained.is_file():
            raise StaffError("no_model", "There is no such model.")
        self._hand_over(trained)
        self._note(found.id, state=State.LIVE.value)

    def _work(self) -> None:
        while not self._stopping:
            self._wanted.wait()
            self._wanted.clear()
            try:
                while self.outdated() if self._again else self.needed():
                    self._again = False
                    self._train()
            except Exception as error:  # the next publish tries again
                logger.error("A retraining failed: %s.", type(error).__name__)

    def _train(self) -> None:
        begun = time.time()
        wanted = model_path(self._settings)
        number = self._begin(begun, wanted.name)
        state, problem, report = State.FAILED, "", None
        try:
            if wanted.exists():  # a publish was undone: its model is there still
                make_live(self._settings, wanted)
                state = self._swapped(number, wanted.name)
            else:
                state, report = self._new_model(number)
        except (BotError, OSError, ValueError) as error:
            problem = str(error)
        seconds = time.time() - begun
        text = json.dumps(report, ensure_ascii=False) if report else ""
        self._note(number, state=state.value, seconds=seconds, problem=problem, report=text)

    def _new_model(self, number: int) -> tuple[State, dict[str, Any]]:
        settings = self._copied()
        live = read_live(self._settings.state)
        if live is None:
            raise ModelError("The bot has no model to compare with.")
        questions = settings.content / QUESTIONS
        environment = _environment(settings)
        compare = [*self._commands.compare, str(questions), str(live.model)]
        with self._process(compare, environment, "compare") as other:
            with self._process(self._commands.train, environment, "retrain") as process:
                printed, _ = process.communicate()
            if process.returncode != 0:
                raise ModelError(self._last_line("retrain") or f"code {process.returncode}")
            trained = Path(printed.strip().splitlines()[-1])
            self._note(number, state=State.TESTING.value, model=trained.name)
            printed, _ = other.communicate(f"{trained}\n")
        if other.returncode != 0:
            raise ModelError(self._last_line("compare") or f"code {other.returncode}")
        found = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
        answers = {one["model"]: one["answers"] for one in found if "model" in one}
        verdict = judge(answers["now"], answers["next"], self._settings.retrain_margin)
        if not verdict.good:
            return State.HELD, verdict.as_json()
        self._note(number, state=State.SWAPPING.value)
        self._hand_over(trained)
        return self._swapped(number, trained.name), verdict.as_json()

    def _copied(self) -> Settings:
        """The settings of the training: a copy of the content as it is now, its own state."""
        content = self._folder / "content"
        shutil.rmtree(content, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copytree(self._settings.content, content, ignore=NOT_COPIED)
        vectors = self._folder / "embeddings"  # shared: known texts are not embedded again
        if not vectors.exists():
            (self._settings.state / "embeddings").mkdir(exist_ok=True, mode=0o700)
            vectors.symlink_to("../embeddings")
        return replace(self._settings, content=content, state=self._folder)

    def _hand_over(self, trained: Path) -> None:
        target = self._settings.state / "models" / trained.name
        trained.replace(target)
        make_live(self._settings, target)

    def _swapped(self, number: int, model: str) -> State:
        self._note(number, state=State.SWAPPING.value)
        until = time.monotonic() + SWAP_SECONDS
        while time.monotonic() < until:
            if self._health() == model:
                return State.LIVE
            time.sleep(0.1)
        raise ModelError("The bot does not answer with the new model.")

    @contextlib.contextmanager
    def _process(self, command: Sequence[str], environment: dict[str, str], log: str) -> Any:
        logs = self._folder / "logs"
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (logs / f"{log}.log").open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                list(command),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()
                process.wait()
                for pipe in (process.stdin, process.stdout):
                    if pipe is not None:
                        pipe.close()

    def _last_line(self, log: str) -> str:
        path = self._folder / "logs" / f"{log}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")

    def _step(self) -> str:
        log = self._folder / "logs" / "train.log"
        try:
            found = STEP.findall(log.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            return ""
        return found[-1] if found else ""

    def _begin(self, at: float, model: str) -> int:
        with self._database.transaction() as db:
            made = db.execute(
                "INSERT INTO trainings (at, shown, model, state, seconds, report, problem)"
                " VALUES (?, ?, ?, ?, 0, '', '')",
                (at, self._by, model, State.TRAINING.value),
            )
            return int(made.lastrowid or 0)

    def _note(self, number: int, **values: object) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self._database.transaction() as db:
            query = f"UPDATE trainings SET {names} WHERE id = ?"  # noqa: S608 (names of ours)
            db.execute(query, (*values.values(), number))


def model_of_bot(settings: Settings) -> str | None:
    """The model that the running bot names; None when it does not answer."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    url = f"http://{host}:{settings.port}/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return str(json.load(response)["model"])
    except (OSError, ValueError, KeyError):
        return None


def _environment(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "BOT_CONTENT": str(settings.content),
        "BOT_STATE": str(settings.state),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)])),
    }


def _training(row: Sequence[Any]) -> Training:
    number, at, shown, model, state, seconds, report, problem = row
    where = State(state)
    spent = time.time() - at if where in RUNNING else seconds
    return Training(
        number, at, shown, model, where, spent, json.loads(report) if report else None, problem
    )


def _marks() -> str:
    return "(" + ", ".join("?" for _ in RUNNING) + ")"
