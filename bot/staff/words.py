"""The words of the app, from data/staff/ui.yml."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import BotError, ContentError
from bot.settings import ROOT
from bot.staff.errors import StaffError

FILE = ROOT / "data" / "staff" / "ui.yml"


@dataclass(frozen=True)
class Words:
    """Sentences by key; `{name}` in one is filled in."""

    by_key: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The sentence `key`. Raises KeyError for one that is not there: tests find it."""
        text = self.by_key[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def error(self, error: BotError) -> str:
        """What to say of an error."""
        if isinstance(error, StaffError):
            return self(f"error_{error.code}", **error.values)
        return self("error_other", sentence=str(error))

    def time(self, at: float) -> str:
        """A moment as people here write it."""
        try:
            zone = zoneinfo.ZoneInfo(self("time_zone"))
        except zoneinfo.ZoneInfoNotFoundError:
            zone = None  # a machine without the list of time zones: its own time
        moment = datetime.datetime.fromtimestamp(at, zone)
        return moment.strftime(self("time_format"))

    def date(self, iso: str) -> str:
        """A day as people here write it; what is no day stays as it is."""
        try:
            return datetime.date.fromisoformat(iso).strftime(self("date_format"))
        except ValueError:
            return iso


def load_words(path: Path = FILE) -> Words:
    """The words of the app. Raises ContentError when the file cannot be used."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"The words of the staff app cannot be read: {path.name}.") from error
    return Words(dict(found))
