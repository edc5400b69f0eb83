from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI, Request
from shout import shout
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class State(TypedDict):
    stock: dict[str, int]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[State]:
    print("stock opened")
    yield {"stock": {"Emma": 3}}
    print("stock closed")


class NoStore:
    """Middleware: an ASGI application that calls another one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["cache-control"] = "no-store"
            await send(message)

        # Other scopes, websocket and lifespan, pass through untouched.
        await self.app(scope, receive, sending if scope["type"] == "http" else send)


app = FastAPI(lifespan=lifespan)
app.add_middleware(NoStore)
app.mount("/shout", shout)


@app.get("/stock/{title}")
async def read_stock(title: str, request: Request) -> int:
    return request.state.stock[title]
