"""What a log may say about a fault: its kind and place, never a message or a person."""

from __future__ import annotations

import traceback


def describe(error: BaseException) -> str:
    """The type of an error and where it was raised; its text may quote a user and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    cause = f", from {describe(error.__cause__)}" if error.__cause__ else ""
    return f"{type(error).__name__}{place}{cause}"
