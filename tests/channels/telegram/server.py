"""A Bot API server on loopback, in a thread of its own: strict, and able to misbehave."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.telegram.methods import Methods
from tests.channels.telegram.schema import RefusedError, checked
from tests.channels.telegram.world import World

TOKEN = "4200000000:AAF-test_token_that_must_never_be_logged"
MAX_POLL_SECONDS = 50
# Telegram's limits, from https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
PER_SECOND, PER_CHAT_SECOND = 30, 1


@dataclass(frozen=True)
class Fault:
    """How one call goes wrong. `drop` closes the connection before or after the call is done."""

    code: int = 0
    description: str = ""
    retry_after: int = 0
    drop: str = ""
    seconds: float = 0.0
    body: str = ""


@dataclass(frozen=True)
class Call:
    """One call of the bot: when it came (time.monotonic), its parameters, what became of it."""

    at: float
    method: str
    params: dict[str, Any]
    code: int
    result: Any = None


@dataclass
class _Planned:
    method: str
    fault: Fault
    times: int
    when: Callable[[dict[str, Any]], bool]


@dataclass
class BotApi:
    """The server. Every attribute may be read from the test's thread."""

    world: World = field(default_factory=World)
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    delivered: dict[int, float] = field(default_factory=dict)
    webhook_attempts: list[tuple[int, int]] = field(default_factory=list)
    limited: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._methods = Methods(self.world)
        self._planned: list[_Planned] = []
        self._sent: deque[tuple[float, int]] = deque()
        self._polls = 0
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._stopping = asyncio.Event()
        self._news = asyncio.Event()

    # -- from the test's thread ----------------------------------------------------------

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def fail(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        when: Callable[[dict[str, Any]], bool] = lambda params: True,
    ) -> None:
        """The next calls of `method` ("*": of any) go wrong."""
        with self.lock:
            self._planned.append(_Planned(method, fault, times, when))

    def of(self, *methods: str, code: int | None = 200) -> list[Call]:
        """The calls of these methods so far, those that went well unless told otherwise."""
        with self.lock:
            return [c for c in self.calls if c.method in methods and code in (None, c.code)]

    def deliver(self, kind: str, body: dict[str, Any]) -> int | None:
        """Something happened in Telegram: the id of its update, if the bot wants to hear of it."""
        with self.lock:
            update = self.world.add_update(kind, body)
        self.wake()
        return update["update_id"] if update else None

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._news.set)

    def redeliver(self, update: dict[str, Any]) -> None:
        """Send an update again, as Telegram does when it did not hear of its arrival."""
        with self.lock:
            self.world.updates.append(dict(update))  # each coming is one of its own
            self.world.updates.sort(key=lambda u: u["update_id"])
        self.wake()

    # -- in the server's thread ----------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=10 * 1024**2)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        pusher = asyncio.ensure_future(self._push())
        self._started.set()
        await self._stopping.wait()
        self._news.set()
        pusher.cancel()
        await asyncio.gather(pusher, return_exceptions=True)
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        method = request.match_info["method"]
        form = {key: str(value) for key, value in request.query.items()}
        if request.content_type == "application/json":
            form |= await request.json()
        else:
            form |= {key: str(value) for key, value in (await request.post()).items()}
        fault = self._fault_for(method, form)
        if fault and fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault and fault.drop == "before":
            return self._dropped(request, Call(at, method, dict(form), 0))
        if fault and fault.code:
            self._note(Call(at, method, dict(form), fault.code))
            if fault.body:
                return web.Response(status=fault.code, text=fault.body)
            extra = {"retry_after": fault.retry_after} if fault.retry_after else {}
            return _error(fault.code, fault.description, extra)
        try:
            if request.match_info["token"] != TOKEN:
                raise RefusedError(401, "Unauthorized")
            params = checked(method, form)
            self._limit(method, params)
            result = await self._result(method, params)
        except RefusedError as refused:
            self._note(Call(at, method, dict(form), refused.code))
            if refused.code in (400, 404):
                self.violations.append(f"{method}: {refused.description}")
            return _error(refused.code, refused.description, refused.parameters)
        self._note(Call(at, method, params, 200, result))
        if fault and fault.drop == "after":
            return self._dropped(request, None)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._poll(params)
        with self.lock:
            result = self._methods.call(method, params)
        if method == "setWebhook":
            self._news.set()
        return result

    async def _poll(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        until = time.monotonic() + min(params.get("timeout", 0), MAX_POLL_SECONDS)
        self._polls += 1
        mine = self._polls
        while True:
            with self.lock:
                found = list(self._methods.call("getUpdates", params))
            if mine != self._polls:
                raise RefusedError(409, "Conflict: terminated by other getUpdates request")
            left = until - time.monotonic()
            if found or left <= 0 or self._stopping.is_set():
                for update in found:
                    self.delivered.setdefault(update["update_id"], time.monotonic())
                return found
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except asyncio.TimeoutError:
                continue

    async def _push(self) -> None:
        """Deliver updates to the webhook, those of one chat one after the other."""
        queues: dict[int, asyncio.Task[None]] = {}
        taken: set[int] = set()  # by identity: an update may come again while it is delivered
        async with aiohttp.ClientSession() as session:
            while True:
                await self._news.wait()
                self._news.clear()
                with self.lock:
                    hook = dict(self.world.webhook)
                    waiting = [u for u in self.world.updates if id(u) not in taken]
                if not hook.get("url"):
                    await asyncio.sleep(0)
                    continue
                for update in waiting:
                    taken.add(id(update))
                    chat = _queue_of(update)
                    queues[chat] = asyncio.ensure_future(
                        self._post(session, hook, update, queues.get(chat), taken)
                    )

    async def _post(
        self,
        session: aiohttp.ClientSession,
        hook: dict[str, Any],
        update: dict[str, Any],
        before: asyncio.Task[None] | None,
        taken: set[int],
    ) -> None:
        if before:
            await asyncio.wait([before])
        number, pause = update["update_id"], 0.05
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
        while True:
            self.delivered.setdefault(number, time.monotonic())
            try:
                async with session.post(
                    hook["url"], json=update, headers=headers, allow_redirects=False
                ) as response:
                    code = response.status
            except aiohttp.ClientError:
                code = 0
            self.webhook_attempts.append((number, code))
            if 200 <= code < 300:
                with self.lock:
                    self.world.updates[:] = [u for u in self.world.updates if u is not update]
                taken.discard(id(update))
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.5)

    def _fault_for(self, method: str, form: dict[str, Any]) -> Fault | None:
        with self.lock:
            for planned in self._planned:
                if planned.method in ("*", method) and planned.times and planned.when(form):
                    planned.times -= 1
                    return planned.fault
        return None

    def _limit(self, method: str, params: dict[str, Any]) -> None:
        """Telegram's flood limits, with the bursts that it is known to tolerate."""
        chat = params.get("chat_id")
        if not self.limited or chat is None or method == "sendChatAction":
            return
        now = time.monotonic()
        while self._sent and self._sent[0][0] < now - 5:
            self._sent.popleft()
        second = sum(at > now - 1 for at, _ in self._sent)
        same = sum(of == chat for _, of in self._sent)
        if second >= 2 * PER_SECOND or same >= 5 * PER_CHAT_SECOND + 5:
            raise RefusedError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent.append((now, chat))

    def _note(self, call: Call) -> None:
        with self.lock:
            self.calls.append(call)

    def _dropped(self, request: web.Request, call: Call | None) -> web.StreamResponse:
        if call:
            self._note(call)
        if request.transport:
            request.transport.close()
        return web.Response()


def _queue_of(update: dict[str, Any]) -> int:
    body = next(value for key, value in update.items() if key != "update_id")
    holder = body.get("message", body)
    return int((holder.get("chat") or body.get("from") or {"id": 0})["id"])


def _error(code: int, description: str, parameters: dict[str, int]) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.Response(status=code, text=json.dumps(body), content_type="application/json")
