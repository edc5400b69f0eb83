"""Does the event loop still turn while a job runs? Three jobs, three places."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from enum import StrEnum
from itertools import pairwise
from multiprocessing import get_context
from time import perf_counter

from fastapi import FastAPI, Request
from pwdlib import PasswordHash

ROWS = list(range(1_000_000))


class Job(StrEnum):
    total, export, password = "total", "export", "password"

    def run(self) -> None:
        if self is Job.total:
            sum(len(str(row)) for row in ROWS)  # Python: the GIL changes hands
        elif self is Job.export:
            json.dumps(ROWS)  # one call into C that keeps the GIL to its end
        else:
            PasswordHash.recommended().hash("secret")  # C code that releases it


turns: deque[float] = deque(maxlen=10_000)  # when the event loop came round


async def keep_turning() -> None:
    while True:
        turns.append(perf_counter())
        await asyncio.sleep(0.001)


def judge(start: float) -> str:
    end = perf_counter()
    seen = tuple(turns)  # in one step: the loop goes on appending meanwhile
    moments = [start, *(turn for turn in seen if turn > start), end]
    longest = max(later - earlier for earlier, later in pairwise(moments))
    return "stood still" if longest > (end - start) / 2 else "turned"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, ProcessPoolExecutor]]:
    # One pool per worker. "spawn", because a fork would copy locks that threads hold.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        turning = asyncio.create_task(keep_turning())
        yield {"pool": pool}
        turning.cancel()


app = FastAPI(lifespan=lifespan)


@app.get("/{job}/async")
async def run_on_the_loop(job: Job) -> str:
    start = perf_counter()
    job.run()
    return judge(start)


@app.get("/{job}/def")
def run_in_a_thread(job: Job) -> str:
    start = perf_counter()
    job.run()
    return judge(start)


@app.get("/{job}/process")
async def run_in_a_process(job: Job, request: Request) -> str:
    start = perf_counter()
    await asyncio.get_running_loop().run_in_executor(request.state.pool, job.run)
    return judge(start)
