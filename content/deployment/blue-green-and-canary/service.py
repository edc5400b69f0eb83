import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request

DRAIN = Path(os.environ.get("DRAIN_FILE", "/run/service/drain"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    print("opened")
    yield
    # Too late to say "not ready": the socket was closed before this runs.
    print("closed")


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
async def alive() -> str:
    # The database is not asked: a restart of this process would not mend it.
    return "alive"


@app.get("/readyz")
def ready() -> str:
    if DRAIN.exists():  # made by the deployment, some seconds before SIGTERM
        raise HTTPException(503, "draining")
    return "ready"


@app.post("/scans")
async def receive_scan(request: Request) -> dict[str, int]:
    print("scan begins")
    return {"bytes": len(await request.body())}
