import asyncio
import inspect
import json
import socket
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import requires
from typing import Annotated, Any, Literal, get_args, get_type_hints

import anyio
import httpx2
import pytest
from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    HTTPException,
    Request,
    WebSocket,
    params,
)
from fastapi.exceptions import DependencyScopeError
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from itsdangerous import TimestampSigner
from pydantic import BaseModel
from starlette.middleware.sessions import SessionMiddleware

QUIET = ("uvicorn", "scopes:app", "--port", "{port}", "--log-level", "error")


def test_the_pool_outlives_requests_and_the_transaction_ends_before_the_session(
    program, capsys
):
    p = program("scopes.py")
    with p.serve(*QUIET) as server:
        first = httpx2.get(f"{server.url}/orders")
        server.wait_for_output("session closed")
        second = httpx2.get(f"{server.url}/orders")
        server.stop()
        printed = server.output
    # Both were given the only connection of one pool.
    assert first.json() == second.json() == "connection 1"
    one = [
        "session opened on connection 1",
        "transaction begun",
        "transaction committed",
        "(the response has been sent)",
        "session closed",
    ]
    assert [line.strip() for line in printed.splitlines()] == [
        "pool opened",
        *one,
        *one,
        "pool closed",
    ]
    p.record_output("printed", server, printed)

    # And when the response was handed over, which a task only follows.
    module = p.load()

    async def noted(scope, receive, send):
        async def note(message):
            if message["type"] == "http.response.start":
                print("sent")
            await send(message)

        await module.app(scope, receive, note)

    with TestClient(noted) as client:
        assert client.get("/orders").json() == "connection 1"
    steps = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert steps == ["pool opened", *one[:3], "sent", *one[3:], "pool closed"]


def test_an_error_while_the_application_runs_closes_the_pool(program, capsys):
    module = program("scopes.py").load()

    async def run() -> None:
        async with module.lifespan(module.app):
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(run())
    assert capsys.readouterr().out == "pool opened\npool closed\n"


def test_an_endpoint_that_fails_gives_its_connection_back(program, capsys):
    module = program("scopes.py").load()

    @module.app.get("/broken")
    async def fail(
        transaction: Annotated[str, Depends(module.begin, scope="function")],
    ) -> None:
        raise LookupError

    with TestClient(module.app, raise_server_exceptions=False) as client:
        assert client.get("/broken").status_code == 500
        assert client.get("/orders").json() == "connection 1"
    assert capsys.readouterr().out.count("transaction committed") == 1


def test_a_request_waits_until_another_has_given_the_connection_back(program, capsys):
    module = program("scopes.py").load()

    async def send_two() -> list[str]:
        arrived, release = asyncio.Event(), asyncio.Event()

        @module.app.get("/slow")
        async def wait(session: Annotated[str, Depends(module.open_session)]) -> str:
            arrived.set()
            await release.wait()
            return session

        transport = httpx2.ASGITransport(app=module.app)
        async with module.app.router.lifespan_context(module.app) as state:

            async def with_state(scope, receive, send):
                scope["state"] = dict(state)
                await module.app(scope, receive, send)

            transport = httpx2.ASGITransport(app=with_state)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://test"
            ) as client:
                slow = asyncio.create_task(client.get("/slow"))
                await arrived.wait()
                other = asyncio.create_task(client.get("/orders"))
                await anyio.wait_all_tasks_blocked()
                assert not other.done()
                release.set()
                return [(await one).json() for one in (slow, other)]

    assert asyncio.run(send_two()) == ["connection 1"] * 2


def test_each_worker_process_has_a_pool_of_its_own(program):
    p = program("scopes.py")
    with p.serve(*QUIET, "--workers", "2") as server:
        server.wait_for_output("pool opened\npool opened\n", seconds=120)
        server.stop()
        opened = server.output.count("pool opened")
    assert opened == 2
    p.record_value("workers", "{command}: pools opened", opened, ran=server)


def test_a_websocket_keeps_its_session_until_it_is_closed(program, capsys):
    module = program("scopes.py").load()

    @module.app.websocket("/orders")
    async def watch(
        socket: WebSocket,
        transaction: Annotated[str, Depends(module.begin, scope="function")],
    ) -> None:
        await socket.accept()
        async for _ in socket.iter_text():
            await socket.send_text(transaction)
        print("endpoint ends")

    with TestClient(module.app) as client:
        with client.websocket_connect("/orders") as socket:
            for _ in range(2):
                socket.send_text("?")
                assert socket.receive_text() == "connection 1"
            assert "committed" not in capsys.readouterr().out
        printed = capsys.readouterr().out
        assert [line.strip() for line in printed.splitlines()] == [
            "endpoint ends",
            "transaction committed",
            "session closed",
        ]
        assert client.get("/orders").json() == "connection 1"


@pytest.fixture
def key(monkeypatch) -> None:
    monkeypatch.setenv("SESSION_KEY", "a key for tests only")


def browser(app) -> TestClient:
    return TestClient(app, base_url="https://shop.example")


def test_sessions_in_a_cookie_need_a_package_that_plain_fastapi_lacks(program):
    for package in ("fastapi", "starlette"):
        needed = [one for one in requires(package) or [] if "itsdangerous" in one]
        assert needed
        assert all("extra ==" in one for one in needed)
    code = "import sys; sys.modules['itsdangerous'] = None; import basket"
    ran = program("basket.py").run_command("python", "-c", code)
    assert "import of itsdangerous halted" in ran.stderr


def test_a_basket_belongs_to_the_browser_that_sends_its_cookie(program, key):
    p = program("basket.py")
    app = p.load().app
    ada, bob = browser(app), browser(app)
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
    cookies = [one.headers["set-cookie"] for _, one in baskets]
    assert all("; secure" in one and "; httponly" in one for one in cookies)
    # Signed, so it cannot be changed; but not encrypted.
    payload, *_signature = ada.cookies["session"].split(".")
    assert json.loads(b64decode(payload)) == {"basket": ["dune", "emma"]}
    seen = {name: one.json() for name, one in baskets}
    p.record_value(
        "baskets", "POST /basket/dune and /emma by Ada, /ulysses by Bob", seen
    )


def test_an_empty_key_stops_the_app_whose_cookies_anybody_could_sign(
    program, monkeypatch
):
    monkeypatch.setenv("SESSION_KEY", "")
    with pytest.raises(ValueError, match=r"^SESSION_KEY is empty$"):
        program("basket.py").load()


def test_a_session_cookie_that_was_changed_is_not_believed(program, key):
    client = browser(program("basket.py").load().app)
    client.post("/basket/dune")
    payload, signature = client.cookies["session"].split(".", 1)
    forged = b64encode(json.dumps({"basket": ["free"]}).encode()).decode()
    for cookie in (f"{forged}.{signature}", payload, "", "x" * 5000, "\u00e9"):
        headers = [(b"cookie", b"session=" + cookie.encode())]
        response = browser(client.app).post("/basket/emma", headers=headers)
        assert response.json() == ["emma"]


def test_a_basket_never_outgrows_a_cookie(program, key):
    client = browser(program("basket.py").load().app)
    book = "z" * 20
    answers = [client.post(f"/basket/{book}") for _ in range(51)]
    assert [one.status_code for one in answers] == [200] * 50 + [409]
    assert len(answers[-2].headers["set-cookie"]) < 4096
    for wrong in ("z" * 21, "%00", "%C3%A9", "Dune", "x y"):
        assert client.post(f"/basket/{wrong}").status_code == 422
    assert client.post(f"/basket/{book}").status_code == 409


def test_of_two_requests_at_once_the_last_cookie_wins(program, key):
    client = browser(program("basket.py").load().app)
    client.post("/basket/dune")
    cookie = {"Cookie": f"session={client.cookies['session']}"}
    for book in ("emma", "ulysses"):  # as if sent before a response came
        answer = client.post(f"/basket/{book}", headers=cookie)
        assert answer.json() == ["dune", book]
    # The browser has kept the cookie that came last, and emma is not in it.
    kept = client.post("/basket/persuasion").json()
    assert kept == ["dune", "ulysses", "persuasion"]


def test_a_session_cookie_expires_after_14_days_unless_told_otherwise(key, program):
    assert inspect.signature(SessionMiddleware).parameters["max_age"].default == (
        14 * 24 * 60 * 60
    )
    app = program("basket.py").load().app
    data = b64encode(json.dumps({"basket": ["dune"]}).encode())

    class Then(TimestampSigner):
        days = 0

        def get_timestamp(self) -> int:
            return int(time.time()) - self.days * 24 * 60 * 60

    found = {}
    for days in (13, 15):
        signer = Then("a key for tests only")
        signer.days = days
        headers = {"Cookie": f"session={signer.sign(data).decode()}"}
        found[days] = browser(app).post("/basket/emma", headers=headers).json()
    assert found == {13: ["dune", "emma"], 15: ["emma"]}

    @app.get("/basket")
    def read_basket(request: Request) -> list[str]:
        return request.session["basket"]

    client = browser(app)
    assert "set-cookie" in client.post("/basket/dune").headers
    read = client.get("/basket")
    assert read.json() == ["dune"]
    assert "set-cookie" not in read.headers  # reading does not renew it
    assert "set-cookie" in client.post("/basket/emma").headers  # a change does


def test_a_copied_cookie_outlives_the_logout(program, key):
    app = program("basket.py").load().app

    @app.post("/logout")
    def log_out(request: Request) -> None:
        request.session.clear()

    client = browser(app)
    client.post("/basket/dune")
    copied = {"Cookie": f"session={client.cookies['session']}"}
    client.post("/logout")
    assert "session" not in client.cookies
    assert client.post("/basket/emma").json() == ["emma"]
    assert browser(app).post("/basket/emma", headers=copied).json() == ["dune", "emma"]


def test_a_list_changed_inside_the_session_is_not_saved(program, key):
    p = program("lost.py")
    client = TestClient(p.load().app)
    books = ("dune", "emma", "ulysses")
    answers = {book: client.post(f"/basket/{book}").json() for book in books}
    assert answers == {
        "dune": ["dune"],
        "emma": ["dune", "emma"],
        "ulysses": ["dune", "ulysses"],
    }
    payload, *_signature = client.cookies["session"].split(".")
    assert json.loads(b64decode(payload)) == {"basket": ["dune"]}
    p.record_value("lost", "Responses to POST /basket/dune, /emma, /ulysses", answers)


def test_an_exit_of_the_default_scope_is_too_late_for_the_session_cookie(program, key):
    module = program("basket.py").load()

    @module.app.post("/late/{book}")
    def add(
        book: str, basket: Annotated[list[str], Depends(module.open_basket)]
    ) -> list[str]:
        basket.append(book)
        return basket

    client = browser(module.app)
    assert client.post("/late/dune").json() == ["dune"]
    assert client.post("/late/emma").json() == ["emma"]

    # After an exception the exit comes before the error response: in time.
    def note(request: Request) -> Iterator[None]:
        try:
            yield
        finally:
            request.session["basket"] = ["ulysses"]

    @module.app.post("/refused", dependencies=[Depends(note)])
    def refuse() -> None:
        raise HTTPException(402)

    assert client.post("/refused").status_code == 402
    assert client.post("/late/emma").json() == ["ulysses", "emma"]


def test_a_session_that_is_changed_on_a_websocket_is_not_saved(program, key):
    module = program("basket.py").load()

    @module.app.websocket("/basket")
    async def add(socket: WebSocket) -> None:
        socket.session["basket"] = ["dune"]
        await socket.accept()
        await socket.send_json(socket.session["basket"])
        await socket.close()

    client = browser(module.app)
    with client.websocket_connect("/basket") as socket:
        assert socket.receive_json() == ["dune"]
    assert client.post("/basket/emma").json() == ["emma"]

    # The 500 of an unhandled exception is sent outside of the middleware.
    @module.app.post("/refused/{status}")
    def refuse(status: int, request: Request) -> None:
        request.session["basket"] = ["ulysses"]
        raise HTTPException(status) if status < 500 else RuntimeError

    client = TestClient(
        module.app, base_url="https://shop.example", raise_server_exceptions=False
    )
    assert client.post("/refused/500").status_code == 500
    assert client.post("/basket/emma").json() == ["emma"]
    assert client.post("/refused/402").status_code == 402
    assert client.post("/basket/emma").json() == ["ulysses", "emma"]


def test_an_endpoint_that_raises_leaves_the_basket_as_it_was(program, key):
    module = program("basket.py").load()

    @module.app.post("/refused")
    def refuse(
        basket: Annotated[list[str], Depends(module.open_basket, scope="function")],
    ) -> None:
        basket.append("refused")
        raise HTTPException(402)

    client = browser(module.app)
    client.post("/basket/dune")
    assert client.post("/refused").status_code == 402
    assert client.post("/basket/emma").json() == ["dune", "emma"]


def test_without_finally_every_error_leaks_a_session(program):
    p = program("leaky.py")
    module = p.load()
    client = TestClient(module.app)
    answers = [client.get(f"/orders/{number}") for number in (1, 2, 3)]
    assert [one.status_code for one in answers] == [200, 404, 404]
    assert answers[0].json() == "order 1"
    assert answers[1].json() == {"detail": "no such order"}
    assert module.in_use == {"sessions": 2}
    assert next(module.get_db()) == "session"
    module.in_use["sessions"] -= 1  # this very one
    label = "Still in use after GET /orders/1 (200), /orders/2 and /orders/3 (404)"
    p.record_value("leaked", label, module.in_use)


def test_a_default_scope_generator_may_not_use_one_of_function_scope(program):
    p = program("refused.py")
    with pytest.raises(DependencyScopeError):
        p.load()
    done = p.run()
    assert done.returncode == 1
    p.record_output("refused", done, done.stderr.splitlines()[-1])


def test_with_function_scope_the_refused_report_works(program):
    old = "report: Annotated[str, Depends(open_report)]"
    new = 'report: Annotated[str, Depends(open_report, scope="function")]'
    module = program("refused.py").load_changed(old, new)
    assert TestClient(module.app).get("/report").json() == "report"
    assert next(module.open_report("?")) == "report"
    assert next(module.begin()) == "transaction"


def test_what_ends_early_is_refused_when_the_route_is_registered():
    app = FastAPI()

    def begin() -> Iterator[str]:
        yield "transaction"

    def report(value: Annotated[str, Depends(begin, scope="function")]):
        yield value

    with pytest.raises(DependencyScopeError):
        app.get("/", dependencies=[Depends(report)])(lambda: None)
    app.get("/", dependencies=[Depends(report, scope="function")])(lambda: None)
    assert TestClient(app).get("/").status_code == 200


def test_in_an_override_or_an_include_it_is_refused_at_the_first_request():
    def begin() -> Iterator[str]:
        yield "transaction"

    def report(value: Annotated[str, Depends(begin, scope="function")]):
        yield value

    def plain() -> str:
        return "plain"

    router = APIRouter()
    router.get("/included")(lambda: None)
    app = FastAPI()
    app.get("/overridden", dependencies=[Depends(plain)])(lambda: None)
    app.include_router(router, dependencies=[Depends(report)])
    with TestClient(app) as client:
        assert client.get("/overridden").status_code == 200
        app.dependency_overrides[plain] = report
        for path in ("/included", "/overridden"):
            with pytest.raises(DependencyScopeError):
                client.get(path)

    app = FastAPI(dependencies=[Depends(report)])
    app.include_router(router)
    with TestClient(app) as client, pytest.raises(DependencyScopeError):
        client.get("/included")


def test_in_a_list_of_a_router_around_routers_it_is_refused_by_the_app():
    def begin() -> Iterator[str]:
        yield "transaction"

    def report(value: Annotated[str, Depends(begin, scope="function")]):
        yield value

    inner = APIRouter()
    inner.get("/")(lambda: None)
    outer = APIRouter(dependencies=[Depends(report)])
    outer.include_router(inner)
    with pytest.raises(DependencyScopeError):
        FastAPI().include_router(outer)


@pytest.mark.parametrize("scope", ["function", "request"])
@pytest.mark.parametrize("kind", ["json lines", "bytes"])
def test_function_scope_can_end_before_an_endpoint_with_yield_begins(scope, kind):
    app = FastAPI()
    steps = []

    def begin() -> Iterator[None]:
        yield
        steps.append("exit")

    def stream_json() -> Iterable[str]:
        steps.append("endpoint")
        yield "row"

    def stream_bytes():
        steps.append("endpoint")
        yield b"row"

    ends = [Depends(begin, scope=scope)]
    if kind == "json lines":
        app.get("/", dependencies=ends)(stream_json)
    else:
        raw: dict[str, Any] = {"response_class": StreamingResponse}
        app.get("/", dependencies=ends, **raw)(stream_bytes)
    assert "row" in TestClient(app).get("/").text
    if scope == "function":
        assert steps == ["exit", "endpoint"]
    else:
        assert steps == ["endpoint", "exit"]


@pytest.mark.parametrize("path", ["/api", "/"])
def test_both_scopes_end_after_the_response_for_files_of_a_frontend(tmp_path, path):
    (tmp_path / "index.html").write_text("the shop")
    steps = []

    def noted(scope):
        def generate():
            yield
            steps.append(scope)

        return Depends(generate, scope=scope)

    app = FastAPI(dependencies=[noted("request"), noted("function")])
    app.frontend("/", directory=tmp_path)
    app.get("/api")(lambda: "the shop")

    async def note(scope, receive, send):
        async def noted_send(message):
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                steps.append("sent")

        await app(scope, receive, noted_send)

    assert "the shop" in TestClient(note).get(path).text
    assert (
        steps
        == {
            "/api": ["function", "sent", "request"],
            "/": ["sent", "function", "request"],
        }[path]
    )


@pytest.mark.parametrize("scope", ["request", "function"])
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_dependency_yields_once(kind, scope):
    app, ran = FastAPI(), []

    def in_thread(times: int) -> Iterator[int]:
        yield from range(times)

    async def on_loop(times: int) -> AsyncIterator[int]:
        for value in range(times):
            yield value

    depends = Depends(in_thread if kind == "def" else on_loop, scope=scope)
    app.get("/", dependencies=[depends])(lambda: ran.append("endpoint"))

    def refuse() -> Iterator[None]:
        raise HTTPException(401)
        yield

    app.get("/refused", dependencies=[Depends(refuse, scope=scope)])(lambda: None)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/refused").status_code == 401
    late = 200 if scope == "request" else 500
    codes = [client.get(f"/?times={times}").status_code for times in (0, 1, 2)]
    assert codes == [500, 200, late]
    assert ran == ["endpoint"] * 2, "not without a value"
    for times, message in ((0, "didn't yield"), (2, "didn't stop")):
        with pytest.raises(RuntimeError, match=f"generator {message}"):
            TestClient(app).get(f"/?times={times}")


@pytest.mark.parametrize("scope", ["request", "function"])
def test_exits_of_one_scope_run_in_reverse_order(scope):
    app = FastAPI()
    steps = []

    def noted(name):
        def generate():
            yield
            steps.append(name)

        return Depends(generate, scope=scope)

    app.get("/", dependencies=[noted("first"), noted("second")])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert steps == ["second", "first"]


def test_there_are_two_scopes_and_only_yield_makes_a_difference():
    assert get_args(get_type_hints(params.Depends)["scope"]) == (
        Literal["function", "request"],
        type(None),
    )
    app = FastAPI()

    def plain() -> str:
        return "value"

    def outer(value: Annotated[str, Depends(plain, scope="request")]):
        yield value

    @app.get("/")
    def read(value: Annotated[str, Depends(outer, scope="function")]) -> str:
        return value

    assert TestClient(app).get("/").json() == "value"


def test_an_outer_generator_of_function_scope_still_has_its_transaction(program):
    module = program("hidden.py").load()
    early = Depends(module.open_report, scope="function")

    @module.app.get("/early")
    def read(report: Annotated[str, early]) -> str:
        return report

    assert TestClient(module.app).get("/early").status_code == 200
    assert module.steps[-2:] == [
        "report closed, its transaction is gone",
        "transaction ended",
    ]


def test_a_plain_dependency_in_between_hides_the_mistake(program):
    p = program("hidden.py")
    module = p.load()
    response = TestClient(module.app).get("/report")
    assert response.json() == "rows of the transaction"
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


def test_five_first_requests_may_run_a_cached_factory_five_times():
    app = FastAPI()
    meeting = threading.Barrier(5)
    made = []

    @lru_cache
    def get_pool() -> object:
        meeting.wait(timeout=120)
        made.append("pool")
        return object()

    app.get("/", dependencies=[Depends(get_pool)])(lambda: None)

    async def send_five() -> None:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            await asyncio.gather(*(client.get("/") for _ in range(5)))
            await client.get("/")

    asyncio.run(send_five())
    assert len(made) == 5


def test_nothing_closes_what_a_cached_factory_has_made():
    app = FastAPI()
    steps = []

    class Pool:
        def __enter__(self):
            steps.append("opened")
            return self

        def __exit__(self, *_) -> None:
            steps.append("closed")

    @lru_cache
    def get_pool() -> Pool:
        return Pool().__enter__()

    app.get("/", dependencies=[Depends(get_pool)])(lambda: None)
    with TestClient(app) as client:
        client.get("/")
    assert steps == ["opened"]


def test_a_value_of_a_dependency_is_made_anew_for_the_next_request():
    app = FastAPI()

    async def get_client() -> object:
        return object()

    kept = []

    @app.get("/")
    async def read(client: Annotated[object, Depends(get_client)]) -> None:
        kept.append(client)

    client = TestClient(app)
    client.get("/")
    client.get("/")
    assert kept[0] is not kept[1]


def test_a_router_reaches_the_application_and_its_state_through_the_request():
    @asynccontextmanager
    async def lifespan(app):
        yield {"pool": "the pool"}

    router = APIRouter()

    @router.get("/orders")
    async def read(request: Request) -> list[str]:
        return [request.app.title, request.state.pool]

    app = FastAPI(title="shop", lifespan=lifespan)
    app.include_router(router, prefix="/v1")
    with TestClient(app) as client:
        assert client.get("/v1/orders").json() == ["shop", "the pool"]


def test_a_client_of_the_lifespan_uses_one_connection_for_two_requests():
    """And a client that is made in each request opens one each time."""
    opened = []

    async def answer(reader, writer) -> None:
        opened.append("connection")
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

    async def quietly(reader, writer) -> None:
        with suppress(asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()

    async def count(shared: bool) -> int:
        opened.clear()
        server = await asyncio.start_server(quietly, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"

        @asynccontextmanager
        async def lifespan(app):
            async with httpx2.AsyncClient() as client:
                yield {"client": client}

        app = FastAPI()

        @app.get("/")
        async def ask(request: Request) -> None:
            if shared:
                await request.state.client.get(url)
            else:
                async with httpx2.AsyncClient() as client:
                    await client.get(url)

        async with lifespan(app) as state:

            async def with_state(scope, receive, send):
                scope["state"] = dict(state)
                await app(scope, receive, send)

            transport = httpx2.ASGITransport(app=with_state)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://test"
            ) as client:
                for _ in range(2):
                    await client.get("/")
        server.close()
        return len(opened)

    assert asyncio.run(count(shared=True)) == 1
    assert asyncio.run(count(shared=False)) == 2


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


def test_what_a_request_puts_into_its_state_is_not_in_that_of_the_next():
    @asynccontextmanager
    async def lifespan(app):
        yield {"number": 1, "seen": []}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    def read(request: Request) -> list[int]:
        request.state.number += 1
        request.state.seen.append(request.state.number)
        return request.state.seen

    with TestClient(app) as client:
        assert client.get("/").json() == [2]
        assert client.get("/").json() == [2, 2]


def test_with_a_lifespan_on_event_handlers_never_run():
    started = []

    @asynccontextmanager
    async def lifespan(app):
        started.append("lifespan")
        yield

    app = FastAPI(lifespan=lifespan)
    with pytest.warns(DeprecationWarning, match="on_event is deprecated"):
        app.on_event("startup")(lambda: started.append("startup"))  # pyright: ignore[reportDeprecated]
    with pytest.warns(DeprecationWarning, match="on_event is deprecated"):
        app.on_event("shutdown")(lambda: started.append("shutdown"))  # pyright: ignore[reportDeprecated]
    with TestClient(app):
        pass
    assert started == ["lifespan"]


def test_on_event_handlers_of_an_included_router_run_beside_a_lifespan():
    ran = []

    @asynccontextmanager
    async def lifespan(app):
        ran.append("lifespan")
        yield

    def including(router, name) -> list[str]:
        ran.clear()
        with pytest.warns(DeprecationWarning, match="on_event is deprecated"):
            router.on_event("startup")(lambda: ran.append(name))  # pyright: ignore[reportDeprecated]
        app = FastAPI(lifespan=lifespan)
        app.include_router(router)
        with TestClient(app):
            pass
        return ran

    assert including(APIRouter(), "router") == ["lifespan", "router"]
    # Unless the router has a lifespan of its own, which then runs instead.
    assert including(APIRouter(lifespan=lifespan), "router") == ["lifespan"] * 2


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


def test_a_dependency_that_is_cancelled_before_its_yield_is_not_shielded():
    app = FastAPI()
    steps = []

    async def cancel_while_opening() -> None:
        entered = asyncio.Event()

        async def open_session():
            try:
                entered.set()
                await asyncio.sleep(60)
                yield
            finally:
                steps.append("exit begins")
                await asyncio.sleep(0)
                steps.append("exit ends")

        app.get("/", dependencies=[Depends(open_session)])(lambda: None)
        transport = httpx2.ASGITransport(app=app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.get, "/")
            await entered.wait()
            group.cancel_scope.cancel()

    asyncio.run(cancel_while_opening())
    assert steps == ["exit begins"]


async def run_out_of_time(within, endpoint=lambda: None) -> list[str]:
    app = FastAPI()
    steps = []

    async def open_session():
        try:
            yield
        finally:
            steps.append("exit begins")
            await asyncio.sleep(0.2)
            steps.append("exit ends")

    app.get("/", dependencies=[Depends(open_session)])(endpoint)

    async def limited(scope, receive, send) -> None:
        async with within():
            await app(scope, receive, send)

    transport = httpx2.ASGITransport(app=limited)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        with pytest.raises(TimeoutError):
            await client.get("/")
    return steps


def test_a_server_whose_time_is_over_does_not_wait_for_an_exit(program, tmp_path):
    @asynccontextmanager
    async def scope() -> AsyncIterator[None]:
        with anyio.fail_after(0.1):
            yield

    # The shield is AnyIO's, so only AnyIO's cancel scopes respect it.
    cut = asyncio.run(run_out_of_time(lambda: asyncio.timeout(0.1)))
    assert cut == ["exit begins"]
    whole = asyncio.run(run_out_of_time(scope))
    assert whole == ["exit begins", "exit ends"]

    # A timeout cancels once: one that expires before the exit lets it end.
    async def wait() -> None:
        await asyncio.sleep(60)

    whole = asyncio.run(run_out_of_time(lambda: asyncio.timeout(0.1), wait))
    assert whole == ["exit begins", "exit ends"]
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


@pytest.mark.parametrize(
    ("jar", "kept"),
    [
        (None, "session=of-ada"),
        (CookieJar(DefaultCookiePolicy(allowed_domains=[])), None),
    ],
)
def test_a_client_of_the_lifespan_sends_the_cookies_of_one_user_for_another(
    jar: CookieJar | None, kept: str | None
) -> None:
    sent: list[str | None] = []

    def log_in(request: httpx2.Request) -> httpx2.Response:
        sent.append(request.headers.get("cookie"))
        return httpx2.Response(200, headers={"set-cookie": "session=of-ada"})

    @asynccontextmanager
    async def lifespan(app):
        transport = httpx2.MockTransport(log_in)
        async with httpx2.AsyncClient(transport=transport, cookies=jar) as client:
            yield {"client": client}

    app = FastAPI(lifespan=lifespan)

    @app.get("/{user}")
    async def ask(user: str, request: Request) -> None:
        await request.state.client.get("https://books.example/")

    with TestClient(app) as client:
        for user in ("ada", "bob"):
            assert client.get(f"/{user}").status_code == 200
    assert sent == [None, kept]


@pytest.mark.parametrize("frozen", [True, False])
def test_a_cached_function_cannot_take_a_settings_object(frozen):
    class Settings(BaseModel, frozen=frozen):
        size: int = 5

    def get_settings() -> Settings:
        return Settings()

    @lru_cache
    def get_pool(settings: Annotated[Settings, Depends(get_settings)]) -> int:
        return settings.size

    app = FastAPI(dependencies=[Depends(get_pool)])
    app.get("/")(lambda: None)
    if frozen:
        assert TestClient(app).get("/").status_code == 200
    else:
        with pytest.raises(TypeError, match="unhashable type: 'Settings'"):
            TestClient(app).get("/")
