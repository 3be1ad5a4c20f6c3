"""Isolate left-to-right runs in a right-to-left text.

Without it a phone number such as 70 10 18 81 is shown with its groups in reverse order in
an Arabic sentence (Unicode Bidirectional Algorithm, UAX #9: each group is a run of its own).
U+2066 LEFT-TO-RIGHT ISOLATE … U+2069 POP DIRECTIONAL ISOLATE around the run keeps it whole.
"""

from __future__ import annotations

import re

LRI, PDI = "\u2066", "\u2069"
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# A run begins and ends with a Latin letter or a European digit; inside it, up to three
# characters of punctuation or space may stand between two such characters.
_ATOM = r"[0-9A-Za-z\u00c0-\u024f]"
_RUN = re.compile(rf"[+#@]?{_ATOM}+(?:[ \u00a0.,:;/@_\-–'’&+%?=#~]{{1,3}}{_ATOM}+)*")
_PLAIN_NUMBER = re.compile(r"[0-9]+\Z")


def isolate(text: str, direction: str) -> str:
    """`text` with its left-to-right runs isolated when `direction` is "rtl".

    A number without separators needs no isolation and stays as it is. Isolating an isolated
    text changes nothing; `plain` takes the marks out again.
    """
    if direction != "rtl":
        return text
    return _RUN.sub(_wrapped, plain(text))


def plain(text: str) -> str:
    """`text` without any control character for the direction of writing."""
    return CONTROLS.sub("", text)


def _wrapped(match: re.Match[str]) -> str:
    run = match.group()
    return run if _PLAIN_NUMBER.match(run) else f"{LRI}{run}{PDI}"
