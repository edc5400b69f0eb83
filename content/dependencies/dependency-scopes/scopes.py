"""Three lifetimes: a pool, a session taken from it, a transaction in the session."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from starlette.requests import HTTPConnection


class Pool:
    in_use = 0
    served = 0


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Pool]]:
    print("pool opened")
    try:
        yield {"pool": Pool()}  # becomes the state of every request
    finally:
        print("pool closed")


def get_pool(connection: HTTPConnection) -> Pool:  # a request or a WebSocket
    return connection.state.pool


PoolDep = Annotated[Pool, Depends(get_pool)]


async def open_session(pool: PoolDep) -> AsyncIterator[int]:
    pool.in_use += 1
    pool.served += 1
    print(f"  session {pool.served} opened")
    try:
        yield pool.served
    finally:
        pool.in_use -= 1
        print("  session closed")


async def begin(session: Annotated[int, Depends(open_session)]) -> AsyncIterator[int]:
    print("    transaction begun")
    yield session
    print("    transaction committed")  # not reached after an exception


app = FastAPI(lifespan=lifespan)


@app.get("/orders")
async def list_orders(
    transaction: Annotated[int, Depends(begin, scope="function")],
    pool: PoolDep,
    tasks: BackgroundTasks,
) -> dict[str, int]:
    tasks.add_task(print, "  (the response has been sent)")
    return {"session": transaction, "connections in use": pool.in_use}
