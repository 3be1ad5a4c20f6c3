from __future__ import annotations

import pytest

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.content.model import Content
from bot.content.store import ContentStore
from bot.settings import ROOT


@pytest.fixture(scope="session")
def content() -> Content:
    return ContentStore(ROOT / "data").current()


@pytest.fixture(scope="session")
def signer() -> PayloadSigner:
    return PayloadSigner(b"k" * 32)


@pytest.fixture(scope="session")
def composer(content: Content, signer: PayloadSigner) -> Composer:
    return Composer(content, signer)
