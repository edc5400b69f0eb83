from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, str]]:
    yield {"shelf": "A7"}


# region guard
def guard(app: ASGIApp) -> ASGIApp:
    closed = PlainTextResponse("staff only", status_code=403)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        # Wrong: a lifespan scope has no path.
        private = scope["path"].startswith("/private")  # point
        await (closed if private else app)(scope, receive, send)

    return guarded


app = FastAPI(lifespan=lifespan)
app.add_middleware(guard)
# endregion


@app.get("/shelf")
async def read_shelf(request: Request) -> str:
    return request.state.shelf
