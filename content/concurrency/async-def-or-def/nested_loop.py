"""asyncio.run fails inside a running loop; a thread can call back into it."""

import asyncio

import anyio.from_thread
from fastapi import FastAPI

app = FastAPI()


async def fetch_price() -> int:
    return 42  # stands for a call with an async client


@app.get("/wrong")
async def read_price() -> int:
    return asyncio.run(fetch_price())  # point


@app.get("/right")
def read_price_in_a_thread() -> int:
    return anyio.from_thread.run(fetch_price)  # back to the loop of the app  # point
