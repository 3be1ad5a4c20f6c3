"""Check the parameters of a call against the Bot API's own description."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("bot_api.json")


class RefusedError(Exception):
    """The Bot API refuses a call: the error code, the description and the extra parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {description}")


@cache
def description() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def checked(method: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a call as values. Raises RefusedError when the call is not as described.

    `form` holds the parameters as they arrive in a form: texts as they are, the rest as JSON.
    """
    methods = description()["methods"]
    if method not in methods:
        raise RefusedError(404, "Not Found: method not found")
    fields = methods[method]
    unknown = set(form) - set(fields)
    if unknown:
        raise bad(f"{method} has no parameter {sorted(unknown)}")
    found = {}
    for name, field in fields.items():
        if name in form:
            found[name] = _decoded(form[name], field["type"], f"{method}.{name}")
            _limits(found[name], field, f"{method}.{name}", parsed_later=field.get("parsed", False))
        elif field.get("required"):
            raise bad(f"{method} needs {name}")
    return found


def check_object(name: str, value: Any, where: str = "") -> None:
    """Raises RefusedError where `value` is no object of that name, to its last field."""
    fields = description()["objects"][name]
    where = where or name
    if not isinstance(value, dict):
        raise bad(f"{where} must be a {name}")
    unknown = set(value) - set(fields)
    if unknown:
        raise bad(f"{where}: {name} has no field {sorted(unknown)}")
    for key, field in fields.items():
        if key in value:
            _check(value[key], field["type"], f"{where}.{key}")
            _limits(value[key], field, f"{where}.{key}", parsed_later=field.get("parsed", False))
        elif field.get("required"):
            raise bad(f"{where}: {name} needs {key}")


def _decoded(text: str, types: list[str], where: str) -> Any:
    """A form value as one of `types`: a JSON value where it must be one, else the text itself."""
    aliases = description()["aliases"]
    flat = [one for kind in types for one in aliases.get(kind, [kind])]
    texts = any(kind == "string" or kind.startswith('"') for kind in flat)
    if texts and not any(kind == "number" and re.fullmatch(r"-?\d+", text) for kind in types):
        value: Any = text
    else:
        try:
            value = json.loads(text)
        except ValueError:
            raise bad(f"{where}: can't parse {types}") from None
    _check(value, types, where)
    return value


def _check(value: Any, types: list[str], where: str) -> None:
    problems = []
    for kind in types:
        try:
            return _check_one(value, kind, where)
        except RefusedError as refused:
            problems.append(refused.description)
    raise bad("; ".join(problems))


def _check_one(value: Any, kind: str, where: str) -> None:
    fits = {
        "string": isinstance(value, str),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "true": value is True,
        "false": value is False,
    }.get(kind)
    if kind.startswith('"'):
        fits = value == json.loads(kind)
    elif re.fullmatch(r"-?\d+", kind):
        fits = value == int(kind)
    if fits is None and kind.endswith("[]"):
        if not isinstance(value, list):
            raise bad(f"{where} must be a list")
        for place, one in enumerate(value):
            _check_one(one, kind[:-2], f"{where}[{place}]")
    elif fits is None and kind in description()["objects"]:
        check_object(kind, value, where)
    elif fits is None:
        _check(value, description()["aliases"][kind], where)
    elif not fits:
        raise bad(f"{where} must be {kind}")


def _limits(value: Any, field: Mapping[str, Any], where: str, *, parsed_later: bool) -> None:
    """The lengths and ranges of the description; of a marked-up text once it is parsed."""
    if "limit" not in field or parsed_later:
        return
    low, high, unit = field["limit"]
    sizes = {"value": lambda v: v, "characters": utf16, "bytes": lambda v: len(v.encode("utf-8"))}
    size = sizes.get(unit, len)(value)
    if not low <= size <= high:
        raise bad(f"{where} has {size} {unit}, allowed are {low}-{high}")
