"""Everything that the pages need, put together once at the start."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.answers.payload import PayloadSigner
from bot.content.store import ContentStore
from bot.nlu.embedding import Embedder
from bot.privacy.database import Database
from bot.privacy.keys import load_key
from bot.privacy.place import database_of, records_of
from bot.privacy.purpose import derived
from bot.settings import Settings
from bot.staff.checking import Checker
from bot.staff.contacts.desk import ContactDesk
from bot.staff.desk import Desk
from bot.staff.drafts import Drafts
from bot.staff.history import History
from bot.staff.inbox import Inbox
from bot.staff.listing import Usage
from bot.staff.meanings import Meanings
from bot.staff.passwords import Passwords
from bot.staff.people import People
from bot.staff.press import Press
from bot.staff.proposer import Interpreter, Proposer
from bot.staff.retraining import Retraining
from bot.staff.sessions import Sessions
from bot.staff.shelf import Shelf
from bot.staff.statistics.figures import Figures
from bot.staff.tables import staff_database
from bot.staff.throttle import Throttle
from bot.staff.words import Words, load_words


@dataclass(frozen=True)
class Office:
    """The parts of the running app. `proposer`, `usage`, `interpreter` and `retraining` are
    None where there is none.
    """

    settings: Settings
    words: Words
    database: Database
    shelf: Shelf
    desk: Desk
    contacts: ContactDesk
    checker: Checker
    history: History
    drafts: Drafts
    people: People
    sessions: Sessions
    throttle: Throttle
    signer: PayloadSigner
    meanings: Meanings
    inbox: Inbox
    figures: Figures
    proposer: Proposer | None = None
    usage: Usage | None = None
    interpreter: Interpreter | None = None
    retraining: Retraining | None = None
    clock: Callable[[], float] = time.time

    @property
    def source(self) -> str:
        """The code of the language in which the facts are written."""
        return self.shelf.content().source_lang

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages, the source language first."""
        return tuple(self.shelf.content().languages)

    def today(self) -> datetime.date:
        """The day of the clock."""
        return _day(self.clock)


def open_office(
    settings: Settings,
    *,
    proposer: Proposer | None = None,
    usage: Usage | None = None,
    interpreter: Interpreter | None = None,
    embedder: Embedder | None = None,
    retraining: bool = False,
    passwords: Passwords | None = None,
    clock: Callable[[], float] = time.time,
) -> Office:
    """The office of an installation; folders, key and database are made where they are missing.

    Raises StateError, ContentError where those cannot be used.
    """
    key = load_key(settings.state)
    figures = Figures(database_of(settings), lambda: _day(clock))
    database = staff_database(settings.state)
    store = ContentStore(settings.content, keep=settings.state / "content-last-good")
    shelf = Shelf(store, database)
    history = History(database)
    desk = Desk(shelf, history, Press(store), settings.staff_four_eyes, clock)
    meanings = Meanings(shelf, settings.state, embedder)
    return Office(
        settings=settings,
        words=load_words(),
        database=database,
        shelf=shelf,
        desk=desk,
        contacts=ContactDesk(shelf, history, settings.staff_four_eyes, clock),
        checker=Checker(shelf),
        history=history,
        drafts=Drafts(database),
        people=People(database, passwords or Passwords()),
        sessions=Sessions(database, derived(key, "staff sessions"), clock),
        throttle=Throttle(database, derived(key, "staff throttle"), clock),
        # The buttons of a preview lead nowhere: they are signed with a key of our own.
        signer=PayloadSigner(derived(key, "staff preview")),
        meanings=meanings,
        inbox=Inbox(records_of(settings), desk, meanings),
        figures=figures,
        proposer=proposer,
        usage=usage or figures,
        interpreter=interpreter,
        retraining=Retraining(settings, database) if retraining else None,
        clock=clock,
    )


def _day(clock: Callable[[], float]) -> datetime.date:
    return datetime.datetime.fromtimestamp(clock()).date()
