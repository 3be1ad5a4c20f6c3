"""The action server as a process of its own, on loopback only."""

from __future__ import annotations

from bot.settings import Settings


def main() -> None:
    """Serve the actions of the package `actions` until SIGTERM."""
    from rasa_sdk.endpoint import run

    run("actions", port=Settings.from_env().actions_port, cors_origins=[])


if __name__ == "__main__":
    main()
