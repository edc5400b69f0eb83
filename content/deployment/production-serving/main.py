import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Each worker runs this for itself: its own pool, its own memory.
    print("pool opened for", os.environ["DATABASE_URL"])
    yield
    print("pool closed")


app = FastAPI(lifespan=lifespan)


@app.get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


@app.get("/caller")
async def caller(request: Request) -> dict[str, str]:
    host = request.client.host if request.client else "unknown"
    return {"scheme": request.url.scheme, "client": host}
