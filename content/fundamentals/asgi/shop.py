from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from shout import shout
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, dict[str, int]]]:
    print("stock opened")
    yield {"stock": {"Emma": 3}}
    print("stock closed")


# region middleware
class NoStore:
    """Middleware: an ASGI application that calls another one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["cache-control"] = "no-store"
            await send(message)

        # Look at the type first: a lifespan scope has no path.
        path = scope["path"] if scope["type"] == "http" else ""  # point
        path = path.removeprefix(scope.get("root_path", "") + "/").lstrip("/")
        stock = path.startswith("stock/")
        await self.app(scope, receive, sending if stock else send)


app = FastAPI(lifespan=lifespan)
app.add_middleware(NoStore)
app.mount("/shout", shout)
# endregion


@app.get("/stock/{title}")
async def read_stock(title: str, request: Request) -> int:
    if title not in request.state.stock:
        raise HTTPException(404, "no such title")
    return request.state.stock[title]
