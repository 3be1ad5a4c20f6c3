"""`python -m bot COMMAND`: every command has --help; an error is one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from bot.errors import BotError

# command -> what it does; the module of the same name in bot/commands has `configure` and `run`.
COMMANDS = {
    "run": "start the bot, the actions and the staff app",
    "train": "train the model, if what it is trained from changed",
    "ask": "answer questions from standard input, one JSON reply list a line",
    "evaluate": "measure the answers on a file of labelled questions",
    "report": "cross-validate the understanding and write docs/evaluation.md",
    "external": "measure the same pipeline on test sets that others wrote",
    "bench": "measure the running bot and write docs/performance.md",
    "validate": "check the content and report every fault",
    "content": "look at the content: hash, report",
    "translate": "translate lines from standard input, one JSON object a line",
    "translation": "the models that translate: list, install, add, convert, remove, check, measure",
    "backup": "copy content and state to a folder, while the bot runs",
    "telegram": "the webhook of the Telegram bot: set-webhook, delete-webhook, info",
    "staff": "the people who may use the staff app: add-user, set-password, disable, list",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 after a fault, 2 after a wrong call."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    parser = argparse.ArgumentParser(prog="python -m bot", description="The Velkommen chatbot.")
    sub = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = sub.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if arguments[:1] == [name]:  # the others are not imported: some of them take seconds
            importlib.import_module(f"bot.commands.{name}").configure(command)
    args = parser.parse_args(arguments)
    try:
        return int(importlib.import_module(f"bot.commands.{args.command}").run(args))
    except BotError as error:
        print(f"python -m bot {args.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not a fault of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
