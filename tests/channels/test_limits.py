import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import MOST_KEYS, ClientAddress, RateLimit
from bot.errors import SettingsError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_holds_so_many_and_no_more() -> None:
    clock = Clock()
    limit = RateLimit(3, clock)
    for _ in range(3):
        assert limit.take("a") is None
        clock.now += 10
    assert limit.take("a") == 30  # the first event was 30 seconds ago
    assert limit.take("b") is None
    clock.now += 29.5
    assert limit.take("a") == 1
    clock.now += 0.5
    assert limit.take("a") is None
    assert limit.take("a") == 10


def test_zero_turns_it_off() -> None:
    limit = RateLimit(0)
    assert all(limit.take("a") is None for _ in range(10_000))


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_no_minute_ever_holds_more(pauses: list[float], most: int) -> None:
    clock = Clock()
    limit = RateLimit(most, clock)
    allowed = []
    for pause in pauses:
        clock.now += pause
        if limit.take("a") is None:
            allowed.append(clock.now)
    assert all(sum(t <= other < t + 60 for other in allowed) <= most for t in allowed)


def test_memory_stays_bounded() -> None:
    limit = RateLimit(1)
    for number in range(MOST_KEYS + 500):
        limit.take(str(number))
    assert len(limit._events) <= MOST_KEYS + 1
    assert limit.take(str(MOST_KEYS + 400)) is not None


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        ((), "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (("10.0.0.0/8",), "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (("10.0.0.0/8",), "10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        (("10.0.0.0/8",), "10.1.2.3", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        (("10.0.0.0/8",), "10.1.2.3", ["1.1.1.1, 198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        (("10.0.0.0/8",), "10.1.2.3", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        (("10.0.0.0/8",), "10.1.2.3", ["1.1.1.1, evil"], "10.1.2.3"),
        (("10.0.0.0/8",), "10.1.2.3", [], "10.1.2.3"),
        (("127.0.0.1",), "127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        (("::1",), "::1", ['"[2001:db8::7]:80"'], "2001:db8::/64"),
        ((), "2001:db8::1", [], "2001:db8::/64"),
        ((), "::ffff:203.0.113.9", [], "203.0.113.9"),
        ((), "fe80::1%eth0", [], "fe80::/64"),
        ((), "", [], "unknown"),
    ],
)
def test_forwarded_addresses_count_only_from_trusted_proxies(
    trusted: tuple[str, ...], peer: str, forwarded: list[str], expected: str
) -> None:
    assert ClientAddress(trusted).find(peer, forwarded) == expected


@given(st.text(), st.lists(st.text()))
def test_no_header_breaks_it(peer: str, forwarded: list[str]) -> None:
    assert ClientAddress(("0.0.0.0/0", "::/0")).find(peer, forwarded)


def test_a_wrong_proxy_is_one_sentence() -> None:
    with pytest.raises(SettingsError, match="BOT_TRUSTED_PROXIES"):
        ClientAddress(("proxy.example",))
