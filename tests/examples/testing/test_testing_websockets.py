import asyncio
import inspect
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Literal

import anyio
import httpx2
import pytest
from fastapi import (
    FastAPI,
    HTTPException,
    Security,
    WebSocket,
    WebSocketException,
)
from fastapi.concurrency import run_in_threadpool
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    HTTPDigest,
    OAuth2,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.program import Program
from harness.server import serve_here
from harness.waiting import wait_for
from httpx2.websockets import (
    ASGIWebSocketTransport,
    HTTPXWSException,
    WebSocketUpgradeError,
)
from httpx2.websockets import WebSocketDisconnect as DisconnectOfHttpx2
from starlette.testclient import WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
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


def rejection(client: TestClient, path: str) -> str:
    with (
        pytest.raises(WebSocketDisconnect) as rejected,
        client.websocket_connect(path),
    ):
        pass
    if isinstance(rejected.value, WebSocketDenialResponse):
        return f"HTTP {rejected.value.status_code}"
    reason: Any = rejected.value.reason
    if not isinstance(reason, str):
        (error,) = reason
        reason = f"{error['type']} at {error['loc']}"
    return f"close {rejected.value.code}, {reason}"


def test_a_real_client_never_sees_the_code(program: Open) -> None:
    p = program("room.py")
    cases = {
        "no token": ({}, "/room?nick=ada"),
        "nick is taken": (TOKEN, "/room?nick=ada"),
        "nick is invalid": (TOKEN, "/room?nick=x"),
    }
    seen = {}
    with (
        TestClient(p.load().app) as client,
        client.websocket_connect("/room?nick=ada", headers={**TOKEN}) as ada,
    ):
        assert ada.receive_text() == "ada is here"
        for case, (headers, path) in cases.items():
            client.headers.update(headers)
            seen[case] = {"TestClient": rejection(client, path)}
    with p.serve() as server:
        url = server.url.replace("http", "ws")
        with connect(f"{url}/room?nick=ada", additional_headers=TOKEN) as ada:
            assert ada.recv() == "ada is here"
            for case, (headers, path) in cases.items():
                with pytest.raises(InvalidStatus) as rejected:
                    connect(f"{url}{path}", additional_headers=headers)
                status = rejected.value.response.status_code
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
        "nick is invalid": {
            "TestClient": "close 1008, string_pattern_mismatch at ['query', 'nick']",
            "over Uvicorn": "HTTP 403",
        },
    }  # fmt: skip
    p.record_value("rejected", "The same three rejected handshakes", seen)


@pytest.mark.parametrize(
    ("protocol", "code"), [("auto", 1005), ("wsproto", 1005), ("websockets", 1006)]
)
@pytest.mark.filterwarnings(
    "ignore:The `websockets` implementation", "ignore::DeprecationWarning"
)
def test_the_code_that_uvicorn_reports_when_the_line_is_cut(
    protocol: Literal["auto", "wsproto", "websockets"], code: int
) -> None:
    app = FastAPI()
    received: queue.Queue[Any] = queue.Queue()

    @app.websocket("/")
    async def wait(websocket: WebSocket) -> None:
        await websocket.accept()
        received.put(await websocket.receive())

    with (
        serve_here(app, ws=protocol) as url,
        connect(f"ws{url.removeprefix('http')}/") as client,
    ):
        client.socket.shutdown(socket.SHUT_RDWR)
        message = received.get(timeout=30)
    assert (message["type"], message["code"]) == ("websocket.disconnect", code)


@pytest.mark.filterwarnings(
    "ignore:The `websockets` implementation", "ignore::DeprecationWarning"
)
@pytest.mark.parametrize("protocol", ["auto", "wsproto", "websockets"])
def test_a_send_on_a_cut_line_raises_with_1006(
    protocol: Literal["auto", "wsproto", "websockets"],
) -> None:
    app = FastAPI()
    raised: queue.Queue[int] = queue.Queue()

    @app.websocket("/")
    async def tick(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text("tick")
                await asyncio.sleep(0.05)
        except WebSocketDisconnect as end:
            raised.put(end.code)

    with (
        serve_here(app, ws=protocol) as url,
        connect(f"ws{url.removeprefix('http')}/") as client,
    ):
        client.socket.shutdown(socket.SHUT_RDWR)
        assert raised.get(timeout=30) == 1006


def test_the_old_websockets_implementation_of_uvicorn_is_deprecated() -> None:
    script = "import uvicorn.protocols.websockets.websockets_impl"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "`--ws websockets` will point at the" in done.stderr


class FakeSocket:
    """What the endpoint calls of a WebSocket; `accept` waits for ``gate``."""

    def __init__(self, app: FastAPI, *frames: dict[str, Any]) -> None:
        self.app = app
        self.messages = [{"type": "websocket.receive"} | frame for frame in frames]
        self.messages.append({"type": "websocket.disconnect", "code": 1005})
        self.gate = asyncio.Event()
        self.closed: tuple[int, str] | None = None
        self.sent: list[str] = []

    async def accept(self) -> None:
        await self.gate.wait()

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    async def send_text(self, text: str) -> None:
        self.sent.append(text)

    async def receive(self) -> dict[str, Any]:
        return self.messages.pop(0)


def test_of_two_at_once_one_gets_the_nick(program: Open) -> None:
    module = program("room.py").load()
    module.app.state.room = {}
    first, second = FakeSocket(module.app), FakeSocket(module.app)

    async def both() -> None:
        task = asyncio.create_task(module.join(first, "ada"))
        await asyncio.sleep(0)  # the first one waits for its handshake
        async with asyncio.timeout(20):
            await module.join(second, "ada")
        first.gate.set()
        await task

    asyncio.run(both())
    assert second.closed == (1008, "This nick is taken")
    assert (first.sent, module.app.state.room) == (["ada is here"], {})


@pytest.mark.parametrize("error", [WebSocketDisconnect, RuntimeError])
def test_a_member_who_has_vanished_does_not_stop_the_others(
    program: Open, error: type[Exception]
) -> None:
    module = program("room.py").load()
    ada = FakeSocket(module.app, {"text": "hello"}, {"text": "bye"})
    ada.gate.set()

    class Gone(FakeSocket):
        async def send_text(self, text: str) -> None:
            raise error

    module.app.state.room = {"bob": Gone(module.app)}
    asyncio.run(module.join(ada, "ada"))
    assert ada.sent == ["ada is here", "ada: hello"]
    assert ada.closed == (1000, "See you")


@pytest.mark.parametrize("text", ["", "\0", "Привет", "x" * 2**20])
def test_any_text_is_passed_on(program: Open, text: str) -> None:
    with (
        TestClient(program("room.py").load().app, headers=TOKEN) as client,
        client.websocket_connect("/room?nick=ada") as ada,
    ):
        ada.receive_text()
        ada.send_text(text)
        assert ada.receive_text() == f"ada: {text}"


@pytest.mark.parametrize("frame", [{"bytes": b"x"}, {"bytes": b"x", "text": None}])
def test_a_binary_frame_has_no_text_with_any_server(
    program: Open, frame: dict[str, Any]
) -> None:
    """ASGI lets a server leave the key out or set it to None; Hypercorn sets it."""
    module = program("room.py").load()
    ada = FakeSocket(module.app, frame)
    ada.gate.set()
    module.app.state.room = {}
    asyncio.run(module.join(ada, "ada"))
    assert ada.closed == (1003, "Text only")
    assert ada.sent == ["ada is here"]


@pytest.mark.parametrize(
    "nick", ["x", "x" * 13, "ada: hi", "ad\na", "\u0430\u0434\u0430", "%00ab"]
)
def test_a_nick_cannot_look_like_a_message(program: Open, nick: str) -> None:
    with (
        TestClient(program("room.py").load().app, headers=TOKEN) as client,
        pytest.raises(WebSocketDisconnect) as rejected,
        client.websocket_connect("/room", params={"nick": nick}),
    ):
        pass
    assert rejected.value.code == 1008


def test_any_token_is_let_in(program: Open) -> None:
    headers = {"Authorization": "Bearer nobody-has-issued-this"}
    with (
        TestClient(program("room.py").load().app, headers=headers) as client,
        client.websocket_connect("/room?nick=eve") as eve,
    ):
        assert eve.receive_text() == "eve is here"


def test_a_binary_frame_closes_its_own_connection(program: Open) -> None:
    with (
        TestClient(program("room.py").load().app, headers=TOKEN) as client,
        client.websocket_connect("/room?nick=ada") as ada,
    ):
        ada.receive_text()
        with client.websocket_connect("/room?nick=bob") as bob:
            bob.receive_text()
            bob.send_bytes(b"\xff")
            with pytest.raises(WebSocketDisconnect) as end:
                bob.receive_text()
        assert (end.value.code, end.value.reason) == (1003, "Text only")
        assert [ada.receive_text(), ada.receive_text()] == [
            "bob is here", "bob has left",
        ]  # fmt: skip


def endpoint(action: Callable[[WebSocket], Any], path: str = "/") -> FastAPI:
    """An application whose one endpoint does what ``action`` says."""
    app = FastAPI()

    @app.websocket(path)
    async def act(websocket: WebSocket) -> None:
        await action(websocket)

    return app


def test_entering_waits_for_the_first_message_of_the_endpoint() -> None:
    done: list[str] = []

    async def accept_late(websocket: WebSocket) -> None:
        await asyncio.sleep(0.2)
        done.append("accepted")
        await websocket.accept()

    client = TestClient(endpoint(accept_late))
    session = client.websocket_connect("/")
    assert done == []
    with session:
        assert done == ["accepted"]


def test_text_bytes_and_json_come_one_message_at_a_time() -> None:
    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("a")
        await websocket.send_bytes(b"b")
        await websocket.send_json({"c": await websocket.receive_json()})

    with TestClient(endpoint(answer)).websocket_connect("/") as websocket:
        websocket.send_json([1])
        assert websocket.receive_text() == "a"
        assert websocket.receive_bytes() == b"b"
        assert websocket.receive_json() == {"c": [1]}


def test_a_receive_of_another_kind_than_was_sent_is_a_key_error() -> None:
    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_bytes(b"[1]")
        await websocket.send_text("a")
        await websocket.send_bytes(b"[1]")

    with TestClient(endpoint(answer)).websocket_connect("/") as websocket:
        with pytest.raises(KeyError, match="text"):
            websocket.receive_json()
        with pytest.raises(KeyError, match="bytes"):
            websocket.receive_bytes()
        assert websocket.receive_json(mode="binary") == [1]


def test_an_http_url_is_no_websocket_and_an_unknown_path_is_closed() -> None:
    app = FastAPI()

    @app.websocket("/room")
    async def join(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("in")

    app.get("/plain")(lambda: "no WebSocket")
    client = TestClient(app)
    with client.websocket_connect("ws://testserver/room") as websocket:
        assert websocket.receive_text() == "in"
    with (
        pytest.raises(RuntimeError, match="Expected WebSocket upgrade"),
        client.websocket_connect("http://testserver/room"),
    ):
        pass
    for path in ["/rooms", "/plain"]:
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect(path),
        ):
            pass
        assert closed.value.code == 1000


def test_headers_and_subprotocols_are_arguments_and_cookies_are_the_clients() -> None:
    async def tell(websocket: WebSocket) -> None:
        await websocket.accept(websocket.scope["subprotocols"][0])
        names = ("x-of-client", "x-of-call")
        heard = {name: websocket.headers.get(name) for name in names}
        await websocket.send_json({**heard, **websocket.cookies})

    client = TestClient(
        endpoint(tell), headers={"X-Of-Client": "1"}, cookies={"user": "ada"}
    )
    with client.websocket_connect(
        "/", headers={"X-Of-Call": "2"}, subprotocols=["chat"]
    ) as websocket:
        assert websocket.accepted_subprotocol == "chat"
        assert websocket.receive_json() == {
            "x-of-client": "1", "x-of-call": "2", "user": "ada",
        }  # fmt: skip
    with (
        pytest.warns(DeprecationWarning, match="per-request cookies"),
        client.websocket_connect("/", subprotocols=["chat"], cookies={"user": "bob"}),
    ):
        pass


def test_the_call_writes_into_the_dict_of_headers() -> None:
    async def tell(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(websocket.scope["subprotocols"])

    client = TestClient(endpoint(tell))

    def asked_for(protocol: str, headers: dict[str, str]) -> list[str]:
        with client.websocket_connect("/", [protocol], headers=headers) as websocket:
            return websocket.receive_json()

    shared = dict(TOKEN)
    assert asked_for("chat", shared) == ["chat"]
    assert asked_for("news", shared) == ["chat"]
    assert asked_for("news", dict(TOKEN)) == ["news"]
    assert shared["connection"] == "upgrade"  # and so in HTTP with this dict


def test_a_close_before_accept_has_the_code_1000_by_default() -> None:
    async def refuse(websocket: WebSocket) -> None:
        await websocket.close()

    with (
        pytest.raises(WebSocketDisconnect) as rejected,
        TestClient(endpoint(refuse)).websocket_connect("/"),
    ):
        pass
    assert rejected.value.code == 1000
    assert not isinstance(rejected.value, WebSocketDenialResponse)


def test_a_denial_is_a_response_and_a_disconnect() -> None:
    assert WebSocketDenialResponse.__bases__ == (httpx2.Response, WebSocketDisconnect)

    async def deny(websocket: WebSocket) -> None:
        raise HTTPException(404)

    with (
        pytest.raises(WebSocketDisconnect) as denied,
        TestClient(endpoint(deny)).websocket_connect("/"),
    ):
        pytest.fail("the block was entered")
    assert not hasattr(denied.value, "code")


def test_an_exception_of_the_endpoint_comes_out_of_the_block() -> None:
    async def fail(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_text()
        raise ZeroDivisionError

    async def fail_at_once(websocket: WebSocket) -> None:
        raise ZeroDivisionError

    client = TestClient(endpoint(fail))
    with pytest.raises(ZeroDivisionError), client.websocket_connect("/") as websocket:  # noqa: PT012
        websocket.send_text("")
        with pytest.raises(anyio.ClosedResourceError):  # a receive that waits
            websocket.receive_text()
    with pytest.raises(ZeroDivisionError), client.websocket_connect("/") as websocket:
        websocket.send_text("")
    with (
        pytest.raises(ZeroDivisionError),
        TestClient(endpoint(fail_at_once)).websocket_connect("/"),
    ):
        pytest.fail("the block was entered")


@pytest.mark.parametrize("accepted", [True, False])
def test_an_exception_with_a_handler_ends_like_a_close_or_a_denial(
    accepted: bool,
) -> None:
    def end_of(error: Exception) -> WebSocketDisconnect:
        async def fail(websocket: WebSocket) -> None:
            if accepted:
                await websocket.accept()
            raise error

        app = endpoint(fail)

        @app.exception_handler(LookupError)
        async def answer(websocket: WebSocket, error: Exception) -> None:
            await websocket.close(4404)

        with ExitStack() as stack:
            client = TestClient(app)
            if accepted:
                session = stack.enter_context(client.websocket_connect("/"))
                with pytest.raises(WebSocketDisconnect) as end:
                    session.receive_text()
            else:
                with pytest.raises(WebSocketDisconnect) as end:
                    stack.enter_context(client.websocket_connect("/"))
        return end.value

    end = end_of(WebSocketException(4000, "no"))
    assert (end.code, end.reason) == (4000, "no")
    assert end_of(KeyError()).code == 4404
    denial = end_of(HTTPException(404))
    assert isinstance(denial, WebSocketDenialResponse)
    assert denial.status_code == 404


def test_a_close_comes_after_the_messages_and_receive_returns_it() -> None:
    async def say_and_close(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("last")
        await websocket.close(4000)

    client = TestClient(endpoint(say_and_close))
    with client.websocket_connect("/") as websocket:
        assert websocket.receive_text() == "last"
        with pytest.raises(WebSocketDisconnect):
            websocket.receive_text()
    with client.websocket_connect("/") as websocket:
        assert websocket.receive()["text"] == "last"
        assert websocket.receive()["type"] == "websocket.close"


def test_a_receive_waits_on_when_the_endpoint_has_returned() -> None:
    returned = threading.Event()

    async def say_and_return(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("last")
        returned.set()

    app = endpoint(say_and_return)
    with ThreadPoolExecutor(1) as pool:
        with TestClient(app).websocket_connect("/") as websocket:
            assert websocket.receive_text() == "last"
            assert returned.wait(60)
            receive = pool.submit(websocket.receive)
            with pytest.raises(TimeoutError):
                receive.result(0.5)
        with pytest.raises(anyio.ClosedResourceError):  # the end of the block frees it
            receive.result(60)
    with serve_here(app) as url, connect(url.replace("http", "ws")) as client:
        assert client.recv(timeout=60) == "last"
        with pytest.raises(ConnectionClosedError):
            client.recv(timeout=60)


def test_entering_waits_on_if_nothing_is_accepted() -> None:
    returned: queue.Queue[WebSocket] = queue.Queue()

    async def return_at_once(websocket: WebSocket) -> None:
        returned.put(websocket)

    app = endpoint(return_at_once)
    session = TestClient(app).websocket_connect("/")
    with ThreadPoolExecutor(1) as pool:
        entered = pool.submit(session.__enter__)
        websocket = returned.get(timeout=60)
        with pytest.raises(TimeoutError):
            entered.result(0.5)
        session.portal.call(websocket.accept)  # in place of the endpoint
        entered.result(60)
        session.__exit__(None, None, None)
    with serve_here(app) as url, pytest.raises(InvalidStatus) as rejected:
        connect(url.replace("http", "ws"))
    assert rejected.value.response.status_code == 500


def test_raise_server_exceptions_does_not_reach_websockets() -> None:
    async def fail(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_text()
        raise ZeroDivisionError

    app = endpoint(fail)
    called: list[object] = []

    @app.exception_handler(Exception)  # Starlette calls it for HTTP alone
    async def apologize(websocket: WebSocket, error: Exception) -> None:
        called.append(error)

    client = TestClient(app, raise_server_exceptions=False)
    with pytest.raises(ZeroDivisionError), client.websocket_connect("/") as websocket:
        websocket.send_text("")
    assert called == []


def test_a_send_does_not_wait_for_a_slow_reader() -> None:
    sent: list[int] = []

    async def flood(websocket: WebSocket) -> None:
        await websocket.accept()
        for number in range(1000):
            await websocket.send_text("x" * 10_000)
            sent.append(number)

    with TestClient(endpoint(flood)).websocket_connect("/") as websocket:
        for _ in range(1000):
            websocket.send_text("x")  # nobody receives them
        wait_for(lambda: len(sent) == 1000)
        assert websocket.receive_text() == "x" * 10_000


def test_after_accept_an_http_exception_drops_the_connection() -> None:
    async def accept_and_refuse(websocket: WebSocket) -> None:
        await websocket.accept()
        raise HTTPException(403)

    app = endpoint(accept_and_refuse)
    with (
        TestClient(app).websocket_connect("/") as websocket,
        pytest.raises(WebSocketDenialResponse) as denied,
    ):
        websocket.receive_text()
    assert denied.value.status_code == 403
    with (
        serve_here(app) as url,
        connect(url.replace("http", "ws")) as client,
        pytest.raises(ConnectionClosedError) as end,
    ):
        client.recv(timeout=60)
    assert end.value.rcvd is None  # not even a close frame


@pytest.mark.parametrize(
    "security",
    [
        HTTPBearer(), HTTPBasic(), HTTPDigest(), APIKeyHeader(name="key"),
        APIKeyQuery(name="key"), APIKeyCookie(name="key"), OAuth2(),
        OAuth2PasswordBearer(tokenUrl="token"), OpenIdConnect(openIdConnectUrl="id"),
        OAuth2AuthorizationCodeBearer(authorizationUrl="login", tokenUrl="token"),
    ],
    ids=lambda security: type(security).__name__,
)  # fmt: skip
def test_each_security_class_denies_with_a_401(security: Callable[..., Any]) -> None:
    app = FastAPI()

    @app.websocket("/", dependencies=[Security(security)])
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()

    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        TestClient(app).websocket_connect("/"),
    ):
        pytest.fail("the block was entered")
    assert denied.value.status_code == 401


@pytest.mark.parametrize("auto_error", [True, False])
def test_a_security_class_that_does_not_reject_gives_none(auto_error: bool) -> None:
    app = FastAPI()

    @app.websocket("/")
    async def greet(
        websocket: WebSocket,
        token: Annotated[Any, Security(HTTPBearer(auto_error=auto_error))],
    ) -> None:
        await websocket.accept()
        await websocket.send_json(token)

    session = TestClient(app).websocket_connect("/")
    if auto_error:
        with pytest.raises(WebSocketDenialResponse), session:
            pytest.fail("the block was entered")
    else:
        with session:
            assert session.receive_json() is None


def test_what_is_bound_to_one_loop_may_be_used_in_another_without_a_wait() -> None:
    opened = asyncio.Event()

    async def wait(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("waits")
        await opened.wait()

    async def use(websocket: WebSocket) -> None:
        await websocket.accept()
        opened.set()
        await opened.wait()
        await websocket.send_text("did not wait")

    with TestClient(endpoint(wait)).websocket_connect("/") as first:
        first.receive_text()
        first.send_text("")  # it waits by now
        with TestClient(endpoint(use)).websocket_connect("/") as second:
            assert second.receive_text() == "did not wait"


def test_a_receive_has_no_timeout_and_a_session_no_ping() -> None:
    for name in ("receive", "receive_text", "receive_bytes", "receive_json"):
        method = getattr(WebSocketTestSession, name)
        assert "timeout" not in inspect.signature(method).parameters
    assert not any("ping" in name for name in dir(WebSocketTestSession))


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


def test_what_leaving_the_block_does_not_cut_off() -> None:
    done: list[str] = []

    def save() -> None:
        time.sleep(0.1)
        done.append("saved")

    async def shield() -> None:
        with anyio.CancelScope(shield=True):
            await asyncio.sleep(0.1)
            done.append("saved")

    async def yield_once() -> None:
        await asyncio.sleep(0)
        done.append("saved")

    for clean_up in (lambda: run_in_threadpool(save), shield, yield_once):

        async def keep_notes(websocket: WebSocket) -> None:
            await websocket.accept()
            async for _ in websocket.iter_text():
                pass
            await clean_up()  # noqa: B023
            await asyncio.sleep(60)
            done.append("late")

        with TestClient(endpoint(keep_notes)).websocket_connect("/"):
            pass
        assert done == ["saved"]
        done.clear()


def test_stuck_tests(program: Open) -> None:
    p = program("test_stuck.py")
    ending = p.failures("test_stuck.py", "-k", "not many")
    assert list(ending) == ["test_the_echo", "test_two_clients_wait"]
    handler, loops = ending.items()
    assert handler[1].endswith("WebSocketDisconnect: (1000, None)")
    assert "is bound to a different event loop" in loops[1]
    with pytest.raises(WebSocketDisconnect) as raised:
        p.load().test_the_echo()
    assert raised.value.__context__ is None, "an assertion had failed before"
    label = "{command}: failed"
    p.record_value("no-handler", label, dict([handler]), ran=ending)
    p.record_value(
        "two-loops", label, dict([loops]), ran=ending,
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
        "one-too-many", "{command}",
        {
            "standard error begins": done.stderr.splitlines()[0],
            "the test that it names": frames[0],
            "exit code": done.returncode,
        },
        ran=done,
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


def test_the_async_transport_turns_an_exception_into_a_close_with_1011() -> None:
    async def fail(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("last")
        raise ZeroDivisionError

    async def talk() -> None:
        async with (
            httpx2.AsyncClient(
                transport=ASGIWebSocketTransport(endpoint(fail))
            ) as client,
            client.websocket("ws://test/") as session,
        ):
            assert await session.receive_text(timeout=60) == "last"
            with pytest.raises(DisconnectOfHttpx2) as end:
                await session.receive_text(timeout=60)
            assert end.value.code == 1011

    asyncio.run(talk())


def test_the_exceptions_of_the_async_transport_are_those_of_httpx2(
    program: Open,
) -> None:
    """Even where Starlette's have the same name; both mean the same rejections."""
    app = program("room.py").load().app

    async def rejections() -> list[type[BaseException]]:
        found = []
        transport = ASGIWebSocketTransport(app, initial_receive_timeout=60)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport) as client,
        ):
            for nick, headers in (("x", TOKEN), ("ada", {})):
                url = f"ws://test/room?nick={nick}"
                with pytest.raises(HTTPXWSException) as raised:
                    async with client.websocket(url, headers=headers):
                        pytest.fail("the block was entered")
                found.append(raised.type)
        return found

    assert asyncio.run(rejections()) == [DisconnectOfHttpx2, WebSocketUpgradeError]
    assert DisconnectOfHttpx2.__name__ == WebSocketDisconnect.__name__
    assert not issubclass(HTTPXWSException, WebSocketDisconnect)
    assert not issubclass(DisconnectOfHttpx2, WebSocketDisconnect)
