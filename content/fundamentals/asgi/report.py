import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager

from fastapi import FastAPI

app = FastAPI()
running = most = 0


@contextmanager
def counted() -> Generator[None]:
    global running, most
    running += 1
    most = max(most, running)
    yield
    running -= 1


# region waits
@app.get("/blocking")
async def blocking() -> None:
    with counted():
        time.sleep(0.05)  # noqa: ASYNC251  # point


@app.get("/awaiting")
async def awaiting() -> None:
    with counted():
        await asyncio.sleep(0.5)


# endregion
