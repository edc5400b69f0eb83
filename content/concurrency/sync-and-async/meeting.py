"""Three calls wait for each other. Whether they meet shows what runs at once."""

import asyncio
import threading

from fastapi import FastAPI
from pydantic import BaseModel

CALLS, PATIENCE = 3, 5  # a call that blocks gives up after five seconds

app = FastAPI()
in_threads, on_the_loop = threading.Barrier(CALLS), threading.Barrier(CALLS)
awaited = asyncio.Barrier(CALLS)


class Meeting(BaseModel):
    met: bool
    thread: str


# region calls
def block_at(barrier: threading.Barrier) -> Meeting:
    """Stands for any library that makes its caller wait: a driver, `requests`."""
    try:
        barrier.wait(PATIENCE)
    except threading.BrokenBarrierError:  # it stays broken until a restart
        return Meeting(met=False, thread=threading.current_thread().name)
    return Meeting(met=True, thread=threading.current_thread().name)


@app.get("/sync")
def wait_in_a_thread() -> Meeting:
    return block_at(in_threads)


@app.get("/async")
async def wait_by_awaiting() -> Meeting:
    await awaited.wait()
    return Meeting(met=True, thread=threading.current_thread().name)


@app.get("/async-that-blocks")
async def wait_on_the_loop() -> Meeting:
    return block_at(on_the_loop)  # point


# endregion
