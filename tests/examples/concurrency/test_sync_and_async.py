import asyncio
import os
import re
import socket
import threading
import time
from collections.abc import AsyncIterable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import wraps
from typing import Annotated

import anyio
import anyio.from_thread
import anyio.to_thread
import httpx2
import pytest
from fastapi import Depends, FastAPI, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from harness.waiting import wait_for
from pydantic import BaseModel, field_serializer, field_validator


async def call_at_once(url: str, path: str, calls: int) -> list[httpx2.Response]:
    async with httpx2.AsyncClient(base_url=url, timeout=180) as client:
        return await asyncio.gather(*(client.get(path) for _ in range(calls)))


def test_three_calls_meet_unless_one_blocks_the_loop(program):
    p = program("meeting.py")
    with p.serve() as server:
        for path, met, thread in [
            ("/sync", True, "AnyIO worker thread"),
            ("/async", True, "MainThread"),
            ("/async-that-blocks", False, "MainThread"),
        ]:
            answers = asyncio.run(call_at_once(server.url, path, 3))
            assert [one.json() for one in answers] == [
                {"met": met, "thread": thread}
            ] * 3
            note = "each of three calls sent at once"
            p.record_http(path.strip("/"), answers[0], note=note)
        assert server.output.count("ERROR") + server.output.count("WARNING") == 0


def test_awaiting_calls_wait_for_the_third_one(program):
    module = program("meeting.py").load()

    async def call() -> None:
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            calls = [asyncio.create_task(client.get("/async")) for _ in range(2)]
            for _ in range(500):
                await asyncio.sleep(0)
            assert module.awaited.n_waiting == 2
            assert not any(one.done() for one in calls)
            calls.append(asyncio.create_task(client.get("/async")))
            answers = await asyncio.gather(*calls)
        assert [one.json()["met"] for one in answers] == [True] * 3

    asyncio.run(asyncio.wait_for(call(), 180))


def test_the_41st_call_waits_for_a_token_and_so_does_the_health_check(program):
    p = program("pool.py")

    async def fill_the_pool(url: str) -> None:
        async with httpx2.AsyncClient(base_url=url, timeout=180) as client:

            async def pool_until(waiting: int) -> httpx2.Response:
                deadline = time.monotonic() + 180
                while True:
                    answer = await client.get("/pool")
                    if answer.json()["waiting"] == waiting:
                        return answer
                    assert time.monotonic() < deadline, answer.json()
                    await asyncio.sleep(0.02)

            reports = [asyncio.create_task(client.get("/report")) for _ in range(41)]
            full = await pool_until(1)
            assert full.json() == {"tokens": 40, "in_use": 40, "waiting": 1}
            p.record_http("full", full, note="41 calls of /report are under way")
            health = asyncio.create_task(client.get("/health"))
            starved = await pool_until(2)
            assert not health.done()
            p.record_http("starved", starved, note="one call of /health has joined")
            await client.post("/printer")
            answers = [*await asyncio.gather(*reports), await health]
            assert {one.status_code for one in answers} == {200}
            idle = await pool_until(0)
            assert idle.json()["in_use"] == 0

    with p.serve() as server:
        asyncio.run(fill_the_pool(server.url))
        assert server.output.count("ERROR") + server.output.count("WARNING") == 0


def test_a_client_that_leaves_does_not_give_its_token_back(program):
    p = program("pool.py")
    with p.serve() as server, httpx2.Client(base_url=server.url, timeout=180) as client:

        def pool_until(in_use: int) -> httpx2.Response:
            deadline = time.monotonic() + 180
            while (answer := client.get("/pool")).json()["in_use"] != in_use:
                assert time.monotonic() < deadline, answer.json()
                time.sleep(0.02)
            return answer

        with socket.create_connection(("127.0.0.1", server.port)) as leaving:
            leaving.sendall(b"GET /report HTTP/1.1\r\nHost: test\r\n\r\n")
            pool_until(1)
        for _ in range(2):  # the event loop has come round, and nothing is given back
            assert client.get("/pool").json()["in_use"] == 1
        left = client.get("/pool")
        assert left.json()["in_use"] == 1
        note = "the only client of /report has closed its connection"
        p.record_http("left", left, note=note)
        client.post("/printer")
        pool_until(0)


def test_a_generator_runs_in_a_thread_and_an_async_generator_on_the_loop():
    app, names = FastAPI(), []

    @app.get("/sync")
    def stream_sync() -> Iterable[int]:
        names.append(threading.current_thread().name)
        yield 1

    @app.get("/async")
    async def stream_async() -> AsyncIterable[int]:
        names.append(threading.current_thread().name)
        yield 1

    client = TestClient(app)
    assert client.get("/sync").text == client.get("/async").text == "1\n"
    assert names[0] == "AnyIO worker thread"
    assert names[1] != "AnyIO worker thread"


def test_a_streaming_generator_holds_a_token_only_while_it_runs():
    app, inside, between = FastAPI(), [], []

    def borrowed() -> int:
        return int(anyio.to_thread.current_default_thread_limiter().borrowed_tokens)

    @app.get("/")
    def stream() -> Iterable[int]:
        for number in range(3):
            inside.append(anyio.from_thread.run_sync(borrowed))
            yield number

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def send(message) -> None:  # a client that takes its time reads here
        if message.get("body"):
            between.append(borrowed())

    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"",
        "headers": [], "asgi": {"spec_version": "2.4"},
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert inside == [1, 1, 1]
    assert between == [0, 0, 0]


def test_a_helper_runs_where_its_caller_runs():
    app, names = FastAPI(), []

    def note() -> None:
        names.append(
            "thread" if "worker" in threading.current_thread().name else "loop"
        )

    @app.get("/async")
    async def read_on_the_loop() -> None:
        note()

    @app.get("/def")
    def read_in_a_thread() -> None:
        note()

    @app.get("/handed-over")
    async def hand_over() -> None:
        await run_in_threadpool(note)

    client = TestClient(app)
    for path in ("/async", "/def", "/handed-over"):
        client.get(path)
    assert names == ["loop", "thread", "thread"]


@pytest.mark.parametrize("cores", [1, 64])
def test_each_worker_has_a_pool_of_its_own_with_40_tokens_on_every_machine(
    monkeypatch, cores
):
    for name in ("cpu_count", "process_cpu_count"):  # the second since Python 3.13
        monkeypatch.setattr(os, name, lambda: cores, raising=False)

    async def tokens() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    assert asyncio.run(tokens()) == 40
    with ThreadPoolExecutor() as other:
        assert other._max_workers == min(32, cores + 4)

    async def limiter() -> object:
        return anyio.to_thread.current_default_thread_limiter()

    assert asyncio.run(limiter()) is not asyncio.run(limiter())


def test_uploads_on_disk_and_files_draw_from_the_pool(tmp_path, monkeypatch):
    app, run_sync, calls = FastAPI(), anyio.to_thread.run_sync, []

    async def count(*args, **kwargs):
        calls.append(args[0])
        assert kwargs.get("limiter") is None  # none but the pool's
        return await run_sync(*args, **kwargs)

    @app.post("/")
    async def read_upload(file: UploadFile) -> None:
        calls.clear()
        await file.read()

    @app.get("/")
    async def send_file() -> FileResponse:
        calls.clear()
        return FileResponse(tmp_path / "report")

    (tmp_path / "report").write_bytes(b"x")
    monkeypatch.setattr(anyio.to_thread, "run_sync", count)
    client = TestClient(app)
    client.post("/", files={"file": b"x"})
    assert not calls
    client.post("/", files={"file": b"x" * 2_000_000})
    assert calls
    client.get("/")
    assert calls


def test_the_exit_code_of_a_sync_dependency_needs_no_token():
    app, limits = FastAPI(), []

    def open_session():
        yield
        limits.append("closed")

    @app.get("/", dependencies=[Depends(open_session)])
    async def empty_the_pool() -> None:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = 1
        limiter.acquire_on_behalf_of_nowait("another request")

    TestClient(app).get("/")
    assert limits == ["closed"]


def test_lifespan_can_resize_the_pool(program):
    p = program("bigger_pool.py")
    with TestClient(p.load().app) as client:
        answer = client.get("/pool")
        assert answer.json() == {"tokens": 80}
        p.record_http("resized", answer)


def test_the_pool_cannot_be_resized_on_import():
    with pytest.raises(RuntimeError):
        anyio.to_thread.current_default_thread_limiter()


ON_IMPORT = """
import anyio.to_thread
from fastapi import FastAPI

anyio.to_thread.current_default_thread_limiter().total_tokens = 80
app = FastAPI()

@app.get("/pool")
async def read_pool():
    return anyio.to_thread.current_default_thread_limiter().total_tokens
"""


def test_several_workers_import_the_app_on_their_loops(program, tmp_path):
    """So there, unlike under a single process, a module can resize the pool."""
    (tmp_path / "on_import.py").write_text(ON_IMPORT)
    command = f"uvicorn on_import:app --port {{port}} --workers 2 --app-dir {tmp_path}"
    with program("pool.py").serve(*command.split()) as server:
        assert httpx2.get(f"{server.url}/pool", timeout=180).json() == 80


def test_a_context_variable_set_in_a_thread_does_not_come_back(program, monkeypatch):
    p = program("tenant.py")
    module, noted = p.load(), []
    real = module.tenant

    class Noting:
        get = real.get

        def set(self, value: str) -> None:
            noted.append(value)
            real.set(value)

    monkeypatch.setattr(module, "tenant", Noting())
    client = TestClient(module.app)
    lost = client.get("/invoices", headers={"X-Tenant": "acme"})
    assert noted == ["acme"]  # it was set, in the thread
    assert lost.json() == "invoices of nobody"
    p.record_http("lost", lost)
    kept = client.get("/orders", headers={"X-Tenant": "acme"})
    assert kept.json() == "orders of acme"
    p.record_http("kept", kept)


def test_a_def_endpoint_is_validated_in_a_thread_but_serialized_on_the_loop():
    seen: list[tuple[str, str]] = []

    def here() -> str:
        name = threading.current_thread().name
        return "thread" if "worker" in name else "loop"

    class Order(BaseModel):
        id: int

        @field_validator("id")
        @classmethod
        def note_validation(cls, value: int) -> int:
            seen.append(("validated", here()))
            return value

        @field_serializer("id")
        def note_serialization(self, value: int) -> int:
            seen.append(("serialized", here()))
            return value

    app = FastAPI()

    @app.get("/sync", response_model=Order)
    def read_sync() -> dict[str, int]:
        return {"id": 1}

    @app.get("/async", response_model=Order)
    async def read_async() -> dict[str, int]:
        return {"id": 1}

    client = TestClient(app)
    client.get("/sync")
    assert seen == [("validated", "thread"), ("serialized", "loop")]
    seen.clear()
    client.get("/async")
    assert seen == [("validated", "loop"), ("serialized", "loop")]


def orders_then_invoices(port: int) -> list[str]:
    """Two customers' requests, one behind the other, as a proxy may pipeline them."""
    lines = "GET /{} HTTP/1.1\r\nHost: test\r\nX-Tenant: {}\r\n{}\r\n"
    orders = lines.format("orders", "acme", "")
    invoices = lines.format("invoices", "orbit", "Connection: close\r\n")
    received = b""
    with socket.create_connection(("127.0.0.1", port), 180) as connection:
        connection.sendall(f"{orders}{invoices}".encode())
        while some := connection.recv(4096):
            received += some
    return re.findall(r'"(.*?)"', received.decode())


def test_a_context_variable_can_reach_the_next_request_of_a_connection(program):
    p = program("tenant.py")
    command = ("uvicorn", "tenant:app", "--port", "{port}")
    with p.serve(*command) as server:
        leaked = orders_then_invoices(server.port)
    with p.serve(*command, "--reset-contextvars") as server:
        reset = orders_then_invoices(server.port)
    assert leaked == ["orders of acme", "invoices of acme"]
    assert reset == ["orders of acme", "invoices of nobody"]
    label = "GET /orders for acme, then /invoices for orbit, on one connection"
    note = "Pipelined: the second request was sent before the first response."
    shown = {"uvicorn tenant:app": leaked, "… --reset-contextvars": reset}
    p.record_value("leaked", label, shown, note=note)


REUSED = """
from contextvars import ContextVar
from fastapi import FastAPI, Request
import uvicorn

app = FastAPI()
tenant = ContextVar("tenant", default="nobody")

@app.post("/upload")
async def upload(request: Request):
    tenant.set("acme")
    return len(await request.body())

@app.get("/tenant")
async def read(): return tenant.get()

uvicorn.run(app, port={port}, loop="asyncio")
"""


def test_a_large_body_lets_the_context_reach_the_next_request_too(program):
    """One request after the other, on a connection that is kept alive."""
    head = "POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n"
    with program("tenant.py").serve("-c", REUSED) as server:

        def told() -> str:
            with socket.create_connection(("127.0.0.1", server.port), 180) as one:
                one.sendall(head.encode() + b"x" * 300_000)
                time.sleep(0.2)  # the server has stopped reading and goes on again
                one.sendall(b"x" * 700_000)
                received = b""
                while not received.endswith(b"1000000"):
                    some = one.recv(4096)
                    assert some, "the server hung up"
                    received += some
                one.sendall(b"GET /tenant HTTP/1.1\r\nHost: test\r\n\r\n")
                return one.recv(4096).decode()

        deadline = time.monotonic() + 180
        while not told().endswith('"acme"'):
            assert time.monotonic() < deadline


LEFT = """
import asyncio
from fastapi import FastAPI
import uvicorn

app, may_end = FastAPI(), asyncio.Event()

@app.get("/wait")
async def wait():
    print("waiting")
    try:
        await may_end.wait()
    except BaseException:
        print("cancelled")
        raise
    print("ran to its end")

@app.post("/end")
async def end(): may_end.set()

uvicorn.run(app, port={port})
"""


def test_a_client_that_leaves_cancels_nothing(program):
    with program("pool.py").serve("-c", LEFT) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as leaving:
            leaving.sendall(b"GET /wait HTTP/1.1\r\nHost: test\r\n\r\n")
            server.wait_for_output("waiting", 180)
        for _ in range(3):  # the event loop has come round
            httpx2.get(f"{server.url}/nothing")
        httpx2.post(f"{server.url}/end")
        server.wait_for_output("ran to its end", 180)
        assert "cancelled" not in server.output


@pytest.fixture
def trips(monkeypatch) -> list[object]:
    """What AnyIO is given to run in a thread."""
    run_sync, functions = anyio.to_thread.run_sync, []

    async def note(function, *args, **kwargs):
        functions.append(function)
        return await run_sync(function, *args, **kwargs)

    monkeypatch.setattr(anyio.to_thread, "run_sync", note)
    return functions


def test_a_declared_response_takes_a_second_trip_to_a_thread(trips):
    app = FastAPI()

    @app.get("/plain")
    def read_plain():
        return 1

    @app.get("/declared")
    def read_declared() -> int:
        return 1

    client = TestClient(app)
    client.get("/plain")
    assert len(trips) == 1
    trips.clear()
    client.get("/declared")
    assert len(trips) == 2


def test_a_class_as_a_dependency_is_called_in_a_thread(trips):
    app = FastAPI()

    class Page:
        def __init__(self, number: int = 1) -> None:
            self.thread = threading.current_thread().name

    @app.get("/")
    async def read(page: Annotated[Page, Depends()]) -> str:
        return page.thread

    assert TestClient(app).get("/").json() == "AnyIO worker thread"
    assert len(trips) == 1


def test_an_await_that_has_nothing_to_wait_for_does_not_give_way():
    async def nothing() -> None: ...

    async def keep_awaiting() -> None:
        ran = []

        async def other() -> None:
            ran.append(1)

        task = asyncio.create_task(other())
        for _ in range(1_000):
            await nothing()
        assert ran == []
        await asyncio.sleep(0)
        assert ran == [1]
        await task

    asyncio.run(keep_awaiting())


def test_what_leaves_a_def_endpoint_in_its_thread_is_serialized_there():
    app, seen = FastAPI(), []

    class Order(BaseModel):
        id: int

        @field_serializer("id")
        def note_serialization(self, value: int) -> int:
            seen.append("worker" in threading.current_thread().name)
            return value

    @app.get("/response")
    def read_response() -> Response:
        order = Order.model_construct(id=1)
        return Response(order.model_dump_json(), media_type="application/json")

    @app.get("/lines")
    def stream_lines() -> Iterable[Order]:
        yield Order.model_construct(id=1)

    @app.get("/events", response_class=EventSourceResponse)
    def stream_events() -> Iterable[Order]:
        yield Order.model_construct(id=1)

    client = TestClient(app)
    client.get("/response")
    assert seen == [True]
    seen.clear()
    client.get("/lines")
    assert seen == [True]
    seen.clear()
    client.get("/events")
    assert seen == [False]


def test_what_a_def_endpoint_streams_is_validated_in_its_thread_unless_it_is_an_event():
    app, seen = FastAPI(), []

    class Order(BaseModel):
        id: int

        @field_validator("id")
        @classmethod
        def note_validation(cls, value: int) -> int:
            seen.append("worker" in threading.current_thread().name)
            return value

    def stream() -> Iterable[Order]:
        yield {"id": 1}  # pyright: ignore[reportReturnType]

    app.get("/lines")(stream)
    app.get("/events", response_class=EventSourceResponse)(stream)
    client = TestClient(app)
    client.get("/lines")
    assert seen == [True]
    seen.clear()
    client.get("/events")
    assert seen == [False]


def test_a_returned_response_takes_no_second_trip(trips):
    app = FastAPI()

    @app.get("/")
    def read() -> Response:
        return Response("1")

    TestClient(app).get("/")
    assert len(trips) == 1


STREAMS = """
import asyncio
from collections.abc import AsyncIterable, Iterable
import os
import time
from fastapi import FastAPI
import uvicorn

app, steps = FastAPI(), 0

@app.get("/async")
async def stream_on_the_loop() -> AsyncIterable[int]:
    try:
        while True:
            yield 1
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        print("async generator cancelled")
        raise

@app.get("/sync")
def stream_in_a_thread() -> Iterable[int]:
    global steps
    while True:
        steps += 1
        yield steps
        time.sleep(0.05)

@app.get("/steps")
async def read_steps(): return steps

uvicorn.run(app, port={port})
"""


def leave_after_a_step(port: int, path: str) -> None:
    """Read a stream up to its step 1, then hang up."""
    with socket.create_connection(("127.0.0.1", port), 180) as leaving:
        leaving.sendall(f"GET /{path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        received = b""
        while b"\n1\n" not in received and b"\n1\r\n" not in received:
            received += leaving.recv(4096)


def test_a_client_that_leaves_ends_a_stream_between_two_steps(program):
    with program("pool.py").serve("-c", STREAMS) as server:
        for path in ("async", "sync"):
            leave_after_a_step(server.port, path)
        server.wait_for_output("async generator cancelled", 180)

        def steps() -> int:
            return httpx2.get(f"{server.url}/steps").json()

        deadline, now = time.monotonic() + 180, steps()
        while True:
            time.sleep(0.5)  # ten steps
            before, now = now, steps()
            if before == now:
                break
            assert time.monotonic() < deadline


@pytest.mark.parametrize("where", ["thread", "loop"])
def test_only_an_async_yield_dependency_can_reset_a_context_variable(where):
    app, tenant = FastAPI(), ContextVar("tenant", default="nobody")

    def set_in_thread():
        token = tenant.set("acme")
        yield
        tenant.reset(token)

    async def set_on_loop():
        token = tenant.set("acme")
        yield
        tenant.reset(token)

    set_tenant = {"thread": set_in_thread, "loop": set_on_loop}[where]

    @app.get("/", dependencies=[Depends(set_tenant)])
    async def read() -> str:
        return tenant.get()

    client = TestClient(app)
    if where == "loop":
        assert client.get("/").json() == "acme"
    else:
        with pytest.raises(ValueError, match="different Context"):
            client.get("/")


def test_a_def_that_wraps_an_async_def_runs_on_the_loop():
    app, names = FastAPI(), []

    def note() -> None:
        names.append(
            "thread" if "worker" in threading.current_thread().name else "loop"
        )

    async def read() -> int:
        note()
        return 1

    @wraps(read)
    def decorated():
        note()
        return read()

    app.get("/")(decorated)
    assert TestClient(app).get("/").json() == 1
    assert names == ["loop", "loop"]


def test_an_async_def_that_wraps_a_def_runs_on_the_loop_too():
    app, names = FastAPI(), []

    def read() -> None:
        names.append(
            "thread" if "worker" in threading.current_thread().name else "loop"
        )

    @app.get("/")
    @wraps(read)
    async def decorated() -> None:
        read()

    TestClient(app).get("/")
    assert names == ["loop"]


UNCLOSED = """
import asyncio
from collections.abc import AsyncIterable, Iterable
import gc
import time
from fastapi import FastAPI
import uvicorn

gc.disable()
app = FastAPI()

@app.get("/async")
async def stream_on_the_loop() -> AsyncIterable[int]:
    try:
        while True:
            yield 1
            await asyncio.sleep(0.05)
    finally:
        print("async generator closed")

@app.get("/sync")
def stream_in_a_thread() -> Iterable[int]:
    try:
        while True:
            yield 1
            print("step")
            time.sleep(0.05)
    finally:
        print("def generator closed")

@app.post("/collect")
async def collect(): gc.collect()

uvicorn.run(app, port={port})
"""


def test_a_def_stream_that_ends_early_is_closed_by_the_garbage_collector(program):
    with program("pool.py").serve("-c", UNCLOSED) as server:
        for path in ("sync", "async"):
            leave_after_a_step(server.port, path)
        server.wait_for_output("async generator closed", 180)
        deadline, now = time.monotonic() + 180, server.output.count("step")
        while True:
            time.sleep(0.5)  # ten steps
            before, now = now, server.output.count("step")
            if before == now:  # the stream has ended
                break
            assert time.monotonic() < deadline
        assert "def generator closed" not in server.output
        httpx2.post(f"{server.url}/collect")
        server.wait_for_output("def generator closed", 180)


RUNS_ON = """
import threading
import anyio.to_thread
from fastapi import FastAPI

app, may_end = FastAPI(), threading.Event()

@app.get("/report")
def report():
    may_end.wait()
    print("the function has run on", flush=True)

@app.get("/in-use")
async def read():
    return anyio.to_thread.current_default_thread_limiter().borrowed_tokens

@app.post("/end")
async def end(): may_end.set()
"""


def test_gunicorns_own_worker_gives_the_token_back_while_the_function_runs(
    program, tmp_path
):
    """It cancels the request of a client that left, and nothing cancels a thread."""
    (tmp_path / "left.py").write_text(RUNS_ON)
    command = "gunicorn left:app -k asgi --no-control-socket --bind 127.0.0.1:{port}"
    arguments = [*command.split(), "--chdir", str(tmp_path)]
    with program("pool.py").serve(*arguments) as server:

        def in_use() -> int:
            return httpx2.get(f"{server.url}/in-use", timeout=180).json()

        with socket.create_connection(("127.0.0.1", server.port)) as leaving:
            leaving.sendall(b"GET /report HTTP/1.1\r\nHost: test\r\n\r\n")
            wait_for(lambda: in_use() == 1)
        wait_for(lambda: in_use() == 0)
        assert "the function has run on" not in server.output
        httpx2.post(f"{server.url}/end")
        server.wait_for_output("the function has run on", 180)


def test_a_limiter_of_its_own_leaves_the_pool_its_tokens():
    app, begun, may_end = FastAPI(), threading.Semaphore(0), threading.Event()
    for_reports = anyio.CapacityLimiter(1)

    def print_report() -> str:
        begun.release()
        may_end.wait()
        return "printed"

    @app.get("/report")
    async def read_report() -> str:
        return await anyio.to_thread.run_sync(print_report, limiter=for_reports)

    @app.get("/health")
    def read_health() -> str:
        return "well"

    async def call() -> None:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 1
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            reports = [asyncio.create_task(client.get("/report")) for _ in range(3)]
            try:
                assert await asyncio.to_thread(begun.acquire, timeout=180)
                for _ in range(500):  # all that can run without the event has run
                    await asyncio.sleep(0)
                assert for_reports.statistics().tasks_waiting == 2
                health = await asyncio.wait_for(client.get("/health"), 180)
                assert health.json() == "well"
                assert not any(one.done() for one in reports)
            finally:
                may_end.set()
            answers = await asyncio.gather(*reports)
        assert [one.json() for one in answers] == ["printed"] * 3

    asyncio.run(call())


def test_an_asyncio_timeout_gives_the_token_back_while_the_function_runs():
    may_end, ended = threading.Event(), threading.Event()

    async def call() -> None:
        limiter = anyio.to_thread.current_default_thread_limiter()
        stay = asyncio.timeout(None)

        def report() -> None:
            assert limiter.borrowed_tokens == 1
            anyio.from_thread.run_sync(stay.reschedule, 0)  # the time is up
            may_end.wait()
            ended.set()

        with pytest.raises(TimeoutError):
            async with stay:
                await run_in_threadpool(report)
        try:
            assert (limiter.borrowed_tokens, ended.is_set()) == (0, False)
        finally:
            may_end.set()

    asyncio.run(call())


def test_a_timeout_of_anyio_waits_for_the_function():
    may_end = threading.Event()

    async def call() -> None:
        limiter = anyio.to_thread.current_default_thread_limiter()

        async def expire() -> None:
            scope.deadline = anyio.current_time()
            assert scope.cancel_called
            for _ in range(100):  # whoever could give up has had a turn
                await asyncio.sleep(0)
            assert limiter.borrowed_tokens == 1
            may_end.set()

        ending: list[asyncio.Task[None]] = []

        def report() -> str:
            anyio.from_thread.run_sync(
                lambda: ending.append(asyncio.create_task(expire()))
            )
            may_end.wait()
            return "printed"

        with anyio.move_on_after(None) as scope:
            assert await run_in_threadpool(report) == "printed"
        await ending[0]

    asyncio.run(call())


def test_a_generator_that_waits_within_a_step_keeps_its_token():
    app, waits, may_go_on = FastAPI(), threading.Event(), threading.Event()

    @app.get("/events", response_class=EventSourceResponse)
    def stream_events() -> Iterable[int]:
        yield 1
        waits.set()
        may_go_on.wait()  # for the next event
        yield 2

    @app.get("/health")
    def read_health() -> None: ...

    async def call() -> None:
        pool = anyio.to_thread.current_default_thread_limiter()
        pool.total_tokens = 1
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            streaming = asyncio.create_task(client.get("/events"))
            assert await asyncio.to_thread(waits.wait, 180)
            health = asyncio.create_task(client.get("/health"))
            try:
                for _ in range(500):  # all that can run without the event has run
                    await asyncio.sleep(0)
                assert pool.statistics().tasks_waiting == 1
                assert not health.done()
            finally:
                may_go_on.set()
            answers = await asyncio.gather(streaming, health)
        assert [one.status_code for one in answers] == [200, 200]

    asyncio.run(call())


def test_asyncio_to_thread_takes_no_token_of_the_pool(monkeypatch):
    """It has threads of its own, as many as Python's default for this machine."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(os, "process_cpu_count", lambda: 1, raising=False)
    may_end = threading.Event()

    async def call() -> None:
        limiter = anyio.to_thread.current_default_thread_limiter()
        full, begun = threading.Barrier(6, timeout=180), []

        def wait() -> None:
            begun.append(threading.current_thread().name)
            if len(begun) <= 5:
                full.wait()
            may_end.wait(180)

        calls = [asyncio.create_task(asyncio.to_thread(wait)) for _ in range(6)]
        try:
            await run_in_threadpool(full.wait)  # five have begun: 1 + 4
            assert len(begun) == 5
            assert not any("AnyIO" in name for name in begun)
            assert limiter.borrowed_tokens == 0
        finally:
            may_end.set()
        await asyncio.gather(*calls)

    asyncio.run(call())


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_worker_thread_has_no_event_loop(kind):
    app, errors, ran = FastAPI(), [], []

    async def work() -> None:
        ran.append("work")

    def start() -> None:
        coroutine = work()
        try:
            app.state.task = asyncio.create_task(coroutine)
        except RuntimeError as error:
            coroutine.close()
            errors.append(str(error))

    async def start_on_the_loop() -> None:
        start()
        if not errors:
            await app.state.task

    app.get("/")(start if kind == "def" else start_on_the_loop)
    assert TestClient(app).get("/").status_code == 200
    in_thread = kind == "def"
    assert errors == ["no running event loop"] * in_thread
    assert ran == ["work"] * (not in_thread)
