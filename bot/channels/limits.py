"""Rate limits: how many messages one sender may send, how many sessions one address may open.

All of it is in memory only: no address is ever written down.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from bot.errors import SettingsError

MINUTE = 60.0  # seconds
MOST_KEYS = 20_000  # senders or addresses that are remembered at once
IPV6_NETWORK = 64  # one household or phone has a whole /64
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class RateLimit:
    """At most `limit` events a minute for each key, counted over a sliding minute; 0: no limit."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._events: dict[str, deque[float]] = {}

    def take(self, key: str) -> int | None:
        """None when the event may happen (it is counted then), else the seconds to wait."""
        if not self._limit:
            return None
        now = self._clock()
        events = self._events.pop(key, None) or deque()
        self._events[key] = events  # last in the dictionary: the longest unused is first
        self._shrink()
        while events and events[0] <= now - MINUTE:
            events.popleft()
        if len(events) >= self._limit:
            return max(1, math.ceil(events[0] + MINUTE - now))
        events.append(now)
        return None

    def _shrink(self) -> None:
        while len(self._events) > MOST_KEYS:
            self._events.pop(next(iter(self._events)))


class ClientAddress:
    """Finds the address of a client, believing X-Forwarded-For only from trusted proxies.

    Raises SettingsError when a proxy in `trusted` is neither an address nor a network.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        try:
            self._trusted = tuple(ipaddress.ip_network(one, strict=False) for one in trusted)
        except ValueError as error:
            raise SettingsError(
                "BOT_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8."
            ) from error

    def find(self, peer: str, forwarded: Sequence[str]) -> str:
        """A key for the client: `peer` is who connects, `forwarded` the header's values in order.

        IPv6 addresses of one /64 network are one client. The key is for a rate limit only.
        """
        address = _parsed(peer)
        if address is None:
            return "unknown"
        hops = [hop for value in forwarded for hop in value.split(",")]
        while hops and self._is_trusted(address):
            before = _parsed(hops.pop())
            if before is None:
                break
            address = before
        return _key(address)

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _parsed(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _key(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
    return str(address)
