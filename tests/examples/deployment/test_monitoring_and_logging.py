import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import httpx2
import psutil
import pytest
import uvicorn
from deployment.full_threadpool import answered_meanwhile
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Body,
    FastAPI,
    HTTPException,
    Request,
    Response,
    WebSocket,
    WebSocketDisconnect,
)
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.waiting import wait_for
from opentelemetry import trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import (
    InMemoryLogRecordExporter,
    SimpleLogRecordProcessor,
)
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter

COMMAND = "uvicorn orders:app --port {port} --log-config logging.json --no-access-log"


@contextmanager
def serve(program, errors: Path) -> Iterator:
    """Serve the program as the page says, with stderr in a file of its own."""
    for file in ("json_logs.py", "logging.json", "access_log.py"):
        program(file)
    with program("orders.py").serve(*COMMAND.split(), errors=errors) as server:
        yield server


def json_lines(output: str) -> list[dict]:
    """All that was printed: each line must be an object of JSON."""
    return [json.loads(one) for one in output.splitlines()]


def shown(line: dict) -> str:
    """A line as the page shows it: of a stack trace, the first and the last line."""
    if "exception" in line:
        first, *_, last = line["exception"].splitlines()
        line = line | {"exception": f"{first} … {last.split(':')[0]}"}
    return json.dumps(line, ensure_ascii=False)


def test_each_request_leaves_json_lines_with_its_id(program, tmp_path):
    p = program("orders.py")
    with serve(program, tmp_path / "stderr") as server:

        def ask(order: str, **headers: str) -> httpx2.Response:
            return httpx2.get(f"{server.url}/orders/{order}", headers=headers)

        found = ask("7", **{"X-Request-ID": "checkout-7"})
        invalid = ask("seven", **{"X-Request-ID": "checkout-8"})
        failed = ask("0", **{"X-Request-ID": "checkout-9"})
        own = ask("1")
        server.stop()  # a line may be written after its response was sent
        lines = [one for one in json_lines(server.output) if one["request_id"] != "-"]
    assert (tmp_path / "stderr").read_text() == ""
    assert len(own.headers["X-Request-ID"]) == 32
    assert [one["request_id"] for one in lines[:6]] == [
        "checkout-7", "checkout-7", "checkout-8",
        "checkout-9", "checkout-9", "checkout-9",
    ]  # fmt: skip
    assert {one["request_id"] for one in lines[6:]} == {own.headers["X-Request-ID"]}
    requests = [one for one in lines if one["message"] == "request"]
    assert [one["status"] for one in requests] == [200, 422, 500, 200]
    assert {one["route"] for one in requests} == {"/orders/{order_id}"}
    assert {one["method"] for one in requests} == {"GET"}
    assert all(isinstance(one["ms"], int) and one["ms"] >= 0 for one in requests)
    times = [datetime.fromisoformat(one["time"]) for one in lines]
    assert {one.utcoffset() for one in times} == {timedelta()}
    assert own.json() == 100
    assert failed.status_code == 500
    p.record_http("failed", failed, headers=["X-Request-ID"])
    assert found.headers["X-Request-ID"] == "checkout-7"
    assert invalid.headers["X-Request-ID"] == "checkout-8"
    p.record_output(
        "log", server, "\n".join(shown(one) for one in lines[1:6]),
        mask={r'"ms": \d+': '"ms": …', r'"time": "[^"]+"': '"time": "…"'},
        note="stdout for the last line of one request, a 422 and a 500; "
        "the stack trace is shortened here",
    )  # fmt: skip
    sharing = [one["message"] for one in lines if one["request_id"] == "checkout-7"]
    assert sharing[0] == "sharing order 7"
    with p.serve("uvicorn", "orders:app", "--port", "{port}") as server:
        httpx2.get(f"{server.url}/orders/7", timeout=60).raise_for_status()
        server.stop()
        printed = server.output
    assert "sharing order 7" not in printed  # without the configuration
    assert "Application shutdown complete" in printed  # Uvicorn's own are there


def test_the_stack_trace_of_an_unhandled_error_is_in_the_line_with_its_id(
    program, tmp_path
):
    with serve(program, tmp_path / "stderr") as server:
        asked = {"X-Request-ID": "checkout-9"}
        httpx2.get(f"{server.url}/orders/0", headers=asked)
        server.stop()
        (line,) = [one for one in json_lines(server.output) if "exception" in one]
    assert line["request_id"] == "checkout-9"
    assert line["level"] == "ERROR"
    assert line["exception"].startswith("Traceback (most recent call last):")
    assert "in share" in line["exception"]
    assert line["exception"].splitlines()[-1].startswith("ZeroDivisionError: ")


def test_uvicorn_logs_the_query_string_of_a_websocket(program, tmp_path):
    """Of a request it logs none then; a browser often sends the token there."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    with serve(program, tmp_path / "stderr") as server:
        for path, headers in (("/orders/7?token=http", {}), ("/?token=ws", upgrade)):
            httpx2.get(f"{server.url}{path}", headers=headers, timeout=60)
        server.stop()
        logged = [one["message"] for one in json_lines(server.output)]
    assert any("sharing order 7" in one for one in logged)
    (line,) = [one for one in logged if "token" in one]
    assert line.endswith('"WebSocket /?token=ws" 403')


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a" * 64, True), ("a" * 65, False), ("", False), ("two words", False),
        ("\xe9", False), ("\xaa", False), ("id\x00", False),
        ("order-7_b", True), ('"};x', False),
    ],
)  # fmt: skip
def test_a_request_id_is_taken_over_only_in_a_harmless_form(program, given, kept):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    client = TestClient(program("orders.py").load().app)
    answer = client.get(
        "/orders/1", headers=[(b"x-request-id", given.encode("latin-1"))]
    )
    own = answer.headers["X-Request-ID"]
    assert (own == given) is kept
    assert kept or re.fullmatch("[0-9a-f]{32}", own)


def test_a_log_line_stays_one_line_of_json_whatever_is_in_it(program):
    module = program("json_logs.py").load()
    record = logging.LogRecord(
        "orders", logging.INFO, "", 1, "two\nlines %s \ud800", ({"a": 1},), None
    )
    record.fields = {"path": Path("/orders"), "message": "own", "total": 9.5}
    line = module.JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["path"] == "/orders"
    assert json.loads(line)["total"] == 9.5


@pytest.mark.parametrize(
    "fields", [{"ratio": float("nan")}, {"ratio": float("inf")}, {("a", 1): 2}]
)
def test_a_field_that_json_does_not_know_becomes_text(program, fields):
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    module = program("json_logs.py").load()
    record = logging.LogRecord("orders", logging.INFO, "", 1, "sold", (), None)
    record.fields = fields
    line = json.loads(module.JsonLines().format(record), parse_constant=refuse)
    assert line["message"] == "sold"
    assert list(line.items())[-1] == tuple(
        str(one) for one in next(iter(fields.items()))
    )


def test_an_app_that_sends_no_headers_gets_the_id_too(program, caplog):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app

    async def bare(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    app.mount("/bare", bare)
    with caplog.at_level(logging.INFO):
        sent = {"X-Request-ID": "checkout-7"}
        answer = TestClient(app).get("/bare/", headers=sent)
    assert answer.status_code == 204
    assert answer.headers["X-Request-ID"] == "checkout-7"
    (line,) = [one.fields for one in caplog.records if one.getMessage() == "request"]
    assert "error" not in line


def test_a_413_of_the_app_has_no_id(program, caplog):
    """It is sent outside the middleware, in place of any response of its own."""
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    example = program("orders.py").load()
    app = FastAPI(max_body_size=20)
    app.add_middleware(sys.modules["access_log"].AccessLog)
    app.exception_handler(Exception)(example.failed)

    @app.post("/orders")
    @app.post("/sized", max_body_size=30)
    async def place(titles: list[str]) -> None: ...

    @app.post("/unread")
    async def ignore() -> None: ...

    sent = {"X-Request-ID": "checkout-7", "Content-Type": "application/json"}
    large = b'["%s"]' % (b"x" * 40)
    with caplog.at_level(logging.INFO):
        for path in ("/orders", "/sized", "/unread"):
            refused = TestClient(app).post(path, content=large, headers=sent)
            assert (refused.status_code, refused.text) == (413, "Content Too Large")
            assert "X-Request-ID" not in refused.headers
    lines = [one.fields for one in caplog.records if one.getMessage() == "request"]
    assert [(one["status"], "error" in one) for one in lines] == [
        (413, True),
        (413, True),
        (200, True),  # what the endpoint answered; the error tells
    ]
    counted = TestClient(app).post("/orders", content=iter([large]), headers=sent)
    assert counted.status_code == 413
    assert counted.headers["X-Request-ID"] == "checkout-7"


def test_a_base_http_middleware_outside_hides_the_id(program):
    """It runs what is inside it in a task, whose context is a copy."""
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    sent = {"X-Request-ID": "checkout-9"}
    told = []
    for outside in (False, True):
        app = program("orders.py").load().app
        if outside:

            @app.middleware("http")
            async def pass_on(request: Request, call_next) -> Response:
                return await call_next(request)

        client = TestClient(app, raise_server_exceptions=False)
        told.append(client.get("/orders/0", headers=sent).headers["X-Request-ID"])
    assert told == ["checkout-9", "-"]


def test_the_route_in_the_log_lacks_the_prefix_of_a_mount(program, caplog):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    module = program("orders.py").load()
    inner = FastAPI()
    inner.get("/orders/{order_id}")(module.share)
    module.app.mount("/v1", inner)
    with caplog.at_level(logging.INFO):
        TestClient(module.app).get("/v1/orders/7").raise_for_status()
    (line,) = [one.fields for one in caplog.records if one.getMessage() == "request"]
    assert line["route"] == "/orders/{order_id}"


def test_the_route_has_the_prefixes_of_routers(program, caplog):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    module = program("orders.py").load()
    router, outer = APIRouter(), APIRouter()
    router.get("/{order_id}")(module.share)
    outer.include_router(router, prefix="/orders")
    module.app.include_router(outer, prefix="/v1")
    module.app.include_router(router, prefix="/invoices")
    mounted = FastAPI()
    mounted.include_router(router, prefix="/orders")
    module.app.mount("/v2", mounted)
    plain, within = FastAPI(), APIRouter()
    plain.get("/orders/{order_id}")(module.share)
    within.mount("/v3", plain)  # its context has an empty path
    module.app.include_router(within)
    with caplog.at_level(logging.INFO):
        for base in ("/v1/orders", "/invoices", "/orders", "/v2/orders", "/v3/orders"):
            TestClient(module.app).get(f"{base}/7").raise_for_status()
        assert TestClient(module.app).get("/v1/7").status_code == 404
    lines = [one.fields for one in caplog.records if one.getMessage() == "request"]
    assert [one["route"] for one in lines] == [
        "/v1/orders/{order_id}",
        "/invoices/{order_id}",
        "/orders/{order_id}",
        "/orders/{order_id}",  # without the `/v2` of the mount
        "/orders/{order_id}",
        None,
    ]


def test_an_error_after_the_response_is_named_beside_its_200(program, caplog):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app

    @app.get("/mails")
    async def mails(tasks: BackgroundTasks) -> None:
        tasks.add_task(send_mail)

    def send_mail() -> None:
        time.sleep(0.05)
        raise ConnectionError("no mail server")

    with caplog.at_level(logging.INFO):
        answer = TestClient(app, raise_server_exceptions=False).get("/mails")
        TestClient(app).get("/nowhere")
    assert answer.status_code == 200
    failed, missing = [
        one.fields for one in caplog.records if one.getMessage() == "request"
    ]
    assert failed["status"] == 200
    assert failed["error"] == "ConnectionError"
    assert 50 <= failed["ms"] < 60_000  # the task is in it
    assert missing["status"] == 404
    assert missing["route"] is None
    assert "error" not in missing
    # FastAPI's own metric has measured before a task runs.
    reader = InMemoryMetricReader()
    measured = FastAPI(telemetry={"meter_provider": MeterProvider([reader])})
    seen: list[Any] = []

    @measured.get("/mails")
    async def look(tasks: BackgroundTasks) -> None:
        tasks.add_task(lambda: seen.append(reader.get_metrics_data()))

    TestClient(measured).get("/mails").raise_for_status()
    (data,) = seen
    metrics = data.resource_metrics[0].scope_metrics[0].metrics
    (duration,) = [one for one in metrics if one.name == "http.server.request.duration"]
    assert duration.data.data_points[0].count == 1


def test_a_websocket_passes_the_middleware_untouched(program):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    with TestClient(app) as client, client.websocket_connect("/ws") as connection:
        assert connection.receive_text() == "hello"


def test_the_id_reaches_threads_and_background_tasks(program):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app
    request_id = sys.modules["json_logs"].request_id
    seen = []

    @app.get("/mails")
    def mails(tasks: BackgroundTasks) -> None:
        seen.append((request_id.get(), threading.current_thread().name))
        tasks.add_task(lambda: seen.append((request_id.get(), "task")))

    @app.get("/letters")
    async def letters(tasks: BackgroundTasks) -> None:
        async def send() -> None:
            seen.append((request_id.get(), "the context of the request itself"))

        tasks.add_task(send)

    for path in ("/mails", "/letters"):
        TestClient(app).get(path, headers={"X-Request-ID": "checkout-7"})
    assert [one for one, _ in seen] == ["checkout-7"] * 3
    assert seen[0][1] != threading.main_thread().name


def test_a_thread_of_ones_own_does_not_get_the_id(program):
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app
    request_id = sys.modules["json_logs"].request_id
    seen = []

    @app.get("/mails")
    async def mails() -> None:
        thread = threading.Thread(target=lambda: seen.append(request_id.get()))
        thread.start()
        thread.join()
        loop = asyncio.get_running_loop()
        seen.append(await loop.run_in_executor(None, request_id.get))
        seen.append(await asyncio.to_thread(request_id.get))

    TestClient(app).get("/mails", headers={"X-Request-ID": "checkout-7"})
    assert seen == ["-", "-", "checkout-7"]


def test_a_canceled_request_is_named_in_its_line(program, caplog):
    """As at the end of `--timeout-graceful-shutdown`."""
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app = program("orders.py").load().app

    @app.get("/wait")
    async def wait() -> None:
        await asyncio.Event().wait()

    async def ask() -> None:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as c:
            await asyncio.wait_for(c.get("/wait"), 0.5)

    with caplog.at_level(logging.INFO), pytest.raises(TimeoutError):
        asyncio.run(ask())
    (line,) = [one.fields for one in caplog.records if one.getMessage() == "request"]
    assert (line["status"], line["error"]) == (500, "CancelledError")


def test_base_http_middleware_stops_its_clock_when_the_response_starts():
    """The body here waits until the middleware has measured, and the task is later."""
    measured = asyncio.Event()
    happened = []
    app = FastAPI()

    @app.middleware("http")
    async def base(request: Request, call_next) -> Response:
        response = await call_next(request)
        happened.append("base measures")
        measured.set()
        return response

    class Pure:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            await self.app(scope, receive, send)
            happened.append("pure measures")

    @app.get("/report")
    async def report(tasks: BackgroundTasks) -> StreamingResponse:
        async def parts():
            await asyncio.wait_for(measured.wait(), 120)
            happened.append("body")
            yield b"report"

        tasks.add_task(lambda: happened.append("task"))
        return StreamingResponse(parts(), background=tasks)

    TestClient(Pure(app)).get("/report").raise_for_status()
    assert happened == ["base measures", "body", "task", "pure measures"]


def test_an_unhandled_error_leaves_without_the_middleware_header(program):
    p = program("lost_id.py")
    app = p.load().app
    client = TestClient(app, raise_server_exceptions=False)
    sent = {"X-Request-ID": "checkout-9"}
    fine = client.get("/share/1", headers=sent)
    assert fine.json() == 100
    assert fine.headers["X-Request-ID"] == "checkout-9"
    failed = client.get("/share/0", headers=sent)
    assert failed.status_code == 500
    assert "X-Request-ID" not in failed.headers
    # A 500 that somebody raised on purpose is a response when it passes through.

    @app.get("/told")
    async def told() -> None:
        raise HTTPException(500)

    assert client.get("/told", headers=sent).headers["X-Request-ID"] == "checkout-9"
    p.record_http("failed", failed, note="no X-Request-ID among the headers")


def test_spans_show_what_the_status_hides(program):
    p = program("traces.py")
    module = p.load()
    client = TestClient(module.app, raise_server_exceptions=False)
    ended = {}
    for path in ("/orders/7", "/orders/seven", "/orders/8"):
        status = client.get(path).status_code
        ended[f"{path}, {status}"] = ", ".join(
            f"{span.name} {span.status.status_code.name}"
            for span in module.spans.get_finished_spans()
        )
        module.spans.clear()
    assert client.get("/orders/7").json() == 3
    # The response counts as finished before the background task fails.
    assert ended["/orders/7, 200"].endswith(
        "GET /orders/{order_id} UNSET, fastapi.background_task ERROR"
    )
    assert "fastapi.endpoint" not in ended["/orders/seven, 422"]
    assert "fastapi.endpoint ERROR" in ended["/orders/8, 500"]
    p.record_value("spans", "the spans of three requests, as they ended", ended)


def test_a_line_of_a_request_can_hold_its_trace_id(program, caplog):
    """The span is open while the middleware logs, and in a background task."""
    for file in ("json_logs.py", "access_log.py"):
        program(file)
    app, spans = traced()
    app.add_middleware(program("access_log.py").load().AccessLog)
    seen: dict[str, int] = {}

    class Traces(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            context = trace.get_current_span().get_span_context()
            seen[record.getMessage()] = context.trace_id
            return True

    def send_mail() -> None:
        logging.getLogger("orders").info("sent")

    @app.get("/orders")
    def orders(tasks: BackgroundTasks) -> None:
        logging.getLogger("orders").info("found")
        tasks.add_task(send_mail)

    caplog.handler.addFilter(traces := Traces())
    try:
        with caplog.at_level(logging.INFO):
            TestClient(app).get("/orders").raise_for_status()
    finally:
        caplog.handler.removeFilter(traces)
    ended = [span.context for span in spans.get_finished_spans()]
    (own,) = {context.trace_id for context in ended if context}
    assert [seen[name] for name in ("found", "sent", "request")] == [own] * 3


@pytest.mark.parametrize("batch", [False, True])
def test_a_simple_span_processor_exports_in_the_event_loop(batch):
    """What its exporter waits for, all requests wait for; the other has a thread."""
    exported_in, loops = set(), set()

    class Exporter(InMemorySpanExporter):
        def export(self, spans):
            exported_in.add(threading.get_ident())
            return super().export(spans)

    provider = TracerProvider()
    exporter = Exporter()
    simple = SimpleSpanProcessor(exporter)
    provider.add_span_processor(BatchSpanProcessor(exporter) if batch else simple)
    app = FastAPI(telemetry={"tracer_provider": provider})

    @app.get("/orders")
    async def orders() -> None:
        loops.add(threading.get_ident())

    assert TestClient(app).get("/orders").status_code == 200
    provider.shutdown()
    assert any(span.name == "GET /orders" for span in exporter.get_finished_spans())
    assert (exported_in == loops) is not batch


@pytest.fixture
def two_workers(program, tmp_path):
    """Uvicorn with two workers, and a way to let only one of them answer."""
    p = program("workers.py")
    command = (
        "-m", "uvicorn", "workers:app", "--workers", "2", "--port", "{port}",
        "--timeout-worker-healthcheck", "120",  # one of them is held for a while
    )  # fmt: skip
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    with p.serve(*command, env=env) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        first, second = map(
            int, re.findall(r"Started server process \[(\d+)\]", server.output)
        )

        @contextmanager
        def only(pid: int) -> Iterator[httpx2.Client]:
            other = second if pid == first else first
            os.kill(other, signal.SIGSTOP)
            try:
                wait_for(
                    lambda: psutil.Process(other).status() == psutil.STATUS_STOPPED
                )
                with httpx2.Client(base_url=server.url, timeout=60) as client:
                    yield client
            finally:
                os.kill(other, signal.SIGCONT)

        yield p, server, first, second, only


def counted(text: str) -> float:
    (line,) = re.findall(r"^orders_placed_total ([\d.]+)$", text, re.MULTILINE)
    return float(line)


def test_each_worker_counts_for_itself_unless_they_share_a_directory(two_workers):
    p, _, first, second, only = two_workers
    with only(first) as client:
        for _ in range(3):
            client.post("/orders").raise_for_status()
    with only(second) as client:
        for _ in range(2):
            client.post("/orders").raise_for_status()
    seen = {}
    for name, pid in (("first worker", first), ("second worker", second)):
        with only(pid) as client:
            seen[name] = {}
            for path in ("/own-metrics", "/metrics"):
                scraped = client.get(path)
                assert scraped.headers["Content-Type"] == CONTENT_TYPE_LATEST
                seen[name][path] = counted(scraped.text)
            own = client.get("/own-metrics").text
            assert "# HELP orders_placed_total Orders placed\n" in own
    assert seen == {
        "first worker": {"/own-metrics": 3, "/metrics": 5},
        "second worker": {"/own-metrics": 2, "/metrics": 5},
    }
    p.record_value(
        "scrapes", "orders_placed_total after 5 orders, by who answered the scrape",
        seen, note="two workers; the first took 3 orders, the second 2",
    )  # fmt: skip


def test_a_metric_defined_twice_is_an_error():
    registry = CollectorRegistry()
    for register in (registry, CollectorRegistry()):  # one for each is fine
        Counter("orders_placed", "Orders placed", registry=register)
    with pytest.raises(ValueError, match="Duplicated timeseries in CollectorRegistry"):
        Counter("orders_placed", "Orders placed", registry=registry)


def test_a_scrape_is_answered_while_the_threadpool_is_full(
    program, tmp_path, monkeypatch
):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    app = program("workers.py").load().app
    assert answered_meanwhile(app, "/metrics").status_code == 200
    with pytest.raises(TimeoutError):
        answered_meanwhile(app, "/own-metrics", seconds=1)


def test_what_a_dead_worker_counted_is_kept(program, tmp_path):
    command = ("-m", "uvicorn", "workers:app", "--workers", "2", "--port", "{port}")
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    with program("workers.py").serve(*command, env=env) as server:
        started = r"Started server process \[(\d+)\]"
        wait_for(lambda: server.output.count("startup complete") == 2)
        httpx2.post(f"{server.url}/orders", timeout=60).raise_for_status()
        first, second = map(int, re.findall(started, server.output))
        for count, pid in ((3, first), (4, second)):  # one of them took the order
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda n=count: server.output.count("startup complete") == n)
        assert not {first, second} & set(
            map(int, re.findall(started, server.output)[2:])
        )
        assert counted(httpx2.get(f"{server.url}/metrics", timeout=60).text) == 1


def test_the_directory_keeps_what_an_earlier_run_counted(program, tmp_path):
    p = program("workers.py")
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    seen = []
    for _ in range(2):
        with p.serve(env=env) as server:
            httpx2.post(f"{server.url}/orders").raise_for_status()
            seen.append(counted(httpx2.get(f"{server.url}/metrics").text))
    assert seen == [1, 2]


def series(counter) -> list[str]:
    (metric,) = counter.collect()
    return sorted(
        next(iter(sample.labels.values()))
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


def test_labels_differ_by_what_one_takes_them_from(program):
    p = program("labels.py")
    module = p.load()
    client = TestClient(module.app)
    for number in range(50):
        client.get(f"/orders/{number}").raise_for_status()
        client.get(f"/invoices/{number}").raise_for_status()
    assert len(series(module.by_path)) == 100
    (metric,) = module.by_path.collect()
    assert {name for sample in metric.samples for name in sample.labels} == {"path"}
    assert client.get("/orders/7").json() == 7
    # The route is the router's own: it knows nothing of include_router's prefix.
    assert series(module.by_route) == ["/{number}"]
    reader = InMemoryMetricReader()
    app = FastAPI(telemetry={"meter_provider": MeterProvider([reader])})
    app.include_router(module.orders, prefix="/orders")
    app.include_router(module.invoices, prefix="/invoices")
    client = TestClient(app)
    for path in ("/orders/7", "/invoices/7", "/orders/8"):
        client.get(path).raise_for_status()
    data = reader.get_metrics_data()
    assert data is not None
    native = sorted(
        str(dict(point.attributes or {})["http.route"])
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        if metric.name == "http.server.request.duration"
        for point in metric.data.data_points
    )
    assert native == ["/invoices/{number}", "/orders/{number}"]
    others = [
        dict(point.attributes or {})
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        if metric.name == "http.server.active_requests"
        for point in metric.data.data_points
    ]
    assert others
    assert not any("http.route" in attributes for attributes in others)
    p.record_value(
        "series", "time series after 100 requests",
        {
            "by_path": len(series(module.by_path)),
            "by_route": series(module.by_route),
            "http.server.request.duration": native,
        },
        note="the last one is FastAPI's own metric, by http.route",
    )  # fmt: skip
    # A path without a route has no key "route" either, and its 404 becomes a 500.
    stranger = TestClient(module.app, raise_server_exceptions=False)
    assert stranger.get("/favicon.ico").status_code == 500


@pytest.mark.parametrize(
    ("setting", "argument", "asked"),
    [
        ("", {}, False), ("true", {}, True), ("", {"auto_configure": True}, True),
        ("true", {"auto_configure": False}, False),
    ],
)  # fmt: skip
def test_exporters_are_made_only_when_asked_for(setting, argument, asked):
    """With `OTEL_EXPORTER_OTLP_ENDPOINT` set; what FastAPI then makes is a provider."""
    code = f"""
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
with TestClient(FastAPI(telemetry={argument})):
    print(type(trace.get_tracer_provider()).__module__)
"""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1", "FASTAPI_OTEL_AUTO_CONFIGURE": setting,
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment() | env, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    made = ran.stdout.strip() == "opentelemetry.sdk.trace"
    assert made is asked, ran.stdout


def test_automatic_export_needs_an_extra():
    needed = metadata.requires("fastapi") or []
    sdk = [line for line in needed if line.startswith("opentelemetry-sdk")]
    extras = {
        one for line in sdk for one in re.findall(r"extra == ['\"]([^'\"]+)", line)
    }
    assert extras >= {"opentelemetry", "standard"}
    assert all("extra ==" in line for line in sdk), "plain FastAPI brings it too"
    code = """
import sys
sys.modules["opentelemetry.sdk"] = None  # as if it were not installed
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
with TestClient(FastAPI()):
    print(type(trace.get_tracer_provider()).__name__)
"""
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "",
        "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment() | env, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == "ProxyTracerProvider\n"
    assert "fastapi[opentelemetry] or fastapi[standard]" in ran.stderr


def test_a_global_provider_is_enough():
    code = """
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
trace.set_tracer_provider(provider)
app = FastAPI()
TestClient(app).get("/nowhere")
print([one.name for one in spans.get_finished_spans()])
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == "['GET']"


def traced(**settings) -> tuple[FastAPI, InMemorySpanExporter]:
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    telemetry: Any = {"tracer_provider": provider, **settings}
    return FastAPI(telemetry=telemetry), spans


def test_a_path_operation_that_yields_has_no_span_of_its_own():
    """Usually there is one for the endpoint, and one for the serialization."""
    app, spans = traced()

    @app.get("/lines")
    async def lines() -> AsyncIterator[int]:
        yield 1

    @app.get("/number")
    async def number() -> int:
        return 1

    names = []
    for path in ("/lines", "/number"):
        spans.clear()
        assert TestClient(app).get(path).text.strip() == "1"
        names.append([one.name for one in spans.get_finished_spans()])
    dependencies = "fastapi.dependencies"
    own = ["fastapi.endpoint", "fastapi.serialization"]
    assert names == [[dependencies, "GET /lines"], [dependencies, *own, "GET /number"]]


def test_a_health_check_can_be_excluded():
    app, spans = traced(exclude=lambda scope: scope["path"] == "/healthz")
    client = TestClient(app)
    client.get("/healthz")
    assert spans.get_finished_spans() == ()
    client.get("/orders")
    assert len(spans.get_finished_spans()) == 1


def test_a_span_holds_the_query_string():
    app, spans = traced()
    TestClient(app).get("/orders?token=secret")
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {})["url.query"] == "token=secret"
    spans.clear()

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await websocket.close()

    client = TestClient(app)
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws?token=secret"),
    ):
        pass
    ended = spans.get_finished_spans()
    assert ended[-1].name == "WS /ws"
    assert not any("secret" in str(dict(one.attributes or {})) for one in ended)


def test_known_signatures_in_the_query_string_are_left_out_of_a_span():
    app, spans = traced()
    TestClient(app).get("/orders?sig=secret&token=77")
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {})["url.query"] == "sig=REDACTED&token=77"


def test_a_record_of_a_422_has_no_input_and_one_of_a_500_has_the_message():
    exporter, provider = InMemoryLogRecordExporter(), LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    app = FastAPI(telemetry={"logger_provider": provider})

    @app.post("/logins")
    async def login(attempts: Annotated[int, Body(embed=True)]) -> None:
        raise RuntimeError("user anna, password hunter2")

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/logins", json={"attempts": "secret"}).status_code == 422
    assert client.post("/logins", json={"attempts": 1}).status_code == 500
    invalid, failed = [
        f"{one.log_record.body} {dict(one.log_record.attributes or {})}"
        for one in exporter.get_finished_logs()
    ]
    assert "secret" not in invalid
    assert "hunter2" in failed
    assert "Traceback" in failed


def test_the_answer_of_a_422_repeats_what_was_sent():
    app = FastAPI()

    @app.post("/logins")
    async def login(attempts: Annotated[int, Body(embed=True)]) -> None: ...

    answer = TestClient(app).post("/logins", json={"attempts": "secret"})
    assert answer.json()["detail"][0]["input"] == "secret"


# The SDK changes clients and frameworks of its process for good, so it gets its own.
REPORT = """
import json
import sys
from typing import Annotated

import sentry_sdk
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from sentry_sdk.transport import Transport

body, options = map(json.loads, sys.argv[1:])
events, traces = [], []


class Captured(Transport):
    def capture_envelope(self, envelope):
        events.extend(one for item in envelope if (one := item.get_event()))
        traces.extend(one for item in envelope if (one := item.get_transaction_event()))


sentry_sdk.init(dsn="http://key@localhost/1", transport=Captured(), **options)
app = FastAPI()


@app.post("/logins")
async def login(password: Annotated[str, Body(embed=True)]) -> None:
    raise RuntimeError("no database")


headers = {"Authorization": "Bearer token-77", "X-Tenant": "north"}
client = TestClient(app, raise_server_exceptions=False, cookies={"sid": "c99"})
client.post("/logins?key=k42", json=body, headers=headers)
(event,) = events
print(json.dumps([event, traces], default=str))
"""


@cache
def run_report(body: str, options: str) -> tuple[str, str]:
    ran = subprocess.run(
        [sys.executable, "-W", "always", "-c", REPORT, body, options],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout, ran.stderr


def reported(body: dict, **options) -> tuple[dict, str]:
    """What the Sentry SDK would send of a failed login, and what it warns of."""
    told, warned = run_report(json.dumps(body), json.dumps(options))
    return json.loads(told)[0], warned


def sentry(body: dict, **options) -> dict:
    return reported(body, **options)[0]


def variables(event: dict) -> str:
    (raised,) = event["exception"]["values"]
    frames = raised["stacktrace"]["frames"]
    return json.dumps([one.get("vars") for one in frames], default=str)


LOGIN = {"password": "hunter2", "note": "in the body"}


def test_sentry_needs_no_more_than_its_start():
    event = sentry(LOGIN)
    assert event["transaction"] == "/logins"
    assert event["exception"]["values"][0]["type"] == "RuntimeError"


def test_sentry_takes_traces_too_when_it_is_told_to():
    def traces(**options) -> list[dict]:
        return json.loads(run_report(json.dumps(LOGIN), json.dumps(options))[0])[1]

    (trace,) = traces(traces_sample_rate=1.0)
    assert trace["transaction"] == "/logins"
    assert trace["contexts"]["trace"]["op"] == "http.server"
    assert traces() == []


def test_sentry_filters_the_request_that_it_sends():
    sent = sentry(LOGIN)["request"]
    assert sent["headers"]["authorization"] == "[Filtered]"
    assert sent["headers"]["x-tenant"] == "north"
    assert sent["data"] == {"password": "[Filtered]", "note": "in the body"}
    assert "cookies" not in sent
    assert sent["headers"]["cookie"] == "[Filtered]"
    # What it leaves as it is: a password further down, and all of the query string.
    nested = {"user": {"password": "hunter3"}}
    sent = sentry(LOGIN | nested)["request"]
    assert sent["data"] == {"password": "[Filtered]", "note": "in the body"} | nested
    assert sent["query_string"] == "key=k42"


def test_sentry_sends_token_cookie_and_body_in_the_variables_of_frames():
    told = variables(sentry(LOGIN))
    assert "token-77" in told
    assert "sid=c99" in told
    assert "hunter2" in told


def test_sentry_sends_no_variables_when_told_not_to():
    told = variables(sentry(LOGIN, include_local_variables=False))
    assert not any(one in told for one in ("token-77", "c99", "hunter2"))


def test_sentry_leaves_out_a_body_that_is_too_large():
    event = sentry(LOGIN | {"padding": "x" * 100_000})
    assert not event["request"].get("data")


def test_the_switch_for_personal_data_is_deprecated_in_sentry():
    event, warned = reported(LOGIN, send_default_pii=True)
    assert "send_default_pii option is deprecated. Use data_collection" in warned
    sent = event["request"]
    assert sent["cookies"] == {"sid": "c99"}
    assert sent["headers"]["authorization"] == "[Filtered]"


class OpenTelemetryMiddleware:
    """Stands in for the middleware of the contributed instrumentation."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


def test_native_spans_give_way_to_the_contributed_instrumentation(program, monkeypatch):
    module = program("traces.py").load()
    client = TestClient(module.app)
    parent = "0af7651916cd43dd8448eb211c80319c"
    client.get(
        "/orders/seven", headers={"traceparent": f"00-{parent}-b7ad6b7169203331-01"}
    )
    traces = {
        f"{one.context.trace_id:032x}" for one in module.spans.get_finished_spans()
    }
    assert len(module.spans.get_finished_spans()) == 2
    assert traces == {parent}  # it joins the caller's trace
    module.spans.clear()

    contributed = "opentelemetry.instrumentation.asgi"
    monkeypatch.setattr(OpenTelemetryMiddleware, "__module__", contributed)
    module = program("traces.py").load()
    module.app.add_middleware(OpenTelemetryMiddleware)
    TestClient(module.app).get("/orders/seven")
    assert module.spans.get_finished_spans() == ()

    def made(*middleware: type) -> tuple[bool, int]:
        """Whether an invalid request is measured, and how many records it leaves."""
        logs, logger = InMemoryLogRecordExporter(), LoggerProvider()
        logger.add_log_record_processor(SimpleLogRecordProcessor(logs))
        reader = InMemoryMetricReader()
        meter = MeterProvider([reader])
        app = FastAPI(telemetry={"meter_provider": meter, "logger_provider": logger})
        for one in middleware:
            app.add_middleware(one)

        @app.get("/orders/{number}")
        async def order(number: int) -> None: ...

        TestClient(app).get("/orders/seven")
        return reader.get_metrics_data() is not None, len(logs.get_finished_logs())

    assert made() == (True, 1)
    assert made(OpenTelemetryMiddleware) == (False, 0)


def test_a_prefix_of_the_router_itself_stays_in_its_routes():
    app = FastAPI()
    router, outer = APIRouter(prefix="/orders"), APIRouter(prefix="/shop")

    @router.get("/{number}")
    def order(number: int, request: Request) -> str:
        return request.scope["route"].path

    app.include_router(router)
    outer.include_router(router)
    app.include_router(outer)
    client = TestClient(app)
    # Its own prefix only: that of a router around it is missing.
    for path in ("/orders/7", "/shop/orders/7"):
        assert client.get(path).json() == "/orders/{number}"


GAUGES = """
import os
import sys

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

if sys.argv[1] == "work":
    Gauge("open_by_default", "Open orders").set(1)
    Gauge("open_live", "Open orders", multiprocess_mode="livesum").set(1)
    Gauge("open_each", "Open orders", multiprocess_mode="liveall").set(1)
    print(os.getpid())
else:
    for pid in sys.argv[2:]:
        mark_process_dead(int(pid))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    print(generate_latest(registry).decode())
"""


def gauges(folder: Path, *arguments: str) -> str:
    """Run a process that has gauges, or one that collects them, to its end."""
    return subprocess.run(
        [sys.executable, "-c", GAUGES, *arguments], capture_output=True, text=True,
        check=True, env=environment() | {"PROMETHEUS_MULTIPROC_DIR": str(folder)},
    ).stdout  # fmt: skip


def test_a_gauge_has_a_series_for_each_process_unless_it_has_a_mode(tmp_path):
    pids = {gauges(tmp_path, "work").strip() for _ in range(2)}
    scraped = gauges(tmp_path, "collect")
    for name in ("open_by_default", "open_each"):  # a mode need not combine them
        series = re.findall(rf'^{name}{{pid="(\d+)"}} 1.0$', scraped, re.M)
        assert set(series) == pids
    assert re.findall(r"^open_live.*$", scraped, re.M) == ["open_live 2.0"]


def test_a_live_gauge_counts_the_dead_until_somebody_tells(tmp_path):
    first, second = (gauges(tmp_path, "work").strip() for _ in range(2))
    for dead, counted_live in (([], 2.0), ([first], 1.0), ([second], None)):
        scraped = gauges(tmp_path, "collect", *dead)
        found = re.findall(r"^open_live ([\d.]+)$", scraped, re.M)
        assert found == ([] if counted_live is None else [str(counted_live)])
    sources = Path(uvicorn.__file__).parent.rglob("*.py")
    assert not any("mark_process_dead" in one.read_text() for one in sources)
