"""Train a bare Rasa, start it, ask it what our bot is asked, and measure both in the same way."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench.bare import write_bare
from bot.bench.load import RestVisitor
from bot.bench.processes import memory, python, run_measured
from bot.bench.replies import START_SECONDS, WARM_UP, Case, ask_case
from bot.content.model import Content
from bot.errors import ServiceError
from bot.serving.ports import free_port
from bot.serving.process import Child


@dataclass(frozen=True)
class BareModel:
    """A trained bare Rasa, and what its training took."""

    path: Path
    training: Mapping[str, float]


def bare_model(content: Content, pipeline: list[dict[str, Any]], kept: Path) -> BareModel:
    """The model of this content and pipeline: that in `kept`, or a new one, which is kept there.

    Raises ServiceError when it does not train.
    """
    words = json.dumps([content.version, pipeline], sort_keys=True)
    name = hashlib.sha256(words.encode("utf-8")).hexdigest()[:12]
    model, figures = kept / f"{name}.tar.gz", kept / f"{name}.json"
    if not (model.exists() and figures.exists()):
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=kept) as place:
            folder = Path(place)
            write_bare(content, folder, pipeline)
            arguments = ["-m", "rasa", "train", "--fixed-model-name", "bare", "--out", place]
            command = python("the training of a bare Rasa", arguments, {})
            trained = run_measured(command, folder / "train.log", folder)
            figures.write_text(json.dumps(trained.as_json()), encoding="utf-8")
            (folder / "bare.tar.gz").replace(model)
    return BareModel(model, json.loads(figures.read_text(encoding="utf-8")))


def measure_bare(
    content: Content, folder: Path, model: BareModel, asked: Sequence[str], count: int
) -> dict[str, Any]:
    """The figures of a bare Rasa, as JSON takes them; `asked` are at least 4 * count + 10
    questions. Raises ServiceError when it does not start or answer.
    """
    write_bare(content, folder, [])
    port = free_port()
    arguments = ["-m", "rasa", "run", "--model", str(model.path), "--port", str(port)]
    arguments += ["--interface", "127.0.0.1", "--credentials", "credentials.yml"]
    begun = time.monotonic()
    child = Child(python("bot", arguments, {}), folder / "run.log", folder)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(child, url)
        start = time.monotonic() - begun
        ask_case([child], url, Case("warm-up", WARM_UP), asked[:WARM_UP], RestVisitor)
        found, at = {}, WARM_UP
        for case in _cases(count):
            texts = asked[at : at + case.count]
            found[case.name] = ask_case([child], url, case, texts, RestVisitor)
            at += case.count
        used = memory([child])
    finally:
        child.stop()
    return {
        "start": round(start, 1),
        "memory": used,
        "training": dict(model.training),
        "cases": found,
    }


def _cases(count: int) -> tuple[Case, ...]:
    """Those cases of our bot that a bare Rasa has too."""
    return (
        Case("new sessions", count),
        Case("conversations of 10", count, turns=10),
        Case("16 users", 2 * count, users=16, turns=5),
    )


def _wait(child: Child, url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if child.ended() is not None:
            raise ServiceError(f"The bare Rasa ended at start: {child.last_line()}")
        try:
            with urllib.request.urlopen(f"{url}/webhooks/rest/", timeout=5):  # noqa: S310
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise ServiceError("The bare Rasa was not ready in time.")
