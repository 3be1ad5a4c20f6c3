"""The hash by which a translation says which source text it belongs to."""

from __future__ import annotations

import hashlib
import unicodedata


def text_hash(text: str) -> str:
    """First 8 hex digits of SHA-256 of `text` in UTF-8, NFC, white space normalised.

    Outer white space is removed and every inner run of it counts as one space.
    """
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode("utf-8")).hexdigest()[:8]
