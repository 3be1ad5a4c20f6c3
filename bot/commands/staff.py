"""`python -m bot staff`: the people who may use the staff app, from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import replace

from bot.content.store import ContentStore
from bot.errors import BotError
from bot.settings import Settings
from bot.staff.passwords import Passwords
from bot.staff.people import People
from bot.staff.roles import Person, Role
from bot.staff.tables import staff_database


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    roles = [role.value for role in Role]
    add = sub.add_parser("add-user", help="add a person; the password is asked for")
    add.add_argument("name", help="what she types to log in")
    add.add_argument("--shown", default="", help="her name as others see it")
    add.add_argument(
        "--role", action="append", choices=roles, help="may be given several times; none: all"
    )
    add.add_argument("--language", action="append", default=[], help="a language she translates")
    password = sub.add_parser("set-password", help="give a person another password")
    password.add_argument("name")
    shut = sub.add_parser("disable", help="shut a person out")
    shut.add_argument("name")
    sub.add_parser("list", help="the people and their roles")


def run(args: argparse.Namespace) -> int:
    """Do it. The password is read from the terminal, or from standard input when it is piped."""
    settings = Settings.from_env()
    people = People(staff_database(settings.state), Passwords())
    if args.what == "list":
        for person in people.all():
            roles = ", ".join(sorted(role.value for role in person.roles))
            languages = ", ".join(sorted(person.languages))
            state = " (disabled)" if person.disabled else ""
            print(f"{person.name}\t{person.shown}\t{roles}\t{languages}{state}")
        return 0
    if args.what == "add-user":
        people.add(_new(args, settings), _password())
        print(f"Added: {args.name.lower()}. Log in at {_address(settings)}")
        return 0
    found = people.find(args.name)
    if found is None:
        raise BotError(f"There is no person {args.name}.")
    if args.what == "set-password":
        people.set_password(found.name, _password())
        print("The password is changed, and every session of the person has ended.")
    else:
        people.change(replace(found, disabled=True))
        print(f"{found.name} is shut out.")
    return 0


def _new(args: argparse.Namespace, settings: Settings) -> Person:
    content = ContentStore(settings.content).current()
    others = [code for code in content.languages if code != content.source_lang]
    for code in args.language:
        if code not in others:
            raise BotError(f"There is no language {code}; there are: {', '.join(others)}.")
    roles = frozenset(map(Role, args.role or [role.value for role in Role]))
    languages = args.language or (others if not args.role else [])
    name = args.name.strip().lower()
    return Person(name, args.shown or args.name, roles, frozenset(languages))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password (12 characters at least): ")
    if getpass.getpass("Once more: ") != first:
        raise BotError("The two passwords are not the same.")
    return first


def _address(settings: Settings) -> str:
    return settings.staff_url or f"http://{settings.staff_host}:{settings.staff_port}"
