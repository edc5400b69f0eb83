import asyncio
import base64
import os
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

ADA, BOB = {"X-Key": "key-of-ada"}, {"X-Key": "key-of-bob"}
SECONDS = 30


def url_of(server, path: str) -> str:
    return f"ws://127.0.0.1:{server.port}{path}"


def vanish(client: ClientConnection) -> None:
    """End the TCP connection with a reset: no close frame, as when a process dies."""
    client.socket.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    client.socket.shutdown(socket.SHUT_RDWR)
    client.socket.close()


def test_a_stalled_reader_delays_a_broadcast_but_does_not_stop_it(program, monkeypatch):
    module = program("room.py").load()
    patient, heard = asyncio.timeout, []

    class Stalled:
        async def send_text(self, text: str) -> None:
            await asyncio.Event().wait()

    class Reading:
        async def send_text(self, text: str) -> None:
            heard.append(text)

    monkeypatch.setattr(module.asyncio, "timeout", lambda seconds: patient(0.01))
    readers = [Reading(), Stalled(), Reading()]
    module.present.update(readers)
    asyncio.run(asyncio.wait_for(module.announce("good evening"), SECONDS))
    assert heard == ["good evening"] * 2
    assert module.present == {readers[0], readers[2]}


def test_a_def_endpoint_is_no_websocket_endpoint():
    app = FastAPI()

    @app.websocket("/ws")
    def talk(websocket: WebSocket) -> None: ...

    with (
        pytest.raises(TypeError, match="await"),
        TestClient(app).websocket_connect("/ws"),
    ):
        pass


@contextmanager
def client_that_never_answers(port: int) -> Iterator[None]:
    """Join the room by hand and read nothing: pings stay without a pong."""
    lines = [
        "GET /room HTTP/1.1", "Host: test", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "X-Key: key-of-bob",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "", "",
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall("\r\n".join(lines).encode())
        yield


def test_the_room_hears_who_speaks_who_resets_and_who_falls_silent(program):
    p = program("room.py")
    pings = ("--ws-ping-interval", "0.2", "--ws-ping-timeout", "2")
    command = ("-m", "uvicorn", "room:app", "--port", "{port}", *pings)
    with p.serve(*command) as server:
        with connect(url_of(server, "/room"), additional_headers=ADA) as ada:
            heard = [ada.recv(SECONDS)]
            upstairs = url_of(server, "/room?floor=2")
            with connect(upstairs, additional_headers=BOB) as bob:
                heard.append(ada.recv(SECONDS))
                assert bob.recv(SECONDS) == heard[-1]
                bob.send("good evening")
                heard.append(ada.recv(SECONDS))
                assert bob.recv(SECONDS) == heard[-1]
                vanish(bob)
                heard.append(ada.recv(SECONDS))
            assert heard == [
                "ada entered floor 0",
                "bob entered floor 2",
                "bob: good evening",
                "bob left",
            ]
            with client_that_never_answers(server.port):
                silent = [ada.recv(SECONDS), ada.recv(SECONDS)]
            assert silent == ["bob entered floor 0", "bob left"]
        assert "ERROR" not in server.output
    note = "What Ada hears. Bob's connection is reset after his message."
    p.record_websocket(
        "vanished", "/room", [("server", one) for one in heard], note=note
    )
    note = f"Bob's client keeps its connection but answers no ping ({' '.join(pings)})."
    p.record_websocket(
        "silent", "/room", [("server", one) for one in silent], note=note
    )


def test_a_handshake_is_refused_over_http(program):
    p = program("room.py")
    refused = {}
    with p.serve() as server:
        for why, path, headers in [
            ("no key", "/room", {}),
            ("unknown key", "/room", {"X-Key": "key-of-eve"}),
            ("bad query", "/room?floor=high", ADA),
        ]:
            with (
                pytest.raises(InvalidStatus) as raised,
                connect(url_of(server, path), additional_headers=headers),
            ):
                pass
            response = raised.value.response
            refused[why] = response.status_code
            challenge = response.headers.get("WWW-Authenticate")
            assert (challenge == "APIKey") == (why == "no key")
    assert refused == {"no key": 401, "unknown key": 403, "bad query": 403}
    p.record_value("refused", "HTTP status of refused handshakes", refused)


def test_the_close_code_of_a_refusal_is_seen_by_the_test_client_only(program):
    client = TestClient(program("room.py").load().app)
    for path, headers in [("/room", {"X-Key": "eve"}), ("/room?floor=high", ADA)]:
        with (
            pytest.raises(WebSocketDisconnect) as raised,
            client.websocket_connect(
                path, headers=dict(headers)
            ),  # it writes into them
        ):
            pass
        assert raised.value.code == 1008


def test_a_normal_close_of_the_bare_echo_logs_an_error(program):
    p = program("echo.py")
    with p.serve() as server:
        with connect(url_of(server, "/ws")) as client:
            client.send("hello")
            assert client.recv(SECONDS) == "Echo: hello"
        server.wait_for_output("WebSocketDisconnect: (1000")
        lines = server.output.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("ERROR"))
    shown = [line for line in lines[first:] if line and not line.startswith("  ")]
    assert shown == [
        "ERROR:    Exception in ASGI application",
        "Traceback (most recent call last):",
        "starlette.websockets.WebSocketDisconnect: (1000, '')",
    ]
    note = "after a normal close by the client; without the frames"
    p.record_output("traceback", server, "\n".join(shown), note=note)


def test_a_dead_connection_in_the_list_throws_out_whoever_speaks(program):
    p = program("forgetful.py")
    with p.serve() as server:
        url = url_of(server, "/room")
        with connect(url) as dead, connect(url) as speaker, connect(url) as listener:
            messages: list = [("client", "all here?")]
            speaker.send("all here?")
            assert dead.recv(SECONDS) == listener.recv(SECONDS) == "all here?"
            messages.append(("server", speaker.recv(SECONDS)))
            dead.close()
            messages.append(("client", "hello?"))
            speaker.send("hello?")
            with pytest.raises(ConnectionClosed):
                speaker.recv(SECONDS)
            messages.append(("close", speaker.close_code))
            assert "ERROR" not in server.output
            listener.send("anyone?")
            with pytest.raises(ConnectionClosed):
                listener.recv(SECONDS)  # the next event: it never got "hello?"
            output = server.wait_for_output("websockets.WebSocketDisconnected")
    assert messages[1] == ("server", "all here?")
    assert messages[-1] == ("close", 1006)
    logged = [
        line
        for line in output.splitlines()
        if line.startswith("starlette.websockets.WebSocketDisconnected")
    ]
    assert len(logged) == 1
    note = "The speaker's view. Before the second message the first reader left."
    p.record_websocket("thrown-out", "/room", messages, note=note)
    label = "the last line of the log when the third reader speaks"
    p.record_value("next", label, logged[0])


def test_cors_does_not_guard_a_websocket(program):
    p = program("balance.py")
    with p.serve() as server:
        cookie = {"Cookie": "session=ada"}
        with connect(
            url_of(server, "/balance"),
            origin="https://evil.example",  # pyright: ignore[reportArgumentType]
            additional_headers=cookie,
        ) as evil:
            told = evil.recv(SECONDS)
            assert told == "balance of ada: 1200"
            with pytest.raises(ConnectionClosed) as closed:
                evil.recv(SECONDS)
    assert closed.value.rcvd
    p.record_websocket(
        "told", "/balance", [("server", told), ("close", closed.value.rcvd.code)],
        note="The handshake had Origin: https://evil.example and the victim's cookie.",
    )  # fmt: skip


def test_a_stop_closes_open_connections_with_1012(program):
    with (
        program("room.py").serve() as server,
        connect(url_of(server, "/room"), additional_headers=ADA) as ada,
    ):
        assert ada.recv(SECONDS) == "ada entered floor 0"
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            ada.recv(SECONDS)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1012


@pytest.mark.parametrize("scope", ["request", "function"])
def test_a_yield_dependency_lives_as_long_as_the_connection(scope):
    app, seen = FastAPI(), []

    def open_session() -> Iterator[None]:
        seen.append("opened")
        yield
        seen.append("closed")

    @app.websocket("/", dependencies=[Depends(open_session, scope=scope)])
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        seen.append(await websocket.receive_text())

    with TestClient(app).websocket_connect("/") as client:
        assert seen == ["opened"]
        client.send_text("bye")
    assert seen == ["opened", "bye", "closed"]


def test_http_middleware_never_sees_a_websocket():
    app, seen = FastAPI(), []

    @app.middleware("http")
    async def note_path(request, call_next):
        seen.append(request.url.path)
        return await call_next(request)

    @app.websocket("/ws")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()

    with TestClient(app).websocket_connect("/ws"):
        pass
    assert seen == []
