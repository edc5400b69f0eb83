import asyncio
import json
import socket
import warnings
from base64 import b64decode
from collections.abc import Iterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Annotated

import anyio
import httpx2
import pytest
from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.exceptions import DependencyScopeError
from fastapi.testclient import TestClient


def test_the_pool_outlives_requests_and_the_transaction_ends_before_the_session(
    program,
):
    p = program("scopes.py")
    quiet = "uvicorn scopes:app --port {port} --log-level error"
    with p.serve(*quiet.split()) as server:
        first = httpx2.get(f"{server.url}/orders")
        assert first.json() == {"session": 1, "connections in use": 1}
        server.wait_for_output("session closed")
        second = httpx2.get(f"{server.url}/orders")
        assert second.json() == {"session": 2, "connections in use": 1}
        server.stop()
        printed = server.output
    p.record_http("first", first)
    p.record_http("second", second)
    one = [
        "transaction begun",
        "transaction committed",
        "(the response has been sent)",
        "session closed",
    ]
    assert [line.strip() for line in printed.splitlines()] == [
        "pool opened",
        *("session 1 opened", *one),
        *("session 2 opened", *one),
        "pool closed",
    ]
    p.record_output("printed", server, printed)


def test_each_worker_process_has_a_pool_of_its_own(program):
    p = program("scopes.py")
    command = "uvicorn scopes:app --log-level error --workers 2"
    with p.serve("-m", *command.split(), "--port", "{port}") as server:
        server.wait_for_output("pool opened\npool opened\n")
        server.stop()
        opened = server.output.count("pool opened")
    assert opened == 2
    p.record_value("workers", f"{command}: pools opened", opened)


def test_a_websocket_keeps_its_session_until_it_is_closed(program):
    module = program("scopes.py").load()

    @module.app.websocket("/orders")
    async def watch(
        socket: WebSocket,
        session: Annotated[int, Depends(module.open_session)],
        transaction: Annotated[int, Depends(module.begin, scope="function")],
        pool: Annotated[object, Depends(module.get_pool)],
    ) -> None:
        await socket.accept()
        async for _ in socket.iter_text():
            await socket.send_json([session, transaction, pool.in_use])  # pyright: ignore[reportAttributeAccessIssue]

    with TestClient(module.app) as client:
        with client.websocket_connect("/orders") as socket:
            for _ in range(2):
                socket.send_text("?")
                assert socket.receive_json() == [1, 1, 1]
        assert client.get("/orders").json()["connections in use"] == 1


def test_a_basket_belongs_to_the_browser_that_sends_its_cookie(program, monkeypatch):
    monkeypatch.setenv("SESSION_KEY", "a key for tests only")
    p = program("basket.py")
    app = p.load().app
    ada, bob = TestClient(app), TestClient(app)
    baskets = [
        ("ada", ada.post("/basket/dune")),
        ("ada-again", ada.post("/basket/emma")),
        ("bob", bob.post("/basket/ulysses")),
    ]
    assert [one.json() for _, one in baskets] == [
        ["dune"],
        ["dune", "emma"],
        ["ulysses"],
    ]
    assert all("set-cookie" in one.headers for _, one in baskets)
    # Signed, so it cannot be changed; but not encrypted.
    payload, *_signature = ada.cookies["session"].split(".")
    assert json.loads(b64decode(payload)) == {"basket": ["dune", "emma"]}
    seen = {name: one.json() for name, one in baskets}
    p.record_value(
        "baskets", "POST /basket/dune and /emma by Ada, /ulysses by Bob", seen
    )


def test_a_list_changed_inside_the_session_is_not_saved(program, monkeypatch):
    monkeypatch.setenv("SESSION_KEY", "a key for tests only")
    p = program("basket.py")
    client = TestClient(p.load().app)
    books = ("dune", "emma", "ulysses")
    answers = {book: client.post(f"/lost/{book}").json() for book in books}
    assert answers == {
        "dune": ["dune"],
        "emma": ["dune", "emma"],
        "ulysses": ["dune", "ulysses"],
    }
    p.record_value("lost", "Answers to POST /lost/dune, /emma, /ulysses", answers)


def test_an_exit_of_the_default_scope_is_too_late_for_the_session_cookie(
    program, monkeypatch
):
    monkeypatch.setenv("SESSION_KEY", "a key for tests only")
    module = program("basket.py").load()

    @module.app.post("/late/{book}")
    def add(
        book: str, basket: Annotated[list[str], Depends(module.open_basket)]
    ) -> list[str]:
        basket.append(book)
        return basket

    client = TestClient(module.app)
    assert client.post("/late/dune").json() == ["dune"]
    assert client.post("/late/emma").json() == ["emma"]


def test_without_finally_every_error_leaks_a_session(program):
    p = program("leaky.py")
    module = p.load()
    client = TestClient(module.app)
    codes = [client.get(f"/orders/{number}").status_code for number in (1, 2, 3)]
    assert codes == [200, 404, 404]
    assert module.in_use == {"sessions": 2}
    label = "Still in use after GET /orders/1 (200), /orders/2 and /orders/3 (404)"
    p.record_value("leaked", label, module.in_use)


def test_a_default_scope_generator_may_not_use_one_of_function_scope(program):
    p = program("refused.py")
    with pytest.raises(DependencyScopeError):
        p.load()
    done = p.run()
    assert done.returncode == 1
    p.record_output("refused", done, done.stderr.splitlines()[-1])


def test_a_plain_dependency_in_between_hides_the_mistake(program):
    p = program("hidden.py")
    module = p.load()
    assert TestClient(module.app).get("/report").status_code == 200
    assert module.steps == [
        "transaction begun",
        "report opened",
        "transaction ended",
        "report closed, its transaction is gone",
    ]
    p.record_value("hidden", "GET /report, answered 200", module.steps)


def test_a_function_scope_generator_may_use_one_of_default_scope():
    app = FastAPI()

    def outer() -> Iterator[str]:
        yield "session"

    def inner(session: Annotated[str, Depends(outer)]) -> Iterator[str]:
        yield session

    @app.get("/")
    def read(value: Annotated[str, Depends(inner, scope="function")]) -> str:
        return value

    assert TestClient(app).get("/").json() == "session"


def test_a_cached_factory_gives_every_request_the_same_settings():
    app = FastAPI()
    read = []

    @lru_cache
    def get_settings() -> object:
        read.append("settings")
        return object()

    @app.get("/")
    def show(settings: Annotated[object, Depends(get_settings)]) -> int:
        return id(settings)

    client = TestClient(app)
    assert client.get("/").json() == client.get("/").json()
    assert read == ["settings"]


def test_state_of_the_lifespan_can_be_read_like_a_dictionary_too():
    @asynccontextmanager
    async def lifespan(app):
        yield {"pool": "the pool"}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    def read(request: Request) -> bool:
        return request.state.pool is request.state["pool"]

    with TestClient(app) as client:
        assert client.get("/").json() is True


def test_with_a_lifespan_on_event_handlers_never_run():
    started = []

    @asynccontextmanager
    async def lifespan(app):
        started.append("lifespan")
        yield

    app = FastAPI(lifespan=lifespan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        app.on_event("startup")(lambda: started.append("on_event"))  # pyright: ignore[reportDeprecated]
    with TestClient(app):
        pass
    assert started == ["lifespan"]


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_an_exit_runs_to_its_end_when_a_scope_around_the_request_is_cancelled(kind):
    app = FastAPI()
    steps = []

    async def on_loop():
        try:
            yield
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            steps.append("closed")
            raise

    # Not `finally`: that runs for a generator that is merely thrown away, too.
    def in_thread():
        try:
            yield
        except asyncio.CancelledError:
            steps.append("closed")
            raise

    depends = Depends(in_thread if kind == "def" else on_loop)

    async def cancel_while_running() -> None:
        entered = asyncio.Event()

        @app.get("/", dependencies=[depends])
        async def read() -> None:
            entered.set()
            await asyncio.sleep(60)

        transport = httpx2.ASGITransport(app=app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.get, "/")
            await entered.wait()
            group.cancel_scope.cancel()
        steps.append("the request has ended")

    asyncio.run(cancel_while_running())
    assert steps == ["closed", "the request has ended"]


def test_a_server_whose_time_is_over_does_not_wait_for_an_exit(program, tmp_path):
    (tmp_path / "slow.py").write_text("""
import asyncio
from fastapi import Depends, FastAPI

async def open_session():
    try:
        yield
    finally:
        print("exit begins")
        await asyncio.sleep(60)
        print("exit ends")

async def wait():
    print("waiting")
    await asyncio.sleep(60)

app = FastAPI()
app.get("/", dependencies=[Depends(open_session)])(wait)
""")
    command = f"-m uvicorn slow:app --app-dir {tmp_path} --timeout-graceful-shutdown 1"
    with program("scopes.py").serve(*command.split(), "--port", "{port}") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            server.wait_for_output("waiting")
            server.stop()
        assert "exit begins" in server.output
        assert "exit ends" not in server.output
