"""All processes of one bot: the actions, the Rasa server and what else the operator runs."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import ServiceError
from bot.privacy.keys import private_folder
from bot.serving.endpoints import redis_parts
from bot.serving.ports import require_free
from bot.serving.process import Child, Command
from bot.settings import ROOT, Settings

START_SECONDS = 120
DRAIN_SECONDS = 20.0  # as long as a message may take


def commands(settings: Settings, model: Path) -> tuple[Command, ...]:
    """The processes to start, in the order in which they are needed."""
    environment = child_environment(settings)
    rasa = [sys.executable, "-m", "bot.serving.rasa_server", str(model)]
    actions = [sys.executable, "-m", "bot.serving.action_server"]
    staff = [sys.executable, "-m", "bot.staff"]
    known = {
        "actions": Command("actions", actions, environment),
        "bot": Command("bot", rasa, environment),
        # It writes the content, which others read; its database it makes private by itself.
        "staff": Command("staff", staff, environment, umask=0o022),
    }
    return tuple(known[name] for name in settings.parts)


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment of every child: ours, and what the parts of Rasa read from it."""
    actions = f"http://127.0.0.1:{settings.actions_port}"
    return os.environ | {
        "BOT_HOST": settings.host,
        "BOT_PORT": str(settings.port),
        "BOT_STAFF_HOST": settings.staff_host,
        "BOT_STAFF_PORT": str(settings.staff_port),
        "BOT_ACTIONS_PORT": str(settings.actions_port),
        "BOT_STATE": str(settings.state),
        "BOT_CONTENT": str(settings.content),
        "BOT_RATE_LIMIT": str(settings.rate_limit),
        "BOT_NEW_SESSIONS": str(settings.new_sessions),
        "BOT_RETRAIN_MARGIN": str(settings.retrain_margin),
        "BOT_SESSION_DAYS": str(settings.session_days),
        "BOT_INBOX_DAYS": str(settings.inbox_days),
        "BOT_ACTIONS_URL": f"{actions}/webhook",
        "BOT_DATABASE_URL": settings.database_url,
        "BOT_METRICS_TOKEN": settings.metrics_token,
        "TELEGRAM_TOKEN": settings.telegram_token,
        "BOT_TRACKER_DB": str(settings.state / "tracker.sqlite"),
        **redis_parts(settings.redis_url),
        "SANIC_HOST": "127.0.0.1",  # rasa-sdk listens on every address without it
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_ACCESS_LOG": "false",  # it would hold addresses of people
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",  # more threads hurt under load: measured, docs/performance.md
        "PYTHONUNBUFFERED": "1",
    }


class Fleet:
    """The running processes of one bot."""

    def __init__(self, settings: Settings, model: Path) -> None:
        self._settings = settings
        self._commands = commands(settings, model)
        self.children: list[Child] = []

    def start(self, seconds: float = START_SECONDS) -> None:
        """Start all processes and wait until the bot is healthy.

        Raises ServiceError, in one sentence, when a port is taken, when a process ends at
        start, or when the bot is not ready after `seconds`; nothing is left running then.
        """
        settings = self._settings
        listening = {
            "bot": (settings.host, settings.port, "the bot"),
            "staff": (settings.staff_host, settings.staff_port, "the staff app"),
            "actions": ("127.0.0.1", settings.actions_port, "the action server"),
        }
        for name in settings.parts:
            require_free(*listening[name])
        make_private(settings.state)
        try:
            for command in self._commands:
                self.children.append(self._child(command))
            self._wait(time.monotonic() + seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process: the bot once it has answered the messages at hand, within
        DRAIN_SECONDS; the actions last, as those messages need them.
        """
        last = [child for child in self.children if child.command.name == "actions"]
        first = [child for child in reversed(self.children) if child not in last]
        for child in first:
            child.ask_to_stop()
        until = time.monotonic() + DRAIN_SECONDS
        for child in first:
            child.stop(max(0.0, until - time.monotonic()))
        for child in last:
            child.stop()
        self.children.clear()

    def dead(self) -> list[Child]:
        """The processes that ended by themselves."""
        return [child for child in self.children if child.ended() is not None]

    def restart(self, dead: Child) -> None:
        """Start the command of a dead process anew."""
        place = self.children.index(dead)
        dead.stop(0)
        self.children[place] = self._child(dead.command)

    def _child(self, command: Command) -> Child:
        return Child(command, self._settings.state / "logs" / f"{command.name}.log", ROOT)

    def _wait(self, until: float) -> None:
        problem = "it did not answer"
        while time.monotonic() < until:
            for child in self.dead():
                raise ServiceError(
                    f'The process "{child.command.name}" ended at start'
                    f" (code {child.ended()}): {child.last_line() or 'it said nothing'}"
                    f" The log is {child.log}."
                )
            if "bot" not in self._settings.parts:
                return
            health = read_health(self._settings)
            if health.get("status") == "ok":
                return
            problem = str(health.get("missing", problem))
            time.sleep(0.2)
        raise ServiceError(f"The bot was not ready in time: {problem}.")


def make_private(state: Path) -> None:
    """Take the databases and logs in the state folder, and the folder, from all other users.

    Raises StateError when the folder cannot be made, ServiceError when it is not ours.
    """
    private_folder(state)
    try:
        state.chmod(0o700)
        for path in (*state.glob("*.sqlite*"), *state.glob("*.key"), *state.glob("logs/*")):
            path.chmod(0o600)
    except FileNotFoundError:
        return  # SQLite took its journal away meanwhile
    except OSError as error:
        raise ServiceError(f"{state} must belong to who runs the bot: {error.strerror}.") from error


def read_health(settings: Settings) -> dict[str, Any]:
    """What /health of the running bot says; empty when it does not answer."""
    url = f"http://{settings.host}:{settings.port}/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        with contextlib.suppress(ValueError, TypeError):
            return dict(json.load(error))
    except (OSError, ValueError, TypeError):
        pass
    return {}


@contextlib.contextmanager
def running(settings: Settings, model: Path, seconds: float = START_SECONDS) -> Iterator[Fleet]:
    """A bot that runs inside the `with` block; see Fleet.start."""
    fleet = Fleet(settings, model)
    fleet.start(seconds)
    try:
        yield fleet
    finally:
        fleet.stop()
