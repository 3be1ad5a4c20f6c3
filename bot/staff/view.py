"""Turns values into HTML: Jinja2 with everything escaped, and the words of ui.yml as `t`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.staff.checking import Measures
from bot.staff.difference import difference
from bot.staff.fields import words_of
from bot.staff.navigation import links
from bot.staff.roles import Permission
from bot.staff.words import Words

if TYPE_CHECKING:
    from bot.staff.page import Call

FOLDER = Path(__file__).parent
TEMPLATES, STATIC = FOLDER / "templates", FOLDER / "static"


@dataclass(frozen=True)
class View:
    """Renders the templates of one folder with the words of the app."""

    words: Words

    def page(
        self, call: Call, template: str, status: int, values: Mapping[str, object]
    ) -> Response:
        """A whole page; `notice` from the address is shown where its word is known."""
        content = call.office.shelf.content()
        person = call.known
        common = {
            "person": person,
            "token": call.session.form_token if call.session else "",
            "links": links(person) if person else (),
            "path": call.request.url.path,
            "languages": content.languages,
            "source": content.source_lang,
            "P": Permission,
            "notice": self._notice(call.asked("notice")),
        }
        html = self._environment.get_template(template).render({**common, **values})
        return HTMLResponse(html, status, {"Cache-Control": "no-store"})

    def measured(self, measures: Measures) -> str:
        """Length and readability in words."""
        if measures.lix is None:
            return self.words("measures", words=measures.words, characters=measures.characters)
        return self.words(
            "measures_lix",
            words=measures.words,
            characters=measures.characters,
            lix=measures.lix,
        )

    def _notice(self, key: str) -> str:
        return self.words.by_key.get(f"notice_{key}", "") if key else ""

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            t=self.words,
            measured=self.measured,
            difference=difference,
            words_of=words_of,
            version=static_version(),
        )
        environment.filters.update(time=self.words.time, date=self.words.date)
        return environment


def static_version() -> str:
    """A short name of the style and the script as they are: another one when they change."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
