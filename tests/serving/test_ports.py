from __future__ import annotations

import socket

import pytest

from bot.errors import ServiceError
from bot.serving.ports import free_port, require_free


def test_a_taken_port_is_named_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(ServiceError, match=rf"Port {port} is taken, so the bot cannot start"):
            require_free("127.0.0.1", port, "the bot")
    require_free("127.0.0.1", free_port(), "the bot")
