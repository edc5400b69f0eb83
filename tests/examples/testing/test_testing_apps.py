import asyncio
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import httpx2
import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from harness.program import Program

Open = Callable[[str], Program]


def test_the_synchronous_tests_pass(program: Open) -> None:
    program("orders.py")
    p = program("test_orders.py")
    p.record_pytest("passed", "-q", "-rp", "test_orders.py", passed=5)


def test_the_asynchronous_test_passes(program: Open) -> None:
    p = program("test_orders_async.py")
    p.record_pytest("passed", "-q", "test_orders_async.py", passed=1)


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
    label = "pytest test_careless.py: failed"
    p.record_value("no-lifespan", label, dict([start_up]))
    p.record_value("async-def", label, dict([unmarked, standing]))
    p.record_value("shared-client", label, dict([stranger]))


def test_without_with_each_request_has_a_loop_of_its_own() -> None:
    app = FastAPI()
    loops = []

    @app.get("/")
    async def note_loop() -> None:
        loops.append(asyncio.get_running_loop())

    def loops_of_two_requests(client: TestClient) -> int:
        loops.clear()
        client.get("/")
        client.get("/")
        return len(set(map(id, loops)))

    assert loops_of_two_requests(TestClient(app)) == 2
    with TestClient(app) as client:
        assert loops_of_two_requests(client) == 1


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


def test_the_exception_of_a_background_task_is_raised_in_the_test() -> None:
    app = FastAPI()

    @app.get("/")
    async def send(tasks: BackgroundTasks) -> None:
        tasks.add_task(lambda: 1 / 0)

    with TestClient(app) as client, pytest.raises(ZeroDivisionError):
        client.get("/")


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
