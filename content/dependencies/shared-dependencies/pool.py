"""Six requests, four worker threads, two connections: with and without a limit."""

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from sqlalchemy import Connection, create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_size=2, max_overflow=0)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    current_default_thread_limiter().total_tokens = 4  # 40 unless changed
    yield


app = FastAPI(lifespan=lifespan)


# region limit
def get_connection() -> Iterator[Connection]:
    with engine.connect() as connection:  # waits in a worker thread for a free one
        yield connection


Unlimited = Annotated[Connection, Depends(get_connection)]
Limited = Annotated[Connection, Depends(get_connection, max_concurrency=2)]  # point


@app.get("/unlimited")
def read_unlimited(connection: Unlimited) -> int:  # needs a worker thread too
    return connection.execute(text("SELECT 1")).scalar_one()


@app.get("/limited")
def read_limited(connection: Limited) -> int:
    return connection.execute(text("SELECT 1")).scalar_one()


# endregion
