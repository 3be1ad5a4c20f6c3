"""`python -m bot run`: everything, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import threading
import time
from pathlib import Path

from bot.errors import ServiceError
from bot.serving.fleet import Fleet
from bot.serving.models import intact
from bot.settings import Settings
from bot.training.live import make_live, starting_model
from bot.training.trainer import ensure_model, model_path

RESTARTS = 5  # of one process within RESTART_WINDOW seconds; more is not worth a try
RESTART_WINDOW = 300.0


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options: all settings are environment variables."""


def run(args: argparse.Namespace) -> int:
    """Train where needed, start all processes, keep them running; stop them at the end."""
    settings = Settings.from_env()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _interrupt(stopping))
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    model = _model(settings)
    fleet = Fleet(settings, model)
    print("Starting …", flush=True)
    fleet.start()
    try:
        _greet(settings)
        _watch(fleet, stopping)
    finally:
        fleet.stop()
    return 0


def _model(settings: Settings) -> Path:
    """The model to start with, whole. The staff app alone needs none."""
    if "bot" not in settings.parts:
        return model_path(settings)
    model = starting_model(settings)
    if not intact(model):
        print("The model file is damaged: training it again.", flush=True)
        model = ensure_model(settings, force=True)
        make_live(settings, model)  # the note may name the damaged one, under another name
    return model


def _interrupt(stopping: threading.Event) -> None:
    if not stopping.is_set():
        stopping.set()
        raise KeyboardInterrupt


def _greet(settings: Settings) -> None:
    if "bot" in settings.parts:
        print(f"The chat page is at http://{settings.host}:{settings.port}/chat")
    if "staff" in settings.parts:
        staff = settings.staff_url or f"http://{settings.staff_host}:{settings.staff_port}"
        print(f"The staff app is at {staff}")
    if not settings.telegram_token:
        print("Telegram is off: TELEGRAM_TOKEN is not set.")
    print("Stop with Ctrl-C.", flush=True)


def _watch(fleet: Fleet, stopping: threading.Event) -> None:
    """Start a process again when it ends by itself; give up when it keeps ending."""
    ends: dict[str, list[float]] = {}
    while not stopping.wait(0.5):
        for child in fleet.dead():
            now, name = time.monotonic(), child.command.name
            lately = [end for end in ends.get(name, ()) if now - end < RESTART_WINDOW]
            ends[name] = [*lately, now]
            if len(ends[name]) > RESTARTS:
                raise ServiceError(
                    f'The process "{name}" keeps ending: {child.last_line()} The log is'
                    f" {child.log}."
                )
            print(f'The process "{name}" ended (code {child.ended()}): starting it again.')
            fleet.restart(child)
