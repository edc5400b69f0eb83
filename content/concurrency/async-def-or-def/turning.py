"""Two jobs, each in three places. How long does /ping wait meanwhile?"""

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from typing import Literal

from fastapi import FastAPI, Request
from jobs import JOBS

Job = Literal["total", "export"]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, ProcessPoolExecutor]]:
    # One pool per worker. "spawn", because a fork would copy locks that threads hold.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield {"pool": pool}


# region places
app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping() -> None: ...


@app.get("/async/{job}")
async def run_on_the_loop(job: Job) -> int:
    return JOBS[job]()


@app.get("/def/{job}")
def run_in_a_thread(job: Job) -> int:
    return JOBS[job]()


@app.get("/process/{job}")
async def run_in_a_process(job: Job, request: Request) -> int:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.state.pool, JOBS[job])  # point


# endregion
