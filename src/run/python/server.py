"""Plays the server of one ASGI application: requests, conversations, lifespan."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from .errors import explain

Headers = list[list[str]]
CLIENT = ("testclient", 50000)
HOST = "testserver"
"""What a TestClient sends, so that what programs answer is what was recorded."""
ALWAYS = {
    "host": HOST,
    "accept": "*/*",
    "connection": "keep-alive",
    "user-agent": "testclient",
}
LONGEST_BODY = 256 * 1024
"""Seconds after which a response that never ends is cut off."""
LONGEST_STREAM = 15


def encoded(headers: Headers, body: bytes | None) -> list[tuple[bytes, bytes]]:
    """Give headers as ASGI has them, with those that a client adds by itself."""
    given = [(name.lower().strip(), value.strip()) for name, value in headers]
    names = {name for name, _ in given}
    added = [(name, value) for name, value in ALWAYS.items() if name not in names]
    if body and "content-length" not in names:
        given.append(("content-length", str(len(body))))
    return [(name.encode(), value.encode("latin-1")) for name, value in added + given]


def decoded(headers: Any) -> Headers:
    return [
        [name.decode("latin-1"), value.decode("latin-1")] for name, value in headers
    ]


class Server:
    """Serves ``app``, whose lifespan it has begun."""

    def __init__(self, app: Any, report: Callable[[Exception], None]) -> None:
        self.app = app
        self.report = report
        self.state: dict[str, Any] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.to_lifespan: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.of_lifespan: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.lifespan: asyncio.Task[None] | None = None

    def spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def start(self) -> None:
        """Begin the lifespan. An application that knows none has none."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": self.state}
        receive, send = self.to_lifespan.get, self.of_lifespan.put

        async def live() -> None:
            message: dict[str, Any] = {"type": "lifespan.none"}
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                message["message"] = explain(error)
            await self.of_lifespan.put(message)

        self.lifespan = self.spawn(live())
        await self.to_lifespan.put({"type": "lifespan.startup"})
        answer = await self.of_lifespan.get()
        if answer["type"] == "lifespan.startup.failed":
            raise RuntimeError(answer.get("message", "the lifespan failed"))

    async def stop(self) -> None:
        """End the lifespan and whatever still runs."""
        if self.lifespan and not self.lifespan.done():
            await self.to_lifespan.put({"type": "lifespan.shutdown"})
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await self.of_lifespan.get()
        for task in list(self.tasks):
            task.cancel()

    def scope(self, kind: str, target: str, headers: Any) -> dict[str, Any]:
        path, _, query = target.partition("?")
        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": CLIENT,
            "server": (HOST, 80),
            "state": self.state.copy(),
        }

    async def request(
        self, method: str, target: str, headers: Headers, text: str, *, whole: bool
    ) -> dict[str, Any]:
        """Send a request; give the response as soon as it has ended, or with ``whole``
        when all that it has set going is done."""
        body = text.encode()
        scope = self.scope("http", target, encoded(headers, body))
        scope |= {"method": method, "scheme": "http"}
        kept = bytearray()
        seen: dict[str, Any] = {"status": 0, "headers": [], "truncated": False}
        ended = asyncio.Event()
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await ended.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                seen["headers"] = decoded(message.get("headers", []))
            elif message["type"] == "http.response.body" and not seen["truncated"]:
                if method != "HEAD" and seen["status"] not in (204, 304):
                    kept.extend(message.get("body", b""))
                if len(kept) > LONGEST_BODY:
                    del kept[LONGEST_BODY:]
                    seen["truncated"] = True
                if seen["truncated"] or not message.get("more_body", False):
                    ended.set()

        async def run() -> None:
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                self.report(error)

        task = self.spawn(run())
        waiting = asyncio.ensure_future(ended.wait())
        enough = [task] if whole else [task, waiting]
        await asyncio.wait(
            enough, timeout=LONGEST_STREAM, return_when=asyncio.FIRST_COMPLETED
        )
        if not task.done() and not ended.is_set():
            seen["truncated"] = True
            ended.set()
        waiting.cancel()
        if not seen["status"]:
            seen["status"] = 500
            kept[:] = b"Internal Server Error"
            seen["headers"] = [["content-type", "text/plain; charset=utf-8"]]
        return seen | {"body": kept.decode("utf-8", "replace")}

    def open(
        self, target: str, headers: Headers, say: Callable[[str, str], None]
    ) -> "Conversation":
        """Open a WebSocket; ``say`` is told who said what."""
        return Conversation(self, target, headers, say)


class Conversation:
    """A WebSocket as its client sees it."""

    def __init__(
        self,
        server: Server,
        target: str,
        headers: Headers,
        say: Callable[[str, str], None],
    ) -> None:
        self.say = say
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed = False
        scope = server.scope("websocket", target, encoded(headers, None))
        asked = next(
            (v for n, v in headers if n.lower() == "sec-websocket-protocol"), ""
        )
        scope["subprotocols"] = [one.strip() for one in asked.split(",") if one.strip()]
        scope |= {"scheme": "ws", "extensions": {"websocket.http.response": {}}}
        self.inbox.put_nowait({"type": "websocket.connect"})

        async def run() -> None:
            try:
                await server.app(scope, self.inbox.get, self.send)
            except Exception as error:
                server.report(error)
                self.end(1011, "")
            else:
                self.end(1000, "")

        server.spawn(run())

    def end(self, code: int, reason: str) -> None:
        if not self.closed:
            self.closed = True
            self.say("close", f"{code} {reason}".strip())

    async def send(self, message: dict[str, Any]) -> None:
        """Take what the application sends."""
        if message["type"] == "websocket.send":
            text = message.get("text")
            if text is None:
                text = (message.get("bytes") or b"").decode("utf-8", "replace")
            self.say("server", text)
        elif message["type"] == "websocket.close":
            self.end(message.get("code", 1000), message.get("reason") or "")
        elif message["type"] == "websocket.http.response.start":
            self.end(message["status"], "")

    def hear(self, text: str, binary: bool) -> None:
        """Say something as the client: a text, or its bytes."""
        data = {"bytes": text.encode()} if binary else {"text": text}
        self.inbox.put_nowait({"type": "websocket.receive", **data})

    def close(self) -> None:
        """Close as the client does."""
        if not self.closed:
            self.closed = True
            self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
