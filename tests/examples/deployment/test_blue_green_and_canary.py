import re
import signal
import socket
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection

import httpx2
import pytest
from deployment.nginx import nginx, replaced
from fastapi.testclient import TestClient
from harness.server import free_port
from harness.waiting import wait_for
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


def of_the_app(output: str) -> list[str]:
    return re.findall(r"^INFO: +(opened|closed|scan begins)$", output, re.MULTILINE)


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Upload:
    """A request of which only half has been sent; the test decides when it ends."""

    def __init__(self, port: int, reader: str = "anna") -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        head = [
            "POST /scans HTTP/1.1", "Host: shop", f"Cookie: reader={reader}",
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
                if b'"bytes":' in part:
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
    assert '{"bytes":8}' in answer
    assert lines == ["opened", "scan begins", "closed"]
    p.record_value(
        "in-flight", "SIGTERM arrives while half of a scan has been received",
        {"GET /readyz": "connection refused", "POST /scans": "200 OK", "app": lines},
    )  # fmt: skip


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


def test_sighup_brings_each_replacement_up_first(program):
    p = program("service.py")
    patient = ("--timeout-worker-healthcheck", "60")  # for a busy machine
    with p.serve(*uvicorn("--workers", "2", *patient)) as server:
        wait_for(lambda: of_the_app(server.output) == ["opened"] * 2)
        wait_for(lambda: server.output.count("startup complete") == 2)
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: of_the_app(server.output).count("closed") == 2)
        lines = of_the_app(server.output)
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
    assert lines == ["opened"] * 2 + ["opened", "closed"] * 2
    p.record_output(
        "sighup", server, "\n".join(lines),
        note="the lines of the app, then SIGHUP: each replacement opens before its "
        "elder closes",
    )  # fmt: skip


READERS = [f"reader-{number}" for number in range(100)]
ADDRESSES = [f"127.0.0.{number}" for number in range(1, 101)]  # all of them loopback


def release_for(port: int, reader: str = "", address: str = "127.0.0.1") -> str:
    """Which release answers a reader with that cookie, or from that address."""
    connection = HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(address, 0)
    )
    with closing(connection):
        cookie = {"Cookie": f"reader={reader}"} if reader else {}
        connection.request("GET", "/healthz", headers=cookie)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.headers["X-App-Version"]


def test_nginx_splits_by_reader_and_switches_under_load(program, tmp_path):
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

        def newcomers() -> Counter[str]:
            return Counter(release_for(port, address=one) for one in ADDRESSES)

        def split() -> dict[str, str]:
            return {reader: release_for(port, reader) for reader in READERS}

        def on_green(releases: dict[str, str]) -> set[str]:
            return {one for one, release in releases.items() if release == "green"}

        by_cookie = replaced(
            ten, {"split_clients $visitor": "split_clients $cookie_reader"}
        )
        with nginx(tmp_path, by_cookie, port) as proxy:
            without_map = newcomers()
            proxy.reload(ten)
            with_map = newcomers()
            first = split()
            again = {reader: release_for(port, reader) for reader in on_green(first)}
            assert set(again.values()) == {"green"}  # who is on green stays there
            proxy.reload(replaced(ten, {"10% green": "50% green"}))
            second = split()
            assert on_green(first) < on_green(second) < set(READERS)
            stays_on_blue = min(set(READERS) - on_green(second))
            upload = Upload(port, stays_on_blue)
            proxy.reload(replaced(ten, {"*   blue": "*   green"}))
            third = split()
            answer = upload.finish()
    # The hash of nothing is 0, and 0 belongs to the first share.
    assert without_map == {"green": 100}
    assert 0 < with_map["green"] < 20
    p.record_value(
        "newcomers", "which release answered 100 addresses without a cookie",
        {"split by the cookie alone": without_map, "as configured above": with_map},
    )  # fmt: skip
    assert on_green(third) == set(READERS)
    assert answer.startswith("HTTP/1.1 200 OK")
    assert "x-app-version: blue" in answer.lower()
    splits = {"10%": first, "50%": second, "100%": third}
    p.record_value(
        "counted", "which release answered 100 readers, by green's share",
        {share: Counter(releases.values()) for share, releases in splits.items()},
        note="an upload begun before the last switch was still answered by blue",
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


def test_a_rename_breaks_the_old_release_and_an_expansion_neither(program):
    p = program("migration.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        "rename: blue no such column: mail",
        "rename: green anna@example.org",
        "expand: blue anna@example.org",
        "expand: green anna@example.org",
    ]
    p.record_output("both", ran)
