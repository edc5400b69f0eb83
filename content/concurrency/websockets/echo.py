"""The echo that most tutorials end with."""

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        data = await websocket.receive_text()  # point
        await websocket.send_text(f"Echo: {data}")
