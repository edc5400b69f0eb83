"""A token bucket per customer: two calls at once, then one every ten seconds."""

import math
import time
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader

CAPACITY, SECONDS_PER_TOKEN = 2, 10
CUSTOMERS = {"key-of-acme": "acme", "key-of-orbit": "orbit"}  # stands for digests

app = FastAPI()
buckets: dict[str, tuple[float, float]] = {}  # customer: tokens left, when counted


async def read_clock() -> float:
    return time.monotonic()  # a dependency, so that a test can move the time


async def authenticate(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> str:
    if key not in CUSTOMERS:  # first, or invented keys would get fresh buckets
        raise HTTPException(401, headers={"WWW-Authenticate": "APIKey"})
    return CUSTOMERS[key]


# region spend
async def spend_token(
    customer: Annotated[str, Depends(authenticate)],
    now: Annotated[float, Depends(read_clock)],
) -> None:
    # `async def` without an await: no other request runs between read and write.
    tokens, counted = buckets.get(customer, (CAPACITY, now))
    tokens = min(CAPACITY, tokens + (now - counted) / SECONDS_PER_TOKEN)
    if tokens < 1:  # point
        wait = math.ceil((1 - tokens) * SECONDS_PER_TOKEN)
        raise HTTPException(429, headers={"Retry-After": str(wait)})
    buckets[customer] = (tokens - 1, now)


@app.get("/orders", dependencies=[Depends(spend_token)])
async def read_orders() -> list[str]:
    return ["tea"]


# endregion
