"""Three tests that never end, end in an exception, or run in two event loops."""

import asyncio

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient

app = FastAPI()
opened = asyncio.Event()


@app.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        await websocket.send_text(f"Echo: {await websocket.receive_text()}")


@app.websocket("/opening")
async def wait_for_opening(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("closed")
    await opened.wait()


client = TestClient(app)


# region no-handler
def test_the_echo() -> None:
    with client.websocket_connect("/echo") as websocket:
        websocket.send_text("Hello")
        assert websocket.receive_text() == "Echo: Hello"


# endregion
# region one-too-many
def test_one_message_too_many() -> None:
    with client.websocket_connect("/echo") as websocket:
        websocket.send_text("Hello")
        websocket.receive_text()
        websocket.receive_text()


# endregion
# region two-loops
def test_two_clients_wait() -> None:
    with client.websocket_connect("/opening") as first:
        first.receive_text()
        first.send_text("")  # the first one waits by now
        with client.websocket_connect("/opening") as second:
            second.receive_text()


# endregion
