import asyncio
import queue
import re
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from harness.program import Program
from harness.server import free_port
from harness.waiting import wait_for
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

Open = Callable[[str], Program]
Messages = list[tuple[Literal["client", "server", "close"], Any]]
TOKEN = {"Authorization": "Bearer t"}


def test_the_conversations_end_as_they_should(program: Open) -> None:
    p = program("test_room.py")
    p.record_pytest("passed", "-q", "-rp", "test_room.py", passed=5)


def test_ada_hears_that_bob_has_vanished(program: Open) -> None:
    p = program("room.py")
    heard: Messages = []
    with (
        TestClient(p.load().app, headers=TOKEN) as client,
        client.websocket_connect("/room?nick=ada") as ada,
    ):
        heard.append(("server", ada.receive_text()))
        with client.websocket_connect("/room?nick=bob") as bob:
            heard.append(("server", ada.receive_text()))
            bob.receive_text()
            bob.close(1005)
            heard.append(("server", ada.receive_text()))
        ada.send_text("bye")
        heard.append(("client", "bye"))
        with pytest.raises(WebSocketDisconnect) as end:
            ada.receive_text()
        heard.append(("close", f"{end.value.code} {end.value.reason}"))
    assert [text for _, text in heard] == [
        "ada is here", "bob is here", "bob has left", "bye", "1000 See you",
    ]  # fmt: skip
    p.record_websocket("ada", "/room?nick=ada", heard)


def refusal(client: TestClient, path: str) -> str:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(path),
    ):
        pass
    if isinstance(refused.value, WebSocketDenialResponse):
        return f"HTTP {refused.value.status_code}"
    reason: Any = refused.value.reason
    if not isinstance(reason, str):
        (error,) = reason
        reason = f"{error['type']} at {error['loc']}"
    return f"close {refused.value.code}, {reason}"


def test_a_real_client_never_sees_the_code(program: Open) -> None:
    p = program("room.py")
    cases = {
        "no token": ({}, "/room?nick=ada"),
        "nick is taken": (TOKEN, "/room?nick=ada"),
        "nick is too short": (TOKEN, "/room?nick=x"),
    }
    seen = {}
    with (
        TestClient(p.load().app) as client,
        client.websocket_connect("/room?nick=ada", headers={**TOKEN}) as ada,
    ):
        assert ada.receive_text() == "ada is here"
        for case, (headers, path) in cases.items():
            client.headers.update(headers)
            seen[case] = {"TestClient": refusal(client, path)}
    with p.serve() as server:
        url = server.url.replace("http", "ws")
        with connect(f"{url}/room?nick=ada", additional_headers=TOKEN) as ada:
            assert ada.recv() == "ada is here"
            for case, (headers, path) in cases.items():
                with pytest.raises(InvalidStatus) as refused:
                    connect(f"{url}{path}", additional_headers=headers)
                status = refused.value.response.status_code
                seen[case]["over Uvicorn"] = f"HTTP {status}"
            with connect(f"{url}/room?nick=bob", additional_headers=TOKEN) as bob:
                assert [bob.recv(), ada.recv()] == ["bob is here"] * 2
                bob.socket.shutdown(socket.SHUT_RDWR)
                assert ada.recv(timeout=30) == "bob has left"
    assert seen == {
        "no token": {"TestClient": "HTTP 401", "over Uvicorn": "HTTP 401"},
        "nick is taken": {
            "TestClient": "close 1008, This nick is taken", "over Uvicorn": "HTTP 403",
        },
        "nick is too short": {
            "TestClient": "close 1008, string_too_short at ['query', 'nick']",
            "over Uvicorn": "HTTP 403",
        },
    }  # fmt: skip
    p.record_value("refused", "The same three refusals", seen)


@pytest.mark.parametrize(("protocol", "code"), [("auto", 1005), ("websockets", 1006)])
@pytest.mark.filterwarnings(
    "ignore:The `websockets` implementation", "ignore::DeprecationWarning"
)
def test_the_code_that_uvicorn_reports_when_the_line_is_cut(
    protocol: Literal["auto", "websockets"], code: int
) -> None:
    app = FastAPI()
    received: queue.Queue[Any] = queue.Queue()

    @app.websocket("/")
    async def wait(websocket: WebSocket) -> None:
        await websocket.accept()
        received.put(await websocket.receive())

    port = free_port()
    config = uvicorn.Config(app, port=port, ws=protocol, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        with connect(f"ws://127.0.0.1:{port}/") as client:
            client.socket.shutdown(socket.SHUT_RDWR)
            message = received.get(timeout=30)
    finally:
        server.should_exit = True
        thread.join(30)
    assert (message["type"], message["code"]) == ("websocket.disconnect", code)


def test_without_lifespan_there_is_no_room(program: Open) -> None:
    client = TestClient(program("room.py").load().app, headers=TOKEN)
    with (
        pytest.raises(AttributeError, match="room"),
        client.websocket_connect("/room?nick=ada"),
    ):
        pass


def test_leaving_the_block_cancels_the_endpoint() -> None:
    app = FastAPI()
    done: list[str] = []

    @app.websocket("/notes")
    async def keep_notes(websocket: WebSocket) -> None:
        await websocket.accept()
        async for _ in websocket.iter_text():
            pass
        done.append("disconnected")
        try:
            await asyncio.sleep(60)
            done.append("saved")
        except asyncio.CancelledError:
            done.append("cancelled")
            raise

    with TestClient(app) as client:
        with client.websocket_connect("/notes"):
            pass
        assert done == ["disconnected", "cancelled"]


def test_stuck_tests(program: Open) -> None:
    p = program("test_stuck.py")
    ending = p.failures("test_stuck.py", "-k", "not many")
    assert list(ending) == ["test_the_echo", "test_two_clients_wait"]
    handler, loops = ending.items()
    assert handler[1].endswith("WebSocketDisconnect: (1000, None)")
    assert "is bound to a different event loop" in loops[1]
    label = "pytest test_stuck.py: failed"
    p.record_value("no-handler", label, dict([handler]))
    p.record_value(
        "two-loops", label, dict([loops]),
        mask={r" object at 0x\w+ \[.*?\]": " object"},
    )  # fmt: skip

    guard = (
        "-o", "faulthandler_timeout=2", "-o", "faulthandler_exit_on_timeout=true",
    )  # fmt: skip
    done = p.run_pytest("-q", *guard, "-k", "many", "test_stuck.py")
    assert done.returncode == 1
    assert done.stderr.startswith("Timeout (0:00:02)!")
    frames = re.findall(r"test_stuck.py\", line \d+ in (\w+)", done.stderr)
    assert frames == ["test_one_message_too_many"]
    p.record_value(
        "one-too-many", f"pytest {' '.join(guard)} -k many test_stuck.py",
        {
            "standard error begins": done.stderr.splitlines()[0],
            "the test that it names": frames[0],
            "exit code": done.returncode,
        },
    )  # fmt: skip


def test_the_async_client_needs_a_transport_that_knows_websockets(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_room_async.py")
    p.record_pytest("passed", "-q", "test_room_async.py", passed=1)

    source = p.path.read_text()
    for name in ("room.py", "test_room_async.py"):
        shutil.copy(p.path.with_name(name), tmp_path)
    plain = source.replace("httpx2.websockets", "httpx2").replace(
        "ASGIWebSocketTransport(app, initial_receive_timeout=10)", "ASGITransport(app)"
    ).replace("ASGIWebSocketTransport", "ASGITransport")  # fmt: skip
    (tmp_path / "test_room_async.py").write_text(plain)
    copy = Program(tmp_path / "test_room_async.py")
    (message,) = copy.failures("test_room_async.py").values()
    assert "WebSocketUpgradeError" in message
    assert "404" in message
