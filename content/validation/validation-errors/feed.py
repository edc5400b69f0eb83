"""A parameter of a WebSocket, validated before and after the handshake."""

from typing import Annotated

from fastapi import FastAPI, WebSocket
from pydantic import Field, TypeAdapter, ValidationError

app = FastAPI()
Shelf = Annotated[int, Field(ge=1)]
shelf_type = TypeAdapter(Shelf)  # built once, not for each connection


# region feed
@app.websocket("/feed")
async def feed(websocket: WebSocket, shelf: Shelf) -> None:
    await websocket.accept()  # never reached with a bad shelf
    await websocket.close()


@app.websocket("/told")
async def told(websocket: WebSocket, shelf: str | None = None) -> None:
    await websocket.accept()  # point
    try:
        shelf_type.validate_python(shelf)
    except ValidationError as error:
        await websocket.close(1008, error.errors()[0]["type"])  # point
        return
    await websocket.close()


# endregion
