from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.translation.convert import NAMES_FILE, Order, convert, load_names
from bot.translation.packages import Packages, pack
from bot.translation.service import FOLDER, TranslationService
from tests.translation.tiny import marian_checkpoint

NAMES = load_names(ROOT / "data" / FOLDER / NAMES_FILE)


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marian_checkpoint(tmp_path_factory.mktemp("marian") / "opus-mt-da-ti")


@pytest.fixture(scope="session")
def argosmodel(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package file, da to ti."""
    room = tmp_path_factory.mktemp("made")
    made = convert(Order(checkpoint, "da", "ti", NAMES, "CC0"), room)
    return pack(made.folder, room / "translate-da_ti-1_0.argosmodel")


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(tmp_path / FOLDER)


@pytest.fixture(scope="session")
def content() -> ContentStore:
    return ContentStore(ROOT / "data")


@pytest.fixture(scope="session")
def service(
    content: ContentStore,
    argosmodel: Path,
    tmp_path_factory: pytest.TempPathFactory,
    _blocked_network: None,
) -> Iterator[TranslationService]:
    """The real service with one tiny model, da to ti."""
    state = tmp_path_factory.mktemp("state")
    Packages(state / FOLDER).add(argosmodel)
    service = TranslationService(Settings(state=state), content, shipped=None)
    yield service
    service.close()


@pytest.fixture
def copy_of(argosmodel: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(argosmodel, tmp_path / argosmodel.name))
