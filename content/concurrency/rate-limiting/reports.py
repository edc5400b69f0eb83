"""Two reports at once. The third call waits, or is refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()
printer = asyncio.Event()  # the reports are done when it is set
writing: list[str] = []


# region limits
async def hold_seat() -> AsyncIterator[None]:
    yield  # the seat is taken until the code after `yield` has run


# Share this alias: another Depends(…) would not share the limit.
Seat = Annotated[None, Depends(hold_seat, max_concurrency=2)]  # point


@app.get("/waits")
async def write_when_seated(_: Seat) -> None:
    writing.append("waits")
    await printer.wait()


seats = asyncio.Semaphore(2)


async def hold_seat_or_refuse() -> AsyncIterator[None]:
    if seats.locked():  # point
        raise HTTPException(503, "busy", headers={"Retry-After": "5"})
    async with seats:
        yield


# endregion


@app.get("/refuses", dependencies=[Depends(hold_seat_or_refuse)])
async def write_or_refuse() -> None:
    writing.append("refuses")
    await printer.wait()
