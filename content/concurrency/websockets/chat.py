"""The door of the chat room: who enters, and with which parameters."""

from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket, WebSocketException
from fastapi.security import APIKeyHeader
from room import visit

READERS = {"key-of-ada": "ada", "key-of-bob": "bob"}  # stands for digests
app = FastAPI()


async def identify(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> str:
    if key not in READERS:
        raise WebSocketException(1008, "unknown key")  # before accept: no connection
    return READERS[key]


@app.websocket("/room")
async def join(
    socket: WebSocket, reader: Annotated[str, Depends(identify)], floor: int = 0
) -> None:
    await socket.accept()  # point
    await visit(socket, f"{reader} on floor {floor}" if floor else reader)
