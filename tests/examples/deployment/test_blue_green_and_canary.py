import os
import re
import signal
import socket
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext, suppress
from http.client import HTTPConnection
from subprocess import TimeoutExpired

import httpx2
import psutil
import psycopg
import pytest
import uvicorn as uvicorn_package
from deployment.full_threadpool import answered_meanwhile
from deployment.nginx import nginx, replaced
from fastapi.testclient import TestClient
from harness.server import free_port
from harness.waiting import wait_for
from testing.postgresql import postgresql_server
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect


def of_the_app(output: str) -> list[str]:
    return re.findall(r"^INFO: +(opened|closed|scan begins)$", output, re.MULTILINE)


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Upload:
    """A request of which only half has been sent; the test decides when it ends."""

    def __init__(self, port: int, visitor: str = "anna") -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        head = [
            "POST /scans HTTP/1.1", "Host: shop", f"Cookie: visitor={visitor}",
            "Content-Length: 8", "", "half",
        ]  # fmt: skip
        self.connection.sendall("\r\n".join(head).encode())

    def finish(self) -> str:
        """Send the other half; give the whole response, empty if there is none."""
        self.connection.sendall(b"half")
        return self.rest()

    def rest(self) -> str:
        with self.connection:
            parts = []
            while part := self.connection.recv(4096):
                parts.append(part)
                if b"\r\n\r\n8" in b"".join(parts):
                    break
        return b"".join(parts).decode()


def uvicorn(*options: str) -> tuple[str, ...]:
    return ("uvicorn", "service:app", "--port", "{port}", *options)


def test_readiness_is_taken_back_before_the_process_is_stopped(
    program, tmp_path, monkeypatch
):
    p = program("service.py")
    drain = tmp_path / "drain"
    monkeypatch.setenv("DRAIN_FILE", str(drain))
    client = TestClient(p.load().app)
    assert client.get("/readyz").status_code == 200
    drain.touch()
    draining = client.get("/readyz")
    assert draining.status_code == 503
    assert client.get("/healthz").status_code == 200
    p.record_http(
        "draining", draining, note="the drain file exists; /healthz still says 200"
    )


def test_a_request_in_flight_outlives_sigterm(program):
    p = program("service.py")
    with p.serve(*uvicorn()) as server:
        upload = Upload(server.port)
        wait_for(lambda: "scan begins" in server.output)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(server.port))
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{server.url}/readyz")
        assert "closed" not in of_the_app(server.output)
        answer = upload.finish()
        server.process.wait(timeout=30)
        lines = of_the_app(server.output)
    assert answer.startswith("HTTP/1.1 200 OK")
    assert answer.endswith("\r\n\r\n8")
    assert lines == ["opened", "scan begins", "closed"]
    p.record_value(
        "in-flight", "SIGTERM arrives while half of a scan has been received",
        {"GET /readyz": "connection refused", "POST /scans": "200 OK", "app": lines},
    )  # fmt: skip


def test_with_workers_a_late_connection_hangs_and_is_reset(program):
    """The supervisor does not accept, but its copy of the socket still listens."""
    p = program("service.py")
    with p.serve(*uvicorn("--workers", "2")) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        upload = Upload(server.port)
        wait_for(lambda: "scan begins" in server.output)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.output.count("Shutting down") == 2)
        late = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        with late:
            late.sendall(b"GET /readyz HTTP/1.1\r\nHost: shop\r\n\r\n")
            late.settimeout(2)
            with pytest.raises(TimeoutError):
                late.recv(1)
            assert upload.finish().startswith("HTTP/1.1 200 OK")
            server.process.wait(timeout=120)
            late.settimeout(30)
            received = b""
            with suppress(ConnectionError):
                received = late.recv(1)
            assert received == b""


IN_A_THREAD = """
import os
import time
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import BackgroundTasks, FastAPI


@asynccontextmanager
async def lifespan(app):
    yield
    time.sleep(2)  # longer than the bound, which has no hold over this
    print("lifespan ends")


app = FastAPI(lifespan=lifespan)


@app.get("/")
def work() -> None:
    print("work begins")
    while not Path(os.environ["GO_ON"]).exists():
        time.sleep(0.05)
    print("work ends")


@app.get("/later")
async def later(tasks: BackgroundTasks) -> None:
    tasks.add_task(work)
"""


@pytest.mark.parametrize(("path", "status"), [("/", 500), ("/later", 200)])
def test_the_bound_does_not_end_a_thread(program, tmp_path, path, status):
    """As process 1 of a container: a signal without a handler is ignored there."""
    (tmp_path / "in_a_thread.py").write_text(IN_A_THREAD)
    go_on = tmp_path / "go-on"
    command = (
        "trap '' TERM; exec python -m uvicorn in_a_thread:app --port {port} "
        f"--app-dir '{tmp_path}' --timeout-graceful-shutdown 1"
    )
    p = program("service.py")
    with p.serve("/bin/sh", "-c", command, env={"GO_ON": str(go_on)}) as server:
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(httpx2.get, server.url + path, timeout=120)
            server.wait_for_output("work begins")
            server.process.send_signal(signal.SIGTERM)
            assert asked.result().status_code == status
        server.wait_for_output("Finished server process")
        with pytest.raises(TimeoutExpired):
            server.process.wait(timeout=2)
        assert "work ends" not in server.output
        go_on.touch()
        assert server.process.wait(timeout=120) == 0
        said = server.output
    cut, ended = said.index("Cancel 1 running"), said.index("lifespan ends")
    assert cut < ended < said.index("work ends")
    assert "Application shutdown complete" in said


@pytest.mark.parametrize(
    ("first", "options", "waits"),
    [("trap '' TERM; ", "", True), ("", "", False), ("", "--workers 2", False)],
    ids=["process 1", "a process", "workers"],
)
def test_only_process_one_waits_for_a_thread(program, tmp_path, first, options, waits):
    """Elsewhere the signal that Uvicorn raises again at its end ends the process, and
    so it does to a worker of a supervisor, be that process 1 or not."""
    (tmp_path / "in_a_thread.py").write_text(IN_A_THREAD)
    go_on = tmp_path / "go-on"
    command = (
        f"{first}exec python -m uvicorn in_a_thread:app --port {{port}} {options} "
        f"--app-dir '{tmp_path}' --timeout-graceful-shutdown 1"
    )
    p = program("service.py")
    with p.serve("/bin/sh", "-c", command, env={"GO_ON": str(go_on)}) as server:
        httpx2.get(f"{server.url}/later", timeout=120).raise_for_status()
        server.wait_for_output("work begins")
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_output("Finished server process")
        if waits:
            with pytest.raises(TimeoutExpired):
                server.process.wait(timeout=2)
            go_on.touch()
        server.process.wait(timeout=120)
        assert ("work ends" in server.output) is waits


def test_after_sigint_every_process_waits_for_a_thread(program, tmp_path):
    """Python turns the signal that is raised again into an exception, and Uvicorn
    swallows it."""
    (tmp_path / "in_a_thread.py").write_text(IN_A_THREAD)
    go_on = tmp_path / "go-on"
    command = (
        "-m", "uvicorn", "in_a_thread:app", "--port", "{port}",
        "--app-dir", str(tmp_path), "--timeout-graceful-shutdown", "1",
    )  # fmt: skip
    with program("service.py").serve(*command, env={"GO_ON": str(go_on)}) as server:
        httpx2.get(f"{server.url}/later", timeout=120).raise_for_status()
        server.wait_for_output("work begins")
        server.process.send_signal(signal.SIGINT)
        server.wait_for_output("Finished server process")
        with pytest.raises(TimeoutExpired):
            server.process.wait(timeout=2)
        go_on.touch()
        assert server.process.wait(timeout=120) == 0
        assert "work ends" in server.output


def test_a_bound_on_the_graceful_stop_cuts_what_takes_longer(program):
    p = program("service.py")
    with p.serve(*uvicorn("--timeout-graceful-shutdown", "1")) as server:
        upload = Upload(server.port)
        wait_for(lambda: "scan begins" in server.output)
        server.process.send_signal(signal.SIGTERM)
        answer = upload.rest()
        server.process.wait(timeout=30)
        lines = of_the_app(server.output)
        logged = re.findall(r"ERROR: +(Cancel .*)", server.output)
    assert "200 OK" not in answer
    assert logged == ["Cancel 1 running task(s), timeout graceful shutdown exceeded"]
    assert lines == ["opened", "scan begins", "closed"]
    p.record_output(
        "bounded", server, logged[0],
        note=f"the client received: {answer.splitlines()[0] if answer else 'nothing'}",
    )  # fmt: skip


LONG_LIVED = """
import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.websocket("/ws")
async def listen(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive_text()


@app.get("/events")
async def events() -> StreamingResponse:
    async def ticks() -> AsyncIterator[bytes]:
        while True:
            yield b"tick"
            await asyncio.sleep(0.1)

    return StreamingResponse(ticks())
"""


def test_websockets_are_closed_and_streams_wait_for_the_bound(program, tmp_path):
    p = program("service.py")
    (tmp_path / "long_lived.py").write_text(LONG_LIVED)
    command = (
        "-m", "uvicorn", "long_lived:app", "--port", "{port}",
        "--app-dir", str(tmp_path), "--timeout-graceful-shutdown", "1",
    )  # fmt: skip
    with (
        p.serve(*command) as server,
        httpx2.Client() as client,
        client.stream("GET", f"{server.url}/events") as stream,
        connect(f"ws://127.0.0.1:{server.port}/ws") as websocket,
    ):
        chunks = stream.iter_raw()
        assert next(chunks).startswith(b"tick")
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            websocket.recv(timeout=30)
        # The stream goes on until the bound: the WebSocket was not kept that long.
        assert "timeout graceful shutdown exceeded" not in server.output
        assert websocket.protocol.close_code == 1012
        with pytest.raises(httpx2.TransportError):
            list(chunks)
        server.process.wait(timeout=30)
        assert "timeout graceful shutdown exceeded" in server.output


def test_a_stream_holds_a_restart_and_sigterm(program, tmp_path):
    """The supervisor waits for the old worker and does nothing else meanwhile."""
    p = program("service.py")
    (tmp_path / "long_lived.py").write_text(LONG_LIVED)
    command = (
        "-m", "uvicorn", "long_lived:app", "--port", "{port}", "--workers", "2",
        "--app-dir", str(tmp_path), "--timeout-worker-healthcheck", "60",
    )  # fmt: skip
    for bound in (), ("--timeout-graceful-shutdown", "1"):
        with p.serve(*command, *bound) as server:
            wait_for(lambda: server.output.count("startup complete") == 2)
            server.process.send_signal(signal.SIGTTOU)  # one worker has all streams
            wait_for(lambda: server.output.count("Finished server process") == 1)
            with httpx2.stream("GET", f"{server.url}/events", timeout=120) as ticks:
                received = ticks.iter_raw()  # a variable: it closes when dropped
                next(received)
                server.process.send_signal(signal.SIGHUP)
                wait_for(lambda: server.output.count("Waiting for child") == 2, 120)
                server.process.send_signal(signal.SIGTERM)
                if not bound:
                    with pytest.raises(TimeoutExpired):
                        server.process.wait(timeout=3)
                    assert "Received SIGTERM" not in server.output
                    continue
                server.process.wait(timeout=120)
                assert "Received SIGTERM" in server.output


def test_sighup_brings_each_replacement_up_first(program):
    p = program("service.py")
    # As the page shows it: the last option is for a start that takes its time.
    patient = ("--workers", "2", "--timeout-worker-healthcheck", "60")
    with p.serve(*uvicorn(*patient)) as server:
        wait_for(lambda: of_the_app(server.output) == ["opened"] * 2)
        wait_for(lambda: server.output.count("startup complete") == 2)
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: of_the_app(server.output).count("closed") == 2, 120)
        lines = of_the_app(server.output)
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
    assert lines == ["opened"] * 2 + ["opened", "closed"] * 2
    p.record_output(
        "sighup", server, "\n".join(lines),
        note="then SIGHUP; the lines of the app: each replacement opens before its "
        "elder closes",
    )  # fmt: skip


WITH_SIGHUP_SET = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.{})
os.execvp("uvicorn", sys.argv[1:])
"""


# Set, not inherited: whoever calls the tests, such as nohup, may ignore SIGHUP.
@pytest.mark.parametrize(
    "action", ["SIG_DFL", "SIG_IGN"], ids=["a process", "process 1"]
)
def test_sighup_kills_a_server_without_workers(program, action):
    """Process 1 of a container ignores a signal without a handler, as here."""
    p, first = program("service.py"), WITH_SIGHUP_SET.format(action)
    with p.serve("python", "-c", first, *uvicorn()) as server:
        server.wait_for_output("startup complete")
        server.process.send_signal(signal.SIGHUP)
        if action == "SIG_IGN":
            assert httpx2.get(f"{server.url}/healthz", timeout=60).json() == "alive"
            return
        assert server.process.wait(timeout=120) == -signal.SIGHUP
        assert of_the_app(server.output) == ["opened"]  # lifespan has not ended


SLOW_START = """
import asyncio
import os
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    while Path(os.environ["SLOW"]).exists():
        await asyncio.sleep(0.1)
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/pid")
async def pid() -> int:
    return os.getpid()
"""


def test_sighup_gives_up_on_a_start_longer_than_the_health_check(program, tmp_path):
    p = program("service.py")
    (tmp_path / "slow_start.py").write_text(SLOW_START)
    command = (
        "-m", "uvicorn", "slow_start:app", "--port", "{port}", "--workers", "2",
        "--app-dir", str(tmp_path), "--timeout-worker-healthcheck", "20",
    )  # fmt: skip
    slow = tmp_path / "slow"
    with p.serve(*command, env={"SLOW": str(slow)}) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        slow.touch()  # from here on a start takes longer than the 20 seconds
        server.process.send_signal(signal.SIGHUP)
        said = server.wait_for_output("aborting the restart", 240)
        assert re.search(r"was not ready in time; keeping worker \[\d+\]", said)
        assert "Terminated child process" not in said
        assert httpx2.get(f"{server.url}/pid").status_code == 200
        slow.unlink()
    assert uvicorn_package.Config("").timeout_worker_healthcheck == 5


RELEASE = """
import os
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

folder = Path(os.environ["FOLDER"])
release = (folder / "release").read_text()


@asynccontextmanager
async def lifespan(app):
    if release == "new":
        (folder / "used").mkdir()  # the second worker of this release fails
    print(f"{release} opened")
    yield
    print(f"{release} closed")


app = FastAPI(lifespan=lifespan)
"""


def test_an_aborted_restart_leaves_two_releases_running(program, tmp_path):
    p = program("service.py")
    (tmp_path / "releases.py").write_text(RELEASE)
    (tmp_path / "release").write_text("old")
    command = (
        "-m", "uvicorn", "releases:app", "--port", "{port}", "--workers", "2",
        "--app-dir", str(tmp_path), "--timeout-worker-healthcheck", "60",
    )  # fmt: skip
    with p.serve(*command, env={"FOLDER": str(tmp_path)}) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        (tmp_path / "release").write_text("new")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for_output("aborting the restart", 120)
        said = re.findall(r"^(?:old|new) (?:opened|closed)$", server.output, re.M)
        assert server.listens()
    assert said == ["old opened"] * 2 + ["new opened", "old closed"]


def test_probes_are_answered_while_the_threadpool_is_full(
    program, tmp_path, monkeypatch
):
    monkeypatch.setenv("DRAIN_FILE", str(tmp_path / "drain"))
    app = program("service.py").load().app
    assert answered_meanwhile(app, "/healthz").json() == "alive"
    assert answered_meanwhile(app, "/readyz").json() == "ready"
    (tmp_path / "drain").touch()
    assert answered_meanwhile(app, "/readyz").status_code == 503


def test_a_drain_file_is_seen_by_every_worker(program, tmp_path):
    p = program("service.py")
    drain = tmp_path / "drain"
    env = {"DRAIN_FILE": str(drain)}
    # One of the two is held while the other is asked, on a connection of its own.
    patient = ("--workers", "2", "--timeout-worker-healthcheck", "600")
    with p.serve(*uvicorn(*patient), env=env) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        workers = re.findall(r"Started server process \[(\d+)\]", server.output)
        assert len(workers) == 2
        drain.touch()
        for held in map(psutil.Process, map(int, workers)):
            held.suspend()
            try:
                wait_for(lambda one=held: one.status() == psutil.STATUS_STOPPED)
                ready = httpx2.get(f"{server.url}/readyz", timeout=120)
            finally:
                held.resume()
            assert ready.status_code == 503


def test_a_drain_file_left_behind_drains_the_next_start(program, tmp_path, monkeypatch):
    drain = tmp_path / "drain"
    drain.touch()
    monkeypatch.setenv("DRAIN_FILE", str(drain))
    with TestClient(program("service.py").load().app) as client:
        assert client.get("/readyz").status_code == 503


def test_a_drain_file_in_a_folder_of_others_is_not_seen(program, tmp_path, monkeypatch):
    """Python before 3.14 raises an error, which is a 500; 3.14 says there is none."""
    folder = tmp_path / "service"
    folder.mkdir()
    drain = folder / "drain"
    drain.touch()
    monkeypatch.setenv("DRAIN_FILE", str(drain))
    client = TestClient(program("service.py").load().app, raise_server_exceptions=False)
    assert client.get("/readyz").status_code == 503
    folder.chmod(0)
    root = os.geteuid() == 0  # from whom no folder is kept
    try:
        if root:
            os.seteuid(65534)
        assert client.get("/readyz").status_code in {200, 500}
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_an_empty_setting_names_no_drain_file(program, monkeypatch):
    monkeypatch.setenv("DRAIN_FILE", "")  # as Compose passes on what is not set
    service = program("service.py").load()
    assert str(service.DRAIN) == "/run/service/drain"  # not ".", which always exists


def test_the_name_of_the_release_is_on_an_unhandled_error_too(program, tmp_path):
    (tmp_path / "failing.py").write_text(
        "from fastapi import FastAPI\napp = FastAPI()\n"
        "@app.get('/')\ndef fail() -> None:\n    raise RuntimeError\n"
    )
    command = (
        "-m", "uvicorn", "failing:app", "--port", "{port}", "--app-dir",
        str(tmp_path), "--header", "X-App-Version:1.5",
    )  # fmt: skip
    with program("service.py").serve(*command) as server:
        failed = httpx2.get(server.url)
    assert failed.status_code == 500
    assert failed.headers["X-App-Version"] == "1.5"


def test_a_stop_waits_for_a_background_task(program, tmp_path):
    (tmp_path / "tasks.py").write_text(
        """
import asyncio
import os
from pathlib import Path

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def work() -> None:
    print("task begins")
    while not Path(os.environ["GO_ON"]).exists():
        await asyncio.sleep(0.05)
    print("task ends")


@app.get("/")
async def start(tasks: BackgroundTasks) -> None:
    tasks.add_task(work)
"""
    )
    p = program("service.py")
    for bound in ((), ("--timeout-graceful-shutdown", "1")):
        go_on = tmp_path / f"go-on-{len(bound)}"
        command = (
            "-m", "uvicorn", "tasks:app", "--port", "{port}",
            "--app-dir", str(tmp_path), *bound,
        )  # fmt: skip
        with p.serve(*command, env={"GO_ON": str(go_on)}) as server:
            httpx2.get(server.url)
            server.wait_for_output("task begins")
            server.process.send_signal(signal.SIGTERM)
            if bound:
                server.wait_for_output("timeout graceful shutdown exceeded", 120)
            else:
                server.wait_for_output("Waiting for background tasks", 120)
                go_on.touch()
            server.process.wait(timeout=120)
            assert ("task ends" in server.output) is not bool(bound)


VISITORS = [f"visitor-{number}" for number in range(100)]


def release_for(port: int, visitor: str = "") -> tuple[str, str]:
    """Which release answers a visitor with that cookie, and the cookie it gets."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        cookie = {"Cookie": f"visitor={visitor}"} if visitor else {}
        connection.request("GET", "/healthz", headers=cookie)
        answer = connection.getresponse()
        assert answer.status == 200
        given = re.match(r"visitor=([^;]+)", answer.headers["Set-Cookie"] or "")
        return answer.headers["X-App-Version"], given[1] if given else ""


@pytest.fixture
def releases(program, tmp_path):
    """Blue and green behind nginx: its port, its configuration, and nginx itself."""
    p = program("canary.conf")
    service = program("service.py")
    port = free_port()
    blue = service.serve(*uvicorn("--header", "X-App-Version:blue"))
    green = service.serve(*uvicorn("--header", "X-App-Version:green"))
    with blue as old, green as new:
        ten = replaced(
            p.path.read_text(),
            {
                "127.0.0.1:8001": f"127.0.0.1:{old.port}",
                "127.0.0.1:8002": f"127.0.0.1:{new.port}",
                "8080": f"127.0.0.1:{port}",
            },
        )
        with nginx(tmp_path, ten, port) as proxy:
            yield p, port, ten, proxy


def share(configuration: str, green: str) -> str:
    if green == "100%":
        return replaced(configuration, {"10% green;": "* green;", "*   blue;": ""})
    return replaced(configuration, {"10% green": f"{green} green"})


def test_a_newcomer_keeps_the_release_that_answered_first(releases):
    p, port, ten, proxy = releases
    moved = {}
    for green in ("10%", "50%"):
        proxy.reload(share(ten, green))
        first = [release_for(port) for _ in range(100)]
        assert len({cookie for _, cookie in first}) == 100  # one for each newcomer
        again = [release_for(port, cookie) for _, cookie in first]
        assert {given for _, given in again} == {""}  # the cookie is given only once
        moved[green] = sum(
            before != after
            for (before, _), (after, _) in zip(first, again, strict=True)
        )
    p.record_value(
        "newcomers", "of 100 newcomers, how many changed the release with their cookie",
        moved, note="all from one address, as behind a CDN; by green's share",
    )  # fmt: skip
    assert moved == {"10%": 0, "50%": 0}


def test_two_first_requests_at_once_are_two_newcomers(releases):
    """As of a page whose first calls of the API go out side by side."""
    _, port, ten, proxy = releases
    proxy.reload(share(ten, "50%"))
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda _: release_for(port), range(40)))
    assert {release for release, _ in first} == {"blue", "green"}
    assert len({cookie for _, cookie in first}) == 40


def test_the_cookie_is_random_and_out_of_reach_of_scripts(releases):
    _, port, *_ = releases
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/nowhere")
        answer = connection.getresponse()
        assert answer.status == 404  # it is given with errors too
    cookie, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert re.fullmatch("visitor=[0-9a-f]{32}", cookie)
    assert attributes == [
        "Path=/",
        "Max-Age=604800",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
    ]


def test_whoever_invents_an_id_chooses_the_release(releases):
    _, port, *_ = releases
    chosen = {}
    for number in range(1000):
        release, given = release_for(port, f"invented-{number}")
        assert given == ""
        chosen[release] = f"invented-{number}"
        if len(chosen) == 2:
            break
    for release, invented in chosen.items():
        assert {release_for(port, invented)[0] for _ in range(5)} == {release}
    assert set(chosen) == {"blue", "green"}


def test_the_application_learns_the_host_that_the_visitor_asked_for(releases):
    _, port, *_ = releases
    moved = httpx2.get(f"http://127.0.0.1:{port}/healthz/", headers={"Host": "shop.eu"})
    assert moved.status_code == 307
    assert moved.headers["Location"] == "http://shop.eu/healthz"


def test_a_hash_of_nothing_puts_all_newcomers_on_green(releases):
    _, port, ten, proxy = releases
    proxy.reload(
        replaced(ten, {"split_clients $visitor": "split_clients $cookie_visitor"})
    )
    assert Counter(release_for(port)[0] for _ in range(20)) == {"green": 20}


def test_a_key_that_the_cookie_replaces_moves_newcomers(releases):
    """The address, then the cookie: what many configurations do."""
    _, port, ten, proxy = releases
    by_address = replaced(
        share(ten, "50%"), {'""      $request_id;': '"" $remote_addr;'}
    )
    proxy.reload(by_address)
    first = [release_for(port) for _ in range(100)]
    assert len({release for release, _ in first}) == 1  # one address, one release
    again = [release_for(port, cookie) for _, cookie in first]
    assert len({release for release, _ in again}) == 2


def test_a_growing_share_moves_visitors_one_way_and_a_rollback_moves_all(releases):
    p, port, ten, proxy = releases

    def split() -> dict[str, str]:
        return {one: release_for(port, one)[0] for one in VISITORS}

    def on_green(releases: dict[str, str]) -> set[str]:
        return {one for one, release in releases.items() if release == "green"}

    first = split()
    proxy.reload(share(ten, "50%"))
    second = split()
    assert set() < on_green(first) < on_green(second) < set(VISITORS)
    upload = Upload(port, min(set(VISITORS) - on_green(second)))
    proxy.reload(share(ten, "100%"))
    third = split()
    answer = upload.finish()
    assert on_green(third) == set(VISITORS)
    assert answer.startswith("HTTP/1.1 200 OK")
    assert "x-app-version: blue" in answer.lower()
    proxy.reload(replaced(ten, {"10% green;": ""}))
    back = split()
    assert on_green(back) == set()
    shares = {"10%": first, "50%": second, "100%": third, "rolled back": back}
    p.record_value(
        "counted", "which release answered 100 visitors, by green's share",
        {name: Counter(releases.values()) for name, releases in shares.items()},
        note="an upload begun before the switch to 100% was still answered by blue",
    )  # fmt: skip


def test_a_basket_in_memory_stays_behind(program):
    p = program("basket.py")
    # Two loads share as little memory as two processes do.
    blue, green = TestClient(p.load().app), TestClient(p.load().app)
    added = blue.put("/baskets/anna/Emma")
    shown = green.get("/baskets/anna")
    assert added.json() == blue.get("/baskets/anna").json() == ["Emma"]
    assert shown.json() == []
    p.record_http("added", added, note="answered by blue")
    p.record_http("gone", shown, note="answered by green")


def test_each_step_serves_two_releases_and_a_rename_breaks_the_old_one(program):
    p = program("migration.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    *steps, rename = ran.stdout.splitlines()
    assert [one.split(" work after: ")[0] for one in steps] == [
        "1.5 and 1.4", "1.6 and 1.5", "1.7 and 1.6", "1.8 and 1.7",
    ]  # fmt: skip
    assert rename == "rename at once: no such column: mail"
    p.record_output("steps", ran)


WRONG = {
    "green reads the new name while blue writes the old one": (
        {"READS": {"1.4": "mail", "1.5": "email", "1.6": "email", "1.7": "email"}}
    ),
    "only empty fields are filled": (
        {"FILL": "UPDATE readers SET email = mail WHERE email IS NULL"}
    ),
    "nothing is filled": {"FILL": "SELECT 1"},
    "1.6 writes the new name only": (
        {"WRITES": {"1.4": ["mail"], "1.5": ["mail", "email"], "1.6": ["email"],
                    "1.7": ["email"]}}
    ),
    "the old name goes while 1.6 still writes it": {"contract": ["1.7", "1.6"]},
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_every_shortcut_of_the_migration_is_found_out(program, fault):
    module = program("migration.py").load()
    change = dict(WRONG[fault])
    contract = change.pop("contract", ["1.7"])
    for name, value in change.items():
        setattr(module, name, value)
    steps = [
        (module.EXPAND, ["1.5", "1.4"]), (module.FILL, ["1.6", "1.5"]),
        ("", ["1.7", "1.6"]), (module.CONTRACT, contract),
    ]  # fmt: skip
    with pytest.raises((ValueError, sqlite3.OperationalError)):
        module.migrate(steps)


def test_after_the_contract_step_no_way_leads_back_to_release_1_6(
    program,
):
    module = program("migration.py").load()
    before = [(module.EXPAND, []), (module.FILL, ["1.6"])]
    module.migrate([*before, (module.CONTRACT, ["1.8", "1.7"])])
    with pytest.raises(sqlite3.OperationalError, match="no such column: mail"):
        module.migrate([*before, (module.CONTRACT, ["1.7", "1.6"])])


def test_a_release_that_ignores_a_new_column_goes_on(program):
    """Going back after `expand` needs no migration: 1.4 works on the wider table."""
    module = program("migration.py").load()
    module.migrate([(module.EXPAND, ["1.5", "1.4"]), ("", ["1.4"])])


def test_a_prepared_select_star_fails_after_expand():
    """Psycopg prepares a query that a connection sends again and again."""
    with postgresql_server() as url:
        address = url.replace("+psycopg", "")
        with (
            psycopg.connect(address, autocommit=True) as old_release,
            psycopg.connect(address, autocommit=True) as migration,
        ):
            migration.execute("CREATE TABLE readers (mail TEXT)")
            for query in ("SELECT mail FROM readers", "SELECT * FROM readers"):
                for _ in range(10):
                    old_release.execute(query)
            migration.execute("ALTER TABLE readers ADD COLUMN email TEXT")
            old_release.execute("SELECT mail FROM readers")
            for _ in range(2):  # and so it goes on until the connection is closed
                with pytest.raises(psycopg.errors.FeatureNotSupported) as failed:
                    old_release.execute("SELECT * FROM readers")
                assert "cached plan must not change result type" in str(failed.value)


def test_a_column_that_may_not_be_null_needs_a_default_or_loses_the_constraint():
    for column, works in (
        ("mail TEXT NOT NULL", False), ("mail TEXT NOT NULL DEFAULT ''", True),
        ("mail TEXT", True),
    ):  # fmt: skip
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute(f"CREATE TABLE readers ({column}, email TEXT)")
            written = nullcontext() if works else pytest.raises(sqlite3.IntegrityError)
            with written:  # a release that no longer knows the old column
                database.execute("INSERT INTO readers (email) VALUES ('a@b.eu')")


DEAF = """
import asyncio

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def listen(websocket: WebSocket) -> None:
    await websocket.accept()
    print("accepted")
    await asyncio.Event().wait()
"""


def test_a_function_that_does_not_notice_the_close_holds_the_stop(program, tmp_path):
    (tmp_path / "deaf.py").write_text(DEAF)
    command = (
        "-m", "uvicorn", "deaf:app", "--port", "{port}", "--app-dir", str(tmp_path),
        "--timeout-graceful-shutdown", "4",
    )  # fmt: skip
    with (
        program("service.py").serve(*command) as server,
        connect(f"ws://127.0.0.1:{server.port}/ws") as websocket,
    ):
        server.wait_for_output("accepted")
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            websocket.recv(timeout=30)
        assert websocket.protocol.close_code == 1012
        server.wait_for_output("Waiting for background tasks")
        server.process.wait(timeout=60)
        assert "Cancel 1 running task(s)" in server.output


def test_a_websocket_does_not_pass_the_configuration_as_it_is(releases):
    _, port, ten, proxy = releases
    passed_on = (
        "proxy_set_header Host $host; proxy_http_version 1.1; "
        "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"
    )
    # No route of the service is a WebSocket: Uvicorn says 403 where it sees one.
    for text, status in (
        (ten, 404),
        (replaced(ten, {"proxy_set_header Host $host;": passed_on}), 403),
    ):
        proxy.reload(text)
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://127.0.0.1:{port}/nowhere")
        assert refused.value.response.status_code == status
