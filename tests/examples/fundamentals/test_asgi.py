import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path

import anyio
import httpx2
import pytest
import starlette.concurrency
from fastapi import APIRouter, FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from flask import Flask
from gunicorn.config import ASGIDisconnectGracePeriod
from harness.server import Server, serve_here
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.testclient import WebSocketDenialResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SERVERS = {
    "uvicorn": ("-m", "uvicorn", "shop:app", "--port", "{port}"),
    "hypercorn": ("-m", "hypercorn", "shop:app", "--bind", "127.0.0.1:{port}"),
    "gunicorn": (
        *("-m", "gunicorn", "shop:app", "--bind", "127.0.0.1:{port}"),
        *("--worker-class", "asgi", "--no-control-socket"),
    ),
}


def test_three_servers_run_the_same_app(program):
    p = program("shop.py")
    seen = {}
    for name, command in SERVERS.items():
        with p.serve(*command) as server:
            stock = httpx2.get(f"{server.url}/stock/Emma", timeout=60)
            server.stop()
            lines = server.output.splitlines()
        assert stock.json() == 3
        assert stock.headers["cache-control"] == "no-store"
        seen[name] = {
            "server": stock.headers["server"],
            "stock": stock.json(),
            "opened": lines.count("stock opened"),
            "closed": lines.count("stock closed"),
        }
    assert all(one["opened"] == one["closed"] == 1 for one in seen.values())
    label = "GET /stock/Emma under three servers, each stopped afterwards"
    p.record_value("three-servers", label, seen)


def test_under_a_wsgi_server_a_request_is_a_500(program):
    worker = SERVERS["gunicorn"].index("--worker-class")
    command = (*SERVERS["gunicorn"][:worker], "--no-control-socket")  # the default one
    with program("shop.py").serve(*command) as server:
        assert httpx2.get(f"{server.url}/stock/Emma", timeout=60).status_code == 500
        server.stop()
        assert "missing 1 required positional argument: 'send'" in server.output


def test_a_bare_callable_is_mounted_beside_fastapi(program):
    p = program("shop.py")
    with TestClient(p.load().app) as client:
        response = client.post("/shout", content="read Emma")
        assert response.text == "READ EMMA"
        assert response.headers["content-type"] == "text/plain"
        assert "cache-control" not in response.headers
        p.record_http("shouted", response, headers=["content-type"])
        assert client.get("/stock/Emma").headers["cache-control"] == "no-store"
        assert client.get("/stock/Sanditon").status_code == 404
        assert client.get("/stock/Sanditon").json() == {"detail": "no such title"}


def test_the_middleware_finds_its_path_behind_a_prefix(program):
    app = program("shop.py").load().app
    for prefix in ("", "/api"):  # as `uvicorn --root-path /api` puts it into the scope
        with TestClient(app, root_path=prefix) as client:
            stock = client.get(f"{prefix}/stock/Emma")
            assert stock.headers["cache-control"] == "no-store"
            other = client.post(f"{prefix}/shout", content="/stock/Emma")
            assert other.status_code == 200
            assert "cache-control" not in other.headers
            assert "cache-control" not in client.get(f"{prefix}/stockings").headers
    # The path without it, as under Hypercorn and Gunicorn with `--root-path /api`.
    for prefix in ("/api", "/st"):  # the second is no prefix of `/stock` as a path
        with TestClient(app, root_path=prefix) as client:
            stock = client.get("/stock/Emma")
            assert stock.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("server", SERVERS)
def test_the_middleware_finds_its_path_whatever_a_server_does_with_root_path(
    program, server
):
    """Uvicorn puts `root_path` before the path; Hypercorn and Gunicorn do not."""
    command = (*SERVERS[server], "--root-path", "/api")
    with program("shop.py").serve(*command) as running:
        stock = httpx2.get(f"{running.url}/stock/Emma", timeout=60)
    assert stock.json() == 3
    assert stock.headers["cache-control"] == "no-store"


def test_a_router_runs_alone_what_is_no_path_operation():
    router, mounted = APIRouter(), FastAPI()
    router.add_route("/plain", lambda request: PlainTextResponse("plain"))
    router.mount("/mounted", mounted)
    mounted.get("/")(lambda: None)
    assert status_of(router, "/plain") == 200
    assert status_of(router, "/mounted/") == 200
    assert status_of(router, "/nothing") == 404


def test_an_app_is_called_with_a_scope_and_two_functions(program):
    p = program("shout.py")
    shout = p.load().shout
    parts = iter([(b"read ", True), (b"Emma", False)])
    told = ["called with scope type http"]
    answer = b""

    async def receive():
        body, more = next(parts)
        told.append(f"receive: http.request, more_body {more}")
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(message):
        nonlocal answer
        told.append(f"send: {message['type']}")
        answer += message.get("body", b"")

    asyncio.run(shout({"type": "http", "path": "/"}, receive, send))
    told.append("returned")
    assert answer == b"READ EMMA"
    with pytest.raises(NotImplementedError, match="lifespan"):
        asyncio.run(shout({"type": "lifespan"}, receive, send))
    assert told == [
        "called with scope type http",
        "receive: http.request, more_body True",
        "receive: http.request, more_body False",
        "send: http.response.start",
        "send: http.response.body",
        "returned",
    ]
    p.record_value("by-hand", "Called without a server, the body in two parts", told)


def test_a_client_that_leaves_midway_gets_nothing(program):
    shout = program("shout.py").load().shout
    parts = iter(
        [
            {"type": "http.request", "body": b"read ", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent = []

    async def receive():
        return next(parts)

    async def send(message):
        sent.append(message)

    asyncio.run(shout({"type": "http"}, receive, send))
    assert sent == []
    assert list(parts) == []


def test_only_ascii_letters_are_put_in_capitals(program):
    client = TestClient(program("shop.py").load().app)
    body = "Zoé".encode()
    assert client.post("/shout", content=body).content == "ZOé".encode()


def test_a_server_runs_an_app_without_a_framework(program):
    command = ("-m", "uvicorn", "shout:shout", "--port", "{port}")
    with program("shout.py").serve(*command) as server:
        assert (
            httpx2.post(server.url, content="read Emma", timeout=60).text == "READ EMMA"
        )
        assert "ASGI 'lifespan' protocol appears unsupported." in server.output


SENDS = """
START = {"type": "http.response.start", "status": 200, "headers": []}
BODY = {"type": "http.response.body", "body": b"Em", "more_body": True}


async def app(scope, receive, send):
    if scope["path"] in ("/started", "/cut"):
        await send(START)
    if scope["path"] in ("/cut", "/body"):
        await send(BODY)
"""


def test_uvicorn_reports_a_call_that_sends_no_complete_response(program, tmp_path):
    (tmp_path / "sends.py").write_text(SENDS)
    command = ("-m", "uvicorn", "sends:app", "--port", "{port}", "--lifespan", "off")
    with program("shop.py").serve(
        *command, env={"PYTHONPATH": str(tmp_path)}
    ) as server:
        for path in ("/nothing", "/body"):
            answer = httpx2.get(server.url + path, timeout=60)
            assert answer.status_code == 500
        for path in ("/started", "/cut"):
            with pytest.raises(httpx2.RemoteProtocolError):
                httpx2.get(server.url + path, timeout=60)
        server.stop()
        printed = server.output
    assert printed.count("ASGI callable returned without starting response.") == 1
    assert "Expected ASGI message 'http.response.start'" in printed
    assert printed.count("ASGI callable returned without completing response.") == 2


def test_middleware_that_breaks_lifespan_is_noticed_at_the_first_request(program):
    p = program("guard.py")
    with p.serve() as server:
        started = server.output
        response = httpx2.get(f"{server.url}/shelf", timeout=60)
        server.stop()
        printed = server.output
    assert "Error" not in started
    assert response.status_code == 500
    assert "AttributeError: 'State' object has no attribute 'shelf'" in printed
    lines = [
        line for line in started.splitlines() if "tartup" in line or "span" in line
    ]
    p.record_output("started", server, "\n".join(lines))
    p.record_http(
        "shelf", response, note="The log: 'State' object has no attribute 'shelf'."
    )


def test_lifespan_on_makes_uvicorn_refuse_to_start(program):
    p = program("guard.py")
    command = "uvicorn guard:app --port {port} --lifespan on"
    ended = p.run_command(*command.split())
    assert ended.returncode == 3
    lines = ended.stderr.splitlines()
    shown = [line for line in lines if line.startswith(("KeyError", "ERROR"))]
    p.record_output("refused", ended, "\n".join(shown))


def test_the_test_client_finds_that_middleware_if_lifespan_runs(program):
    module = program("guard.py").load()
    with pytest.raises(KeyError, match="path"), TestClient(module.app):
        pass
    # Without `with` there is no lifespan, and so nothing to find.
    client = TestClient(module.app, raise_server_exceptions=False)
    private = client.get("/private")
    assert (private.status_code, private.text) == (403, "staff only")
    assert client.get("/shelf").status_code == 500


@pytest.mark.parametrize("guarded", [("http",), ("http", "websocket")])
def test_a_guard_of_http_alone_lets_websockets_pass(guarded):
    app = FastAPI()
    closed = PlainTextResponse("staff only", status_code=403)

    @app.websocket("/private")
    async def private(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("secret")
        await socket.close()

    async def guard(scope, receive, send) -> None:
        private = scope["type"] in guarded and scope["path"].startswith("/private")
        await (closed if private else app)(scope, receive, send)

    with TestClient(guard) as client:
        assert client.get("/private").status_code == 403
        if "websocket" in guarded:
            with (
                pytest.raises(WebSocketDenialResponse) as denied,
                client.websocket_connect("/private"),
            ):
                pass
            assert denied.value.status_code == 403
        else:
            with client.websocket_connect("/private") as socket:
                assert socket.receive_text() == "secret"


def test_an_app_whose_server_sends_no_lifespan_lacks_its_state(program):
    module = program("shop.py").load()
    # What a server without lifespan, such as Daphne, does: requests and nothing else.
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/stock/Emma").status_code == 500
    with TestClient(module.app) as client:
        assert client.get("/stock/Emma").json() == 3


def test_asgi_does_not_make_code_wait_without_blocking(program):
    p = program("report.py")
    module = p.load()

    async def ask_five_times(path: str) -> int:
        module.most = 0
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://a"
        ) as client:
            await asyncio.gather(*(client.get(path) for _ in range(5)))
        return module.most

    started = time.monotonic()
    together = {"/blocking": asyncio.run(ask_five_times("/blocking"))}
    assert time.monotonic() - started > 0.24  # five times 0.05 s: each has blocked
    together["/awaiting"] = asyncio.run(ask_five_times("/awaiting"))
    assert together == {"/blocking": 1, "/awaiting": 5}
    label = "Five requests at once: most that ran at the same time"
    p.record_value("together", label, together)


def test_a_client_that_leaves_is_a_message():
    app = FastAPI()
    seen = []

    @app.get("/slow")
    async def slow(request: Request) -> None:
        seen.append(await request.is_disconnected())

    async def call(last: str) -> None:
        asked = iter([{"type": "http.request"}, {"type": last}])

        async def receive():
            return next(asked, {"type": last})

        async def send(message): ...

        scope = {"type": "http", "method": "GET", "path": "/slow", "headers": []}
        scope |= {"query_string": b""}
        if last == "http.disconnect":
            next(asked)
        await app(scope, receive, send)

    asyncio.run(call("http.request"))
    asyncio.run(call("http.disconnect"))
    assert seen == [False, True]

    # Uvicorn itself tells it while the endpoint works.
    started, over = threading.Event(), threading.Event()

    @app.get("/work")
    async def work(request: Request) -> None:
        started.set()
        for _ in range(10_000):
            await asyncio.sleep(0.01)
            if await request.is_disconnected():
                over.set()
                break

    with serve_here(app, lifespan="off") as url:
        address = ("127.0.0.1", httpx2.URL(url).port)
        with socket.create_connection(address, timeout=60) as client:
            client.sendall(b"GET /work HTTP/1.1\r\nhost: a\r\n\r\n")
            assert started.wait(120)
            assert not over.is_set()
        assert over.wait(120)


def test_is_disconnected_stays_false_behind_the_decorator():
    app, seen = FastAPI(), []

    @app.get("/slow")
    async def slow(request: Request) -> None:
        seen.append([await request.is_disconnected() for _ in range(3)])

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message): ...

    scope = {"type": "http", "method": "GET", "path": "/slow", "headers": []}
    scope |= {"query_string": b""}
    asyncio.run(app(dict(scope), receive, send))
    assert seen == [[True] * 3]

    behind = FastAPI()
    behind.include_router(app.router)

    @behind.middleware("http")
    async def pass_on(request: Request, call_next):
        return await call_next(request)

    asyncio.run(behind(dict(scope), receive, send))
    assert seen == [[True] * 3, [False] * 3]


def test_is_disconnected_drops_a_body_that_is_still_to_be_read():
    app = FastAPI()

    @app.post("/report")
    async def report(request: Request) -> int:
        if "late" not in request.query_params:
            await request.body()
        assert not await request.is_disconnected()
        async with asyncio.timeout(0.5):
            return len(await request.body())

    with serve_here(app, lifespan="off") as url:
        statuses = []
        for path in (b"/report", b"/report?late"):
            # In one piece, so that the body is there when the endpoint is called.
            head = b"POST %s HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n" % path
            address = ("127.0.0.1", httpx2.URL(url).port)
            with socket.create_connection(address, timeout=60) as client:
                client.sendall(head + b"Emma")
                statuses.append(client.recv(1024).split()[1])
    assert statuses == [b"200", b"500"]  # the latter of the TimeoutError


POLLS = """
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/report")
async def report(request: Request) -> list[bool]:
    await request.body()
    return [await request.is_disconnected() for _ in range(3)]
"""


@pytest.mark.parametrize("server", SERVERS)
def test_under_gunicorn_is_disconnected_is_true_from_its_second_call_on(
    program, tmp_path, server
):
    (tmp_path / "polls.py").write_text(POLLS)
    command = (word.replace("shop:", "polls:") for word in SERVERS[server])
    there = {"PYTHONPATH": str(tmp_path)}
    with program("shop.py").serve(*command, env=there) as running:
        polled = httpx2.post(f"{running.url}/report", content=b"Emma", timeout=60)
    # The client has not left: it gets this response.
    assert polled.json() == [False, *[server == "gunicorn"] * 2]


AWAITS = """
import asyncio
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def wait(who: str) -> None:
    print(who, "waits", flush=True)
    try:
        await asyncio.sleep(120)
    except asyncio.CancelledError:
        print(who, "cancelled", flush=True)
        raise


@app.get("/endpoint")
async def endpoint() -> None:
    await wait("endpoint")


@app.get("/task")
async def task(tasks: BackgroundTasks) -> None:
    tasks.add_task(wait, "task")
"""


def test_gunicorn_cancels_what_awaits_three_seconds_after_its_client_has_left(
    program, tmp_path
):
    assert ASGIDisconnectGracePeriod.default == 3
    (tmp_path / "awaits.py").write_text(AWAITS)
    command = (word.replace("shop:", "awaits:") for word in SERVERS["gunicorn"])
    there = {"PYTHONPATH": str(tmp_path)}
    with program("shop.py").serve(*command, env=there) as server:
        for who in ("endpoint", "task"):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(b"GET /%s HTTP/1.1\r\nhost: a\r\n\r\n" % who.encode())
                server.wait_for_output(f"{who} waits", 60)
            left = time.monotonic()
        for who in ("endpoint", "task"):
            server.wait_for_output(f"{who} cancelled", 60)
        assert 2.5 < time.monotonic() - left < 60


def leave_the_events(url: str) -> None:
    """Ask for the stream, and hang up after its first item, a 7."""
    with socket.create_connection(("127.0.0.1", httpx2.URL(url).port)) as client:
        client.sendall(b"GET /events HTTP/1.1\r\nhost: a\r\n\r\n")
        received = b""
        while b"7\n" not in received:
            received += client.recv(1024)


def test_a_stream_is_cancelled_when_its_client_leaves():
    app, ended, over = FastAPI(), [], threading.Event()

    @app.get("/events")
    async def stream() -> AsyncIterator[int]:
        try:
            yield 7
            await asyncio.sleep(120)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        finally:
            over.set()

    @app.get("/report")
    async def report() -> None:
        over.clear()
        left.set()
        await asyncio.sleep(0.5)
        ended.append("report made")
        over.set()

    left = threading.Event()
    with serve_here(app, lifespan="off") as url:
        port = httpx2.URL(url).port
        leave_the_events(url)
        assert over.wait(60)
        assert ended == ["cancelled"]
        # An endpoint that does not stream is not cancelled.
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET /report HTTP/1.1\r\nhost: a\r\n\r\n")
            assert left.wait(60)
        assert over.wait(60)
    assert ended == ["cancelled", "report made"]


def test_a_stream_of_a_def_endpoint_stops_at_its_next_yield():
    app, events = FastAPI(), []
    left, over = threading.Event(), threading.Event()

    @app.get("/events")
    def stream() -> Iterator[int]:
        yield 7
        left.wait(60)
        time.sleep(0.5)  # long enough for the server to notice
        events.append("went on")
        over.set()
        yield 8
        events.append("went on to the end")

    with serve_here(app, lifespan="off") as url:
        leave_the_events(url)
        left.set()
        assert over.wait(60)
    assert events == ["went on"]


def test_base_http_middleware_does_not_see_what_the_endpoint_sets():
    tenant = ContextVar("tenant", default="nobody")
    seen = {}

    def pure(app, name):
        async def call(scope, receive, send):
            await app(scope, receive, send)
            seen[name] = tenant.get()

        return call

    async def base(request, call_next):
        response = await call_next(request)
        seen["base"] = tenant.get()
        return response

    async def pass_on(request, call_next):
        return await call_next(request)

    for name in ("pure", "base", "pure around base"):
        app = FastAPI()
        if name == "base":
            app.add_middleware(BaseHTTPMiddleware, dispatch=base)
        elif name == "pure around base":
            app.add_middleware(BaseHTTPMiddleware, dispatch=pass_on)
        if name != "base":
            app.add_middleware(pure, name=name)

        @app.get("/")
        async def read() -> None:
            tenant.set("north")

        TestClient(app).get("/")
    assert seen == {"pure": "north", "base": "nobody", "pure around base": "nobody"}


def test_send_waits_for_a_client_that_reads_slowly():
    parts, done = [], threading.Event()
    headers = [(b"content-length", b"%d" % 2**26)]

    async def download(scope, receive, send):
        start = {"type": "http.response.start", "status": 200}
        if scope["path"] == "/progress":
            await send(start)
            await send({"type": "http.response.body", "body": b"%d" % len(parts)})
            return
        await send(start | {"headers": headers})
        for _ in range(64):  # of 1 MiB each
            part = {"type": "http.response.body", "body": bytes(2**20)}
            await send(part | {"more_body": len(parts) < 63})
            parts.append(part)
        done.set()

    with (
        serve_here(download, lifespan="off") as url,
        socket.create_connection(("127.0.0.1", httpx2.URL(url).port)) as slow,
    ):
        slow.settimeout(120)
        slow.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        assert slow.recv(4).startswith(b"HTTP")
        # The loop is free for another request, and the first is held up in `send`.
        assert int(httpx2.get(f"{url}/progress", timeout=120).text) < 64
        assert not done.is_set()
        received = 0
        while received < 2**26:
            part = slow.recv(2**20)
            assert part
            received += len(part)
        assert done.wait(120)
    assert len(parts) == 64


def test_receive_of_a_websocket_raises_or_tells_that_the_client_has_left():
    app, seen = FastAPI(), {}

    @app.websocket("/{how}")
    async def chat(socket: WebSocket, how: str) -> None:
        await socket.accept()
        try:
            if how == "iter":
                seen[how] = [text async for text in socket.iter_text()]
            elif how == "raw":
                seen[how] = (await socket.receive())["type"]
            else:
                await getattr(socket, f"receive_{how}")()
        except WebSocketDisconnect:
            seen[how] = "raised"

    with TestClient(app) as client:
        for how in ("text", "bytes", "json", "raw", "iter"):
            with client.websocket_connect(f"/{how}"):
                pass
    assert seen == {
        "text": "raised",
        "bytes": "raised",
        "json": "raised",
        "raw": "websocket.disconnect",
        "iter": [],
    }


@pytest.mark.parametrize("kind", ["pure", "base"])
def test_base_http_middleware_runs_the_rest_in_a_task_and_sees_http_only(kind):
    app = FastAPI()
    seen, tasks = [], {}

    def pure(app):
        async def call(scope, receive, send):
            seen.append(scope["type"])
            if scope["type"] == "http":
                tasks["middleware"] = asyncio.current_task()
            await app(scope, receive, send)

        return call

    async def base(request, call_next):
        seen.append(request.scope["type"])
        tasks["middleware"] = asyncio.current_task()
        return await call_next(request)

    if kind == "pure":
        app.add_middleware(pure)
    else:
        app.add_middleware(BaseHTTPMiddleware, dispatch=base)

    @app.get("/")
    async def read() -> None:
        tasks["endpoint"] = asyncio.current_task()

    @app.websocket("/chat")
    async def chat(socket: WebSocket) -> None:
        await socket.accept()

    with TestClient(app) as client:
        client.get("/")
        with client.websocket_connect("/chat"):
            pass
    assert (tasks["middleware"] is tasks["endpoint"]) == (kind == "pure")
    assert seen == {"pure": ["lifespan", "http", "websocket"], "base": ["http"]}[kind]


def test_middleware_of_a_mounted_app_sees_no_lifespan():
    app, mounted, seen = FastAPI(), FastAPI(), []

    def note(app):
        async def call(scope, receive, send):
            seen.append(scope["type"])
            await app(scope, receive, send)

        return call

    mounted.add_middleware(note)
    app.mount("/mounted", mounted)

    @mounted.websocket("/chat")
    async def chat(socket: WebSocket) -> None:
        await socket.accept()

    with TestClient(app) as client:
        assert client.get("/mounted/openapi.json").status_code == 200
        with client.websocket_connect("/mounted/chat"):
            pass
    assert seen == ["http", "websocket"]


def test_a_wsgi_application_is_called_once_and_returns_its_parts():
    """Flask stands for WSGI: one call, one input, an iterable of bytes."""
    app, started = Flask(__name__), []

    @app.get("/")
    def index():
        return (part for part in ("Emma", "Persuasion"))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": "a",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }

    def start_response(status, headers, exc_info=None, /):
        started.append(status)
        return lambda part: None

    parts = app.wsgi_app(environ, start_response)
    assert list(parts) == [b"Emma", b"Persuasion"]
    assert started == ["200 OK"]


CLOSING = """
import time
from collections.abc import Iterator


def app(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain")])
    return parts()


def parts() -> Iterator[bytes]:
    sent = 0
    try:
        while sent < 2000:
            sent += 1
            yield bytes(2**17)
    finally:
        print("closed", "early" if sent < 2000 else "late", flush=True)


def short(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain")])
    return two_parts()


def two_parts() -> Iterator[bytes]:
    yield b"Emma"
    time.sleep(1)
    print("second part made", flush=True)
    yield b"Persuasion"
    print("taken", flush=True)
"""


@contextmanager
def left_by_a_client(program, folder: Path, application: str) -> Iterator[Server]:
    """The server of a WSGI application whose client leaves after the first part."""
    (folder / "closing.py").write_text(CLOSING)
    bind = ("--bind", "127.0.0.1:{port}", "--no-control-socket")
    command = ("-m", "gunicorn", application, "--chdir", str(folder), *bind)
    with program("shop.py").serve(*command) as server:
        with httpx2.stream("GET", server.url, timeout=60) as response:
            next(response.iter_bytes())
        yield server


def test_a_wsgi_iterable_is_closed_when_its_client_leaves(program, tmp_path):
    with left_by_a_client(program, tmp_path, "closing:app") as server:
        server.wait_for_output("closed early", 60)


def test_a_wsgi_iterable_goes_on_until_a_write_finds_that_its_client_has_left(
    program, tmp_path
):
    with left_by_a_client(program, tmp_path, "closing:short") as server:
        server.wait_for_output("taken", 60)  # the first write after it succeeds


def test_fastapi_its_router_and_a_mounted_app_are_called_in_the_same_way():
    app, mounted = FastAPI(), FastAPI()
    app.mount("/mounted", mounted)

    @app.get("/")
    @mounted.get("/")
    async def read() -> None: ...

    for layer, path in ((app, "/"), (mounted, "/"), (app, "/mounted/")):
        assert status_of(layer, path) == 200
    assert status_of(app.build_middleware_stack(), "/") == 200
    assert status_of(AsyncExitStackMiddleware(app.router), "/") == 200


def status_of(layer, path: str) -> int:
    """Call an application by hand, and give the status that it sends."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    asyncio.run(layer(scope | {"query_string": b""}, receive, send))
    return sent[0]["status"]


def test_a_router_needs_the_middleware_of_an_app():
    app, router = FastAPI(), APIRouter()

    @app.get("/")
    @router.get("/")
    async def read() -> None: ...

    for alone in (app.router, router):
        with pytest.raises(AssertionError, match="fastapi_middleware_astack"):
            status_of(alone, "/")
        assert status_of(AsyncExitStackMiddleware(alone), "/") == 200


def test_the_lifespan_of_a_mounted_app_is_not_run():
    opened = []

    def opening(name: str):
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            opened.append(name)
            yield

        return lifespan

    app = FastAPI(lifespan=opening("app"))
    app.include_router(APIRouter(lifespan=opening("router")))
    app.mount("/mounted", FastAPI(lifespan=opening("mounted")))
    with TestClient(app) as client:
        assert client.get("/mounted/openapi.json").status_code == 200
    assert opened == ["app", "router"]


def test_no_middleware_sees_what_a_def_endpoint_sets():
    tenant = ContextVar("tenant", default="nobody")
    seen = {}

    def pure(app):
        async def call(scope, receive, send):
            await app(scope, receive, send)
            seen[scope["path"]] = tenant.get()

        return call

    base = []

    async def noted(request, call_next):
        response = await call_next(request)
        base.append(tenant.get())
        return response

    app = FastAPI()
    app.add_middleware(pure)
    behind = FastAPI()
    behind.add_middleware(BaseHTTPMiddleware, dispatch=noted)

    @app.get("/def")
    @behind.get("/def")
    def read() -> None:
        tenant.set("north")

    @app.get("/async")
    async def read_async() -> None:
        tenant.set("north")

    @app.get("/yields")
    async def stream() -> AsyncIterator[int]:
        tenant.set("north")
        yield 7

    with serve_here(app, lifespan="off") as url:
        for path in ("/def", "/async", "/yields"):
            assert httpx2.get(f"{url}{path}", timeout=120).status_code == 200
    # The body of a stream is sent from a task of its own.
    assert seen == {"/def": "nobody", "/async": "north", "/yields": "nobody"}
    assert TestClient(behind).get("/def").status_code == 200
    assert base == ["nobody"]


def test_a_websocket_that_reaches_the_bare_application_is_a_500(program):
    with program("shop.py").serve() as server:
        url = f"ws://127.0.0.1:{server.port}"
        for path, status in (("/shout/loud", 500), ("/stock/Emma", 403)):
            with (
                pytest.raises(InvalidStatus) as refused,
                connect(f"{url}{path}", open_timeout=120),
            ):
                pass
            assert refused.value.response.status_code == status


def test_an_app_limits_the_body_of_what_is_mounted_in_it(program):
    shout = program("shout.py").load().shout
    app = FastAPI(max_body_size=9)
    app.mount("/shout", shout)

    def in_parts(body: bytes) -> Iterator[bytes]:
        yield body[:5]
        yield body[5:]

    client = TestClient(app)
    for body, status in ((b"read Emma", 200), (b"read Emmas", 413)):
        assert client.post("/shout", content=body).status_code == status
        assert client.post("/shout", content=in_parts(body)).status_code == status


def test_lifespan_runs_once_in_each_worker_process(program):
    p = program("shop.py")
    workers = ("--port", "{port}", "--workers", "2")
    with p.serve("-m", "uvicorn", "shop:app", *workers) as server:
        deadline = time.monotonic() + 120
        while server.output.count("stock opened") < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        server.stop()
        assert server.output.count("stock opened") == 2


def test_starlette_uses_anyio_and_hypercorn_has_a_trio_worker():
    assert find_spec("hypercorn.trio")
    assert vars(starlette.concurrency)["anyio"] is anyio
