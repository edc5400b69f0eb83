import re
import signal
from http import HTTPStatus

import httpx2
from fastapi import BackgroundTasks, Depends, FastAPI, Response
from fastapi.testclient import TestClient
from harness.waiting import wait_for
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.background import BackgroundTask


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
        wait_for(lambda: "committed" in server.output)
        output = shown_lines(server.output)
    assert output.splitlines() == [
        "INFO order 12 stored",
        'answered: "POST /orders/12 HTTP/1.1" 202 Accepted',
        "INFO mail sent for order 12",
        "INFO order 12 counted",
        "INFO session committed",
    ]
    note = "the log of POST /orders/12"
    p.record_output("order", server, output, note=note)


def test_a_contained_failure_stops_neither_the_next_task_nor_the_commit(program):
    p = program("orders.py")
    with p.serve() as server:
        answer = httpx2.post(f"{server.url}/orders/13")
        assert answer.status_code == HTTPStatus.ACCEPTED
        wait_for(lambda: "committed" in server.output)
        assert "Traceback" in server.output
        output = shown_lines(server.output)
    assert output.splitlines()[-4:] == [
        "ERROR send_mail(13,) failed: mail server is down",
        "ConnectionError: mail server is down",
        "INFO order 13 counted",
        "INFO session committed",
    ]
    note = "the log of POST /orders/13, without the frames of the traceback"
    p.record_output("contained", server, output, note=note)


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


def test_the_outbox_survives_a_killed_server(program, tmp_path, monkeypatch):
    p = program("outbox.py")
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.sqlite"))
    with p.serve() as server:
        answer = httpx2.post(f"{server.url}/orders/12")
        assert answer.status_code == HTTPStatus.ACCEPTED
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    worker = p.run()
    assert worker.stdout == "mail for order 12, idempotency key 1\n"
    p.record_http("accepted", answer, note="then the server was killed with SIGKILL")
    p.record_output("worked", worker, mask={re.escape(f"{tmp_path}/"): ""})

    TestClient(p.load().app).post("/orders/13")  # a new job, after the first is deleted
    assert p.run().stdout == "mail for order 13, idempotency key 2\n"


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


SLOW_TASK = """
import asyncio
import os
from fastapi import BackgroundTasks, FastAPI
import uvicorn

app = FastAPI()

async def work():
    print("task started")
    while not os.path.exists(os.environ["MAY_END"]):
        await asyncio.sleep(0.05)
    print("task ended")

@app.post("/")
async def start(tasks: BackgroundTasks):
    tasks.add_task(work)

uvicorn.run(app, port={port})
"""


def test_a_graceful_stop_waits_for_the_task_and_a_kill_loses_it(program, tmp_path):
    may_end = tmp_path / "may-end"
    environment = {"MAY_END": str(may_end)}
    with program("orders.py").serve("-c", SLOW_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started")
        server.process.send_signal(signal.SIGTERM)
        output = server.wait_for_output("Waiting for background tasks to complete")
        assert "task ended" not in output
        may_end.touch()
        server.process.wait(timeout=30)
        assert "task ended" in server.output
    may_end.unlink()
    with program("orders.py").serve("-c", SLOW_TASK, env=environment) as server:
        httpx2.post(server.url)
        server.wait_for_output("task started")
        server.stop(signal.SIGKILL)
        assert "task ended" not in server.output
