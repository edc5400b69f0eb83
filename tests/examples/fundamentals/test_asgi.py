import asyncio
from contextvars import ContextVar

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.middleware.base import BaseHTTPMiddleware

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


def test_a_bare_callable_is_mounted_beside_fastapi(program):
    p = program("shop.py")
    with TestClient(p.load().app) as client:
        response = client.post("/shout", content="read Emma")
        assert response.text == "READ EMMA"
        p.record_http("shouted", response, headers=["cache-control"])


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


def test_a_server_runs_an_app_without_a_framework(program):
    command = ("-m", "uvicorn", "shout:shout", "--port", "{port}")
    with program("shout.py").serve(*command) as server:
        assert (
            httpx2.post(server.url, content="read Emma", timeout=60).text == "READ EMMA"
        )
        assert "ASGI 'lifespan' protocol appears unsupported." in server.output


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
    assert client.get("/private").status_code == 403
    assert client.get("/shelf").status_code == 500


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

    together = {
        path: asyncio.run(ask_five_times(path)) for path in ("/blocking", "/awaiting")
    }
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


def test_base_http_middleware_does_not_see_what_the_endpoint_sets():
    tenant = ContextVar("tenant", default="nobody")
    seen = {}

    def pure(app):
        async def call(scope, receive, send):
            await app(scope, receive, send)
            seen["pure"] = tenant.get()

        return call

    async def base(request, call_next):
        response = await call_next(request)
        seen["base"] = tenant.get()
        return response

    for name in ("pure", "base"):
        app = FastAPI()
        if name == "pure":
            app.add_middleware(pure)
        else:
            app.add_middleware(BaseHTTPMiddleware, dispatch=base)

        @app.get("/")
        async def read() -> None:
            tenant.set("north")

        TestClient(app).get("/")
    assert seen == {"pure": "north", "base": "nobody"}
