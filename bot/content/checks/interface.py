"""The interface strings: the same keys and placeholders in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.case import Case
from bot.content.faults import fault
from bot.content.model import Fault

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


def check_interface(case: Case) -> Iterator[Fault]:
    """Each language has each string that another language has, with its placeholders."""
    ui = case.content.ui
    keys = {key for strings in ui.values() for key in strings}
    keys |= {f"topic_{topic}" for topic in case.content.topics}
    for lang, strings in ui.items():
        file = f"ui/{lang}.yml"
        for key in sorted(keys):
            text = strings.get(key)
            if text is None:
                yield fault("missing_string", file, 1, key)
                continue
            source = ui[case.source].get(key, text)
            found = set(_PLACEHOLDER.findall(text)) ^ set(_PLACEHOLDER.findall(source))
            if found:
                yield fault("strings_differ", file, 1, key, found=", ".join(sorted(found)))
