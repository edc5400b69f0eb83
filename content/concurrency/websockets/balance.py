"""A WebSocket that trusts a cookie; the CORS middleware never sees the handshake."""

from typing import Annotated

from fastapi import Cookie, FastAPI, WebSocket
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://bank.example"])


@app.websocket("/balance")
async def send_balance(socket: WebSocket, session: Annotated[str, Cookie()]) -> None:
    await socket.accept()
    await socket.send_text(f"balance of {session}: 1200")
    await socket.close()
