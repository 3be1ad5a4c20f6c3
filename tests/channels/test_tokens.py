import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tokens import DAY, SENDER, SessionTokens

KEY, OTHER = b"k" * 32, b"o" * 32


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("itsdangerous.timed.time.time", clock)
    return clock


def test_a_token_leads_back_to_its_sender(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    session = tokens.new()
    assert SENDER.match(session.sender)
    assert tokens.read(session.token) == session
    assert SessionTokens(KEY, 30, clock).read(session.token) == session  # after a restart
    assert tokens.new().sender != session.sender


def test_a_token_ends_and_is_renewed_before(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    session = tokens.new()
    clock.now += 14 * DAY
    assert tokens.read(session.token) == session
    clock.now += 2 * DAY
    renewed = tokens.read(session.token)
    assert renewed is not None
    assert renewed.sender == session.sender
    assert renewed.token != session.token
    clock.now += 15 * DAY
    assert tokens.read(session.token) is None
    assert tokens.read(renewed.token) is not None


def test_a_clock_that_is_set_back_ends_no_conversation(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    session = tokens.new()
    clock.now -= 3600
    assert tokens.read(session.token) == session


def test_another_key_makes_no_valid_token(clock: Clock) -> None:
    assert SessionTokens(KEY, 30, clock).read(SessionTokens(OTHER, 30, clock).new().token) is None


def test_every_changed_character_is_noticed(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    token = tokens.new().token
    for place in range(len(token)):
        for other in "AZaz09-_.:":
            if token[place] != other:
                assert tokens.read(token[:place] + other + token[place + 1 :]) is None
        assert tokens.read(token[:place]) is None
        assert tokens.read(token[:place] + token[place + 1 :]) is None


def test_the_same_signature_in_another_spelling_is_refused(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    token = tokens.new().token
    value, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=")
    twins = [
        c
        for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if base64.urlsafe_b64decode(signature[:-1] + c + "=") == raw
    ]
    assert len(twins) == 4
    assert sum(tokens.read(f"{value}.{signature[:-1]}{twin}") is not None for twin in twins) == 1


def test_a_sender_of_another_channel_is_no_web_session(clock: Clock) -> None:
    tokens = SessionTokens(KEY, 30, clock)
    for sender in ("tg:123", "web:1", "web:" + "g" * 32, "web:" + "0" * 32 + "\n"):
        assert tokens.read(tokens._signed(sender)) is None


@given(st.text(max_size=300))
def test_anything_else_is_no_token(text: str) -> None:
    assert SessionTokens(KEY, 30).read(text) is None
