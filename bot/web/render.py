"""HTML pages from templates and the words of the content folder."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answers.wording import Wording
from bot.content.model import Content
from bot.web.headers import page_headers
from bot.web.words import words

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Fills in the templates of this folder; everything put into them is escaped."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self, name: str, content: Content, lang: str, status: int = 200, **values: object
    ) -> HTTPResponse:
        """The template `name` in one language, as a response."""
        plain = Wording(content, lang).string("plain_link")
        html = self._templates.get_template(name).render(
            words={**words(content, lang), "plain_link": plain},
            language=content.languages[lang],
            languages=tuple(content.languages.values()),
            source=content.languages[content.source_lang],
            **values,
        )
        return HTTPResponse(
            html, status=status, headers=page_headers(), content_type="text/html; charset=utf-8"
        )


def page_language(request: Request, content: Content) -> str:
    """The language of a page: `?lang=`, else the browser's, else the one of the texts."""
    accepted = request.headers.get("Accept-Language", "")
    wanted = [request.args.get("lang", "")]
    wanted += [part.split(";")[0].strip().split("-")[0].lower() for part in accepted.split(",")]
    return next((code for code in wanted if code in content.languages), content.source_lang)
