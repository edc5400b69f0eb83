"""A WebSocket that trusts a cookie; the CORS middleware lets every handshake pass."""

from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Header, WebSocket, WebSocketException
from fastapi.middleware.cors import CORSMiddleware

ORIGINS = ["https://bank.example"]
SESSIONS = {"session-of-ada": "ada"}
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=ORIGINS)  # acts on HTTP only


# region balance
async def load_reader(session: Annotated[str, Cookie()]) -> str:
    if session not in SESSIONS:
        raise WebSocketException(1008)
    return SESSIONS[session]


async def check_origin(origin: Annotated[str, Header()]) -> None:
    if origin not in ORIGINS:
        raise WebSocketException(1008)  # point


async def send_balance(
    socket: WebSocket, reader: Annotated[str, Depends(load_reader)]
) -> None:
    await socket.accept()
    await socket.send_text(f"balance of {reader}: 1200")
    await socket.close()


app.websocket("/trusting")(send_balance)
app.websocket("/guarded", dependencies=[Depends(check_origin)])(send_balance)

# endregion
