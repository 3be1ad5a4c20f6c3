"""Which packages lead from one language to another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.translation.installed import Installed


@dataclass(frozen=True)
class Route:
    """The packages to go through, one or two."""

    steps: tuple[Installed, ...]

    @property
    def pivot(self) -> bool:
        """Whether the text goes through a third language."""
        return len(self.steps) > 1


def find_route(
    packages: Iterable[Installed], source: str, target: str, spoken: Collection[str]
) -> Route | None:
    """The direct package, else two by way of a third language; None where there are none.

    What somebody installed comes before what is shipped with the bot, by whatever way. A third
    language that the bot does not speak itself (English) comes before one that it does: packages
    are made from and to it. The order of folders plays no part.
    """
    found = sorted(packages, key=lambda one: (one.source, one.target, one.folder.name))
    chosen = [one for one in found if not one.shipped]
    shipped = [one for one in found if one.shipped]
    return _route(chosen, source, target, spoken) or _route(shipped, source, target, spoken)


def _route(
    packages: Iterable[Installed], source: str, target: str, spoken: Collection[str]
) -> Route | None:
    known: dict[tuple[str, str], Installed] = {}
    for package in packages:
        known.setdefault((package.source, package.target), package)
    direct = known.get((source, target))
    if direct is not None:
        return Route((direct,))
    middles = (b for a, b in known if a == source and (b, target) in known)
    middle = min(middles, key=lambda code: (code in spoken, code), default=None)
    if middle is None:
        return None
    return Route((known[source, middle], known[middle, target]))
