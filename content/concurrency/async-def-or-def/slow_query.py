"""A sync database driver in `async def`; the event loop is in debug mode."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

database = sqlite3.connect(":memory:", check_same_thread=False)
database.create_function("slow", 0, lambda: time.sleep(0.5))


# region blocking
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.4  # seconds; 0.1 by default
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/orders")
async def read_orders() -> int:
    return len(database.execute("SELECT slow()").fetchall())  # point


# endregion
