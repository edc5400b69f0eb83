import asyncio
import gc
import re
import subprocess
import sys

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


def test_only_another_process_keeps_the_loop_turning_for_every_job(program):
    p = program("turning.py")
    with p.serve() as server, httpx2.Client(base_url=server.url, timeout=60) as client:
        verdicts = {
            job: {
                where: client.get(f"/{job}/{where}").json()
                for where in ("async", "def", "process")
            }
            for job in ("total", "export", "password")
        }
    still, turned = "stood still", "turned"
    assert verdicts == {
        "total": {"async": still, "def": turned, "process": turned},
        "export": {"async": still, "def": still, "process": turned},
        "password": {"async": still, "def": turned, "process": turned},
    }
    p.record_value("verdicts", "the event loop while each job ran", verdicts)


def slow_calls(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("Executing")]


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_debug_mode_reports_the_request_that_blocked(program, loop):
    p = program("slow_query.py")
    command = f"uvicorn slow_query:app --port {{port}} --loop {loop}"
    with p.serve(*command.split(), "--log-level", "warning") as server:
        assert httpx2.get(f"{server.url}/orders").json() == 1
        server.stop()  # the loop reports a step after the response has left
        lines = slow_calls(server.output)
    (line,) = [line for line in lines if "RequestResponseCycle.run_asgi()" in line]
    assert "read_orders" not in line
    if loop == "uvloop":
        mask = {
            r"name='[^']*' ": "",
            r" done, defined at .*:\d+>": " …>",
            r"took [\d.]+": "took …",
        }
        p.record_output("told", server, line, mask=mask)


def test_the_same_query_in_def_blocks_nothing(program):
    source = program("slow_query.py").path.read_text()
    sync = source.replace("async def read_orders", "def read_orders")
    assert sync != source
    run = f"{sync}\nimport uvicorn\nuvicorn.run(app, port={{port}})"
    with program("slow_query.py").serve("-c", run) as server:
        assert httpx2.get(f"{server.url}/orders").json() == 1
        server.stop()
        assert not slow_calls(server.output)


def test_ruff_finds_sleep_in_an_async_function_but_no_database_driver(program):
    def check(source: str) -> int:
        words = "ruff", "check", "--isolated", "--select=ASYNC", "-"
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, input=source, text=True, capture_output=True, check=False
        ).returncode

    source = program("slow_query.py").path.read_text()
    query = 'database.execute("SELECT slow()").fetchall()'
    assert query in source
    assert check(source) == 0
    assert check(source.replace(query, "time.sleep(1)")) == 1


def test_uvicorn_on_python_3_11_overrides_the_debug_variable(program):
    p = program("slow_query.py")
    source = p.path.read_text()
    assert "loop.set_debug(True)" in source
    off = source.replace("loop.set_debug(True)", "print('debug', loop.get_debug())")
    command = ("-c", f"{off}\nimport uvicorn\nuvicorn.run(app, port={{port}})")
    with p.serve(*command, env={"PYTHONASYNCIODEBUG": "1"}) as server:
        assert re.search(r"^debug False$", server.output, re.MULTILINE)


def test_a_second_event_loop_cannot_use_what_belongs_to_the_first():
    app = FastAPI()

    @app.get("/first")
    async def wait_on_the_loop() -> None:
        app.state.event = asyncio.Event()
        app.state.waiter = asyncio.create_task(app.state.event.wait())
        await asyncio.sleep(0)  # the event belongs to this loop from here on

    @app.get("/second")
    def wait_on_another_loop() -> str:
        async def wait() -> None:
            await app.state.event.wait()

        with pytest.raises(RuntimeError) as raised:
            asyncio.run(wait())
        return str(raised.value)

    with TestClient(app) as client:
        client.get("/first")
        assert "bound to a different event loop" in client.get("/second").json()


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_asyncio_run_fails_inside_the_loop_and_from_thread_works(program):
    p = program("nested_loop.py")
    app = p.load().app
    with pytest.raises(RuntimeError) as raised:
        TestClient(app).get("/wrong")
    p.record_value("wrong", "GET /wrong raises", f"RuntimeError: {raised.value}")
    del raised
    gc.collect()  # the coroutine that nobody awaited warns here, not in another test
    right = TestClient(app).get("/right")
    assert right.json() == 42
    p.record_http("right", right)
