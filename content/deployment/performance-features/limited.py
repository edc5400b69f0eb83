import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI

at_once: list[int] = []  # how many were in the slow part when each entered it
inside = 0


async def build_report() -> None:
    global inside
    inside += 1
    at_once.append(inside)
    for _ in range(100):  # let all other requests go on
        await asyncio.sleep(0)
    inside -= 1


# region limited
app = FastAPI()


async def checked() -> None:
    """Returns before the path operation starts, so its place is free again."""


async def place() -> AsyncIterator[None]:
    yield  # the place is taken until the code after this line has run


Place = Annotated[None, Depends(place, max_concurrency=1)]  # one limit for all  # point


@app.get("/checked", dependencies=[Depends(checked, max_concurrency=1)])
async def not_limited() -> None:
    await build_report()


@app.get("/held")
@app.get("/held-too")
async def limited(taken: Place) -> None:
    await build_report()


# endregion
