"""Writes down the order of everything that happens around one order."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

steps: list[str] = []


def note_response(app: ASGIApp) -> ASGIApp:
    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                steps.append("response sent")

        await app(scope, receive, note)

    return noted


app = FastAPI()
app.add_middleware(note_response)


def write_down(name: str) -> None:
    steps.append(f"task: {name}")


async def open_session(tasks: BackgroundTasks) -> AsyncIterator[None]:
    steps.append("session: enter")
    tasks.add_task(write_down, "audit")  # joins the tasks of the endpoint
    try:
        yield
    finally:
        steps.append("session: exit")


async def begin(session: Annotated[None, Depends(open_session)]) -> AsyncIterator[None]:
    steps.append("transaction: enter")
    try:
        yield
    except HTTPException:
        steps.append("transaction: roll back")
        raise
    else:
        steps.append("transaction: commit")


@app.post("/orders/{book}", dependencies=[Depends(begin, scope="function")])
async def place_order(book: str, tasks: BackgroundTasks) -> str:
    steps.append("endpoint")
    tasks.add_task(write_down, "mail")
    if book == "sold-out":
        raise HTTPException(409, "sold out")
    return "ordered"
