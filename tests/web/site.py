"""A small real server for the browser tests, on loopback.

It serves the real pages and files of bot/web, a site of another origin that embeds the chat under
a strict Content-Security-Policy, and a scripted web channel that keeps to DESIGN.md, part 4. The
channel can be slow, fail, drop the connection, and repeat a stored reply for a known id.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import uuid
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html, json

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Kind, Reply
from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.web.pages import add_pages

XSS = (
    '<img src=x onerror="window.hacked=1"> <script>window.hacked=1</script>'
    ' javascript:window.hacked=1 https://a.dk/"onmouseover="window.hacked=1'
    " data:text/html,<script>window.hacked=1</script> ' \" > <svg onload=window.hacked=1>"
)
ENTRIES = {"bolig": "housing_benefit", "lejlighed": "housing_deposit", "سكن": "housing_benefit",
           "ገዛ": "housing_benefit", "cpr": "cpr_and_mitid"}  # fmt: skip


@dataclass
class Script:
    """What the channel shall do next; each fault is used once, in order."""

    delay: float = 0.0
    faults: list[int | str] = field(default_factory=list)  # an HTTP status, "drop", "lose"
    seen: list[dict[str, object]] = field(default_factory=list)
    feedback: list[dict[str, object]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    delete_fails: bool = False


class Site:
    """The server in a thread of its own; `script` is shared with the tests."""

    def __init__(self) -> None:
        self.script = Script()
        self.store = ContentStore(ROOT / "data")
        self.signer = PayloadSigner(b"k" * 32)
        self.sessions: dict[str, dict[str, list[Reply]]] = {}
        self.languages: dict[str, str] = {}
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.other = f"http://localhost:{self.port}"  # another origin, the same server
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(20)

    def stop(self) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def reset(self) -> None:
        self.script = Script()

    # -- the server

    async def _serve(self) -> None:
        Sanic.test_mode = True  # several servers in one process
        app = Sanic(f"site{self.port}", configure_logging=False)
        app.config.update(ACCESS_LOG=False, KEEP_ALIVE_TIMEOUT=2, OAS=False)
        blueprint = Blueprint("web")
        settings = replace(Settings(), allowed_origins=(self.other,))
        add_pages(blueprint, self.store.current, settings, self)
        channel = "/webhooks/web"
        for handler, path, methods in (
            (self.webhook, f"{channel}/webhook", ["POST", "OPTIONS"]),
            (self.rate, f"{channel}/feedback", ["POST", "OPTIONS"]),
            (self.end, f"{channel}/session", ["DELETE", "OPTIONS"]),
            (self.host, "/host", ["GET"]),
        ):
            blueprint.add_route(partial(handler), path, methods=methods, name=handler.__name__)
        app.blueprint(blueprint)
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await app.create_server(sock=self._socket, return_asyncio_server=True)
        await server.startup()
        await server.start_serving()
        self._started.set()
        await self._stop.wait()
        server.close()

    async def host(self, request: Request) -> HTTPResponse:
        """A page of another origin; the query gives the attributes of the element."""
        attributes = " ".join(f'{k}="{v}"' for k, v in request.query_args)
        policy = (
            f"default-src 'none'; script-src {self.url}; connect-src {self.url};"
            f" font-src {self.url}; img-src data:; base-uri 'none'; form-action 'none';"
            " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        page = (
            '<!doctype html><html lang="da"><meta name="viewport" content="width=device-width">'
            '<title>Kommunen</title><link rel="icon" href="data:,"><main><h1>Kommunen</h1>'
            '<p>En tekst med en <a href="/host">henvisning</a>.</p></main>'
            f'<script type="module" src="{self.url}/chat/newcomer-chat.js"></script>'
            f"<newcomer-chat {attributes}></newcomer-chat></html>"
        )
        return html(page, headers={"Content-Security-Policy": policy})

    # -- the web channel

    async def webhook(self, request: Request) -> HTTPResponse:
        cors = self._cors(request)
        if request.method == "OPTIONS":
            return HTTPResponse(status=204, headers=cors)
        body = request.json
        assert set(body) <= {"session", "message", "lang", "id"}, body
        assert isinstance(body["message"], str)
        assert body["lang"] in (None, "da", "ar", "ti")
        uuid.UUID(body["id"])
        self.script.seen.append({**body, "guess": request.headers.get("Accept-Language")})
        fault = self.script.faults.pop(0) if self.script.faults else None
        await asyncio.sleep(self.script.delay)
        if fault == "drop":
            request.transport.abort()
            return HTTPResponse(status=204)
        if isinstance(fault, int):
            return json(
                {"error": {"code": "test", "text": f"Prøve {fault}"}},
                fault,
                headers={**cors, "Retry-After": "1"},
            )
        session, replies = self._answer(body, request.headers.get("Accept-Language"))
        if fault == "lose":  # taken, but the answer never arrives
            request.transport.abort()
            return HTTPResponse(status=204)
        found = {"session": session, "replies": [reply.as_json() for reply in replies]}
        return json(found, headers=cors)

    async def rate(self, request: Request) -> HTTPResponse:
        if request.method == "POST":
            self.script.feedback.append(request.json)
        return HTTPResponse(status=204, headers=self._cors(request))

    async def end(self, request: Request) -> HTTPResponse:
        if request.method == "DELETE":
            if self.script.delete_fails:
                return json({"error": {"code": "x", "text": "x"}}, 503, headers=self._cors(request))
            self.script.deleted.append(request.json["session"])
            self.sessions.pop(request.json["session"], None)
        return HTTPResponse(status=204, headers=self._cors(request))

    async def ask(
        self, request: Request, session: str | None, message: str, lang: str | None, id: str
    ) -> tuple[str, list[Reply]]:
        """What /chat/plain asks."""
        self.script.seen.append({"session": session, "message": message, "lang": lang, "id": id})
        body = {"session": session, "message": message, "lang": lang, "id": id}
        return self._answer(body, request.headers.get("Accept-Language"))

    async def forget(self, session: str) -> None:
        self.script.deleted.append(session)

    def _cors(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("Origin")
        if origin != self.other:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "Content-Type, Accept, Authorization",
            "Access-Control-Allow-Methods": "POST, DELETE",
            "Access-Control-Expose-Headers": "Retry-After",
        }

    def _answer(self, body: dict[str, object], guess: str | None) -> tuple[str, list[Reply]]:
        session = body["session"] if body["session"] in self.sessions else None
        first = session is None
        token = str(session or uuid.uuid4().hex)
        known = self.sessions.setdefault(token, {})
        message_id = str(body["id"])
        if message_id not in known:
            known[message_id] = self._replies(
                str(body["message"]), body["lang"], guess, token, first
            )
        return token, known[message_id]

    def _replies(
        self, message: str, lang: object, guess: str | None, session: str, first: bool
    ) -> list[Reply]:
        content = self.store.current()
        compose = Composer(content, self.signer)
        press = self.signer.read(message)
        if press is not None and press.action == "lang":
            self.languages[session] = press.argument
            return [compose.language_chosen(press.argument)]
        if lang:
            self.languages[session] = str(lang)
        code = self.languages.get(session) or (guess if guess in content.languages else "da")
        text = message.lower()
        if press is not None and press.action == "topic":
            return [compose.topic(press.argument, code)]
        if press is not None and press.action == "faq":
            return [compose.entry(press.argument, code, 0.97)]
        if not message and first:
            return [compose.entry("greet", code)]
        if "vold" in text:
            return [compose.entry("crisis_violence", code)]
        if "310299" in text:
            return [compose.entry("personal_data", code), compose.entry("cpr_and_mitid", code)]
        if "uklart" in text:
            return [compose.clarify(["housing_benefit", "housing_deposit", "housing_social"], code)]
        if "svar på" in text:
            return [compose.language_chosen({"arabisk": "ar", "tigrinya": "ti"}[text.split()[-1]])]
        if "xss" in text:
            return [self._poisoned(compose.entry("housing_benefit", code))]
        for word, entry in ENTRIES.items():
            if word in text:
                return [compose.entry(entry, code, 0.93)]
        return [compose.fallback(code)]

    def _poisoned(self, reply: Reply) -> Reply:
        buttons = tuple(replace(button, title=XSS) for button in reply.buttons)
        return replace(
            reply, text=XSS, label=XSS, danish=XSS, lang='da" onclick="x', dir='"><b>',
            kind=Kind.ANSWER, buttons=buttons,
        )  # fmt: skip


SCREENSHOTS = Path(ROOT / "var" / "screenshots")
