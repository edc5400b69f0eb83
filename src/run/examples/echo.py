"""A WebSocket that answers

WebSocket /echo
"""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


@app.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            text = await socket.receive_text()
            await socket.send_text(text.upper())
    except WebSocketDisconnect:
        print("The client is gone")
