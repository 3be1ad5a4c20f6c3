"""The Rasa server as a process of its own: channels only, Rasa's HTTP API stays off.

The same as `rasa run`, without what that command imports for other commands.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from bot.serving.endpoints import endpoints_file
from bot.serving.model_watch import ModelWatch
from bot.settings import ROOT, Settings
from bot.training.live import read_live


def main(model: Path) -> None:
    """Serve the channels of credentials.yml until SIGTERM, with the model that is in use; with
    `model` where none is noted yet.
    """
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.serving.rasa_help import help_rasa

    settings = Settings.from_env()
    # Below WARNING, Rasa writes the text of each message into its log.
    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    live, watch = read_live(settings.state), ModelWatch(settings.state)
    rasa.core.run.serve_application(
        model_path=str(live.model if live is not None else model),
        credentials=str(ROOT / "credentials.yml"),
        endpoints=help_rasa(AvailableEndpoints.read_endpoints(str(endpoints_file(settings)))),
        interface=settings.host,
        port=settings.port,
        enable_api=False,
        server_listeners=[
            (watch.start, "after_server_start"),
            (watch.stop, "before_server_stop"),
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
