"""Figures for Prometheus: how many, how fast, how often it failed. No texts and no senders.

A crisis is in no figure of its own, and its replies are in none: whoever reads the curves must not
see when somebody was in danger.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.answers.reply import Kind, Reply
from bot.channels.health import Health

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 20.0)
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Metrics:
    """The figures of one process since its start; a restart sets them to zero."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        own = self._registry
        self._replies = Counter(
            "velkommen_replies", "Replies given.", ("channel", "kind", "lang"), registry=own
        )
        self._seconds = Histogram(
            "velkommen_message_seconds",
            "From a message to its last reply.",
            ("channel",),
            buckets=SECONDS,
            registry=own,
        )
        self._errors = Counter(
            "velkommen_errors", "Messages that could not be answered.", ("channel",), registry=own
        )
        self._repeats = Counter(
            "velkommen_repeats", "Messages that came again.", ("channel",), registry=own
        )
        self._ready = Gauge("velkommen_ready", "1 while everything needed is there.", registry=own)
        self._versions = Gauge(
            "velkommen_versions", "Always 1: what is in use.", ("model", "content"), registry=own
        )

    def answered(
        self,
        channel: str,
        replies: Iterable[Reply],
        seconds: float,
        *,
        failed: bool,
        repeated: bool,
    ) -> None:
        """Count one message and what came of it."""
        if repeated:
            self._repeats.labels(channel).inc()
            return
        self._seconds.labels(channel).observe(seconds)
        if failed:
            self._errors.labels(channel).inc()
            return
        for reply in replies:
            if reply.kind is not Kind.CRISIS:
                self._replies.labels(channel, reply.kind.value, reply.lang).inc()

    def page(self, health: Health) -> bytes:
        """All figures in Prometheus' text format."""
        self._ready.set(health.ready)
        self._versions.clear()
        self._versions.labels(health.body["model"] or "", health.body["content"] or "").set(1)
        return bytes(generate_latest(self._registry))


def may_read(peer: str, forwarded: Sequence[str], token: str | None, wanted: str) -> bool:
    """Whether a caller may see the figures: with the token, or from this machine itself.

    A request that a proxy handed on is not from this machine, wherever the proxy runs.
    """
    if wanted and token is not None and hmac.compare_digest(token.encode(), wanted.encode()):
        return True
    return not wanted and peer in LOOPBACK and not forwarded
