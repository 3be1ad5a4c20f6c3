"""A found piece of private data: where it is, and what it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

CPR, PHONE, EMAIL, IBAN = "cpr", "phone", "email", "iban"
ACCOUNT, MITID, DOCUMENT, ADDRESS = "account", "mitid", "document", "address"
PROFILE = "profile"
# The first one wins where two are found in the same place.
LABELS = (CPR, IBAN, EMAIL, MITID, DOCUMENT, ACCOUNT, PHONE, PROFILE, ADDRESS)


class Span(NamedTuple):
    """text[start:end] is private; `label` is one of LABELS."""

    start: int
    end: int
    label: str


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans from left to right, those that overlap as one under their first label."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if found and span.start < found[-1].end:
            last = found[-1]
            label = min(last.label, span.label, key=LABELS.index)
            found[-1] = Span(last.start, max(last.end, span.end), label)
        else:
            found.append(span)
    return found
