"""A broadcast over a list from which nobody is ever taken."""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
connections: list[WebSocket] = []


@app.websocket("/room")
async def join(socket: WebSocket) -> None:
    await socket.accept()
    connections.append(socket)
    try:
        while True:
            text = await socket.receive_text()
            for connection in connections:
                await connection.send_text(text)  # point
    except WebSocketDisconnect:
        pass
