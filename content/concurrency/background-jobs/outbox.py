"""Stores an order and its job in one transaction; a worker process does the job."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from fastapi import FastAPI

app = FastAPI()


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(os.environ["ORDERS_DB"])) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS orders (id)")
        database.execute(
            # AUTOINCREMENT: SQLite would give a deleted job's id, and key, to the next.
            "CREATE TABLE IF NOT EXISTS jobs"
            " (id INTEGER PRIMARY KEY AUTOINCREMENT, mail)"
        )
        yield database


# region outbox
@app.post("/orders/{order}", status_code=202)
def place_order(order: int) -> None:
    with transaction() as database:  # both rows or none
        database.execute("INSERT INTO orders VALUES (?)", [order])
        database.execute("INSERT INTO jobs (mail) VALUES (?)", [f"order {order}"])


def work() -> None:
    with transaction() as database:
        for job, mail in database.execute("SELECT id, mail FROM jobs").fetchall():
            # A crash after this line sends again: the key lets the receiver notice.
            print(f"mail for {mail}, idempotency key {job}")
            database.execute("DELETE FROM jobs WHERE id = ?", [job])


# endregion


if __name__ == "__main__":
    work()
