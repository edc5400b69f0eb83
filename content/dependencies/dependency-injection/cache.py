"""What counts as "the same dependency" within one request."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()
numbers = count(1)


# region shared
async def open_session() -> AsyncIterator[int]:
    yield next(numbers)


Shared = Annotated[int, Depends(open_session)]
Fresh = Annotated[int, Depends(open_session, use_cache=False)]  # point
Early = Annotated[int, Depends(open_session, scope="function")]  # point


async def read_stock(session: Shared) -> int:
    return session


Stock = Annotated[int, Depends(read_stock)]


@app.get("/sessions")
async def show_sessions(
    mine: Shared, stock: Stock, fresh: Fresh, early: Early
) -> dict[str, int]:
    return {"endpoint": mine, "stock": stock, "no cache": fresh, "function": early}


# endregion
