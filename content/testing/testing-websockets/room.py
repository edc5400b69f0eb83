"""A chat room: enter with a token and a nick, speak to all, say goodbye."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query, Security, WebSocket
from fastapi.security import HTTPBearer


class Room(dict[str, WebSocket]):
    async def say(self, text: str) -> None:
        for socket in list(self.values()):
            await socket.send_text(text)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.room = Room()
    yield


app = FastAPI(lifespan=lifespan)


@app.websocket("/room", dependencies=[Security(HTTPBearer())])
async def enter(
    websocket: WebSocket, nick: Annotated[str, Query(min_length=2)]
) -> None:
    room: Room = websocket.app.state.room
    if nick in room:
        await websocket.close(1008, "This nick is taken")
        return
    await websocket.accept()
    room[nick] = websocket
    try:
        await room.say(f"{nick} is here")
        async for text in websocket.iter_text():  # ends when the client is gone
            if text == "bye":
                await websocket.close(1000, "See you")
                break
            await room.say(f"{nick}: {text}")
    finally:
        del room[nick]
        await room.say(f"{nick} has left")
