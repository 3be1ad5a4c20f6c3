"""Where the records of an installation are: a file, or a PostgreSQL where one is named."""

from __future__ import annotations

from bot.privacy.connection import RecordsDatabase
from bot.privacy.database import Database
from bot.privacy.records import FILE, Records
from bot.settings import Settings


def records_of(settings: Settings) -> Records:
    """The records that all processes with these settings share."""
    return Records(settings.state, database_of(settings))


def database_of(settings: Settings) -> RecordsDatabase:
    """The database of those records."""
    if settings.database_url:
        from bot.privacy.postgres import PostgresDatabase  # its driver only where it is used

        return PostgresDatabase(settings.database_url)
    return Database(settings.state / FILE)
