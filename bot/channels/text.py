"""A message as it came in, made safe to read: no controls, no commands."""

from __future__ import annotations

import re

COMMAND = "/"
BUTTON = "btn:"
# Controls except line break and tab, half characters, marks that turn or hide text.
# The joiners U+200C and U+200D stay: Persian and emoji need them.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_HALF = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_LONGEST_RUN = 100  # characters without a blank; no word of any language is longer
_RUN = re.compile(rf"(\S{{{_LONGEST_RUN}}})\S+")
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


def clean(message: str) -> str:
    """`message` without invisible characters, outer white space and whatever could command.

    A leading "/" would be an intent to Rasa, a leading "btn:" a button: only the server makes
    those, so they are removed, however many there are, and the rest is read as text.
    """
    text = _HALF.sub("\ufffd", message)
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    while True:
        text = text.strip().strip(_JOINERS)
        if text.startswith(COMMAND):
            text = text.lstrip(COMMAND)
        elif text.casefold().startswith(BUTTON):
            text = text[len(BUTTON) :]
        elif text == text.strip():
            return text


def with_short_runs(message: str) -> str:
    """`message` with runs of characters without a blank cut at 100: 5,000 emoji, say.

    Taking a run apart into words costs the square of its length: seconds for one message.
    """
    return _RUN.sub(r"\1", message)
