"""The process of the models has too little memory: what a newcomer reads; all else goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.bidi import plain
from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Kind
from bot.channels.gateway import Gateway, Incoming, Parts
from bot.channels.sessions import Sessions
from bot.channels.translating import Translating
from bot.channels.wishes import LanguageWishes
from bot.privacy.records import Records
from bot.settings import ROOT, Settings
from bot.translation.errors import WorkerError
from bot.translation.packages import Packages
from bot.translation.service import FOLDER, TranslationService
from bot.translation.wish import WishWords
from bot.translation.worker import Worker
from tests.channels.parts import ENTRY, QUESTION, Engine

KEY = b"a key of 32 bytes for the tests."
ME = "web:" + "1" * 32
UNKNOWN = "Vaskemaskinen i kælderen larmer frygteligt om natten, når naboen sover."
KNOWN, KNOWN_TI = "Læs hele brevet, før du skriver under.", "ቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።"
TOO_LITTLE = 150 << 20  # bytes: a Python with CTranslate2 does not fit


@pytest.mark.long
@pytest.mark.usefixtures("_blocked_network")
async def test_a_newcomer_gets_a_sentence_and_nothing_else_fails(
    argosmodel: Path, tmp_path: Path
) -> None:
    Packages(tmp_path / FOLDER).add(argosmodel)
    settings = Settings(content=ROOT / "data", state=tmp_path)
    engine = Engine(lambda: Composer(parts.store.current(), PayloadSigner(KEY)))
    sessions = Sessions(Records(tmp_path))
    parts = Parts.of(settings, KEY, sessions, engine)
    worker = Worker(tmp_path / FOLDER, memory=TOO_LITTLE)
    service = TranslationService(settings, parts.store, worker=worker, shipped=None)
    names = LanguageWishes.load(settings.content).names
    words = WishWords.load(settings.content, names)
    gateway = Gateway(replace(parts, translating=Translating(service, words)))
    content = parts.store.current()
    for lang, head in (("ti", "ተርጉም"), ("da", "Oversæt til tigrinya")):
        outcome = await gateway.handle(Incoming(ME, "web", f"{head}: {UNKNOWN}", lang=lang))
        reply = outcome.replies[0]
        assert (reply.kind, reply.lang, outcome.failed) == (Kind.DIALOGUE, lang, False)
        sentence = content.ui[lang]["translate_unavailable"].split("{")[0].strip()
        assert plain(reply.text).startswith(sentence)
    (package,) = service.packages.list()
    with pytest.raises(WorkerError):
        worker.translate([package], UNKNOWN)
    known = await gateway.handle(Incoming(ME, "web", f"Oversæt til tigrinya: {KNOWN}"))
    assert plain(known.replies[0].text) == KNOWN_TI  # what people translated needs no model
    other = await gateway.handle(Incoming(ME, "web", QUESTION))
    assert other.replies[-1].faq_id == ENTRY
    await gateway.close()
    await sessions.close()
