"""Writes down in which order the parts of one request run."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException

app = FastAPI()
steps: list[str] = []


# region order
async def open_session(tasks: BackgroundTasks) -> AsyncIterator[None]:
    steps.append("session: enter")
    tasks.add_task(steps.append, "task: audit")  # joins those of the endpoint
    try:
        yield
    finally:
        steps.append("session: exit")  # point


async def begin(session: Annotated[None, Depends(open_session)]) -> AsyncIterator[None]:
    steps.append("transaction: enter")
    yield
    steps.append("transaction: commit")  # not after an exception  # point


@app.post("/orders/{book}", dependencies=[Depends(begin, scope="function")])
async def place_order(book: str, tasks: BackgroundTasks) -> str:
    steps.append("endpoint")
    tasks.add_task(steps.append, "task: mail")  # point
    if book == "sold-out":
        raise HTTPException(409, "sold out")
    return "ordered"


# endregion
