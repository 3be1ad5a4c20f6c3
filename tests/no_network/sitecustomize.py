"""In every process that the tests start: a connection to anything but loopback fails loudly.

pytest-socket guards the test process itself; this guards its children (PYTHONPATH).
"""

import ipaddress
import socket

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _check(address: object) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = address[0]
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise OSError(f"The tests block the network, but something wanted {host!r}.")


def _guarded(self: socket.socket, address: object) -> None:
    _check(address)
    return _connect(self, address)


def _guarded_ex(self: socket.socket, address: object) -> int:
    _check(address)
    return _connect_ex(self, address)


socket.socket.connect = _guarded
socket.socket.connect_ex = _guarded_ex
