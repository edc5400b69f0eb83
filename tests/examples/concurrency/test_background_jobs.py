import asyncio
import gc
import os
import re
import signal
import sqlite3
import sys
import threading
from functools import wraps
from http import HTTPStatus
from unittest.mock import Mock

import httpx2
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.testclient import TestClient
from harness.waiting import wait_for
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import create_engine, text
from starlette.background import BackgroundTask
from testing.postgresql import postgresql_server


def own_lines(output: str) -> list[str]:
    """What the program said and how errors ended: no server lines, no frames."""
    frames = r"^(?:INFO: |  |Traceback|\s*$)"
    return [line for line in output.splitlines() if not re.match(frames, line)]


def shown_lines(output: str) -> str:
    """The program's lines and the access line between them, its address left out."""
    lines = re.sub(r"INFO: +127.0.0.1:[0-9]+ - (.*)", r"answered: \1", output)
    return "\n".join(own_lines(lines))


def test_tasks_run_in_order_after_the_answer_and_before_the_session_ends(program):
    p = program("orders.py")
    with p.serve() as server:
        answer = httpx2.post(f"{server.url}/orders/12")
        assert answer.status_code == HTTPStatus.ACCEPTED
        wait_for(lambda: "session closed" in server.output)
        output = shown_lines(server.output)
    assert output.splitlines() == [
        "INFO order 12 committed",
        'answered: "POST /orders/12 HTTP/1.1" 202 Accepted',
        "INFO mail sent for order 12",
        "INFO order 12 counted",
        "INFO session closed",
    ]
    note = "the log of POST /orders/12"
    p.record_output("order", server, output, note=note)


def test_a_contained_failure_stops_neither_the_next_task_nor_the_commit(program):
    p = program("orders.py")
    with p.serve() as server:
        answer = httpx2.post(f"{server.url}/orders/13")
        assert answer.status_code == HTTPStatus.ACCEPTED
        wait_for(lambda: "session closed" in server.output)
        assert "Traceback" in server.output
        output = shown_lines(server.output)
    assert output.splitlines() == [
        "INFO order 13 committed",
        'answered: "POST /orders/13 HTTP/1.1" 202 Accepted',
        "ERROR send_mail failed for order 13",
        "ConnectionError: mail server is down",
        "INFO order 13 counted",
        "INFO session closed",
    ]
    note = "the log of POST /orders/13, without the frames of the traceback"
    p.record_output("contained", server, output, note=note)


def test_the_session_of_an_order_is_closed_after_an_error_too(program, monkeypatch):
    module = program("orders.py").load()
    monkeypatch.setattr(module, "log", Mock())
    session = module.open_session()
    next(session)
    with pytest.raises(LookupError):
        session.throw(LookupError)
    module.log.info.assert_called_once_with("session closed")


def test_a_task_that_dies_takes_the_next_one_and_the_commit_with_it(program):
    p = program("undefined_logger.py")
    with p.serve() as server:
        answer = httpx2.post(f"{server.url}/items")
        wait_for(lambda: "NameError" in server.output)
        output = shown_lines(server.output)
    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {"status": "ok"}
    assert "item counted" not in output
    assert "session committed" not in output
    assert output.splitlines() == [
        'answered: "POST /items HTTP/1.1" 200 OK',
        "session rolled back",
        "ERROR:    Exception in ASGI application",
        "NameError: name 'log' is not defined",
    ]
    p.record_http("ok", answer)
    note = "without the frames of the traceback"
    p.record_output("died", server, output, note=note)


def test_a_logger_writes_no_info_until_a_level_is_set(program):
    code = """
import logging
import sys
import undefined_logger
import uvicorn

undefined_logger.log = logging.getLogger("items")
if level := sys.argv[2:]:
    logging.basicConfig(level=level[0])
uvicorn.run(undefined_logger.app, port=int(sys.argv[1]))
"""
    written = []
    for level in ([], ["INFO"]):
        with program("undefined_logger.py").serve(
            "-c", code, "{port}", *level
        ) as server:
            httpx2.post(f"{server.url}/items")
            output = server.wait_for_output("session committed")
        written.append("Item created" in output)
    assert written == [False, True]


def test_the_same_snippet_with_a_logger_does_all_of_its_work(
    program, monkeypatch, capsys
):
    module = program("undefined_logger.py").load()
    monkeypatch.setattr(module, "log", Mock(), raising=False)
    assert TestClient(module.app).post("/items").json() == {"status": "ok"}
    module.log.info.assert_called_once_with("Item created")
    assert capsys.readouterr().out.splitlines() == ["item counted", "session committed"]


@pytest.fixture
def outbox(program, tmp_path, monkeypatch):
    """The API's half and the worker's half of an outbox, over one empty database."""
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.sqlite"))
    api, worker = program("outbox.py"), program("worker.py")
    modules = api.load(), worker.load()
    with TestClient(modules[0].app) as client:
        yield client, *modules
    sys.modules.pop("outbox", None)


def rows_of(api, table: str) -> list[tuple]:
    with api.transaction() as database:
        return database.execute(f"SELECT * FROM {table}").fetchall()


def test_the_outbox_survives_a_killed_server(program, tmp_path, monkeypatch):
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.sqlite"))
    api, worker = program("outbox.py"), program("worker.py")
    with api.serve() as server:
        answer = httpx2.post(f"{server.url}/orders")
        assert answer.status_code == HTTPStatus.ACCEPTED
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    first = worker.run()
    assert first.returncode == 0, first.stderr
    assert first.stdout == "mail sent, Idempotency-Key: mail-for-order-1\n"
    assert worker.run().stdout == ""
    api.record_http("accepted", answer, note="then the server was killed with SIGKILL")
    worker.record_output("worked", first, mask={re.escape(f"{tmp_path}/"): ""})


def test_an_order_without_its_job_is_not_stored(outbox):
    client, api, _ = outbox
    with api.transaction() as database:
        database.execute("DROP TABLE jobs")
    with pytest.raises(sqlite3.OperationalError):
        client.post("/orders")
    assert rows_of(api, "orders") == []


def test_a_new_order_never_gets_the_key_of_a_deleted_one(outbox):
    client, api, _ = outbox
    client.post("/orders")
    with api.transaction() as database:
        database.execute("DELETE FROM orders")
        database.execute("DELETE FROM jobs")
    client.post("/orders")
    assert [row[0] for row in rows_of(api, "jobs")] == ["mail-for-order-2"]


def test_each_transaction_closes_its_connection(outbox, monkeypatch):
    client, _, worker = outbox
    connect, opened = sqlite3.connect, []

    def note(path: str) -> sqlite3.Connection:
        opened.append(connect(path, check_same_thread=False))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", note)
    client.post("/orders")
    worker.work()
    assert len(opened) == 4
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_job_that_always_fails_neither_stops_nor_repeats_the_others(
    program, outbox, monkeypatch, caplog
):
    client, api, worker = outbox
    for _ in range(3):
        client.post("/orders")
    sent, tried = [], []

    def send(key: str) -> None:
        tried.append(key)
        if key == "mail-for-order-2":
            raise ConnectionError("mail server refuses the address")
        sent.append(key)

    monkeypatch.setattr(worker, "send_mail", send)
    minutes = {}
    for minute in range(8):
        sent.clear()
        tried.clear()
        worker.work(lambda now=minute * 60.0: now)
        at_once = [*tried]
        worker.work(lambda now=minute * 60 + 59.0: now)  # before the pause is over
        assert tried == at_once  # the first start left nothing for the second
        minutes[f"minute {minute}"] = {"tried": [*tried], "sent": [*sent]}
    others = ["mail-for-order-1", "mail-for-order-3"]
    failing = {"tried": ["mail-for-order-2"], "sent": []}
    assert minutes["minute 0"]["sent"] == others
    assert sorted(minutes["minute 0"]["tried"]) == [
        "mail-for-order-1", "mail-for-order-2", "mail-for-order-3",
    ]  # fmt: skip
    for minute in range(1, 5):
        assert minutes[f"minute {minute}"] == failing
    for minute in range(5, 8):  # five attempts are made; the row stays
        assert minutes[f"minute {minute}"] == {"tried": [], "sent": []}
    ((key, attempts, _),) = rows_of(api, "jobs")
    assert (key, attempts) == ("mail-for-order-2", 5)
    assert [one.message for one in caplog.records] == ["mail-for-order-2 failed"] * 5
    assert caplog.records[0].exc_info
    p = program("worker.py")
    shown = {name: minutes[name] for name in ("minute 0", "minute 1", "minute 5")}
    note = "The server refuses the mail of order 2. The worker is started each minute."
    p.record_value("refused", "three orders, one mail refused", shown, note=note)


def test_a_crash_after_sending_sends_again_with_the_same_key(outbox, monkeypatch):
    client, api, worker = outbox
    client.post("/orders")
    sent = []

    def crash(key: str) -> None:
        sent.append(key)
        raise KeyboardInterrupt  # the process ends here

    monkeypatch.setattr(worker, "send_mail", crash)
    with pytest.raises(KeyboardInterrupt):
        worker.work(lambda: 0.0)
    monkeypatch.setattr(worker, "send_mail", sent.append)
    worker.work(lambda: 59.0)
    assert sent == ["mail-for-order-1"]  # not yet: another worker may be at it
    worker.work(lambda: 60.0)
    assert sent == ["mail-for-order-1"] * 2
    assert rows_of(api, "jobs") == []


def test_no_lock_is_held_and_no_job_is_shared_while_a_mail_is_sent(outbox, monkeypatch):
    client, api, worker = outbox
    for _ in range(2):
        client.post("/orders")
    sent = []

    def send(key: str) -> None:
        sent.append(key)
        with sqlite3.connect(os.environ["ORDERS_DB"], timeout=0) as other:
            other.execute("INSERT INTO orders DEFAULT VALUES")
        other.close()
        worker.work(lambda: 1.0)  # a second worker meanwhile

    monkeypatch.setattr(worker, "send_mail", send)
    worker.work(lambda: 0.0)
    assert sent == ["mail-for-order-1", "mail-for-order-2"]
    assert len(rows_of(api, "orders")) == 4
    assert rows_of(api, "jobs") == []


def test_a_claim_neither_scans_nor_sorts_the_waiting_jobs(outbox):
    _, api, worker = outbox
    values = {"now": 1, "pause": worker.PAUSE, "attempts": worker.ATTEMPTS}
    with api.transaction() as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {worker.CLAIM}", values).fetchall()
    steps = [step for *_, step in plan]
    assert any("USING INDEX next_job" in step for step in steps)
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps)


def test_every_worker_runs_the_nightly_job(program):
    p = program("nightly.py")
    command = "uvicorn nightly:app --port {port} --workers 2"
    with p.serve(*command.split()) as server:
        ready, sent = "startup complete", "invoices sent to all customers"
        wait_for(lambda: server.output.count(ready) == 2)
        wait_for(lambda: server.output.count(sent) >= 2)
        server.stop()
        output = server.output
    assert output.count(sent) == 2
    p.record_output("twice", server, "\n".join(re.findall(sent, output)))


def test_the_nightly_job_runs_at_three(program, monkeypatch):
    module = program("nightly.py").load()
    scheduler = Mock()
    monkeypatch.setattr(module, "AsyncIOScheduler", lambda: scheduler)
    with TestClient(module.app):
        scheduler.start.assert_called_once_with()
        scheduler.shutdown.assert_not_called()
    scheduler.shutdown.assert_called_once_with()
    (call,) = scheduler.add_job.mock_calls
    assert call.args == (module.send_invoices, "cron")
    assert call.kwargs["hour"] == 3


def test_a_response_with_its_own_background_task_drops_the_injected_ones():
    app, ran = FastAPI(), []

    @app.get("/")
    def read_receipt(tasks: BackgroundTasks) -> Response:
        tasks.add_task(ran.append, "injected")
        return Response(background=BackgroundTask(ran.append, "returned"))

    TestClient(app).get("/")
    assert ran == ["returned"]


def test_each_task_is_a_span_of_its_own():
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    app = FastAPI(telemetry={"tracer_provider": provider})

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(print, "one")
        tasks.add_task(print, "two")

    TestClient(app).get("/")
    names = [span.name for span in spans.get_finished_spans()]
    assert names.count("fastapi.background_task") == 2


def test_a_session_of_function_scope_is_committed_before_the_tasks():
    app, seen = FastAPI(), []

    def open_session():
        yield
        seen.append("committed")

    @app.get("/", dependencies=[Depends(open_session, scope="function")])
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(seen.append, "task")

    TestClient(app).get("/")
    assert seen == ["committed", "task"]


def test_dependencies_and_the_endpoint_share_one_list():
    app, ran = FastAPI(), []

    def note_visit(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "dependency")

    @app.get("/", dependencies=[Depends(note_visit)])
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "endpoint")

    TestClient(app).get("/")
    assert ran == ["dependency", "endpoint"]


def test_an_endpoint_that_raises_runs_none_of_its_tasks():
    app, ran = FastAPI(), []

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "task")
        raise HTTPException(409)

    assert TestClient(app).get("/").status_code == 409
    assert ran == []


def test_a_response_that_fails_validation_runs_none_of_its_tasks():
    app, ran = FastAPI(), []

    @app.get("/", response_model=int)
    def read(tasks: BackgroundTasks) -> str:
        tasks.add_task(ran.append, "task")
        return "no number"

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/").status_code == 500
    assert ran == []


def test_an_http_exception_in_a_task_becomes_a_runtime_error():
    app, seen = FastAPI(), []

    def open_session():
        try:
            yield
        except HTTPException:
            seen.append("rolled back")
            raise

    def fail() -> None:
        raise HTTPException(409)

    @app.get("/", dependencies=[Depends(open_session)])
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    @app.exception_handler(Exception)
    def report(request, error: Exception) -> Response:
        seen.append(type(error).__name__)
        return Response(status_code=500)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/").status_code == 200
    assert seen == ["rolled back", "RuntimeError"]
    with pytest.raises(RuntimeError, match="response already started"):
        TestClient(app).get("/")


def test_a_def_task_runs_in_a_thread_and_an_async_task_on_the_loop():
    app, threads = FastAPI(), []

    def note() -> None:
        threads.append(threading.current_thread().name)

    async def note_on_the_loop() -> None:
        note()

    @app.get("/")
    async def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(note)
        tasks.add_task(note_on_the_loop)
        note()

    TestClient(app).get("/")
    endpoint, in_thread, on_loop = threads
    assert in_thread == "AnyIO worker thread"
    assert on_loop == endpoint != in_thread


SLOW_TASK = """
import asyncio
import os
from fastapi import BackgroundTasks, FastAPI
import uvicorn

app = FastAPI()

async def work():
    print("task started")
    try:
        while not os.path.exists(os.environ["MAY_END"]):
            await asyncio.sleep(0.05)
        print("task ended")
    except asyncio.CancelledError:
        print("task cancelled")
        raise

@app.post("/")
async def start(tasks: BackgroundTasks):
    tasks.add_task(work)

limit = {"timeout_graceful_shutdown": 1} if "LIMIT" in os.environ else {}
uvicorn.run(app, port={port}, **limit)
"""


def test_a_graceful_stop_waits_for_the_task_and_a_kill_loses_it(program, tmp_path):
    may_end = tmp_path / "may-end"
    environment = {"MAY_END": str(may_end)}
    with program("orders.py").serve("-c", SLOW_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started", 180)
        server.process.send_signal(signal.SIGTERM)
        output = server.wait_for_output("Waiting for background tasks to complete", 180)
        assert "task ended" not in output
        may_end.touch()
        server.process.wait(timeout=180)
        assert "task ended" in server.output
    may_end.unlink()
    with program("orders.py").serve("-c", SLOW_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started", 180)
        server.stop(signal.SIGKILL)
        assert "task ended" not in server.output


def test_a_limit_for_the_graceful_stop_cancels_the_task(program, tmp_path):
    environment = {"MAY_END": str(tmp_path / "never"), "LIMIT": "1"}
    with program("orders.py").serve("-c", SLOW_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started", 180)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=180)
        assert "Cancel 1 running task(s)" in server.output
        assert "task cancelled" in server.output  # it can still clean up
        assert "task ended" not in server.output


SLOW_DEF_TASK = """
import os
import time
from fastapi import BackgroundTasks, FastAPI
import uvicorn

app = FastAPI()

def work():
    print("task started")
    try:
        while not os.path.exists(os.environ["MAY_END"]):
            time.sleep(0.05)
    finally:
        print("task cleaned up")

@app.post("/")
async def start(tasks: BackgroundTasks):
    tasks.add_task(work)

uvicorn.run(app, port={port}, timeout_graceful_shutdown=1)
"""


def test_a_def_task_is_cut_off_where_an_async_one_is_cancelled(program, tmp_path):
    """A thread gets no exception: not even its ``finally`` runs."""
    environment = {"MAY_END": str(tmp_path / "never")}
    with program("orders.py").serve("-c", SLOW_DEF_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started", 180)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=180)
        assert "Cancel 1 running task(s)" in server.output
        assert "task cleaned up" not in server.output


FAILING_TASK = """
import asyncio
from fastapi import BackgroundTasks, FastAPI
import uvicorn

app, may_fail, may_end = FastAPI(), asyncio.Event(), asyncio.Event()

async def fail():
    await may_fail.wait()
    raise ConnectionError("mail server is down")

@app.post("/orders")
async def place_order(tasks: BackgroundTasks):
    tasks.add_task(fail)

@app.get("/orders")
async def read_orders():
    print("second request begun")
    may_fail.set()
    await may_end.wait()

@app.post("/end")
async def end(): may_end.set()

uvicorn.run(app, port={port})
"""


def test_a_failing_task_closes_the_connection_under_the_next_request(program):
    with (
        program("orders.py").serve("-c", FAILING_TASK) as server,
        httpx2.Client(base_url=server.url, timeout=180) as client,
    ):
        assert client.post("/orders").status_code == HTTPStatus.OK
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get("/orders")  # on the same connection
        assert "second request begun" in server.output
        server.wait_for_output("mail server is down", 180)
        httpx2.post(f"{server.url}/end")


def test_an_exception_with_a_handler_becomes_a_runtime_error_in_a_task():
    app, handled = FastAPI(), []

    @app.exception_handler(ConnectionError)
    def answer(request, error: ConnectionError) -> Response:
        handled.append(error)
        return Response(status_code=503)

    def fail() -> None:
        raise ConnectionError

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    with pytest.raises(RuntimeError, match="response already started"):
        TestClient(app).get("/")
    assert handled == []


def test_a_handler_for_exception_hears_of_a_failing_task_as_it_is():
    app, handled = FastAPI(), []

    @app.exception_handler(Exception)
    def answer(request, error: Exception) -> Response:
        handled.append(type(error))
        return Response(status_code=503)

    def fail() -> None:
        raise ConnectionError

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    with pytest.raises(ConnectionError):
        TestClient(app).get("/")
    assert handled == [ConnectionError]


@pytest.mark.parametrize(("scope", "runs"), [("request", []), ("function", ["late"])])
def test_a_task_added_after_the_response_never_runs(scope, runs):
    app, ran = FastAPI(), []

    def add_late(tasks: BackgroundTasks):
        yield
        tasks.add_task(ran.append, "late")

    @app.get("/", dependencies=[Depends(add_late, scope=scope)])
    def read() -> None: ...

    TestClient(app).get("/")
    assert ran == runs


def test_five_crashes_use_up_the_attempts_of_a_job(outbox, monkeypatch):
    client, api, worker = outbox
    client.post("/orders")
    started = []

    def crash(key: str) -> None:
        started.append(key)
        raise SystemExit  # the process ends before the mail is sent

    monkeypatch.setattr(worker, "send_mail", crash)
    for minute in range(5):
        with pytest.raises(SystemExit):
            worker.work(lambda now=minute * 60.0: now)
    worker.work(lambda: 1_000.0)
    assert started == ["mail-for-order-1"] * 5
    ((key, attempts, _),) = rows_of(api, "jobs")
    assert (key, attempts) == ("mail-for-order-1", 5)


@pytest.mark.parametrize(
    ("scope", "heard"), [("request", "ConnectionError"), ("function", "no error")]
)
def test_a_failing_task_comes_too_late_for_the_exit_code_of_function_scope(
    scope, heard
):
    app, seen = FastAPI(), []

    def open_session():
        try:
            yield
            seen.append("no error")
        except ConnectionError as error:
            seen.append(type(error).__name__)
            raise

    def fail() -> None:
        raise ConnectionError

    @app.get("/", dependencies=[Depends(open_session, scope=scope)])
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    with pytest.raises(ConnectionError):
        TestClient(app).get("/")
    assert seen == [heard]


GUNICORN = "gunicorn -k asgi --no-control-socket"

FAILS = """
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()

@app.exception_handler(Exception)
def note(request, error): print("handler:", error, flush=True)

def fail(): raise ConnectionError("mail server is down")

@app.get("/")
async def read(tasks: BackgroundTasks): tasks.add_task(fail)
"""


@pytest.mark.parametrize(
    ("command", "logged"),
    [
        ("uvicorn fails:app --port {port} --app-dir", True),
        (f"{GUNICORN} fails:app --bind 127.0.0.1:{{port}} --chdir", False),
    ],
)
def test_uvicorn_logs_a_failing_task_and_gunicorns_own_worker_does_not(
    program, tmp_path, command, logged
):
    (tmp_path / "fails.py").write_text(FAILS)
    with program("orders.py").serve(*command.split(), str(tmp_path)) as server:
        assert httpx2.get(server.url).status_code == HTTPStatus.OK
        server.wait_for_output("handler: mail server is down", 180)
        server.stop()
        assert ("ConnectionError" in server.output) == logged


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_a_task_that_only_returns_a_coroutine_never_runs():
    app, ran = FastAPI(), []

    async def send_mail(order: int) -> None:
        ran.append(order)

    @wraps(send_mail)
    def decorated(order: int):
        return send_mail(order)

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(decorated, 1)
        tasks.add_task(lambda: send_mail(2))
        tasks.add_task(send_mail, 3)

    assert TestClient(app).get("/").status_code == HTTPStatus.OK
    gc.collect()  # the coroutines that nobody awaited warn here, not in another test
    assert ran == [3]


@pytest.mark.parametrize("how", ["create_task", "add_task"])
def test_a_graceful_stop_does_not_wait_for_a_task_of_create_task(
    program, tmp_path, how
):
    may_end = tmp_path / "may-end"
    tasks = "asyncio.create_task(work())"
    code = SLOW_TASK
    if how == "create_task":
        code = code.replace("    tasks.add_task(work)", f"    app.state.task = {tasks}")
        assert tasks in code
    with program("orders.py").serve(
        "-c", code, env={"MAY_END": str(may_end)}
    ) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started", 180)
        server.process.send_signal(signal.SIGTERM)
        if how == "add_task":
            server.wait_for_output("Waiting for background tasks to complete", 180)
            may_end.touch()
        server.process.wait(timeout=180)
        assert ("task ended" in server.output) == (how == "add_task")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("stored", [False, True])
def test_a_task_that_nobody_refers_to_is_collected_half_done(stored):
    app, tasks, steps = FastAPI(), [], []

    async def work() -> None:
        steps.append("begun")
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            steps.append("over")

    @app.post("/")
    async def start() -> None:
        task = asyncio.create_task(work())
        if stored:
            tasks.append(task)

    @app.get("/")
    async def collect() -> list[str]:
        gc.collect()
        return [*steps]

    with TestClient(app) as client:
        client.post("/")
        seen = client.get("/").json()
    assert seen == (["begun"] if stored else ["begun", "over"])


JOBS = """CREATE TABLE jobs (key text PRIMARY KEY, attempts int DEFAULT 0,
    free_at float DEFAULT 0);
INSERT INTO jobs (key, free_at) VALUES ('first', 1), ('second', 2)"""


@pytest.mark.parametrize(
    ("lock", "claimed"),
    [("", ["first", "first"]), ("FOR UPDATE SKIP LOCKED", ["first", "second"])],
)
def test_two_workers_of_postgresql_claim_one_job_without_skip_locked(
    outbox, lock, claimed
):
    """The one that waits for the row tests its key alone, and that has not changed."""
    _, _, worker = outbox
    claim = text(worker.CLAIM.replace("LIMIT 1)", f"LIMIT 1 {lock})"))
    values = {"now": 1e9, "pause": worker.PAUSE, "attempts": worker.ATTEMPTS}
    keys: list[str] = []
    with postgresql_server() as url:
        engine = create_engine(url)
        with engine.begin() as database:
            database.execute(text(JOBS))

        def claim_as_another_worker() -> None:
            with engine.begin() as database:
                keys.append(database.execute(claim, values).scalar_one())

        def waits_for_a_lock() -> bool:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            with engine.begin() as database:
                return database.execute(waiting).scalar_one() > 0

        other = threading.Thread(target=claim_as_another_worker)
        with engine.begin() as database:
            keys.append(database.execute(claim, values).scalar_one())
            other.start()
            wait_for(lambda: len(keys) == 2 or waits_for_a_lock())
        other.join(300)
        engine.dispose()
    assert keys == claimed
