import asyncio
import subprocess
import sys
from contextvars import ContextVar

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from programs import environment
from starlette.middleware.base import BaseHTTPMiddleware

SERVERS = {
    "uvicorn": ("-m", "uvicorn", "shop:app", "--port", "{port}"),
    "hypercorn": ("-m", "hypercorn", "shop:app", "--bind", "127.0.0.1:{port}"),
    "gunicorn": (
        *("-m", "gunicorn", "shop:app", "--bind", "127.0.0.1:{port}"),
        *("--worker-class", "asgi", "--no-control-socket"),
    ),
}


def test_any_asgi_server_runs_the_same_app(program):
    p = program("shop.py")
    seen = {}
    for name, command in SERVERS.items():
        with p.serve(*command) as server:
            stock = httpx2.get(f"{server.url}/stock/Emma")
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
    p = program("shop.py")
    module = p.load()
    asked = iter(
        [
            {"type": "http.request", "body": b"read ", "more_body": True},
            {"type": "http.request", "body": b"Emma", "more_body": False},
        ]
    )
    messages = []

    async def receive():
        messages.append({"receive": next(asked)})
        return messages[-1]["receive"]

    async def send(message):
        messages.append({"send": message})

    asyncio.run(module.shout({"type": "http", "path": "/"}, receive, send))
    kinds = [f"{way} {one['type']}" for each in messages for way, one in each.items()]
    assert kinds == [
        "receive http.request",
        "receive http.request",
        "send http.response.start",
        "send http.response.body",
    ]
    p.record_value(
        "by-hand", "shout() called without a server, body in two parts", kinds
    )


def test_middleware_that_breaks_lifespan_is_noticed_at_the_first_request(program):
    p = program("guard.py")
    with p.serve() as server:
        started = server.output
        response = httpx2.get(f"{server.url}/shelf")
        server.stop()
        printed = server.output
    assert "Error" not in started
    assert response.status_code == 500
    assert "AttributeError: 'State' object has no attribute 'shelf'" in printed
    lines = [
        line for line in started.splitlines() if "tartup" in line or "span" in line
    ]
    p.record_output("started", "uvicorn guard:app", "\n".join(lines))
    p.record_http(
        "shelf", response, note="The log: 'State' object has no attribute 'shelf'."
    )


def test_lifespan_on_makes_uvicorn_refuse_to_start(program):
    p = program("guard.py")
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "guard:app",
            "--port",
            "0",
            "--lifespan",
            "on",
        ],
        cwd=p.path.parent,
        env=environment(),
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 3
    lines = ended.stderr.splitlines()
    shown = [line for line in lines if line.startswith(("KeyError", "ERROR"))]
    p.record_output("refused", "uvicorn guard:app --lifespan on", "\n".join(shown))


def test_the_test_client_finds_that_middleware_if_lifespan_runs(program):
    module = program("guard.py").load()
    with pytest.raises(KeyError, match="path"), TestClient(module.app):
        pass
    # Without `with` there is no lifespan, and so nothing to find.
    TestClient(module.app, raise_server_exceptions=False).get("/shelf")


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
