"""Passwords: stored as argon2id hashes, never as what was typed."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.staff.errors import StaffError

SHORTEST = 12
LONGEST = 200  # bytes of work that a stranger can ask for
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class PasswordError(StaffError):
    """The new password cannot be used."""


class Passwords:
    """Makes and checks hashes with one set of costs."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hashed(self, password: str) -> str:
        """The hash to store. Raises PasswordError when the password is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise PasswordError(
                "password",
                f"A password must have {SHORTEST} to {LONGEST} characters. Several words are good.",
                low=SHORTEST,
                high=LONGEST,
            )
        return self._hasher.hash(password)

    def right(self, stored: str | None, password: str) -> bool:
        """True when `password` is the one; takes as long when there is nothing stored."""
        try:
            found = self._hasher.verify(stored or self._nothing, password[: LONGEST + 1])
        except (Argon2Error, InvalidHashError):
            return False
        return found and stored is not None

    @functools.cached_property
    def _nothing(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def invented() -> str:
    """A password that is easy to read aloud: four groups of four, 80 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
