"""Derive bot_api.json from the type declarations of npm's @gramio/types.

    npm pack @gramio/types && tar xzf gramio-types-*.tgz
    python tests/channels/telegram/derive_bot_api.py package tests/channels/telegram/bot_api.json

README.md beside this file says what the result is and under which licence.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

COMMENT = r"/\*\*(?P<doc>(?:(?!\*/).)*)\*/"
FIELD = re.compile(
    rf"{COMMENT}\s*(?P<name>\w+)(?P<optional>\??):\s*(?P<type>.*?)(?=\n\s*/\*\*|\n\}}|\Z)",
    re.DOTALL,
)
INTERFACE = re.compile(
    r"export interface (?P<name>\w+)(?: extends [^{]*)? \{\n(?P<body>.*?)\n\}", re.DOTALL
)
EMPTY_INTERFACE = re.compile(r"export interface (?P<name>\w+) \{\}")
ALIAS = re.compile(
    r"export type (?P<name>\w+) =\s*(?P<type>.*?)\n(?=\n|export|/\*\*|\Z)", re.DOTALL
)
METHOD = re.compile(
    r"^ {4}(?P<name>\w+): (?P<type>CallAPI.*?>)\n(?= {4}/\*\*|\})", re.DOTALL | re.M
)
RANGE = re.compile(r"(?P<low>\d+)-(?P<high>\d+) (?P<unit>characters|bytes|identifiers)")
VALUES = re.compile(r"Values between (?P<low>\d+)-(?P<high>\d+)")


def short(name: str) -> str:
    return name.removeprefix("Telegram")


def words(text: str) -> str:
    return re.sub(r"\s*\n\s*\*?\s*", " ", text).strip()


def types(text: str) -> list[str]:
    """A TypeScript type as a list of alternatives: string, number, true, "literal", Name, X[]."""
    flat = re.sub(r"\{[^{}]*\}|Exclude<[^>]*>", lambda m: "string" if "Ex" in m[0] else "", text)
    flat = re.sub(r"\b(?:Objects\.)?Telegram(?=[A-Z])", "", re.sub(r"\s+", " ", flat))
    many = re.match(r"\((?P<inner>.*)\)(?P<end>(?:\[\])+)\Z", flat.strip())
    if many:
        return [one + many["end"] for one in types(many["inner"])]
    return [part.strip() for part in flat.split("|") if part.strip()]


def field(match: re.Match[str]) -> dict[str, Any]:
    doc = words(match["doc"])
    found: dict[str, Any] = {"type": types(match["type"])}
    if not match["optional"]:
        found["required"] = True
    limit = RANGE.search(doc)
    if limit:
        found["limit"] = [int(limit["low"]), int(limit["high"]), limit["unit"]]
        if "entities parsing" in doc or "entity parsing" in doc:
            found["parsed"] = True
    values = VALUES.search(doc)
    if values:
        found["limit"] = [int(values["low"]), int(values["high"]), "value"]
    return found


def interfaces(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {m["name"]: {} for m in EMPTY_INTERFACE.finditer(text)}
    for match in INTERFACE.finditer(text):
        body = match["body"] + "\n}"
        found[match["name"]] = {m["name"]: field(m) for m in FIELD.finditer(body)}
    return found


def derive(package: Path) -> dict[str, Any]:
    out = package / "out"
    objects_text, params_text, methods_text = (
        (out / f"{name}.d.ts").read_text(encoding="utf-8")
        for name in ("objects", "params", "methods")
    )
    aliases = {}
    for text in (objects_text, params_text):
        aliases |= {short(m["name"]): types(m["type"]) for m in ALIAS.finditer(text)}
    params = interfaces(params_text)
    methods = {}
    for match in METHOD.finditer(methods_text):
        named = re.search(r"Params\.(\w+)", match["type"])
        methods[match["name"]] = params[named[1]] if named else {}
    version = re.search(r"Bot API v(\S+) \((\S+)\)", methods_text)
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return {
        "source": f"npm {about['name']} {about['version']}, {about['license']} (c) 2024 Kravets",
        "bot_api": f"{version[1]} of {version[2]}" if version else "",
        "methods": methods,
        "objects": {short(n): f for n, f in interfaces(objects_text).items()},
        "aliases": aliases,
    }


def compact(found: dict[str, Any]) -> str:
    """JSON with one method or object a line, so that a newer version makes a readable diff."""
    lines = []
    for key, value in found.items():
        if isinstance(value, str):
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
            continue
        rows = (
            f"  {json.dumps(name)}: {json.dumps(value[name], separators=(',', ':'))}"
            for name in sorted(value)
        )
        lines.append(f"{json.dumps(key)}: {{\n" + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(compact(derive(Path(sys.argv[1]))), encoding="utf-8")
