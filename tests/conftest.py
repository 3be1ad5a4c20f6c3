"""One real bot for all tests that need it: trained, started and stopped once."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.serving.client import WebClient
from bot.serving.fleet import Fleet
from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model
from tests.stored import files_with

# An entry that is in no file of the project: a new file needs no edit anywhere else.
NEW_ENTRY = """\
id: bicycle_parking
topic: housing
checked: "2026-11-21"
sources: [{title: "A test", seen: "2026-11-21"}]
answers:
  da: {text: "Din cykel står i kælderen.", state: draft}
  ar: {text: "دراجتكم في القبو.", state: draft, of: "00000000"}
questions:
  da: ["Hvor stiller jeg min cykel?", "cykelkælder", "må cyklen stå på trappen",
       "cykelparkering i opgangen", "hvor er cykelrummet", "cyklen skal i kælderen"]
  ar: ["أين أضع دراجتي؟", "مكان الدراجة", "قبو الدراجات", "وين حط البسكليت"]
"""


@dataclass(frozen=True)
class RunningBot:
    """A bot with its own state and its own copy of the content."""

    settings: Settings
    fleet: Fleet
    client: WebClient
    model: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.settings.host}:{self.settings.port}"


# Private data that tests send in, as it may not be found in any database or log afterwards.
PRIVATE = (
    *("310299-0000", "310299 0000", "3102990000", "310299-UKR1", "٣١٠٢٩٩", "31O299"),
    *("20 12 34 56", "20123456", "test.person@example", "Testvej 5", "DK50 0040", "testperson"),
)


@pytest.fixture(scope="session", autouse=True)
def _nothing_private_is_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After all tests: no database, journal or log that they made holds what was sent in."""
    yield
    folder = tmp_path_factory.getbasetemp()
    kept = [
        name
        for name in files_with(folder, *PRIVATE)
        if re.search(r"\.(sqlite(-\w+)?|log|jsonl)$", name)
    ]
    assert kept == []


@pytest.fixture(scope="session")
def _blocked_network() -> Iterator[None]:
    """Children of the tests reach nothing but loopback."""
    before = os.environ.get("PYTHONPATH")
    guard = str(ROOT / "tests" / "no_network")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [guard, before]))
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="session")
def bot_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, a new entry, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("bot") / "data"
    shutil.copytree(ROOT / "data", folder)
    (folder / "faq" / "housing" / "bicycle_parking.yml").write_text(NEW_ENTRY, encoding="utf-8")
    (folder / "faq" / "housing" / "broken.yml").write_bytes(b"id: [\xff")
    return folder


@pytest.fixture(scope="session")
def trained_model(bot_content: Path, _blocked_network: None) -> Path:
    """The model of that content; kept between runs while nothing it is made from changes."""
    return ensure_model(Settings(content=bot_content, state=ROOT / "var" / "test"))


@pytest.fixture(scope="session")
def bot_settings(tmp_path_factory: pytest.TempPathFactory, bot_content: Path) -> Settings:
    """Settings of the shared bot: free ports, no rate limits."""
    return Settings(
        content=bot_content,
        state=tmp_path_factory.mktemp("state"),
        port=free_port(),
        staff_port=free_port(),
        actions_port=free_port(),
        rate_limit=0,
        new_sessions=0,
    )


@pytest.fixture(scope="session")
def bot(bot_settings: Settings, trained_model: Path) -> Iterator[RunningBot]:
    """The running bot."""
    fleet = Fleet(bot_settings, trained_model)
    fleet.start()
    yield RunningBot(
        bot_settings, fleet, WebClient(bot_settings.host, bot_settings.port), trained_model
    )
    fleet.stop()


@pytest.fixture
def own_settings(bot_settings: Settings, tmp_path: Path) -> Settings:
    """Settings for a bot of one test's own, beside the shared one."""
    return replace(
        bot_settings,
        state=tmp_path,
        port=free_port(),
        staff_port=free_port(),
        actions_port=free_port(),
    )
