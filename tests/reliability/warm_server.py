"""Import what the bot imports, then fork a server for each line on standard input."""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
from pathlib import Path

LIBRARIES = (
    *("rasa.core.run", "rasa.core.agent", "rasa.server", "rasa.core.tracker_store"),
    *("rasa.engine.loader", "rasa.engine.recipes.default_recipe"),
    *("sklearn.svm", "spacy", "spacy.lang.da", "spacy.lang.ar", "spacy.lang.ti", "telegram.ext"),
    *("bot.channels.web", "bot.channels.telegram.channel", "bot.nlu.tokenizer"),
    *("bot.nlu.classifier", "bot.nlu.features", "bot.nlu.meaning", "bot.serving.rasa_server"),
)


def main(model: Path) -> None:
    """Until standard input ends: one line is the log of a new server, the answer is its id."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for name in LIBRARIES:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _serve(model, Path(json.loads(line)))
        print(pid, file=answers, flush=True)


def _serve(model: Path, log: Path) -> None:
    """What a process of its own would be, from here on."""
    from bot.serving.rasa_server import main as serve

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    code = 1
    try:
        serve(model)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # the log says what it was, as Python would
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
