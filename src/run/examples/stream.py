"""A response that streams

GET /countdown?start=3
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import StreamingResponse

app = FastAPI()


async def count_down(start: int) -> AsyncIterator[str]:
    for number in range(start, 0, -1):
        yield f"{number}\n"
        await asyncio.sleep(0.1)


@app.get("/countdown")
async def countdown(
    start: Annotated[int, Query(ge=1, le=10)] = 3,
) -> StreamingResponse:
    return StreamingResponse(count_down(start), media_type="text/plain")
