import asyncio
import gc
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from threading import Barrier, BrokenBarrierError, Event, Lock, Thread, current_thread
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
import httpx2
import pytest
import uvicorn
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.testclient import TestClient
from harness.waiting import wait_for


async def longest_wait(url: str, path: str) -> tuple[float, float]:
    """Call ``path`` and /ping meanwhile; give the longest /ping and the job's time."""
    async with httpx2.AsyncClient(base_url=url, timeout=180) as client:
        pings: asyncio.Queue[float] = asyncio.Queue()

        async def keep_pinging() -> None:
            while True:
                start = time.perf_counter()
                (await client.get("/ping")).raise_for_status()
                pings.put_nowait(time.perf_counter() - start)

        def all_so_far() -> list[float]:
            return [pings.get_nowait() for _ in range(pings.qsize())]

        pinging = asyncio.create_task(keep_pinging())
        await pings.get()
        all_so_far()
        start = time.perf_counter()
        answer = await client.get(path)
        took = time.perf_counter() - start
        waits = [*all_so_far(), await pings.get()]  # the last one was under way
        pinging.cancel()
    assert answer.status_code == 200
    return max(waits), took


def verdict(url: str, path: str) -> str:
    """A busy machine may delay a ping, so the best of several tries counts."""
    shares = []
    for _ in range(5):
        wait, took = asyncio.run(longest_wait(url, path))
        shares.append(wait / took)
        if shares[-1] < 0.5:
            return "answered meanwhile"
    return "waited for the job"


def test_only_another_process_keeps_the_loop_turning_for_every_job(program):
    program("jobs.py")
    p = program("turning.py")
    with p.serve() as server:
        httpx2.get(
            f"{server.url}/process/total", timeout=180
        )  # the process has started
        verdicts = {
            job: {
                where: verdict(server.url, f"/{where}/{job}")
                for where in ("async", "def", "process")
            }
            for job in ("total", "export")
        }
    waited, answered = "waited for the job", "answered meanwhile"
    assert verdicts == {
        "total": {"async": waited, "def": answered, "process": answered},
        "export": {"async": waited, "def": waited, "process": answered},
    }
    p.record_value("verdicts", "what /ping did while each job ran", verdicts)


def test_the_process_pool_belongs_to_the_lifespan_and_does_not_fork(program):
    program("jobs.py")
    module = program("turning.py").load()
    with TestClient(module.app) as client:
        pool = client.app_state["pool"]
        assert pool._mp_context.get_start_method() == "spawn"
        assert pool._max_workers == 1  # a second job waits for the first
        assert client.get("/def/nothing").status_code == 422
    with pytest.raises(RuntimeError, match="shutdown"):
        pool.submit(print)


HASH = """
from fastapi import Depends, FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
import uvicorn

app = FastAPI()
slow = PasswordHash([Argon2Hasher(time_cost=12)])

@app.get("/ping")
async def ping(): ...

@app.get("/async/hash")
async def hash_on_the_loop(): slow.hash("secret")

@app.get("/def/hash")
def hash_in_a_thread(): slow.hash("secret")

uvicorn.run(app, port={port})
"""


def test_argon2_releases_the_gil_but_not_the_loop(program):
    with program("turning.py").serve("-c", HASH) as server:
        assert verdict(server.url, "/def/hash") == "answered meanwhile"
        assert verdict(server.url, "/async/hash") == "waited for the job"


def test_a_killed_worker_breaks_the_process_pool_for_good():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        worker = pool.submit(os.getpid).result(180)
        running = pool.submit(time.sleep, 3600)
        os.kill(worker, signal.SIGKILL)
        for _ in range(2):
            with pytest.raises(BrokenProcessPool):
                running.result(180)
            with pytest.raises(BrokenProcessPool):
                pool.submit(os.getpid)


def test_what_goes_to_a_process_pool_is_pickled():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises((AttributeError, pickle.PicklingError)):
            pool.submit(lambda: None).result(180)
        for call, *arguments in [(Lock,), (id, Lock())]:  # a result, an argument
            with pytest.raises(TypeError, match="pickle"):
                pool.submit(call, *arguments).result(180)


def test_a_call_that_a_process_has_begun_cannot_be_cancelled(tmp_path):
    begun, may_end = tmp_path / "begun", tmp_path / "may-end"
    code = (
        "import pathlib, time\n"
        f"pathlib.Path({str(begun)!r}).touch()\n"
        f"while not pathlib.Path({str(may_end)!r}).exists(): time.sleep(0.05)"
    )
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        running = pool.submit(exec, code)
        deadline = time.monotonic() + 180
        while not begun.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert not running.cancel()
        may_end.touch()
        assert running.result(180) is None


def test_each_kind_of_dependency_may_stand_under_each_kind_of_endpoint():
    app, names = FastAPI(), []

    def note() -> None:
        names.append("thread" if "worker" in current_thread().name else "loop")

    async def note_on_the_loop() -> None:
        note()

    @app.get("/async", dependencies=[Depends(note), Depends(note_on_the_loop)])
    async def read_on_the_loop() -> None:
        note()

    @app.get("/def", dependencies=[Depends(note), Depends(note_on_the_loop)])
    def read_in_a_thread() -> None:
        note()

    client = TestClient(app)
    client.get("/async")
    client.get("/def")
    assert names == ["thread", "loop", "loop", "thread", "loop", "thread"]


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
    calls = 5  # a busy machine may make one step slow, but not each of them
    with program("slow_query.py").serve("-c", run) as server:
        for _ in range(calls):
            assert httpx2.get(f"{server.url}/orders").json() == 1
        server.stop()
        assert len(slow_calls(server.output)) < calls


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
    program("slow_query.py").load()  # and it is a valid program otherwise
    for found in (
        "time.sleep(1)",
        "open('orders.csv')",
        "requests.get('http://a.example')",
    ):
        assert check("import requests\n" + source.replace(query, found)) == 1


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


def test_asyncio_run_works_in_def_until_something_waits_for_the_first_loop():
    """An asyncio lock belongs to a loop only once somebody has waited for it."""
    app = FastAPI()

    @app.get("/first")
    async def wait_for_the_lock() -> None:
        app.state.lock = lock = asyncio.Lock()
        await lock.acquire()
        waiting = asyncio.create_task(lock.acquire())
        await asyncio.sleep(0)  # it belongs to this loop from here on
        lock.release()
        await waiting

    @app.get("/second")
    def take_it_on_another_loop(free: bool) -> str:
        async def take() -> str:
            if free:
                app.state.lock.release()
            async with app.state.lock:
                return "taken"

        try:
            return asyncio.run(take())
        except RuntimeError as error:
            return str(error)

    with TestClient(app) as client:
        client.get("/first")
        assert "different event loop" in client.get("/second?free=false").json()
        assert client.get("/second?free=true").json() == "taken"


def test_an_anyio_lock_of_another_event_loop_hangs():
    """The release wakes no other loop, so the lock is free and its waiter sleeps on."""
    loops, waits, taken = [], Event(), Event()

    async def take(lock: anyio.Lock) -> None:
        loops.append(asyncio.get_running_loop())
        loops[0].call_soon(waits.set)
        await lock.acquire()
        taken.set()

    async def hold_while_another_loop_waits() -> Thread:
        lock = anyio.Lock()
        async with lock:
            other = Thread(target=lambda: asyncio.run(take(lock)), daemon=True)
            other.start()
            assert await asyncio.to_thread(waits.wait, 180)
            await asyncio.sleep(0.5)  # it has begun to wait
        return other

    other = asyncio.run(hold_while_another_loop_waits())
    assert not taken.wait(2)
    loops[0].call_soon_threadsafe(lambda: None)  # any event of its own wakes it
    assert taken.wait(180)
    other.join(180)


def test_each_kind_of_yield_dependency_may_stand_under_each_kind_of_endpoint():
    app, names = FastAPI(), []

    def note() -> None:
        names.append("thread" if "worker" in current_thread().name else "loop")

    def hold_in_a_thread():
        note()
        yield
        note()

    async def hold_on_the_loop():
        note()
        yield
        note()

    both = [Depends(hold_in_a_thread), Depends(hold_on_the_loop)]

    @app.get("/async", dependencies=both)
    async def read_on_the_loop() -> None:
        note()

    @app.get("/def", dependencies=both)
    def read_in_a_thread() -> None:
        note()

    client = TestClient(app)
    client.get("/async")
    assert names == ["thread", "loop", "loop", "loop", "thread"]
    names.clear()
    client.get("/def")
    assert names == ["thread", "loop", "thread", "loop", "thread"]


def test_a_process_goes_on_with_a_call_that_nobody_awaits_any_more(tmp_path):
    begun, may_end, done = (tmp_path / name for name in ("begun", "may-end", "done"))
    code = (
        "import pathlib, time\n"
        f"pathlib.Path({str(begun)!r}).touch()\n"
        f"while not pathlib.Path({str(may_end)!r}).exists(): time.sleep(0.05)\n"
        f"pathlib.Path({str(done)!r}).touch()"
    )

    async def give_up(pool: ProcessPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(pool, exec, code)
        while not begun.exists():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(call, 0.01)

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        asyncio.run(asyncio.wait_for(give_up(pool), 180))
        assert not done.exists()
        may_end.touch()
    assert done.exists()


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


def test_from_thread_goes_back_to_the_loop_of_the_app(program, monkeypatch):
    module, loops = program("nested_loop.py").load(), []

    async def note_loop() -> int:
        loops.append(asyncio.get_running_loop())
        return 42

    module.app.get("/loop")(note_loop)
    monkeypatch.setattr(module, "fetch_price", note_loop)
    with TestClient(module.app) as client:
        client.get("/loop")
        assert client.get("/right").json() == 42
    of_the_app, of_the_call = loops
    assert of_the_call is of_the_app


HOLDS_THE_GIL = """
import re
from fastapi import FastAPI

app = FastAPI()

@app.get("/search")
def search():
    re.match("(a+)+$", "a" * 60 + "b")  # one call in C, for years
"""


def test_uvicorn_kills_a_worker_whose_gil_is_held_for_too_long(program, tmp_path):
    assert uvicorn.Config(FastAPI()).timeout_worker_healthcheck == 5
    (tmp_path / "search.py").write_text(HOLDS_THE_GIL)
    command = f"uvicorn search:app --port {{port}} --workers 2 --app-dir {tmp_path}"
    with program("turning.py").serve(*command.split()) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        assert "died" not in server.output
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(f"{server.url}/search", timeout=180)
        server.wait_for_output("died", 180)
        assert httpx2.get(f"{server.url}/nothing", timeout=180).status_code == 404


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_debug_mode_names_the_task_of_a_function_middleware(program, loop):
    source = program("slow_query.py").path.read_text()
    middleware = """
import uvicorn

@app.middleware("http")
async def pass_on(request, call_next):
    return await call_next(request)

uvicorn.run(app, port={port}, loop="LOOP")"""
    run = source + middleware.replace("LOOP", loop)
    with program("slow_query.py").serve("-c", run) as server:
        assert httpx2.get(f"{server.url}/orders").json() == 1
        server.stop()
        lines = slow_calls(server.output)
    (line,) = [line for line in lines if "BaseHTTPMiddleware" in line]
    assert "read_orders" not in line


def test_a_coroutine_that_needs_a_thread_can_lock_a_full_pool():
    def call_back() -> str:
        return anyio.from_thread.run(run_in_threadpool, lambda: "fetched")

    async def call() -> None:
        pool = anyio.to_thread.current_default_thread_limiter()
        pool.total_tokens = 1
        calling = asyncio.create_task(run_in_threadpool(call_back))
        deadline = time.monotonic() + 180
        while not pool.statistics().tasks_waiting:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        assert (pool.borrowed_tokens, calling.done()) == (1, False)
        pool.total_tokens = 2  # nothing else ends this
        assert await calling == "fetched"

    asyncio.run(call())


@pytest.mark.parametrize(("kind", "sold"), [("def", 2), ("async def", 1)])
def test_two_calls_in_threads_can_meet_between_a_check_and_the_act(kind, sold):
    """Without an `await` in between, the event loop lets nobody in."""
    app, tickets = FastAPI(), ["the last one"]
    both = Barrier(2, timeout=60 if kind == "def" else 0.5)

    def sell() -> bool:
        if not tickets:
            return False
        with suppress(BrokenBarrierError):
            both.wait()  # for another call that has checked as well
        tickets.clear()
        return True

    async def sell_on_the_loop() -> bool:
        return sell()

    app.post("/")(sell if kind == "def" else sell_on_the_loop)
    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(client.post, ["/", "/"]))
    assert sum(answer.json() for answer in answers) == sold


def test_a_fork_copies_a_lock_that_a_thread_holds() -> None:
    """And not the thread, so nobody in the new process ever releases it."""
    code = """
import os, threading
lock, held = threading.Lock(), threading.Event()
def hold():
    with lock:
        held.set()
        threading.Event().wait()
threading.Thread(target=hold, daemon=True).start()
held.wait()
if (child := os.fork()) == 0:
    os._exit(0 if lock.acquire(timeout=1) else 7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True, text=True, check=True, timeout=180,
    )  # fmt: skip
    assert ran.stdout == "7\n"


OUTLIVES = """
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

def outlive(parent, told):
    while os.getppid() == parent:
        time.sleep(0.05)
    time.sleep(2)  # time enough to notice that nobody is left to work for
    Path(told).touch()

def watch(*arguments):
    threading.Thread(target=outlive, args=arguments, daemon=True).start()

if __name__ == "__main__":
    told = os.getpid(), sys.argv[1]
    pool = ProcessPoolExecutor(1, get_context("spawn"), watch, told)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(3600)
"""


def test_a_killed_web_worker_leaves_the_processes_of_its_pool_behind(tmp_path):
    """An idle one waits for calls on a pipe whose other end it holds as well."""
    (tmp_path / "worker.py").write_text(OUTLIVES)
    outlived = tmp_path / "outlived"
    command = [sys.executable, "-W", "ignore", str(tmp_path / "worker.py"), outlived]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        of_the_pool = int(worker.stdout.readline())
        worker.kill()
    try:
        wait_for(outlived.exists)
    finally:
        with suppress(ProcessLookupError):
            os.kill(of_the_pool, signal.SIGKILL)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize("awaited", [True, False])
@pytest.mark.parametrize("kind", ["async def", "def"])
def test_await_belongs_before_a_coroutine_and_before_no_plain_value(kind, awaited):
    app, ran = FastAPI(), []

    def load() -> str:
        ran.append("load")
        return "order"

    async def load_on_the_loop() -> str:
        return load()

    helper: Any = load if kind == "def" else load_on_the_loop

    @app.get("/")
    async def read():
        return await helper() if awaited else helper()

    client = TestClient(app)
    if awaited == (kind == "async def"):
        assert client.get("/").json() == "order"
    else:
        error, words = {
            "def": (TypeError, "await"),
            "async def": (ValueError, "'coroutine' object is not iterable"),
        }[kind]
        with pytest.raises(error, match=words):
            client.get("/")
        gc.collect()  # the coroutine that nobody awaited warns here
    never = (kind, awaited) == ("async def", False)
    assert ran == ([] if never else ["load"])


@pytest.mark.parametrize(("daemon", "status"), [(None, 500), ("false", 200)])
def test_hypercorns_workers_may_start_no_process_unless_told_to_be_no_daemons(
    program, tmp_path, daemon, status
):
    """By default they are daemons of `multiprocessing`, even a single one."""
    program("jobs.py")
    command = ["-m", "hypercorn", "turning:app", "--bind", "127.0.0.1:{port}"]
    if daemon:
        (tmp_path / "hypercorn.toml").write_text(f"daemon = {daemon}\n")
        command += ["--config", str(tmp_path / "hypercorn.toml")]
    with program("turning.py").serve(*command) as server:
        ran = httpx2.get(f"{server.url}/process/total", timeout=180)
        assert ran.status_code == status
        server.stop()
        refused = "daemonic processes are not allowed to have children"
        assert (refused in server.output) == (status == 500)
