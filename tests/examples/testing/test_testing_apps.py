import asyncio
import contextlib
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from fastapi import (
    BackgroundTasks,
    FastAPI,
    HTTPException,
    Request,
    Response,
    WebSocket,
)
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.program import Program
from harness.server import serve_here
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.testclient import WebSocketDenialResponse

Open = Callable[[str], Program]


def test_the_synchronous_tests_pass(program: Open) -> None:
    program("orders.py")
    p = program("test_orders.py")
    p.record_pytest("passed", "-q", "-rp", "test_orders.py", passed=7)


@pytest.mark.parametrize(
    ("old", "new"), [("ge=1", "ge=0"), ("ge=1", "ge=2"), ("99", "98"), ("99", "100")]
)
def test_a_limit_that_moves_either_way_is_noticed(
    program: Open, tmp_path: Path, old: str, new: str
) -> None:
    p = program("test_orders.py")
    copy = shutil.copytree(p.path.parent, tmp_path / "copy")
    source = (copy / "orders.py").read_text()
    assert source.count(old) == 1
    (copy / "orders.py").write_text(source.replace(old, new))
    assert len(Program(copy / p.path.name).failures(p.path.name)) == 1


def test_the_asynchronous_test_passes(program: Open) -> None:
    p = program("test_orders_async.py")
    p.record_pytest("passed", "-q", "test_orders_async.py", passed=1)
    listed = p.run_pytest("-q", "--collect-only", "test_orders_async.py").stdout
    # not once for each backend that is installed
    assert "::test_two_orders_at_once\n" in listed


def test_careless_tests_fail(program: Open) -> None:
    p = program("test_careless.py")
    failed = p.failures("test_careless.py")
    assert list(failed) == [
        "test_an_order_without_start_up",
        "test_nobody_awaits_this",
        "test_the_loop_goes_on[asyncio]",
        "test_a_stranger",
    ]
    start_up, unmarked, standing, stranger = failed.items()
    assert start_up[1].startswith("AttributeError: 'State' object has no attribute")
    assert "async def functions are not natively supported" in unmarked[1]
    assert stranger[1] == "AssertionError: assert 'ada' == 'stranger'"
    label = "{command}: failed"
    p.record_value("no-lifespan", label, dict([start_up]), ran=failed)
    p.record_value("async-def", label, dict([unmarked, standing]), ran=failed)
    p.record_value("shared-client", label, dict([stranger]), ran=failed)


def test_a_secure_cookie_is_sent_back_over_https_only() -> None:
    app = FastAPI()

    @app.post("/login")
    async def log_in(response: Response) -> None:
        response.set_cookie("user", "ada", secure=True)

    @app.get("/me")
    async def read_me(request: Request) -> dict[str, str]:
        return request.cookies

    def me_at(client: TestClient) -> dict[str, str]:
        assert client.post("/login").status_code == 200
        return client.get("/me").json()

    assert me_at(TestClient(app)) == {}
    assert me_at(TestClient(app, base_url="https://test")) == {"user": "ada"}

    async def me_async(base_url: str) -> dict[str, str]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=base_url) as client:
            await client.post("/login")
            return (await client.get("/me")).json()

    assert asyncio.run(me_async("http://test")) == {}
    assert asyncio.run(me_async("https://test")) == {"user": "ada"}


def test_testserver_is_no_trusted_host() -> None:
    app = FastAPI()

    @app.get("/")
    async def greet() -> str:
        return "hello"

    @app.websocket("/")
    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()

    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["shop.example"])
    rejected = TestClient(app).get("/")
    assert (rejected.status_code, rejected.text) == (400, "Invalid host header")
    client = TestClient(app, base_url="https://shop.example")
    assert client.get("/").json() == "hello"
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/"):
        pass  # a path is no URL of the client
    with client.websocket_connect("wss://shop.example/"):
        pass


def test_a_websocket_of_the_client_ignores_the_base_url() -> None:
    app = FastAPI()

    @app.post("/login")
    async def log_in(response: Response) -> None:
        response.set_cookie("user", "ada", secure=True)

    @app.websocket("/me")
    async def read_me(websocket: WebSocket) -> None:
        await websocket.accept()
        asked = f"{websocket.url.scheme}://{websocket.url.hostname}"
        await websocket.send_json([asked, websocket.cookies])

    client = TestClient(app, base_url="https://shop.example")
    assert client.post("/login").status_code == 200
    for url, heard in (
        ("/me", ["ws://testserver", {}]),
        ("wss://shop.example/me", ["wss://shop.example", {"user": "ada"}]),
    ):
        with client.websocket_connect(url) as websocket:
            assert websocket.receive_json() == heard


def test_an_auto_mode_runs_tests_without_a_mark(program: Open) -> None:
    p = program("test_careless.py")
    args = ("test_careless.py", "-k", "nobody_awaits")
    (message,) = p.failures(*args).values()
    assert "not natively supported" in message
    (message,) = p.failures(*args, "-o", "anyio_mode=auto").values()
    assert message.startswith("AttributeError: 'State' object"), "it has not run"


def test_the_fixture_of_anyio_is_as_good_as_its_mark(tmp_path: Path) -> None:
    lines = (
        "import pytest",
        "anyio_backend = pytest.fixture(lambda: 'asyncio', name='anyio_backend')",
        "@pytest.fixture",
        "async def one(anyio_backend): return 1",
        "async def test_plain(): pass",
        "async def test_with(anyio_backend): assert 0",
        "async def test_through(one): assert one == 2",
    )
    path = tmp_path / "test_fixture.py"
    path.write_text("\n".join(lines))
    plain, direct, through = Program(path).failures(path.name).values()
    assert "not natively supported" in plain
    assert "assert 0" in direct, "it has not run"
    assert "assert 1 == 2" in through, "it has not run"


def test_a_mark_without_its_plugin_only_warns(tmp_path: Path) -> None:
    lines = (
        "import pytest",
        "@pytest.mark.asyncio",
        "async def test_it(): assert 0, 'it has run'",
    )
    path = tmp_path / "test_mark.py"
    path.write_text("\n".join(lines))
    program = Program(path)
    (message,) = program.failures(path.name).values()
    assert "async def functions are not natively supported" in message
    told = program.run_pytest("-q", path.name).stdout
    assert "PytestUnknownMarkWarning: Unknown pytest.mark.asyncio" in told


@pytest.mark.parametrize("scope", ["function", "session"])
def test_an_async_fixture_of_wider_scope_needs_a_backend_of_that_scope(
    tmp_path: Path, scope: str
) -> None:
    lines = (
        "import pytest",
        f"@pytest.fixture(scope='{scope}')",
        "def anyio_backend(): return 'asyncio'",
        "@pytest.fixture(scope='session')",
        "async def one(anyio_backend): return 1",
        "@pytest.mark.anyio",
        "async def test_it(one): assert one == 1",
    )
    path = tmp_path / "test_scope.py"
    path.write_text("\n".join(lines))
    told = Program(path).run_pytest("-q", path.name).stdout
    assert ("ScopeMismatch: You tried to access the function" in told) is (
        scope == "function"
    )
    assert ("1 passed" in told) is (scope == "session")


TASK_GROUP = """
from contextlib import asynccontextmanager

import anyio
import pytest
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep_forever)
        yield
        group.cancel_scope.cancel()


app = FastAPI(lifespan=lifespan)


@pytest.fixture
async def started(anyio_backend):
    async with app.router.lifespan_context(app):
        yield


async def test_it_starts(started): ...
"""


def test_a_lifespan_with_a_task_group_ends_in_the_task_that_began_it(
    tmp_path: Path,
) -> None:
    """As a fixture of AnyIO's plugin does; one of pytest-asyncio has two tasks."""
    path = tmp_path / "test_task_group.py"
    path.write_text(TASK_GROUP)
    done = Program(path).run_pytest("-k", "asyncio", path.name)
    assert "1 passed" in done.stdout
    assert done.returncode == 0, "an error at the end of the fixture"
    app = Program(path).load().app

    async def begin_and_end_in_two_tasks() -> None:
        context = app.router.lifespan_context(app)
        await asyncio.create_task(context.__aenter__())
        with pytest.raises(RuntimeError, match="in a different task"):
            await asyncio.create_task(context.__aexit__(None, None, None))

    asyncio.run(begin_and_end_in_two_tasks())


def test_a_method_of_unittest_needs_no_mark(tmp_path: Path) -> None:
    lines = (
        "from unittest import IsolatedAsyncioTestCase",
        "class Test(IsolatedAsyncioTestCase):",
        "    async def test_one(self): assert 1 == 2",
    )
    path = tmp_path / "test_unittest.py"
    path.write_text("\n".join(lines))
    (message,) = Program(path).failures(path.name).values()
    assert "assert 1 == 2" in message, "it has not run"


class Where:
    """An application that notes where its parts run."""

    def __init__(self) -> None:
        self.requests: list[tuple[asyncio.AbstractEventLoop, threading.Thread]] = []
        self.lifespans: list[asyncio.AbstractEventLoop] = []
        self.ended = 0

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            self.lifespans.append(asyncio.get_running_loop())
            yield
            self.ended += 1

        self.app = FastAPI(lifespan=lifespan)

        @self.app.get("/")
        async def note() -> None:
            here = asyncio.get_running_loop(), threading.current_thread()
            self.requests.append(here)


def test_without_with_each_request_has_a_loop_of_its_own() -> None:
    where = Where()
    client = TestClient(where.app)
    client.get("/")
    client.get("/")
    (loop, thread), (next_loop, next_thread) = where.requests
    assert loop is not next_loop
    assert thread is not next_thread
    assert threading.current_thread() not in {thread, next_thread}
    assert where.lifespans == []


def test_with_gives_lifespan_and_all_requests_one_loop() -> None:
    where = Where()
    with TestClient(where.app) as client:
        client.get("/")
        client.get("/")
        assert where.ended == 0
    (loop, thread), (next_loop, next_thread) = where.requests
    assert loop is next_loop
    assert thread is next_thread is not threading.current_thread()
    assert where.lifespans == [loop]
    assert where.ended == 1


def test_a_second_entered_client_starts_the_application_again(program: Open) -> None:
    """One client and an empty cookie jar do for a second user."""
    where = Where()
    with TestClient(where.app), TestClient(where.app):
        loop, next_loop = where.lifespans
        assert loop is not next_loop
    orders = program("orders.py").load()
    with TestClient(orders.app) as ada:
        with TestClient(orders.app) as bob:
            assert bob.post("/orders/tea").is_success
        with pytest.raises(AttributeError, match="prices"):  # bob's shutdown was hers
            ada.post("/orders/tea")
        orders.app.state.prices = {}  # or her own would fail as well

    app = FastAPI()

    @app.post("/login")
    async def log_in(response: Response) -> None:
        response.set_cookie("user", "ada")

    @app.get("/me")
    async def read_me(request: Request) -> str:
        return request.cookies.get("user", "stranger")

    with TestClient(app) as client:
        client.post("/login")
        assert client.get("/me").json() == "ada"
        client.cookies.clear()
        assert client.get("/me").json() == "stranger"


def test_what_one_loop_has_bound_breaks_in_the_next() -> None:
    app = FastAPI()
    opened = asyncio.Event()

    @app.get("/")
    async def wait_a_moment() -> None:
        try:
            await asyncio.wait_for(opened.wait(), 0.01)
        except TimeoutError:
            return

    with TestClient(app) as client:
        assert [client.get("/").status_code for _ in range(2)] == [200, 200]
    opened = asyncio.Event()
    client = TestClient(app)
    assert client.get("/").status_code == 200
    with pytest.raises(RuntimeError, match="different event loop"):
        client.get("/")


def test_each_with_block_has_a_loop_of_its_own() -> None:
    where = Where()
    for _ in range(2):
        with TestClient(where.app) as client:
            client.get("/")
    (loop, _), (next_loop, _) = where.requests
    assert loop is not next_loop

    async def wait_a_moment(opened: asyncio.Event) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(opened.wait(), 0.01)

    of_module = asyncio.Event()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, asyncio.Event]]:
        yield {"opened": asyncio.Event()}

    app = FastAPI(lifespan=lifespan)

    @app.get("/module")
    async def wait_for_the_modules() -> None:
        await wait_a_moment(of_module)

    @app.get("/lifespan")
    async def wait_for_that_of_lifespan(request: Request) -> None:
        await wait_a_moment(request.state.opened)

    with TestClient(app) as client:
        assert client.get("/module").is_success
        assert client.get("/lifespan").is_success
    with TestClient(app) as client:
        assert client.get("/lifespan").is_success
        with pytest.raises(RuntimeError, match="different event loop"):
            client.get("/module")


def test_an_exception_with_a_handler_is_raised_if_the_handler_is_for_all() -> None:
    app = FastAPI()

    @app.get("/{name}")
    async def fail(name: str) -> None:
        errors = {"lookup": LookupError, "key": KeyError, "any": Exception}
        raise {**errors, "zero": ZeroDivisionError}[name]

    @app.exception_handler(LookupError)
    async def answer(request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("not here", 404)

    @app.exception_handler(Exception)
    async def apologize(request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("sorry", 500)

    with TestClient(app) as client:
        assert client.get("/lookup").status_code == 404
        assert client.get("/key").status_code == 404  # of a subclass
        with pytest.raises(ZeroDivisionError):
            client.get("/zero")
        with pytest.raises(Exception) as raised:  # noqa: PT011
            client.get("/any")
        assert type(raised.value) is Exception
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/zero").text == "sorry"
        assert client.get("/lookup").status_code == 404


def test_in_debug_mode_a_traceback_replaces_the_handlers_response() -> None:
    for debug, wanted in ((False, "sorry"), (True, "Traceback (most recent call")):
        app = FastAPI(debug=debug)

        @app.exception_handler(Exception)
        async def apologize(request: Request, error: Exception) -> PlainTextResponse:
            return PlainTextResponse("sorry", 500)

        @app.get("/")
        async def fail() -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            TestClient(app).get("/")
        response = TestClient(app, raise_server_exceptions=False).get("/")
        assert response.status_code == 500
        assert response.text.startswith(wanted)


def test_a_handler_sees_neither_a_middleware_nor_what_comes_too_late() -> None:
    app = FastAPI()

    @app.exception_handler(LookupError)
    async def answer(request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("not here", 404)

    @app.middleware("http")
    async def look(request: Request, call_next):
        if request.url.path == "/middleware":
            raise LookupError
        return await call_next(request)

    def fail() -> None:
        raise LookupError

    @app.get("/task")
    async def send(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def chunks() -> AsyncIterator[str]:
            yield "one"
            raise LookupError

        return StreamingResponse(chunks())

    class Failing:
        def __init__(self, app: object) -> None: ...

        async def __call__(self, scope: object, receive: object, send: object) -> None:
            raise LookupError

    mount = Mount("/mount", routes=[], middleware=[Middleware(Failing)])
    app.router.routes.append(mount)

    mounted = FastAPI()  # its path operations are not the app's

    @mounted.get("/")
    async def look_up() -> None:
        raise LookupError

    app.mount("/mounted", mounted)

    with TestClient(app) as client:
        assert client.get("/mount/").status_code == 404  # of a mount, not of the app
        with pytest.raises(LookupError):
            client.get("/middleware")
        for path in ("/task", "/stream", "/mounted/"):
            with pytest.raises(RuntimeError, match="response already started"):
                client.get(path)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/middleware").status_code == 500
        assert client.get("/stream").status_code == 200  # it was sent already


def test_a_test_client_on_httpx_warns() -> None:
    script = (
        "import sys; sys.modules['httpx2'] = None\n"
        "from fastapi import FastAPI; from fastapi.testclient import TestClient\n"
        "print(TestClient.__mro__[1].__module__, TestClient(FastAPI()).get('/docs'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script],
        env=environment(), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "StarletteDeprecationWarning: Using `httpx`" in done.stderr
    strict = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert strict.returncode == 1
    assert "StarletteDeprecationWarning: Using `httpx`" in strict.stderr
    assert done.stdout == "httpx <Response [200 OK]>\n"  # and it works
    assert TestClient.__mro__[1] is httpx2.Client


def test_the_arguments_are_those_of_httpx2() -> None:
    app = FastAPI()

    @app.delete("/orders")
    async def delete_orders(request: Request) -> Any:
        return await request.json()

    client: Any = TestClient(app)
    for call, argument in [
        (client.get, "allow_redirects"),
        (client.get, "stream"),
        (client.get, "data"),
        (client.post, "body"),
        (client.delete, "json"),
    ]:
        told = f"unexpected keyword argument '{argument}'"
        with pytest.raises(TypeError, match=told):
            call("/orders", **{argument: None})
    client.follow_redirects = True
    assert client.get("/orders/", follow_redirects=False).status_code == 307
    assert client.request("DELETE", "/orders", json=["A1"]).json() == ["A1"]


def test_a_test_in_a_folder_may_not_find_the_application_beside_it(
    tmp_path: Path,
) -> None:
    for folder in ["app", "tests"]:
        (tmp_path / folder).mkdir()
    (tmp_path / "app" / "main.py").write_text("app = None\n")
    test = "from app.main import app\n\ndef test_it(given):\n    assert app is given\n"
    (tmp_path / "tests" / "test_it.py").write_text(test)
    fixture = "import pytest\n\n@pytest.fixture\ndef given():\n    return None\n"
    (tmp_path / "tests" / "conftest.py").write_text(fixture)

    def run(*command: str) -> str:
        done = subprocess.run(
            [*command, "-q", "-p", "no:cacheprovider"],
            cwd=tmp_path, env=environment(), capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    assert "ModuleNotFoundError: No module named 'app'" in run("pytest")
    assert "1 passed" in run(sys.executable, "-m", "pytest")
    (tmp_path / "tests" / "__init__.py").touch()
    assert "1 passed" in run("pytest")
    (tmp_path / "tests" / "__init__.py").unlink()
    settings = '[tool.pytest.ini_options]\npythonpath = ["."]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    assert "1 passed" in run("pytest")


def test_plain_fastapi_brings_no_client_for_tests() -> None:
    for package in ("fastapi", "starlette"):
        clients = [one for one in requires(package) or [] if one.startswith("httpx")]
        assert clients
        assert all("extra ==" in one for one in clients)
    script = "import sys; sys.modules |= {'httpx2': None, 'httpx': None}\n"
    done = subprocess.run(
        [sys.executable, "-c", script + "import fastapi.testclient"],
        env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "requires the httpx2 package to be installed" in done.stderr


def test_middleware_comes_from_who_builds_the_application() -> None:
    def build(quota: int | None) -> FastAPI:
        app = FastAPI()
        if quota is not None:

            @app.middleware("http")
            async def refuse(request: Request, call_next) -> PlainTextResponse:
                return PlainTextResponse("quota", 429)

        return app

    assert TestClient(build(0)).get("/").status_code == 429
    app = build(None)
    assert TestClient(app).get("/").status_code == 404
    with pytest.raises(RuntimeError, match="Cannot add middleware"):
        app.add_middleware(lambda app: app)
    app = build(None)
    with (
        TestClient(app),  # start-up alone, without a request
        pytest.raises(RuntimeError, match="Cannot add middleware"),
    ):
        app.add_middleware(lambda app: app)

    async def start_without_a_call(app: FastAPI) -> None:
        async with app.router.lifespan_context(app):  # as for the async client
            app.add_middleware(lambda app: app)

    asyncio.run(start_without_a_call(build(None)))


def test_a_stack_that_is_reset_is_built_again() -> None:
    app = FastAPI()

    @app.middleware("http")
    async def refuse(request: Request, call_next) -> PlainTextResponse:
        return PlainTextResponse("quota", 429)

    client = TestClient(app)
    assert client.get("/").status_code == 429
    app.user_middleware.clear()
    assert client.get("/").status_code == 429
    app.middleware_stack = None
    assert client.get("/").status_code == 404


def test_proxy_headers_are_the_servers_affair() -> None:
    app = FastAPI()

    @app.get("/")
    async def read_host(request: Request) -> str:
        assert request.client
        return request.client.host

    headers = {"X-Forwarded-For": "192.0.2.1"}
    assert TestClient(app).get("/", headers=headers).json() == "testclient"
    with serve_here(app) as url:
        assert httpx2.get(url, headers=headers).json() == "192.0.2.1"


@pytest.mark.anyio
async def test_background_tasks_have_run_when_the_call_returns() -> None:
    app = FastAPI()
    done: list[str] = []
    sending = threading.Event()

    async def send_mail() -> None:
        await asyncio.to_thread(sending.wait, 60)
        done.append("mail")

    @app.get("/")
    async def order(tasks: BackgroundTasks) -> None:
        tasks.add_task(send_mail)

    with TestClient(app) as client:
        later = threading.Timer(0.1, sending.set)
        later.start()
        client.get("/")
        assert done.pop() == "mail"
        later.join()
        sending.clear()
        with client.stream("GET", "/"):
            assert done == []
            sending.set()
    done.clear()
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        await client.get("/")
        assert done == ["mail"]


def test_a_server_answers_before_a_background_task_has_run() -> None:
    app = FastAPI()
    answered = threading.Event()
    waited: list[bool] = []

    @app.get("/")
    async def order(tasks: BackgroundTasks) -> None:
        tasks.add_task(lambda: waited.append(answered.wait(60)) or 1 / 0)

    with serve_here(app) as url:
        assert httpx2.get(url).status_code == 200
        answered.set()
    assert waited == [True]


def test_cookies_of_one_request_are_deprecated() -> None:
    app = FastAPI()
    with pytest.warns(DeprecationWarning, match="per-request cookies"):
        TestClient(app).get("/", cookies={"user": "ada"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        TestClient(app, cookies={"user": "ada"}).get("/")


def test_a_stream_is_read_while_the_application_still_sends() -> None:
    app = FastAPI()
    sent, ended = [], []

    async def count() -> AsyncIterator[str]:
        try:
            for number in range(100_000):
                sent.append(number)
                yield f"{number}\n"
        finally:
            ended.append(len(sent))

    @app.get("/")
    async def stream() -> StreamingResponse:
        return StreamingResponse(count())

    with TestClient(app) as client, client.stream("GET", "/") as response:
        lines = response.iter_lines()
        assert [next(lines), next(lines)] == ["0", "1"]
        assert len(sent) < 100
        assert not ended
    assert ended
    assert ended[0] < 100_000


def test_a_stream_that_is_read_to_its_end_is_not_canceled() -> None:
    app = FastAPI()
    done: list[str] = []

    async def send_mail() -> None:
        await asyncio.sleep(0.1)
        done.append("mail")

    @app.get("/")
    async def order(tasks: BackgroundTasks) -> str:
        tasks.add_task(send_mail)
        return "ordered"

    with TestClient(app) as client:
        with client.stream("GET", "/"):
            pass
        assert done == []
        with client.stream("GET", "/") as response:
            next(response.iter_raw())  # the last chunk, but not the end of the app
        assert done == ["mail"]
        response = client.send(client.build_request("GET", "/"), stream=True)
        assert done == ["mail"]
        response.read()
        assert done == ["mail", "mail"]


def test_a_stream_left_after_its_last_line_has_not_ended() -> None:
    app = FastAPI()
    done: list[str] = []

    @app.get("/")
    async def count(tasks: BackgroundTasks) -> StreamingResponse:
        tasks.add_task(done.append, "mail")
        return StreamingResponse(iter(["1\n", "2\n"]), background=tasks)

    with TestClient(app) as client:
        with client.stream("GET", "/") as response:
            lines = response.iter_lines()
            assert [next(lines), next(lines)] == ["1", "2"]
        assert done == []
        with client.stream("GET", "/") as response:
            assert list(response.iter_lines()) == ["1", "2"]
        assert done == ["mail"]


def test_the_exception_of_a_background_task_is_raised_in_the_test() -> None:
    app = FastAPI()

    def fail(error: Exception) -> None:
        raise error

    @app.get("/{status}")
    async def send(status: int, tasks: BackgroundTasks) -> None:
        error = HTTPException(status) if status else ZeroDivisionError()
        tasks.add_task(fail, error)

    with TestClient(app) as client:
        with pytest.raises(ZeroDivisionError):
            client.get("/0")
        with pytest.raises(RuntimeError, match="response already started") as raised:
            client.get("/404")  # FastAPI has a handler for it, which comes too late
        assert isinstance(raised.value.__cause__, HTTPException)


@pytest.mark.anyio
async def test_the_transport_collects_a_stream_before_it_returns() -> None:
    app = FastAPI()
    sent: list[int] = []

    async def count(last: int | None) -> AsyncIterator[str]:
        while len(sent) != last:
            await asyncio.sleep(0)
            sent.append(len(sent))
            yield "x"

    @app.get("/")
    async def stream(last: int | None = None) -> StreamingResponse:
        return StreamingResponse(count(last))

    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        async with client.stream("GET", "/?last=9"):
            assert len(sent) == 9
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), client.stream("GET", "/"):
                pytest.fail("an endless stream came to an end")


@pytest.mark.anyio
async def test_the_test_client_alone_follows_redirects() -> None:
    app = FastAPI()

    @app.get("/items/")
    async def read_items() -> str:
        return "items"

    assert TestClient(app).get("/items").json() == "items"
    assert TestClient(app, follow_redirects=False).get("/items").status_code == 307
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        assert (await client.get("/items")).status_code == 307


@pytest.mark.anyio
async def test_the_async_client_has_several_requests_in_flight() -> None:
    app = FastAPI()
    meeting = asyncio.Barrier(2)

    @app.get("/")
    async def meet() -> None:
        async with asyncio.timeout(60):
            await meeting.wait()

    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        both = await asyncio.gather(client.get("/"), client.get("/"))
    assert [one.status_code for one in both] == [200, 200]


@pytest.mark.anyio
async def test_the_async_client_shares_the_loop_of_the_test() -> None:
    where = Where()
    transport = httpx2.ASGITransport(where.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        await client.get("/")
    assert where.requests == [(asyncio.get_running_loop(), threading.current_thread())]
    assert where.lifespans == []


@pytest.mark.anyio
async def test_an_exception_is_raised_in_the_test_by_either_client() -> None:
    app = FastAPI()

    @app.get("/")
    async def fail() -> None:
        raise ZeroDivisionError

    with TestClient(app) as client, pytest.raises(ZeroDivisionError):
        client.get("/")
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/").status_code == 500
    for raises in (True, False):
        transport = httpx2.ASGITransport(app, raise_app_exceptions=raises)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://t"
        ) as client:
            if raises:
                with pytest.raises(ZeroDivisionError):
                    await client.get("/")
            else:
                assert (await client.get("/")).status_code == 500


def test_start_up_and_shutdown_run_around_each_test(program: Open) -> None:
    module = program("orders.py").load()
    with TestClient(module.app) as client:
        assert client.post("/orders/tea?quantity=99").json() == {"total": 396}
    assert not hasattr(module.app.state, "prices")
    with pytest.raises(AttributeError, match="prices"):
        TestClient(module.app).post("/orders/tea")


def test_the_mail_is_left_to_a_background_task(program: Open) -> None:
    module = program("orders.py").load()
    module.app.state.prices = {"tea": 4}
    tasks = BackgroundTasks()
    request = Request({"type": "http", "app": module.app})
    total = asyncio.run(module.place_order("tea", request, tasks, 2))
    assert (total, module.outbox) == ({"total": 8}, [])
    asyncio.run(tasks())
    assert module.outbox == ["2 × tea"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/orders/%00", 404),
        ("/orders/" + "x" * 9999, 404),
        ("/orders/%D1%87%D0%B0%D0%B9", 404),
        ("/orders/tea?quantity=1e9", 422),
        ("/orders/tea?quantity=NaN", 422),
        ("/orders/tea?quantity=" + "9" * 5000, 422),
    ],
)
def test_hostile_orders_are_rejected(program: Open, url: str, status: int) -> None:
    module = program("orders.py").load()
    with TestClient(module.app) as client:
        assert client.post(url).status_code == status
    assert module.outbox == []


@pytest.mark.anyio
async def test_the_transport_neither_starts_up_nor_hands_on_state(program) -> None:
    module = program("orders.py").load()
    transport = httpx2.ASGITransport(app=module.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        with pytest.raises(AttributeError, match="prices"):
            await client.post("/orders/tea")
        async with module.app.router.lifespan_context(module.app):
            assert (await client.post("/orders/tea")).status_code == 201

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, int]]:
        yield {"tea": 4}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def read_price(request: Request) -> int:
        return request.state.tea

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://t") as client,
    ):
        assert (await client.get("/")).status_code == 500
    with TestClient(app) as client:
        assert client.get("/").json() == 4
    with pytest.raises(TypeError, match="app"):
        httpx2.AsyncClient(app=module.app)  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="app"):
        httpx.AsyncClient(app=module.app)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
