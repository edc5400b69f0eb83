"""A chat room: whoever enters, speaks, leaves or vanishes is announced to the rest."""

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect, WebSocketException
from fastapi.security import APIKeyHeader

READERS = {"key-of-ada": "ada", "key-of-bob": "bob"}
app = FastAPI()
present: set[WebSocket] = set()


async def announce(text: str) -> None:
    for socket in list(present):  # a copy: others come and go while one send waits
        try:
            async with asyncio.timeout(5):  # one stalled reader must not stop the rest
                await socket.send_text(text)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            present.discard(socket)  # its own loop ends when a ping stays unanswered


async def identify(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> str:
    if key not in READERS:
        raise WebSocketException(1008, "unknown key")  # before accept: no connection
    return READERS[key]


@app.websocket("/room")
async def join(
    socket: WebSocket, reader: Annotated[str, Depends(identify)], floor: int = 0
) -> None:
    await socket.accept()
    present.add(socket)
    try:
        await announce(f"{reader} entered floor {floor}")
        while True:
            await announce(f"{reader}: {await socket.receive_text()}")
    except WebSocketDisconnect:
        pass  # how every conversation ends
    finally:
        present.discard(socket)
        await announce(f"{reader} left")
