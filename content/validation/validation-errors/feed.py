"""A parameter of a WebSocket is validated before the handshake is accepted."""

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/feed")
async def feed(websocket: WebSocket, shelf: int) -> None:
    await websocket.accept()
    await websocket.close()
