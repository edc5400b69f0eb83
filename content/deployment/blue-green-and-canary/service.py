import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, HTTPException, Request

logger = logging.getLogger("uvicorn.error")
DRAIN = Path(os.environ.get("DRAIN_FILE") or "/run/service/drain")
probes = CapacityLimiter(1)  # a thread of their own: the pool may be full


# region lifespan
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    logger.info("opened")
    yield
    # Too late to say "not ready": the socket was closed before this runs.
    logger.info("closed")


# endregion
# region probes
app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
async def alive() -> str:
    # The database is not asked: restarting this process would not repair it.
    return "alive"


@app.get("/readyz")
async def ready() -> str:
    if await to_thread.run_sync(DRAIN.exists, limiter=probes):  # point
        raise HTTPException(503, "draining")  # the file comes seconds before SIGTERM
    return "ready"


@app.post("/scans")
async def receive_scan(request: Request) -> int:
    logger.info("scan begins")
    return sum([len(part) async for part in request.stream()])


# endregion
