import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

# region lifespan
logger = logging.getLogger("uvicorn.error")  # Uvicorn's own: one format, one stream


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    # Each worker runs this for itself: its own pool, its own memory.
    app.state.database = os.environ["DATABASE_URL"]  # a secret: not logged
    logger.info("pool opened")
    yield
    logger.info("pool closed")  # runs because SIGTERM arrives  # point


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


# endregion
# region caller
@app.get("/caller")
async def caller(request: Request) -> dict[str, str]:
    host = request.client.host if request.client else "unknown"
    return {"scheme": request.url.scheme, "client": host}


# endregion
