"""What a few groups of digits look like: a CPR number, a telephone number, a date, a time …

Each look has a cost; bot/privacy/numbers.py takes the division of a run that costs least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.privacy.spans import ACCOUNT, CPR, DOCUMENT, PHONE

MOST_GROUPS, MOST_DIGITS, FEWEST_DIGITS = 14, 24, 8
FEWEST_OF_ALL = 7  # behind a plus
UNCLEAR = ACCOUNT
FIRST_YEAR, LAST_YEAR = 1900, 2099
HOME_PREFIX = "45"
MOST_AMOUNT, CARD_DIGITS = 9, 16  # digits


class Group(NamedTuple):
    """Digits without anything between them.

    `gap` is what stands between it and the group before, `tight` says that the gap may lie inside
    a number, `sign` counts the characters of a plus in front, `word` says that it is a letter of
    a romanised word ("3andi").
    """

    start: int
    end: int
    digits: str
    gap: str = ""
    tight: bool = False
    sign: int = 0
    word: bool = False


class Part(NamedTuple):
    """`size` groups as one thing: `label` says what to mask it as ("" keeps it)."""

    size: int
    label: str
    cost: float


def left_over(group: Group) -> float:
    """The cost of leaving a group as it is, unexplained."""
    if group.word:
        return 0.0
    return 0.3 if _is_year(group.digits) else float(len(group.digits))


def joins(run: Sequence[Group], i: int, j: int, digits: int) -> bool:
    """Whether group `j` may continue what began at group `i` and has `digits` digits so far.

    Anything but letters may stand between the two halves of a CPR number, and between all of its
    groups where it is the same each time ("31,02,99,0000").
    """
    if run[j].sign and run[j].gap.strip() != "+":
        return False
    halves = digits in (6, 8) and len(run[j].digits) in (2, 4)
    return run[j].tight or halves or j == i + 1 or run[j].gap == run[j - 1].gap


def private(run: Sequence[Group], i: int, j: int, joined: str) -> Part | None:
    """What the groups i to j are when taken as one private number; None for too few digits."""
    size, count = j - i + 1, len(joined)
    first = run[i]
    loose = any(not group.tight for group in run[i + 1 : j + 1])
    if first.sign and 7 <= count <= 15 and not loose:
        return Part(size, PHONE, 0.3)
    if count < FEWEST_DIGITS:
        return None
    if count == 10:
        return _ten(run, i, j, joined, loose)
    whole = size == 1 or (len(run[j].digits) in (4, 8) and not loose)
    if count == 12 and whole and _is_birth(joined[:4]) and _is_year(joined[4:8]):
        return Part(size, CPR, 0.28)
    if size == 4 and _is_dated(run, i):
        return Part(size, CPR, 0.4 if loose else 0.28)
    if loose:
        return None
    return _other(first, size, count, joined)


def _is_dated(run: Sequence[Group], i: int) -> bool:
    """A date with single digits in it and four digits behind: "1/2/99-0000"."""
    day, month, year, last = (group.digits for group in run[i : i + 4])
    sizes = len(day) <= 2 and len(month) <= 2 and len(year) in (2, 4) and len(last) == 4
    return sizes and _is_birth(f"{day:0>2}{month:0>2}")


def _ten(run: Sequence[Group], i: int, j: int, joined: str, loose: bool) -> Part | None:
    size = j - i + 1
    if _is_birth(joined[:4]) and not (loose and _ascends(run, i, j)):
        # Cheaper than a date or an amount with a year or a public number behind it.
        return Part(size, CPR, 0.4 if loose else 0.09)
    if loose:
        return None
    if joined.startswith(("0", HOME_PREFIX)):
        return Part(size, PHONE, 0.6)
    halves = size == 1 or any(_upto(run, i, k) == 6 for k in range(i + 1, j + 1))
    return Part(size, CPR, 0.6 if halves else 0.9)


def _other(first: Group, size: int, count: int, joined: str) -> Part:
    if count == FEWEST_DIGITS:
        return Part(size, PHONE, 0.5)
    if joined.startswith("00") and count <= 17:
        return Part(size, PHONE, 0.45)
    if count == 9:
        return Part(size, DOCUMENT if size == 1 else PHONE, 0.5 if size == 1 else 0.8)
    if size == 1:
        return Part(size, ACCOUNT, 0.6)
    if size == 4 and count == CARD_DIGITS and len(first.digits) == 4:
        return Part(size, ACCOUNT, 0.8)
    if count <= 14:
        return Part(size, ACCOUNT, 0.7 if len(first.digits) == 4 else 0.9)
    return Part(size, ACCOUNT, 2.0)


def harmless(run: Sequence[Group], i: int) -> Iterator[Part]:
    """Dates, times, spans of years and lists that start at group `i`."""
    if _date(run, i):
        yield Part(3, "", 0.3)
    if _years(run, i):
        yield Part(2, "", 0.2)
    if _clock(run, i, ":"):
        yield Part(2, "", 0.2)
    if _clock(run, i, ".:") and _clock(run, i + 2, ".:") and "-" in run[i + 2].gap:
        yield Part(4, "", 0.2)
    if _weeks(run, i):
        yield Part(3, "", 0.3)
    for length, least in ((_count_up(run, i), 4), (_count_years(run, i), 3)):
        if length >= least:
            yield Part(length, "", 0.05)


def may_be_amount(run: Sequence[Group], i: int, j: int, joined: str) -> bool:
    """Whether the groups could be one amount of money: thousands, or one group alone."""
    if len(joined) > MOST_AMOUNT or run[i].sign or len(joined) < 5:
        return False
    if i == j:
        return True
    thousands = all(len(group.digits) == 3 for group in run[i + 1 : j + 1])
    return (
        thousands
        and len(run[i].digits) <= 3
        and all(group.gap in (".", " ", "'", "’") for group in run[i + 1 : j + 1])
    )


def is_birth(digits: str) -> bool:
    """Whether six digits may start a CPR number.

    Every month counts as having 31 days: nothing is let through for being impossible.
    """
    return len(digits) == 6 and _is_birth(digits[:4])


def _ascends(run: Sequence[Group], i: int, j: int) -> bool:
    """A list in words ("10, 12, 15, 18, 20"): ages or house numbers, each more than the last."""
    groups = [group.digits for group in run[i : j + 1]]
    listed = all(group.gap.endswith(" ") for group in run[i + 1 : j + 1])
    values = [int(digits) for digits in groups]
    rising = all(one < two for one, two in pairwise(values))
    return listed and rising and not any(digits.startswith("0") for digits in groups)


def _is_birth(day_month: str) -> bool:
    day, month = int(day_month[:2]), int(day_month[2:4])
    day = day - 60 if day > 60 else day
    return 1 <= day <= 31 and 1 <= month <= 12


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and FIRST_YEAR <= int(digits) <= LAST_YEAR


def _upto(run: Sequence[Group], i: int, k: int) -> int:
    return sum(len(group.digits) for group in run[i:k])


def _date(run: Sequence[Group], i: int) -> bool:
    if len(run) - i < 3 or any(run[k].gap.strip() not in (".", "/", "-") for k in (i + 1, i + 2)):
        return False
    one, two, three = (run[k].digits for k in (i, i + 1, i + 2))
    if _is_year(one):
        one, three = three, one
    if len(one) > 2 or len(two) > 2 or not (_is_year(three) or len(three) == 2):
        return False
    day, month = max(int(one), int(two)), min(int(one), int(two))
    return 1 <= month <= 12 and 1 <= day <= 31


def _years(run: Sequence[Group], i: int) -> bool:
    if len(run) - i < 2 or run[i + 1].gap.strip() not in ("-", "/"):
        return False
    one, two = run[i].digits, run[i + 1].digits
    return _is_year(one) and _is_year(two) and one <= two


def _clock(run: Sequence[Group], i: int, marks: str) -> bool:
    if len(run) - i < 2 or run[i + 1].gap not in tuple(marks):
        return False
    hour, minute = run[i].digits, run[i + 1].digits
    return len(hour) <= 2 and len(minute) == 2 and int(hour) <= 24 and int(minute) <= 59


def _weeks(run: Sequence[Group], i: int) -> bool:
    """Weeks or days of a year: "32-36 2026"."""
    if len(run) - i < 3 or run[i + 1].gap.strip() != "-" or run[i + 2].gap != " ":
        return False
    one, two = run[i].digits, run[i + 1].digits
    return len(one) <= 2 and len(two) <= 2 and int(one) < int(two) and _is_year(run[i + 2].digits)


def _count_years(run: Sequence[Group], i: int) -> int:
    """How many groups from `i` are years, none before the one before."""
    length = 0
    while i + length < len(run) and _is_year(run[i + length].digits):
        if length and run[i + length].digits < run[i + length - 1].digits:
            break
        length += 1
    return length


def _count_up(run: Sequence[Group], i: int) -> int:
    """How many groups from `i` count up by one: a list of classes or ages, not a number."""
    length = 1
    while i + length < len(run):
        before, after = run[i + length - 1].digits, run[i + length].digits
        if len(after) > 2 or len(before) > 2 or int(after) != int(before) + 1:
            break
        length += 1
    return length
