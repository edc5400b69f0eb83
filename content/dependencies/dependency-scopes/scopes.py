"""Three lifetimes: a pool, a session on a connection of it, a transaction."""

from asyncio import Queue
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, requests


# region scopes
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, Queue[str]]]:
    pool: Queue[str] = Queue()
    pool.put_nowait("connection 1")
    print("pool opened")
    try:
        yield {"pool": pool}  # copied into the state of every request  # point
    finally:
        print("pool closed")


async def open_session(client: requests.HTTPConnection) -> AsyncGenerator[str]:
    connection = await client.state.pool.get()
    print(f"  session opened on {connection}")
    try:
        yield connection
    finally:
        client.state.pool.put_nowait(connection)  # point
        print("  session closed")


async def begin(session: Annotated[str, Depends(open_session)]) -> AsyncGenerator[str]:
    print("    transaction begun")
    yield session
    print("    transaction committed")  # not reached after an exception


# endregion
app = FastAPI(lifespan=lifespan)
Transaction = Annotated[str, Depends(begin, scope="function")]


@app.get("/orders")
async def list_orders(transaction: Transaction, tasks: BackgroundTasks) -> str:
    tasks.add_task(print, "  (the response has been sent)")
    return transaction
