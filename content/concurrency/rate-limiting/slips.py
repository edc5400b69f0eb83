"""A limit of two that five calls pass at once."""

import asyncio

from fastapi import Depends, FastAPI

app = FastAPI()
printer = asyncio.Event()
writing: list[str] = []


async def check_seat() -> None:
    """Returns instead of yielding, so the seat is free before the endpoint starts."""


@app.get("/slips", dependencies=[Depends(check_seat, max_concurrency=2)])  # point
async def write_anyway() -> None:
    writing.append("slips")
    await printer.wait()
