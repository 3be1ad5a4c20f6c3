"""Imported once by the process from which the bots of the tests are forked: what takes seconds."""

from __future__ import annotations

import bot.channels.telegram.channel
import bot.channels.telegram.runtime  # noqa: F401
from bot.settings import ROOT
from tests.channels.telegram.bots import heavy_parts

heavy_parts(ROOT / "data")
