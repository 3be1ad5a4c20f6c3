"""`python -m bot.staff`: serve the staff app until SIGTERM."""

from __future__ import annotations

import sys
import threading

import uvicorn

from bot.errors import BotError
from bot.settings import Settings
from bot.staff.app import make_app
from bot.staff.machine import MachineProposer
from bot.staff.office import open_office


def main() -> int:
    """Serve on BOT_STAFF_HOST:BOT_STAFF_PORT; 1 and one sentence when that is not possible."""
    try:
        settings = Settings.from_env()
        machine = MachineProposer.of(settings)
        office = open_office(settings, proposer=machine, interpreter=machine, retraining=True)
        app = make_app(office)
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    if office.retraining is not None:
        office.retraining.start()
    # The first check of all texts takes a second or two: nobody shall wait for it.
    threading.Thread(target=office.checker.everything, daemon=True).start()
    threading.Thread(target=office.meanings.warm, daemon=True).start()
    uvicorn.run(
        app,
        host=settings.staff_host,
        port=settings.staff_port,
        access_log=False,  # it would hold addresses of people
        log_level="warning",
        proxy_headers=False,  # a forwarded address is a claim of whoever sent the request
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
