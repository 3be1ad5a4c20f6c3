"""Keys for single purposes, made from the one key of the installation."""

from __future__ import annotations

import hashlib
import hmac

TRIAL = "staff trial"  # the staff app asks the bot why it says what it says


def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, from which neither `key` nor another purpose's can be found."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()
