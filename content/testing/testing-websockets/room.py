"""A chat room: join with a token and a nick, speak to all, say goodbye."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import FastAPI, Query, Security, WebSocket, WebSocketDisconnect
from fastapi.security import HTTPBearer


async def say(room: dict[str, WebSocket], text: str) -> None:
    for socket in list(room.values()):  # one by one: a slow one delays the rest
        with suppress(WebSocketDisconnect, RuntimeError):  # gone, or not yet in
            await socket.send_text(text)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    app.state.room = {}
    yield


app = FastAPI(lifespan=lifespan)


# region join
@app.websocket("/room", dependencies=[Security(HTTPBearer())])  # takes any token
async def join(
    websocket: WebSocket, nick: Annotated[str, Query(pattern="^[a-z]{2,12}$")]
) -> None:
    room: dict[str, WebSocket] = websocket.app.state.room
    if nick in room:
        return await websocket.close(1008, "This nick is taken")
    room[nick] = websocket  # before the first await, or two could take it  # point
    try:
        await websocket.accept()
        await say(room, f"{nick} is here")
        while (frame := await websocket.receive())["type"] == "websocket.receive":
            if (text := frame.get("text")) is None:  # binary; some leave the key out
                return await websocket.close(1003, "Text only")
            if text == "bye":
                return await websocket.close(1000, "See you")
            await say(room, f"{nick}: {text}")
    finally:
        del room[nick]  # point
        await say(room, f"{nick} has left")


# endregion
