import asyncio
import base64
import json
import os
import signal
import socket
import struct
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

import httpx2
import pytest
import uvicorn
from deployment.nginx import nginx
from fastapi import BackgroundTasks, Depends, FastAPI, Request, WebSocket, security
from fastapi.requests import HTTPConnection
from fastapi.testclient import TestClient
from harness.server import free_port, serve_here
from hypercorn.protocol.ws_stream import WebsocketBuffer
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

ADA, BOB = {"X-Key": "key-of-ada"}, {"X-Key": "key-of-bob"}
SECONDS = 180


def url_of(server, path: str) -> str:
    return f"ws://127.0.0.1:{server.port}{path}"


def vanish(client: ClientConnection) -> None:
    """End the TCP connection with a reset: no close frame, as when a process dies."""
    client.socket.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    client.socket.shutdown(socket.SHUT_RDWR)
    client.socket.close()


class Reader:
    """A socket as the room sees it; ``reads`` is set while its client reads."""

    def __init__(self, *says: str, reads: bool = True) -> None:
        self.says, self.reads, self.heard, self.code = [*says], asyncio.Event(), [], 0
        self.hangs_up = asyncio.Event()
        if reads:
            self.reads.set()

    async def send_text(self, text: str) -> None:
        await self.reads.wait()
        self.heard.append(text)

    async def receive(self) -> dict[str, Any]:
        if self.says:
            return {"type": "websocket.receive", "text": self.says.pop(0)}
        await self.hangs_up.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def close(self, code: int) -> None:
        await self.reads.wait()
        self.code = code


def loaded(program):
    program("chat.py")
    return program("room.py").load()


def test_a_reader_who_is_too_slow_is_sent_away_and_delays_nobody(program):
    room = loaded(program)

    async def meet() -> None:
        slow, quick, before = Reader(reads=False), Reader(), asyncio.all_tasks()
        visits = [
            asyncio.create_task(room.visit(slow, "slow")),
            asyncio.create_task(room.visit(quick, "quick")),
        ]
        await asyncio.sleep(0)
        for number in range(150):
            room.announce(f"message {number}")
            await asyncio.sleep(0)
        for _ in range(50):  # everything that can run without the slow client has run
            await asyncio.sleep(0)
        assert "slow left" in quick.heard
        assert not slow.heard
        assert [one for one in quick.heard if one.startswith("message")] == [
            f"message {number}" for number in range(150)
        ]
        assert len(room.present) == 1
        slow.reads.set()  # the client wakes up in time for the goodbye
        await visits[0]
        assert slow.code == 1013
        assert not slow.heard  # and its old messages are not delivered any more
        quick.hangs_up.set()
        await visits[1]
        assert quick.code == 1000
        assert room.present == {}
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before  # no delivery is left behind

    asyncio.run(asyncio.wait_for(meet(), SECONDS))


def test_the_goodbye_to_a_reader_who_never_reads_has_a_limit(program, monkeypatch):
    room = loaded(program)
    wait_for, limits = asyncio.wait_for, []

    def wait_less(one, seconds: float):
        limits.append(seconds)
        return wait_for(one, 0.01)

    async def meet() -> None:
        asleep = Reader(reads=False)
        visit = asyncio.create_task(room.visit(asleep, "asleep"))
        await asyncio.sleep(0)
        for number in range(150):
            room.announce(f"message {number}")
        monkeypatch.setattr(room.asyncio, "wait_for", wait_less)
        await visit
        assert asleep.code == 0
        assert room.present == {}

    asyncio.run(asyncio.wait_for(meet(), SECONDS))
    assert limits == [5]


def test_a_delivery_that_notices_the_loss_first_leaves_no_error(program):
    room, gone = loaded(program), asyncio.Event()
    frames = iter(["websocket.connect", "websocket.disconnect"])

    async def receive() -> dict[str, Any]:
        frame = {"type": next(frames), "code": 1006}
        if frame["type"] == "websocket.disconnect":
            await gone.wait()
        return frame

    async def send(message) -> None:
        if message["type"] == "websocket.send":
            gone.set()
            raise OSError  # as Uvicorn does when the client has gone

    async def meet() -> None:
        socket = WebSocket({"type": "websocket"}, receive, send)
        await socket.accept()
        await room.visit(socket, "bob")
        assert room.present == {}

    asyncio.run(asyncio.wait_for(meet(), SECONDS))


def test_a_burst_does_not_send_quick_readers_away(program):
    room = loaded(program)

    async def meet() -> None:
        quick = Reader()
        listening = asyncio.create_task(room.visit(quick, "quick"))
        await asyncio.sleep(0)
        speaker = Reader(*(f"{number}" for number in range(500)))
        speaker.hangs_up.set()
        await room.visit(speaker, "speaker")
        assert speaker.code == 1000
        await asyncio.sleep(0)  # since Python 3.12 `wait_for` makes no task: no turn
        assert "speaker left" in quick.heard
        assert len(quick.heard) == 1 + 1 + 500 + 1
        quick.hangs_up.set()
        await listening

    asyncio.run(asyncio.wait_for(meet(), SECONDS))


def test_an_error_in_a_visit_is_not_swallowed_and_leaves_nobody_behind(program):
    room = loaded(program)

    class Broken(Reader):
        async def receive(self) -> dict[str, Any]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(room.visit(Broken(), "broken"))
    assert room.present == {}


def test_a_client_that_stops_reading_loses_its_place_in_a_real_room(program):
    p = program("room.py")
    long = "x" * 65_536
    with program("chat.py").serve() as server:
        door = url_of(server, "/room")
        with (
            connect(door, additional_headers=ADA, compression=None) as ada,
            client_that_never_answers(server.port, receive_buffer=4096) as bob,
        ):
            heard = [ada.recv(SECONDS), ada.recv(SECONDS)]
            spoken = 0
            while heard[-1] != "bob left":
                ada.send(long)
                spoken += 1
                assert spoken < 2_000, "Bob is still in the room"
                while (last := ada.recv(SECONDS)) != f"ada: {long}":
                    heard.append(last)
            assert spoken > 100
            while bob.recv(1 << 20):  # what was under way, and then the end
                pass
            ada.send("is anybody here?")
            heard.append(ada.recv(SECONDS))
        assert "ERROR" not in server.output
    assert heard == ["ada entered", "bob entered", "bob left", "ada: is anybody here?"]
    note = "What Ada hears, without her own long messages. Bob's client does not read."
    p.record_websocket("slow", "/room", [("server", one) for one in heard], note=note)


def test_a_binary_frame_ends_the_visit_with_1003(program):
    p = program("room.py")
    with program("chat.py").serve() as server:
        with connect(url_of(server, "/room"), additional_headers=ADA) as ada:
            heard = [("server", ada.recv(SECONDS))]
            ada.send(b"\x00\xff")
            with pytest.raises(ConnectionClosed) as closed:
                ada.recv(SECONDS)
        assert closed.value.rcvd
        assert "ERROR" not in server.output
    assert closed.value.rcvd.code == 1003
    messages = [*heard, ("client", "two bytes in a binary frame"), ("close", 1003)]
    p.record_websocket("binary", "/room", messages)


# What an ASGI server may hand over for a binary frame: the key left out, or None.
BINARY = [{"bytes": b"\x00\xff"}, {"bytes": b"\x00\xff", "text": None}]


@pytest.mark.parametrize("frame", BINARY)
def test_a_binary_frame_ends_the_visit_behind_any_server(program, frame):
    room = loaded(program)

    class Binary(Reader):
        async def receive(self) -> dict[str, Any]:
            return {"type": "websocket.receive"} | frame

    async def meet() -> None:
        quick, binary = Reader(), Binary()
        listening = asyncio.create_task(room.visit(quick, "quick"))
        await asyncio.sleep(0)
        await room.visit(binary, "binary")
        quick.hangs_up.set()
        await listening
        assert binary.code == 1003
        assert quick.heard == ["quick entered", "binary entered", "binary left"]

    asyncio.run(asyncio.wait_for(meet(), SECONDS))


def test_an_empty_message_is_a_message(program):
    room = loaded(program)

    async def meet() -> None:
        speaker = Reader("")
        visit = asyncio.create_task(room.visit(speaker, "ada"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert speaker.heard == ["ada entered", "ada: "]
        speaker.hangs_up.set()
        await visit

    asyncio.run(asyncio.wait_for(meet(), SECONDS))


def test_receive_text_gives_none_for_a_binary_frame_behind_hypercorn():
    buffer = WebsocketBuffer(100)
    buffer.value = BytesIO(b"\x00\xff")
    message = buffer.to_message()
    assert message == {"type": "websocket.receive"} | BINARY[1]

    async def receive_text(frame: dict[str, Any]) -> str:
        frames = iter([{"type": "websocket.connect"}, frame])

        async def receive() -> dict[str, Any]:
            return next(frames)

        async def send(message) -> None: ...

        socket = WebSocket({"type": "websocket"}, receive, send)
        await socket.accept()
        return await socket.receive_text()

    assert asyncio.run(receive_text(dict(message))) is None


def test_iter_text_does_not_catch_a_send_that_fails():
    async def echo() -> None:
        frames = iter(
            [
                {"type": "websocket.connect"},
                {"type": "websocket.receive", "text": "hello"},
                {"type": "websocket.disconnect", "code": 1000},
            ]
        )

        async def receive() -> dict[str, Any]:
            return next(frames)

        async def send(message) -> None:
            if message["type"] == "websocket.send":
                raise OSError  # as Uvicorn does when the client has gone

        socket = WebSocket({"type": "websocket"}, receive, send)
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_text(text)

    with pytest.raises(WebSocketDisconnect):
        asyncio.run(echo())


RAISES = """
from fastapi import FastAPI, HTTPException, WebSocket
import uvicorn

app = FastAPI()

@app.websocket("/full")
async def refuse(websocket: WebSocket):
    raise HTTPException(429, headers={"Retry-After": "3"})

@app.websocket("/broken")
async def fail(websocket: WebSocket):
    raise ZeroDivisionError

uvicorn.run(app, port={port})
"""


def test_what_is_raised_before_accept_decides_the_status(program):
    with program("chat.py").serve("-c", RAISES) as server:
        for path, status, wait in [("/full", 429, "3"), ("/broken", 500, None)]:
            with (
                pytest.raises(InvalidStatus) as raised,
                connect(url_of(server, path)),
            ):
                pass
            response = raised.value.response
            assert response.status_code == status
            assert response.headers.get("Retry-After") == wait


def test_a_dependency_of_a_websocket_gets_no_request_but_a_connection():
    app, seen = FastAPI(), []

    def ask_for_request(request: Request) -> None: ...

    def ask_for_connection(connection: HTTPConnection) -> None:
        seen.append(connection.url.path)

    @app.get("/http", dependencies=[Depends(ask_for_connection)])
    async def read() -> None: ...

    @app.websocket("/request", dependencies=[Depends(ask_for_request)])
    @app.websocket("/connection", dependencies=[Depends(ask_for_connection)])
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()

    client = TestClient(app)
    with client.websocket_connect("/connection"):
        pass
    assert client.get("/http").status_code == 200
    assert seen == ["/connection", "/http"]
    with pytest.raises(TypeError, match="request"):
        client.websocket_connect("/request").__enter__()


def test_a_dependency_of_both_may_name_a_request_that_has_a_default():
    app, seen = FastAPI(), []

    def ask_for_either(
        request: Request = None,  # pyright: ignore[reportArgumentType]
        websocket: WebSocket = None,  # pyright: ignore[reportArgumentType]
    ) -> None:
        seen.append((request is not None, websocket is not None))

    @app.get("/", dependencies=[Depends(ask_for_either)])
    async def read() -> None: ...

    @app.websocket("/", dependencies=[Depends(ask_for_either)])
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()

    client = TestClient(app)
    client.get("/")
    with client.websocket_connect("/"):
        pass
    assert seen == [(True, False), (False, True)]


def test_background_tasks_of_a_websocket_never_run():
    app, ran = FastAPI(), []

    @app.websocket("/")
    async def talk(websocket: WebSocket, tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "task")
        await websocket.accept()

    with TestClient(app).websocket_connect("/"):
        pass
    assert ran == []


def test_a_ticket_in_the_url_is_logged(program):
    with program("chat.py").serve() as server:
        ticket = url_of(server, "/room?ticket=let-ada-in")
        with connect(ticket, additional_headers=ADA) as ada:
            assert ada.recv(SECONDS) == "ada entered"
        server.wait_for_output("ticket=let-ada-in", SECONDS)


@pytest.mark.parametrize(
    ("method", "sent", "error"),
    [
        ("receive_text", b"\x00", KeyError),
        ("receive_bytes", "text", KeyError),
        ("receive_json", "no JSON", json.JSONDecodeError),
    ],
)
def test_a_frame_of_the_wrong_kind_raises_in_the_endpoint(method, sent, error):
    app, raised = FastAPI(), []

    @app.websocket("/")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            await getattr(websocket, method)()
        except Exception as one:
            raised.append(type(one))
        await websocket.close()

    with TestClient(app).websocket_connect("/") as client:
        client.send_bytes(sent) if isinstance(sent, bytes) else client.send_text(sent)
        with pytest.raises(WebSocketDisconnect):
            client.receive_text()
    assert raised == [error]


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
def client_that_never_answers(
    port: int, receive_buffer: int | None = None
) -> Iterator[socket.socket]:
    """Join the room by hand and read nothing: pings stay without a pong."""
    lines = [
        "GET /room HTTP/1.1", "Host: test", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "X-Key: key-of-bob",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "", "",
    ]  # fmt: skip
    with socket.socket() as raw:
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(SECONDS)
        raw.connect(("127.0.0.1", port))
        raw.sendall("\r\n".join(lines).encode())
        yield raw


def test_the_room_hears_who_speaks_who_resets_and_who_falls_silent(program):
    p = program("room.py")
    pings = ("--ws-ping-interval", "0.2", "--ws-ping-timeout", "2")
    command = ("-m", "uvicorn", "chat:app", "--port", "{port}", *pings)
    with program("chat.py").serve(*command) as server:
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
                "ada entered",
                "bob on floor 2 entered",
                "bob on floor 2: good evening",
                "bob on floor 2 left",
            ]
            with client_that_never_answers(server.port):
                silent = [ada.recv(SECONDS), ada.recv(SECONDS)]
            assert silent == ["bob entered", "bob left"]
        assert "ERROR" not in server.output
    note = "What Ada hears. Bob's connection is reset after his message."
    p.record_websocket(
        "vanished", "/room", [("server", one) for one in heard], note=note
    )
    note = f"Bob's client keeps its connection but answers no ping ({' '.join(pings)})."
    p.record_websocket(
        "silent", "/room", [("server", one) for one in silent], note=note
    )


def test_uvicorn_pings_every_20_seconds_and_waits_20_for_the_answer():
    config = uvicorn.Config(FastAPI())
    assert (config.ws_ping_interval, config.ws_ping_timeout) == (20, 20)
    assert config.ws_max_size == 16 * 1024 * 1024
    config.load()
    assert config.ws_protocol_class is WebSocketsSansIOProtocol


def test_without_a_library_uvicorn_answers_a_handshake_with_404(program):
    code = """
import sys
import uvicorn

from echo import app

sys.modules |= dict.fromkeys({missing}, None)  # as if they were not installed
app.get("/page")(lambda: "a page")
uvicorn.run(app, port=int(sys.argv[1]))
"""
    p, statuses = program("echo.py"), []
    for missing in (["websockets"], ["websockets", "wsproto"]):
        script = code.replace("{missing}", repr(missing))
        with p.serve("-c", script, "{port}") as server:
            for path in ("/ws", "/page"):  # the second is the path of a GET
                try:
                    with connect(url_of(server, path)):
                        statuses.append(101)
                except InvalidStatus as refused:
                    statuses.append(refused.response.status_code)
            output = server.output
    assert statuses == [101, 403, 404, 200]
    assert "No supported WebSocket library detected" in output


def test_nginx_makes_a_handshake_a_get_unless_it_passes_two_headers_on(
    program, tmp_path
):
    upgrade = "proxy_set_header Upgrade $http_upgrade;"
    connection = 'proxy_set_header Connection "upgrade";'
    bare, port, statuses = "proxy_http_version 1.1;", free_port(), []
    with program("echo.py").serve("-m", "uvicorn", "echo:app", "--port", "{port}") as s:
        options = (bare, bare + upgrade, bare + connection, bare + upgrade + connection)
        places = "".join(
            f"location /{n}/ {{ proxy_pass {s.url}/; {set_} }}"
            for n, set_ in enumerate(options)
        )
        server = f"server {{ listen 127.0.0.1:{port}; {places} }}"
        with nginx(tmp_path, f"events {{}} http {{ {server} }}", port):
            for n in range(len(options)):
                try:
                    with connect(f"ws://127.0.0.1:{port}/{n}/ws", open_timeout=SECONDS):
                        statuses.append(101)
                except InvalidStatus as refused:
                    statuses.append(refused.response.status_code)
        assert s.output.count('"GET /ws HTTP/1.1" 404 Not Found') == 3
    assert statuses == [404, 404, 404, 101]


def test_a_key_that_is_revoked_ends_no_open_connection(program):
    # With copies: the test client adds the headers of a handshake to what it gets.
    program("room.py").load()
    chat = program("chat.py").load()
    with TestClient(chat.app) as client:
        with client.websocket_connect("/room", headers={**ADA}) as ada:
            assert ada.receive_text() == "ada entered"
            del chat.READERS["key-of-ada"]
            ada.send_text("still here")
            assert ada.receive_text() == "ada: still here"
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/room", headers={**ADA}),
        ):
            pass


def test_uvicorn_accepts_a_message_of_16_mib_and_no_byte_more():
    app, received = FastAPI(), []

    @app.websocket("/")
    async def measure(websocket: WebSocket) -> None:
        await websocket.accept()
        with suppress(WebSocketDisconnect):
            while True:
                received.append(len(await websocket.receive_text()))

    largest = 16 * 1024 * 1024
    with serve_here(app) as url, connect(url.replace("http", "ws")) as client:
        client.send("x" * largest)
        client.send("x" * (largest + 1))
        with pytest.raises(ConnectionClosed):
            client.recv(SECONDS)
        assert client.close_code == 1009
    assert received == [largest]


def test_a_handshake_is_refused_over_http(program):
    p = program("chat.py")
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


def test_a_denied_handshake_is_logged_as_an_error(program):
    logged = "ASGI callable returned without completing handshake"
    with program("chat.py").serve() as server:
        for headers, logs in [({"X-Key": "key-of-eve"}, False), ({}, True)]:
            with (
                pytest.raises(InvalidStatus),
                connect(url_of(server, "/room"), additional_headers=headers),
            ):
                pass
            if logs:
                server.wait_for_output(logged, SECONDS)
            assert server.output.count(logged) == logs


def test_the_close_code_of_a_refusal_is_seen_by_the_test_client_only(program):
    client = TestClient(program("chat.py").load().app)
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


def test_receive_text_raises_the_same_when_the_connection_is_reset(program):
    with program("echo.py").serve() as server:
        with connect(url_of(server, "/ws")) as client:
            client.send("hello")
            assert client.recv(SECONDS) == "Echo: hello"
            vanish(client)
        server.wait_for_output("WebSocketDisconnect: (100", SECONDS)
        assert "in receive_text" in server.output


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
            output = server.wait_for_output("websockets.WebSocketDisconnected", SECONDS)
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


def test_hypercorn_drops_what_is_sent_to_a_dead_connection(program):
    command = ("-m", "hypercorn", "forgetful:app", "--bind", "127.0.0.1:{port}")
    with program("forgetful.py").serve(*command) as server:
        url = url_of(server, "/room")
        with connect(url) as dead, connect(url) as speaker, connect(url) as listener:
            speaker.send("all here?")
            for one in (dead, speaker, listener):
                assert one.recv(SECONDS) == "all here?"
            dead.close()
            for text in ("hello?", "anyone?"):
                speaker.send(text)
                assert speaker.recv(SECONDS) == listener.recv(SECONDS) == text
        assert "WebSocketDisconnect" not in server.output


COOKIE = {"Cookie": "session=session-of-ada"}
SUBDOMAIN = "https://blog.bank.example"


def test_cors_does_not_guard_a_websocket(program):
    p = program("balance.py")
    with (
        p.serve() as server,
        connect(
            url_of(server, "/trusting"),
            origin=SUBDOMAIN,  # pyright: ignore[reportArgumentType]
            additional_headers=COOKIE,
        ) as page,
    ):
        told = page.recv(SECONDS)
        assert told == "balance of ada: 1200"
        with pytest.raises(ConnectionClosed) as closed:
            page.recv(SECONDS)
        asked = {"Origin": SUBDOMAIN, "Access-Control-Request-Method": "GET"}
        preflight = httpx2.options(f"{server.url}/trusting", headers=asked)
        assert preflight.text == "Disallowed CORS origin"  # it refuses a preflight
    assert closed.value.rcvd
    p.record_websocket(
        "told", "/trusting", [("server", told), ("close", closed.value.rcvd.code)],
        note=f"The handshake had Origin: {SUBDOMAIN} and the reader's cookie.",
    )  # fmt: skip


def test_an_origin_check_refuses_the_handshake(program):
    p = program("balance.py")
    statuses = {}
    with p.serve() as server:
        for origin in [SUBDOMAIN, "null", "https://bank.example.evil.example", None]:
            with (
                pytest.raises(InvalidStatus) as raised,
                connect(
                    url_of(server, "/guarded"),
                    origin=origin,  # pyright: ignore[reportArgumentType]
                    additional_headers=COOKIE,
                ),
            ):
                pass
            statuses[origin or "no Origin"] = raised.value.response.status_code
        with connect(
            url_of(server, "/guarded"),
            origin="https://bank.example",  # pyright: ignore[reportArgumentType]
            additional_headers=COOKIE,
        ) as own:
            assert own.recv(SECONDS) == "balance of ada: 1200"
        for path in ("/trusting", "/guarded"):
            with (
                pytest.raises(InvalidStatus) as raised,
                connect(
                    url_of(server, path),
                    origin="https://bank.example",  # pyright: ignore[reportArgumentType]
                    additional_headers={"Cookie": "session=invented"},
                ),
            ):
                pass
            assert raised.value.response.status_code == 403
    assert set(statuses.values()) == {403}
    label = "HTTP status of the handshake of /guarded, by Origin"
    p.record_value("guarded", label, statuses)


@pytest.mark.parametrize(
    ("origin", "session"),
    [(SUBDOMAIN, "session-of-ada"), ("https://bank.example", "invented")],
)
def test_a_wrong_origin_or_session_violates_the_policy(program, origin, session):
    client = TestClient(program("balance.py").load().app)
    headers = {"Origin": origin, "Cookie": f"session={session}"}
    with (
        pytest.raises(WebSocketDisconnect) as raised,
        client.websocket_connect("/guarded", headers=headers),
    ):
        pass
    assert raised.value.code == 1008


def test_a_stop_closes_open_connections_with_1012(program):
    with (
        program("chat.py").serve() as server,
        connect(url_of(server, "/room"), additional_headers=ADA) as ada,
    ):
        assert ada.recv(SECONDS) == "ada entered"
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


def test_the_exit_code_of_a_dependency_can_still_send():
    app = FastAPI()

    async def say_goodbye(websocket: WebSocket) -> AsyncIterator[None]:
        yield
        await websocket.send_text("from the exit code")

    @app.websocket("/", dependencies=[Depends(say_goodbye)])
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("from the function")

    with TestClient(app).websocket_connect("/") as client:
        assert client.receive_text() == "from the function"
        assert client.receive_text() == "from the exit code"
    with serve_here(app) as url, connect(url.replace("http", "ws")) as client:
        assert client.recv(SECONDS) == "from the function"
        assert client.recv(SECONDS) == "from the exit code"
        with pytest.raises(ConnectionClosed):  # and that was its end
            client.recv(SECONDS)


def test_a_connection_that_nobody_closes_is_dropped_at_the_end():
    app = FastAPI()

    @app.websocket("/{how}")
    async def talk(websocket: WebSocket, how: str) -> None:
        await websocket.accept()
        if how == "closed":
            await websocket.close()

    with serve_here(app) as url:
        for how, code in [("open", 1006), ("closed", 1000)]:
            with connect(f"{url.replace('http', 'ws')}/{how}") as client:
                with pytest.raises(ConnectionClosed):
                    client.recv(SECONDS)
                assert client.close_code == code


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


def test_each_process_has_its_own_room(program):
    p = program("chat.py")
    with (
        p.serve() as one,
        p.serve() as two,
        connect(url_of(one, "/room"), additional_headers=ADA) as ada,
        connect(url_of(two, "/room"), additional_headers=BOB) as bob,
    ):
        assert ada.recv(SECONDS) == "ada entered"
        assert bob.recv(SECONDS) == "bob entered"
        bob.send("is anybody here?")
        assert bob.recv(SECONDS) == "bob: is anybody here?"
        ada.send("nobody")
        assert ada.recv(SECONDS) == "ada: nobody"  # her next message after entering


ACCEPTED = """
from typing import Annotated
from fastapi import Depends, FastAPI, HTTPException, WebSocket, WebSocketException
import uvicorn

app = FastAPI()

async def accept(websocket: WebSocket):
    await websocket.accept()

ERRORS = {
    "policy": WebSocketException(1008, "unknown key"),
    "short": WebSocketException(1008, "x" * 123),  # with the code: 125 bytes
    "long": WebSocketException(1008, "x" * 124),
    "http": HTTPException(409),
    "other": ZeroDivisionError(),
}

@app.websocket("/room", dependencies=[Depends(accept)])
async def join(floor: int, error: str = ""):
    if error:
        raise ERRORS[error]

uvicorn.run(app, port={port})
"""


@pytest.mark.parametrize(
    ("query", "code", "logged"),
    [
        ("?floor=1&error=policy", 1008, ""),
        ("?floor=1&error=short", 1008, ""),
        ("?floor=1&error=long", 1006, "ProtocolError: control frame too long"),
        ("?floor=high", 1006, "AttributeError: 'list' object has no attribute"),
        ("?floor=1&error=http", 1006, "'websocket.http.response.start'"),
        ("?floor=1&error=other", 1006, "ZeroDivisionError"),
    ],
)
def test_after_accept_only_a_websocket_exception_gives_the_client_its_code(
    program, query, code, logged
):
    with program("chat.py").serve("-c", ACCEPTED) as server:
        with connect(url_of(server, f"/room{query}")) as client:
            with pytest.raises(ConnectionClosed):
                client.recv(SECONDS)
            assert client.close_code == code
        if logged:
            server.wait_for_output(logged, SECONDS)
        else:
            assert "ERROR" not in server.output


HANDLED = """
from fastapi import FastAPI, WebSocket
from fastapi.responses import Response
import uvicorn

app = FastAPI()

@app.exception_handler(ZeroDivisionError)
async def answer(websocket, error): return Response(status_code=418)

@app.websocket("/room")
async def fail(websocket: WebSocket): raise ZeroDivisionError

uvicorn.run(app, port={port})
"""


def test_a_handler_of_your_own_decides_the_status_of_the_handshake(program):
    with (
        program("chat.py").serve("-c", HANDLED) as server,
        pytest.raises(InvalidStatus) as raised,
        connect(url_of(server, "/room")),
    ):
        pass
    assert raised.value.response.status_code == 418


HANDLED_AS_EXCEPTION = HANDLED.replace(
    "exception_handler(ZeroDivisionError)", "exception_handler(Exception)"
)


def test_a_handler_for_exception_is_not_asked_about_a_handshake(program):
    with (
        program("chat.py").serve("-c", HANDLED_AS_EXCEPTION) as server,
        pytest.raises(InvalidStatus) as raised,
        connect(url_of(server, "/room")),
    ):
        pass
    assert raised.value.response.status_code == 500


@pytest.mark.parametrize(
    "scheme",
    [
        security.APIKeyHeader(name="key"),
        security.APIKeyQuery(name="key"),
        security.APIKeyCookie(name="key"),
        security.HTTPBearer(),
        security.HTTPBasic(),
        security.HTTPDigest(),
        security.OAuth2(),
        security.OAuth2PasswordBearer(tokenUrl="token"),
        security.OAuth2AuthorizationCodeBearer(authorizationUrl="a", tokenUrl="token"),
        security.OpenIdConnect(openIdConnectUrl="config"),
    ],
    ids=lambda scheme: type(scheme).__name__,
)
def test_each_security_class_refuses_a_websocket_without_credentials(scheme):
    app = FastAPI()

    @app.websocket("/", dependencies=[Depends(scheme)])
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()

    with (
        pytest.raises(WebSocketDenialResponse) as raised,
        TestClient(app).websocket_connect("/"),
    ):
        pass
    assert raised.value.status_code == 401
    assert raised.value.headers["WWW-Authenticate"]


def test_without_auto_error_a_websocket_opens_without_credentials():
    app, seen = FastAPI(), []
    scheme = security.APIKeyHeader(name="key", auto_error=False)

    @app.websocket("/")
    async def talk(websocket: WebSocket, key: str | None = Depends(scheme)) -> None:
        seen.append(key)
        await websocket.accept()

    with TestClient(app).websocket_connect("/"):
        pass
    assert seen == [None]


UNREAD = """
import asyncio
from fastapi import FastAPI, WebSocket
import uvicorn

app = FastAPI()

async def flood(websocket):
    while True:
        await websocket.send_text("x" * 65_536)

@app.websocket("/room")
async def visit(websocket: WebSocket):
    await websocket.accept()
    task = asyncio.create_task(flood(websocket))
    try:
        await websocket.receive_text()
    finally:
        print("the visit ended")
        task.cancel()

uvicorn.run(
    app, port={port}, log_level="trace", ws_ping_interval=0.2, ws_ping_timeout=0.2
)
"""


def test_a_ping_timeout_ends_no_visit_while_data_waits_to_be_sent(program):
    """Uvicorn closes the connection only once it has written what it holds."""
    with program("chat.py").serve("-c", UNREAD) as server:
        with client_that_never_answers(server.port, receive_buffer=4096):
            server.wait_for_output("keepalive ping timeout", SECONDS)
            for _ in range(10):  # the event loop has come round
                httpx2.get(f"{server.url}/nothing")
            assert "the visit ended" not in server.output
        server.wait_for_output("the visit ended", SECONDS)


@pytest.mark.parametrize("limit", [None, 1])
def test_unsent_data_delays_the_stop_up_to_the_limit(program, limit):
    code = UNREAD.replace("port=", f"timeout_graceful_shutdown={limit}, port=")
    with program("chat.py").serve("-c", code) as server:
        with client_that_never_answers(server.port, receive_buffer=4096):
            server.wait_for_output("keepalive ping timeout", SECONDS)
            server.process.send_signal(signal.SIGTERM)
            server.wait_for_output("Waiting for connections to close", SECONDS)
            if limit:
                server.process.wait(timeout=SECONDS)
            else:
                with pytest.raises(subprocess.TimeoutExpired):
                    server.process.wait(timeout=3)
        server.process.wait(timeout=SECONDS)


UNRECEIVED = """
import asyncio
from fastapi import FastAPI, WebSocket
import uvicorn

app, done = FastAPI(), asyncio.Event()

@app.websocket("/room")
async def visit(websocket: WebSocket):
    await websocket.accept()
    await done.wait()

@app.post("/done")
async def end(): done.set()

uvicorn.run(app, port={port}, ws_ping_interval=0.2, ws_ping_timeout=3)
"""


def test_a_live_client_whose_message_nobody_receives_is_cut_off(program):
    """Uvicorn stops reading until the message is received, so it reads no pong."""
    with program("chat.py").serve("-c", UNRECEIVED) as server:
        url = url_of(server, "/room")
        with connect(url) as quiet, connect(url) as talking:  # both answer each ping
            talking.send("hello")
            with pytest.raises(ConnectionClosed):
                talking.recv(SECONDS)
            assert talking.close_code == 1011
            assert quiet.ping().wait(SECONDS)
            httpx2.post(f"{server.url}/done")


def test_behind_gunicorns_own_worker_every_refusal_is_a_403(program, tmp_path):
    """Its ASGI worker has no extension for another response than that."""
    app = RAISES.partition("uvicorn.run")[0].replace("import uvicorn\n", "")
    (tmp_path / "raises.py").write_text(app)
    command = "gunicorn raises:app -k asgi --no-control-socket --bind 127.0.0.1:{port}"
    with (
        program("chat.py").serve(*command.split(), "--chdir", str(tmp_path)) as server,
        pytest.raises(InvalidStatus) as raised,
        connect(url_of(server, "/full")),
    ):
        pass
    assert raised.value.response.status_code == 403


def test_a_socket_io_client_is_refused(program):
    """It begins by polling over HTTP, or at once with a handshake of this path."""
    path = "/socket.io/?EIO=4&transport="
    with program("chat.py").serve() as server:
        polled = httpx2.get(f"{server.url}{path}polling")
        with (
            pytest.raises(InvalidStatus) as raised,
            connect(url_of(server, f"{path}websocket")),
        ):
            pass
    assert polled.status_code == 404
    assert raised.value.response.status_code == 403


def test_pings_keep_nginx_from_closing_an_idle_connection(program, tmp_path):
    """It reads nothing for so long from the other server, and gives up on it."""
    options, port = "-m uvicorn echo:app --port {port} --ws-ping-interval", free_port()
    with (
        program("echo.py").serve(*options.split(), "0.2") as pings,
        program("echo.py").serve(*options.split(), "1000") as silent,
    ):
        upgrade = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
        upgrade += 'proxy_set_header Connection "upgrade"; proxy_read_timeout 4s;'
        places = "".join(
            f"location /{name}/ {{ proxy_pass {server.url}/; {upgrade} }}"
            for name, server in (("pings", pings), ("silent", silent))
        )
        server = f"server {{ listen 127.0.0.1:{port}; {places} }}"
        own = {"open_timeout": SECONDS, "ping_interval": None}  # the client's own pings
        with (
            nginx(tmp_path, f"events {{}} http {{ {server} }}", port),
            connect(f"ws://127.0.0.1:{port}/pings/ws", **own) as kept,
            connect(f"ws://127.0.0.1:{port}/silent/ws", **own) as closed,
        ):
            with pytest.raises(ConnectionClosed):
                closed.recv(SECONDS)
            assert closed.close_code == 1006
            kept.send("still here")  # it was opened first
            assert kept.recv(SECONDS) == "Echo: still here"
