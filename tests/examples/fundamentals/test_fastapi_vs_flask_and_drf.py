import asyncio
import contextlib
import gc
import inspect
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import anyio.to_thread
import fastapi
import httpx2
import pytest
import rest_framework
from asgiref.wsgi import WsgiToAsgi
from django.db import transaction
from django.db.models import QuerySet
from fastapi import Depends, FastAPI, WebSocket
from fastapi.security import OAuth2PasswordBearer
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from flask import Flask
from harness.environment import environment
from starlette.types import ASGIApp


def test_one_model_is_contract_check_and_schema(program):
    p = program("orders.py")
    module = p.load()
    client = TestClient(module.app)

    order = {"email": "ada@example.com", "lines": [{"title": "Emma", "copies": 2}]}
    placed = client.post("/orders", json=order)
    assert placed.status_code == 201
    assert placed.json() == {**order, "id": 12}
    p.record_http("placed", placed)

    wrong = {"email": "ada", "lines": [{"title": "Emma", "copies": 0}]}
    refused = client.post("/orders", json=wrong)
    assert refused.status_code == 422
    errors = {
        ".".join(map(str, one["loc"])): one["msg"] for one in refused.json()["detail"]
    }
    assert list(errors) == ["body.email", "body.lines.0.copies"]
    p.record_value("refused", "The same with a bad email and 0 copies: 422", errors)
    empty = client.post("/orders", json={"email": "ada@example.com", "lines": []})
    assert [one["type"] for one in empty.json()["detail"]] == ["too_short"]

    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    copies = schemas["Line"]["properties"]["copies"]
    assert copies["exclusiveMinimum"] == 0
    assert schemas["NewOrder"]["properties"]["email"]["format"] == "email"
    p.record_value("schema", "Line in /openapi.json", schemas["Line"]["properties"])


def met(url: str, readers: str = "ab") -> list[bool]:
    """What two readers get who ask at the same time."""

    async def ask() -> list[bool]:
        async with httpx2.AsyncClient(timeout=300) as client:
            calls = (client.post(f"{url}/club") for _ in readers)
            responses = await asyncio.gather(*calls)
        return [response.json()["met"] for response in responses]

    return asyncio.run(ask())


def test_two_requests_meet_on_one_event_loop(program):
    p = program("club_fastapi.py")
    with p.serve() as server:
        answers = met(server.url)
        assert met(server.url, "abcd") == [True] * 4
        assert met(server.url, "a") == [False]
        assert met(server.url, "a") == [False]  # the one before has gone
    assert answers == [True, True]
    label = "Two requests at once, Uvicorn, one process: did the readers meet?"
    p.record_value("met", label, answers)


def test_a_reader_who_comes_as_another_leaves_meets_that_one_or_nobody(
    program, monkeypatch
):
    module = program("club_fastapi.py").load()
    turn, late, pauses = asyncio.sleep, [], []

    async def meet() -> list[bool]:
        async def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 60:  # the last before the first reader gives up
                late.append(asyncio.create_task(module.join()))
            await turn(0)

        monkeypatch.setattr(asyncio, "sleep", pause)
        first = await module.join()
        second = await late[0]
        alone = await module.join()
        return [one["met"] for one in (first, second, alone)]

    first, second, alone = asyncio.run(meet())
    assert first == second
    assert not alone


def test_a_drf_serializer_gives_an_untyped_dict():
    """In a process of its own: Django has one configuration per process."""
    code = """
from django.conf import settings
settings.configure(USE_I18N=False)
from rest_framework import serializers
class Order(serializers.Serializer):
    title = serializers.CharField()
order = Order(data={"title": "Emma"})
order.is_valid(raise_exception=True)
print(type(order.validated_data))
"""
    printed = subprocess.run(
        [sys.executable, "-B", "-c", code],
        env=environment(),
        text=True,
        capture_output=True,
        timeout=300,
        check=True,
    ).stdout
    assert printed == "<class 'dict'>\n"


def test_an_async_flask_view_holds_its_worker(program):
    p = program("club_flask.py")
    bind = ("--bind", "127.0.0.1:{port}", "--no-control-socket")
    with p.serve("-m", "gunicorn", "club_flask:app", *bind) as server:
        answers = met(server.url)
    assert answers == [False, False]
    label = "Two requests at once, Gunicorn, one worker: did the readers meet?"
    p.record_value("missed", label, answers)
    with p.serve("-m", "gunicorn", "club_flask:app", *bind, "--threads", "2") as server:
        answers = met(server.url)
    assert answers == [True, True]


def test_two_async_functions_of_one_flask_request_have_two_loops():
    app, loops = Flask(__name__), []

    @app.before_request
    async def open_session() -> None:
        loops.append(asyncio.get_running_loop())

    @app.get("/orders")
    async def read() -> str:
        assert loops[0].is_closed()
        loops.append(asyncio.get_running_loop())
        return "Emma"

    assert app.test_client().get("/orders").status_code == 200
    first, second = loops
    assert first is not second


def test_the_two_clubs_differ_in_the_framework_only(program):
    fastapi = program("club_fastapi.py").path.read_text()
    flask = program("club_flask.py").path.read_text()
    assert fastapi.replace("from fastapi import FastAPI", "").replace(
        "FastAPI()", ""
    ) == flask.replace("from flask import Flask", "").replace("Flask(__name__)", "")


def test_django_awaits_a_view_and_drf_does_not(program):
    p = program("drf_orders.py")
    with p.serve() as server:
        django = httpx2.get(f"{server.url}/django/", timeout=60)
        drf = httpx2.get(f"{server.url}/drf/", timeout=60)
        server.stop()
        printed = server.output
    assert django.json() == {"orders": [12]}
    assert drf.status_code == 500
    p.record_http("django", django)
    error = next(line for line in printed.splitlines() if "AssertionError" in line)
    p.record_value("drf", "GET /drf/ is a 500; the server logs", error)


def test_the_oauth2_helper_reads_a_token_and_neither_issues_nor_checks_it():
    app = FastAPI()
    bearer = OAuth2PasswordBearer(tokenUrl="token")

    @app.get("/me")
    async def read_me(token: Annotated[str, Depends(bearer)]) -> str:
        return token

    client = TestClient(app)
    assert client.get("/me").status_code == 401
    invented = client.get("/me", headers={"Authorization": "Bearer invented"})
    assert invented.json() == "invented"
    empty = client.get("/me", headers={"Authorization": "Bearer"})
    assert (empty.status_code, empty.json()) == (200, "")
    assert client.post("/token").status_code == 404
    schemes = app.openapi()["components"]["securitySchemes"]
    assert schemes["OAuth2PasswordBearer"]["type"] == "oauth2"


def test_events_and_json_lines_are_built_in():
    app = FastAPI()

    @app.get("/events", response_class=EventSourceResponse)
    async def events() -> AsyncIterator[int]:
        yield 12

    @app.get("/lines")
    async def lines() -> AsyncIterator[int]:
        yield 12

    client = TestClient(app)
    assert client.get("/events").text == "data: 12\n\n"
    assert client.get("/lines").text == "12\n"


def test_a_task_spawned_in_a_flask_view_is_cancelled():
    app = Flask(__name__)
    ended = []

    @app.post("/mails")
    async def send_mail() -> str:
        async def send() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append("cancelled")

        app.extensions["mail"] = asyncio.create_task(send())
        await asyncio.sleep(0)
        return "sent"

    assert app.test_client().post("/mails").text == "sent"
    assert ended == ["cancelled"]


def test_a_task_of_a_flask_view_goes_on_behind_wsgi_to_asgi():
    app = Flask(__name__)
    loops, done = [], []

    @app.post("/mails")
    async def send_mail() -> str:
        async def send() -> None:
            await app.extensions["view ended"].wait()
            done.append("sent")

        loops.append(asyncio.get_running_loop())
        app.extensions["mail"] = asyncio.create_task(send())
        return "accepted"

    async def ask() -> None:
        app.extensions["view ended"] = asyncio.Event()
        async with client_of(WsgiToAsgi(app)) as client:
            assert (await client.post("/mails")).text == "accepted"
            assert (loops, done) == ([asyncio.get_running_loop()], [])
            app.extensions["view ended"].set()
            await asyncio.wait_for(app.extensions["mail"], timeout=60)

    asyncio.run(ask())
    assert done == ["sent"]


def test_behind_wsgi_to_asgi_requests_run_one_at_a_time():
    app = Flask(__name__)
    events = []

    @app.post("/mails/<number>")
    async def send_mail(number: str) -> str:
        events.append(f"{number} starts")
        await asyncio.sleep(0.05)
        events.append(f"{number} ends")
        return "sent"

    async def ask() -> None:
        async with client_of(WsgiToAsgi(app)) as client:
            await asyncio.gather(*(client.post(f"/mails/{n}") for n in range(3)))

    asyncio.run(ask())
    assert len(events) == 6
    for starts, ends in zip(events[::2], events[1::2], strict=True):
        assert ends == starts.replace("starts", "ends")


def test_an_idle_connection_holds_no_thread_of_gunicorn(program):
    bind = ("--bind", "127.0.0.1:{port}", "--no-control-socket", "--threads", "2")
    command = ("-m", "gunicorn", "club_flask:app", *bind, "--keep-alive", "120")
    with (
        program("club_flask.py").serve(*command) as server,
        contextlib.ExitStack() as idle,
    ):
        for _ in range(10):  # all stay open, five times as many as there are threads
            client = idle.enter_context(httpx2.Client(timeout=120))
            response = client.get(f"{server.url}/nothing")
            assert response.status_code == 404
            assert response.headers["connection"] == "keep-alive"
        assert met(server.url) == [True, True]  # both threads are free


def client_of(app: ASGIApp) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://a", timeout=300)


def test_a_thousand_waiting_requests_need_no_thread():
    app = FastAPI()
    seen = {}

    @app.get("/wait")
    async def wait() -> None:
        seen["waiting"] = seen.get("waiting", 0) + 1
        if seen["waiting"] == 1000:
            seen["threads"] = threading.active_count()
            seen["all"].set()
        await seen["all"].wait()

    async def ask() -> int:
        seen["all"] = asyncio.Event()
        before = threading.active_count()
        async with client_of(app) as client:
            await asyncio.gather(*(client.get("/wait") for _ in range(1000)))
        return before

    before = asyncio.run(ask())
    assert seen["threads"] <= before
    assert seen["waiting"] == 1000


def test_blocking_endpoints_run_at_once_only_up_to_the_size_of_the_pool():
    app = FastAPI()
    running, may_end = [], threading.Event()

    @app.get("/blocking")
    def block() -> None:
        running.append("one")
        may_end.wait(timeout=120)

    async def ask() -> int:
        limiter = anyio.to_thread.current_default_thread_limiter()
        assert limiter.total_tokens == 40
        limiter.total_tokens = 2
        async with client_of(app) as client:
            calls = [asyncio.create_task(client.get("/blocking")) for _ in range(8)]
            deadline = time.monotonic() + 60
            while limiter.statistics().tasks_waiting < 6 or len(running) < 2:
                assert time.monotonic() < deadline
                await asyncio.wait(calls, timeout=0.01)
            at_once = len(running)
            may_end.set()
            await asyncio.gather(*calls)
        return at_once

    assert asyncio.run(ask()) == 2
    assert len(running) == 8


def test_an_endpoint_that_blocks_the_loop_stops_the_others():
    app = FastAPI()
    order = []

    @app.get("/blocking")
    async def block() -> None:
        order.append("blocking starts")
        time.sleep(0.2)  # noqa: ASYNC251
        order.append("blocking ends")

    @app.get("/quick")
    async def quick() -> None:
        order.append("quick")

    async def ask() -> None:
        async with client_of(app) as client:
            await asyncio.gather(client.get("/blocking"), client.get("/quick"))

    asyncio.run(ask())
    assert order == ["blocking starts", "blocking ends", "quick"]


def test_a_dependency_is_a_parameter_that_a_test_can_replace():
    app = FastAPI()

    def shop() -> str:
        return "north"

    @app.get("/shop")
    async def read_shop(shop: Annotated[str, Depends(shop)]) -> str:
        return shop

    client = TestClient(app)
    assert client.get("/shop").json() == "north"
    app.dependency_overrides[shop] = lambda: "test"
    assert client.get("/shop").json() == "test"


def test_websockets_are_built_in():
    app = FastAPI()

    @app.websocket("/chat")
    async def chat(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())

    with TestClient(app).websocket_connect("/chat") as socket:
        socket.send_text("Emma")
        assert socket.receive_text() == "Emma"


def test_djangos_async_queries_run_the_sync_query_in_a_thread():
    assert "sync_to_async(self.get)" in inspect.getsource(QuerySet.aget)
    # No async way into a transaction: `async with` needs these two.
    assert not hasattr(transaction.Atomic, "__aenter__")
    assert hasattr(transaction.Atomic, "__enter__")


ASYNC_QUERY = """
import asyncio
import sys
import django
from django.conf import settings

sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}
settings.configure(
    DATABASES={"default": sqlite}, INSTALLED_APPS=["django.contrib.contenttypes"]
)
django.setup()
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

call_command("migrate", verbosity=0)


async def read(how):
    if how == "sync":
        return list(ContentType.objects.all())
    return [one async for one in ContentType.objects.all()]


for how in ("async", "sync"):
    try:
        print(how, len(asyncio.run(read(how))))
    except Exception as error:
        print(how, type(error).__name__)
"""


def test_a_sync_query_of_django_in_async_def_is_an_error(tmp_path):
    printed = subprocess.run(
        [sys.executable, "-B", "-c", ASYNC_QUERY, str(tmp_path / "shop.sqlite")],
        env=environment(),
        text=True,
        capture_output=True,
        timeout=300,
        check=True,
    ).stdout
    assert printed.splitlines() == ["async 1", "sync SynchronousOnlyOperation"]


def test_starlettes_wsgi_middleware_is_deprecated():
    imported = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import fastapi.middleware.wsgi"],
        env=environment(),
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert imported.returncode == 1
    assert "starlette.middleware.wsgi is deprecated" in imported.stderr
    assert "a2wsgi as a replacement" in imported.stderr


def test_drf_still_has_a_generator_of_its_own():
    source = Path(rest_framework.__file__).parent / "schemas" / "openapi.py"
    assert "class SchemaGenerator(" in source.read_text()


def test_drf_brings_permissions_throttling_pagination_and_a_browsable_api():
    parts = {"permissions", "throttling", "pagination"}
    for package, has_them in ((rest_framework, True), (fastapi, False)):
        modules = {one.name for one in iter_modules(package.__path__)}
        assert parts & modules == (parts if has_them else set())
    renderers = Path(rest_framework.__file__).parent / "renderers.py"
    assert "class BrowsableAPIRenderer(" in renderers.read_text()


def test_flask_writes_no_openapi():
    app = Flask(__name__)
    app.get("/orders")(lambda: [])
    assert app.test_client().get("/openapi.json").status_code == 404
    assert [rule.rule for rule in app.url_map.iter_rules()] == [
        "/static/<path:filename>",
        "/orders",
    ]


def test_flask_needs_its_async_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "asgiref.sync", None)
    app = Flask(__name__)

    @app.get("/")
    async def index() -> str:
        return ""

    app.testing = True  # lets errors through
    with pytest.raises(RuntimeError, match="'async' extra"):
        app.test_client().get("/")


def test_a_task_that_nobody_refers_to_may_be_collected():
    """The loop refers only weakly to a task that waits."""
    app = FastAPI()
    kept, ended = set(), []

    async def send(name: str) -> None:
        try:
            await asyncio.Future()
        finally:
            ended.append(name)

    @app.post("/mails/{name}")
    async def send_mail(name: str) -> None:
        task = asyncio.create_task(send(name))
        if name == "kept":
            kept.add(task)

    async def ask() -> None:
        async with client_of(app) as client:
            for name in ("kept", "lost"):
                assert (await client.post(f"/mails/{name}")).status_code == 200
            await asyncio.sleep(0)
            gc.collect()
            assert ended == ["lost"]

    asyncio.run(ask())
