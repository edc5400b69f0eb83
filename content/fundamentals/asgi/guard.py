from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
    yield {"shelf": "A7"}


def guard(app: ASGIApp) -> ASGIApp:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/private"):  # a lifespan scope has no path
            raise PermissionError
        await app(scope, receive, send)

    return guarded


app = FastAPI(lifespan=lifespan)
app.add_middleware(guard)


@app.get("/shelf")
async def read_shelf(request: Request) -> str:
    return request.state.shelf
