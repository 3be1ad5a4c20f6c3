"""`python -m bot translation`: the models that translate, and how good they are."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.commands.measure_translation import calibrate, configure_measures, evaluate
from bot.settings import Settings
from bot.translation.convert import NAMES_FILE, Order, convert, load_names
from bot.translation.index import INDEX_URL, best, download, offered
from bot.translation.installed import Installed
from bot.translation.packages import Packages, pack
from bot.translation.service import FOLDER
from bot.translation.shipped import SHIPPED, STARTER, Use


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    sub.add_parser("list", help="the models that are installed")
    install = sub.add_parser("install", help="install from the Argos index, over the network")
    install.add_argument("name", nargs="*", help="for example da_en; none: show what there is")
    install.add_argument("--index", default=INDEX_URL, help="address of the index")
    add = sub.add_parser("add", help="install an .argosmodel file; needs no network")
    add.add_argument("file", type=Path)
    made = sub.add_parser("convert", help="make a package of a model's folder, and install it")
    made.add_argument("folder", type=Path, help="Marian/OPUS-MT, M2M-100, NLLB or MADLAD")
    made.add_argument("--from", dest="source", required=True)
    made.add_argument("--to", dest="target", required=True)
    made.add_argument("--licence", help="the licence of the model, shown by list")
    made.add_argument("--output", type=Path, help="write an .argosmodel file here as well")
    remove = sub.add_parser("remove", help="take a model out")
    remove.add_argument("name", help="for example da_en")
    sub.add_parser("check", help="compare the installed files with their checksums")
    configure_measures(sub)


def run(args: argparse.Namespace) -> int:
    """Do one of them; 1 from check when something was changed."""
    settings = Settings.from_env()
    commands: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "list": _list,
        "install": _install,
        "add": _add,
        "convert": _convert,
        "remove": _remove,
        "check": _check,
        "calibrate": calibrate,
        "evaluate": evaluate,
    }
    return commands[args.what](args, settings)


def _list(_: argparse.Namespace, settings: Settings) -> int:
    packages = _packages(settings)
    used = packages.list()
    for package in used:
        if not package.shipped:
            print(_line(package))
    shipped = packages.shipped.all()
    if shipped:
        kept_back = [one.name for one in shipped if one not in used]
        in_use = [one.name for one in shipped if one in used]
        print(f"{_line(shipped[0], STARTER)}, shipped with the bot")
        print(f"  in use: {', '.join(in_use) or 'no direction'}")
        print(f"  not in use: {', '.join(kept_back) or 'no direction'}")
    if not used:
        print("No models are installed; the phrases and the glossary serve by themselves.")
    return 0


def _install(args: argparse.Namespace, settings: Settings) -> int:
    packages = _packages(settings)
    if args.name == [STARTER]:  # it lies here: no network is asked
        packages.shipped.choose(Use.ALL)
        print(f"In use in all its directions: {STARTER}. The gate hides what it does not do well.")
        return 0
    known = offered(args.index)
    if not args.name:
        for one in known:
            print(one.name, one.version)
        return 0
    for name in args.name:
        with _bar(name) as bar:
            file = download(best(known, name), packages.home / "downloads", _shown(bar))
        _done(packages.add(file))
        file.unlink()
    return 0


def _add(args: argparse.Namespace, settings: Settings) -> int:
    with _bar(args.file.name) as bar:
        package = _packages(settings).add(args.file, _shown(bar))
    _done(package)
    return 0


def _convert(args: argparse.Namespace, settings: Settings) -> int:
    names = load_names(settings.content / FOLDER / NAMES_FILE)
    order = Order(args.folder, args.source, args.target, names, args.licence)
    with tempfile.TemporaryDirectory() as room:
        made = convert(order, Path(room))
        if args.output:
            print(f"Written: {pack(made.folder, args.output)}")
        _done(_packages(settings).add_folder(made.folder))
    return 0


def _remove(args: argparse.Namespace, settings: Settings) -> int:
    if args.name == STARTER:
        _packages(settings).shipped.choose(Use.NONE)
        print(f"Not in use: {STARTER}. `translation install {STARTER}` takes all of it.")
        return 0
    print(f"Removed: {_packages(settings).remove(args.name).name}")
    return 0


def _check(_: argparse.Namespace, settings: Settings) -> int:
    packages = _packages(settings)
    found = packages.check()
    for name, changed in found.items():
        print(f"{name}: {'changed: ' + ', '.join(changed) if changed else 'as it was installed'}")
    for stray in packages.strays():
        print(f"{stray}: is no package; remove it from {packages.folder}")
    return 1 if any(found.values()) or packages.strays() else 0


def _packages(settings: Settings) -> Packages:
    return Packages(settings.state / FOLDER, SHIPPED)


def _done(package: Installed) -> None:
    print(f"Installed: {_line(package)}")


def _line(package: Installed, name: str | None = None) -> str:
    size = sum(path.stat().st_size for path in package.folder.rglob("*") if path.is_file())
    licence = f", licence {package.licence}" if package.licence else ""
    return f"{name or package.name} {package.version}, {size / 1e6:.0f} MB{licence}"


def _shown(bar: tqdm[Any]) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        bar.total = total or None
        bar.update(done - bar.n)

    return show


def _bar(name: str) -> tqdm[Any]:
    return tqdm(unit="B", unit_scale=True, desc=name, disable=None)
