"""What counts as "the same dependency" within one request."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()
numbers = count(1)


async def open_session() -> AsyncIterator[int]:
    yield next(numbers)


Shared = Annotated[int, Depends(open_session)]
Fresh = Annotated[int, Depends(open_session, use_cache=False)]
Early = Annotated[int, Depends(open_session, scope="function")]


async def read_stock(session: Shared) -> int:
    return session


@app.get("/sessions")
async def show_sessions(
    mine: Shared,
    stock: Annotated[int, Depends(read_stock)],
    fresh: Fresh,
    early: Early,
) -> dict[str, int]:
    return {"endpoint": mine, "stock": stock, "no cache": fresh, "function": early}
