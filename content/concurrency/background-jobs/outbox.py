"""Stores an order and the job it causes in one transaction; worker.py does the job."""

import os
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, closing, contextmanager

from fastapi import FastAPI

TABLES = """
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS jobs
    (key PRIMARY KEY, attempts DEFAULT 0, free_at DEFAULT 0);
CREATE INDEX IF NOT EXISTS next_job ON jobs (free_at)
"""


# region outbox
@contextmanager
def transaction() -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(os.environ["ORDERS_DB"])) as database, database:
        yield database  # then it commits, or rolls back if an exception passes


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    with transaction() as database:
        database.executescript(TABLES)  # in production, a migration does this first
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=202)
def place_order() -> dict[str, int | None]:
    with transaction() as database:  # both rows or none
        order = database.execute("INSERT INTO orders DEFAULT VALUES").lastrowid
        job = f"mail-for-order-{order}"
        database.execute("INSERT INTO jobs (key) VALUES (?)", [job])  # point
    return {"order": order}


# endregion
