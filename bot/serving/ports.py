"""TCP ports: is one free, find one."""

from __future__ import annotations

import socket

from bot.errors import ServiceError


def require_free(host: str, port: int, what: str) -> None:
    """Raise ServiceError, in one sentence, when `what` could not listen on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"Port {port} is taken, so {what} cannot start: stop the other program,"
                " or choose another port (see README, Settings)."
            ) from error


def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
