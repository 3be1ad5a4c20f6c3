"""A staff app on a copy of the content, people of every role, and a browser."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from argon2 import PasswordHasher
from playwright.async_api import Browser, async_playwright
from starlette.testclient import TestClient

from bot.content.store import ContentStore
from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.staff.app import make_app
from bot.staff.office import Office, open_office
from bot.staff.passwords import Passwords
from bot.staff.roles import Person, Role

from .client import BASE, PASSWORD, Staff
from .desks import Desks

# Argon2 with the least cost: the real one is tried in test_passwords.py.
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PEOPLE = (
    Person("edith", "Edith Redaktør", frozenset({Role.EDITOR})),
    Person("erik", "Erik Redaktør", frozenset({Role.EDITOR})),
    Person("amina", "Amina Oversætter", frozenset({Role.TRANSLATOR}), frozenset({"ar"})),
    Person("tesfay", "Tesfay Oversætter", frozenset({Role.TRANSLATOR}), frozenset({"ti"})),
    Person("poul", "Poul Udgiver", frozenset({Role.PUBLISHER})),
    Person("ada", "Ada Administrator", frozenset({Role.ADMINISTRATOR})),
    Person("alma", "Alma Alting", frozenset(Role), frozenset({"ar", "ti"})),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share the session's event loop, where the browser lives."""
    for item in items:
        if "tests/staff/" in item.path.as_posix() and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content with one topic and the conversation: what the tests need, quick to load."""
    folder = tmp_path_factory.mktemp("content") / "data"
    shutil.copytree(ROOT / "data", folder)
    kept = {"housing_benefit", "housing_deposit", "housing_private", "housing_rent_arrears"}
    for path in folder.glob("faq/*/*.yml"):
        if path.stem not in kept:
            path.unlink()
    for name in kept:
        path = folder / "faq" / "housing" / f"{name}.yml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        links = [n for n in ("housing_deposit", "housing_private") if n != name]
        related = f"related: [{', '.join(links)}]\n"
        lines = [related if line.startswith("related:") else line for line in lines]
        path.write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, small_content: Path) -> Settings:
    """Settings with a state and a copy of the content of the test's own."""
    folder = copied(small_content, tmp_path / "data")
    return Settings(content=folder, state=tmp_path / "state", staff_port=free_port())


def copied(content: Path, folder: Path) -> Path:
    shutil.copytree(content, folder)
    return folder


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """The office with all the people in it."""
    yield from opened(settings)


@pytest.fixture
def strict_office(settings: Settings) -> Iterator[Office]:
    """The same with four eyes."""
    yield from opened(replace(settings, staff_four_eyes=True))


def opened(settings: Settings, **parts: object) -> Iterator[Office]:
    found = open_office(settings, passwords=CHEAP, **parts)  # type: ignore[arg-type]
    for person in PEOPLE:
        found.people.add(person, PASSWORD)
    yield found
    found.database.close()
    found.figures.database.close()


@pytest.fixture
def people() -> dict[str, Person]:
    return {person.name: person for person in PEOPLE}


@pytest.fixture
def staff(office: Office) -> Iterator[Staff]:
    """Browsers without a browser: one client for each person."""
    with TestClient(make_app(office), base_url=BASE, raise_server_exceptions=False) as client:
        yield Staff(client, office)


@pytest.fixture
def entry_file(settings: Settings) -> Path:
    return settings.content / "faq" / "housing" / "housing_benefit.yml"


@pytest.fixture
def read(settings: Settings) -> ContentStore:
    """A store of its own, as the bot has one."""
    return ContentStore(settings.content)


@dataclass(frozen=True)
class Served:
    """An app that listens."""

    office: Office
    url: str


@pytest.fixture
def served(office: Office) -> Iterator[Served]:
    """The app on a port of loopback."""
    with listening(office) as found:
        yield found


@contextlib.contextmanager
def listening(office: Office) -> Iterator[Served]:
    """The app of an office on a port of loopback."""
    port = office.settings.staff_port
    config = uvicorn.Config(
        make_app(office), host="127.0.0.1", port=port, log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(office, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def staff_chromium() -> str:
    """The path of Chromium; it is installed where that is possible."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "chromium.py")], capture_output=True, text=True
    )
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def staff_browser(staff_chromium: str) -> AsyncIterator[Browser]:
    arguments = ["--no-sandbox", "--headless=new", "--disable-gpu", "--no-first-run"]
    arguments += ["--disable-background-networking", "--disable-component-update"]
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=staff_chromium, args=arguments)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desks(staff_browser: Browser, served: Served) -> AsyncIterator[Desks]:
    """Windows on the app that listens."""
    found = Desks(staff_browser, served.url)
    yield found
    await found.finish()
