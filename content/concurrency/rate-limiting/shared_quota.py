"""The bucket in a database that all workers share: one row each, one statement."""

import os
import time
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from quota import authenticate
from sqlalchemy import create_engine, text

CAPACITY, SECONDS_PER_TOKEN = 5, 60
engine = create_engine(os.environ["QUOTA_URL"])  # SQLite here; PostgreSQL as well
app = FastAPI()


# region spend
# One number is a bucket: the moment at which it will be full again. The statement is
# atomic, so two workers cannot both read the last token before one of them takes it.
# It allows a second more, since calls overtake each other and clocks differ.
SPEND = text("""
    INSERT INTO buckets (customer, full_at) VALUES (:customer, :now + :token)
    ON CONFLICT (customer) DO UPDATE SET full_at = :token +
        CASE WHEN buckets.full_at > :now THEN buckets.full_at ELSE :now END
    WHERE buckets.full_at <= :now + (:capacity - 1.0) * :token + 1
    RETURNING full_at""")


def spend_token(customer: Annotated[str, Depends(authenticate)]) -> None:
    limit = {"capacity": CAPACITY, "token": SECONDS_PER_TOKEN, "now": time.time()}
    with engine.begin() as database:
        row = database.execute(SPEND, limit | {"customer": customer}).first()
    if row is None:  # no row changed: less than one token was left  # point
        raise HTTPException(429, headers={"Retry-After": str(SECONDS_PER_TOKEN)})


@app.get("/orders", dependencies=[Depends(spend_token)])
async def read_orders() -> list[str]:
    return ["tea"]


# endregion


if __name__ == "__main__":  # once, before the workers start
    with engine.begin() as database:
        table = "buckets (customer VARCHAR PRIMARY KEY, full_at FLOAT NOT NULL)"
        database.execute(text(f"CREATE TABLE {table}"))
