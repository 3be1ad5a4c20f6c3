"""Asks the running bot on loopback what it makes of a question."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

from bot.privacy.keys import load_key
from bot.privacy.purpose import TRIAL, derived
from bot.settings import Settings

SECONDS = 30.0


def ask_bot(settings: Settings, message: str) -> Mapping[str, Any] | None:
    """What bot.channels.trial answers; None when the bot does not."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    token = derived(load_key(settings.state), TRIAL).hex()
    request = urllib.request.Request(
        f"http://{host}:{settings.port}/staff/try",
        json.dumps({"message": message}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            return dict(json.load(response))
    except (OSError, ValueError, TypeError):
        return None
