"""The questions in a message: many people put two or three into one."""

from __future__ import annotations

import re

# Ends of sentences in the scripts of the bot; a question mark may stand doubled.
STOP = re.compile(r"(?<=[?!؟፧።;؛])\s*|(?<=[.])\s+|\n+")
# Inside a sentence a comma, or a comma-like sign, may part two questions.
COMMA = re.compile(r"\s*[,،፣፤፥]\s*")
LEAST_WORDS = 2  # a part with fewer is a greeting or an address, not a question of its own
LONGEST = 600  # characters; what is longer is a story, in which one question is looked for
MOST = 6  # parts that are tried


def segments(text: str) -> tuple[str, ...]:
    """The parts of `text` that may be questions of their own; () when there is but one.

    Sentences come first; where there is only one sentence, its parts between commas.
    """
    if len(text) > LONGEST:
        return ()
    for mark in (STOP, COMMA):
        parts = tuple(part.strip() for part in mark.split(text) if _counts(part))
        if len(parts) > 1:
            return parts[:MOST]
    return ()


def _counts(part: str) -> bool:
    words = [word for word in part.split() if any(char.isalnum() for char in word)]
    return len(words) >= LEAST_WORDS
