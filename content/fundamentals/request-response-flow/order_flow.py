from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from pydantic import BaseModel, field_serializer, field_validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STOCK = {"Emma": 100}
events: list[str] = []


def watch(app: ASGIApp) -> ASGIApp:
    """Middleware that notes the call on its way in and out, and each message sent."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            events.append(f"sent {message['type']}")
            await send(message)

        events.append("middleware, in")
        await app(scope, receive, sending)
        events.append("middleware, out")

    return watched


class Resource:
    """A `yield` dependency that notes when it opens and closes, and what it sees."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> Iterator[None]:
        events.append(f"{self.name} opens")
        try:
            yield
        except Exception as error:
            events.append(f"{self.name} sees {type(error).__name__}")
            raise
        finally:
            events.append(f"{self.name} closes")


class Order(BaseModel):
    title: str
    copies: int

    @field_validator("copies")
    @classmethod
    def validate_copies(cls, copies: int) -> int:
        events.append("body validated")
        return copies

    @field_serializer("copies")
    def serialise_copies(self, copies: int) -> int:
        events.append("result serialised")
        return copies


app = FastAPI()
app.add_middleware(watch)


@app.put("/orders/{order_id}")
async def place_order(
    order_id: int,
    order: Order,
    tasks: BackgroundTasks,
    session: Annotated[None, Depends(Resource("session"))],
    transaction: Annotated[None, Depends(Resource("transaction"), scope="function")],
) -> Order:
    events.append("endpoint")
    tasks.add_task(events.append, "background task")
    if order.copies > STOCK[order.title]:  # a title we do not know is a KeyError
        raise HTTPException(409, "not that many in stock")
    return order
