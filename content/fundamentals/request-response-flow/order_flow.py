from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from noted import Watch, events, resource
from pydantic import BaseModel, PositiveInt, field_serializer, field_validator

STOCK = {"Emma": 100}


class Order(BaseModel):
    title: str
    copies: PositiveInt

    @field_validator("copies")
    def note_validation(cls, copies: int) -> int:
        events.append("body validated")
        return copies

    @field_serializer("copies")
    def note_serialization(self, copies: int) -> int:
        events.append("result serialized")
        return copies


# region flow
app = FastAPI()
app.add_middleware(Watch)


@app.put("/orders/{order_id}")
async def place_order(
    order_id: int,
    order: Order,
    tasks: BackgroundTasks,
    session: Annotated[None, Depends(resource("session"))],
    transaction: Annotated[
        None, Depends(resource("transaction"), scope="function")  # point
    ],
) -> Order:
    events.append("endpoint")
    tasks.add_task(events.append, "background task")
    if order.copies > STOCK[order.title]:  # a title we do not know is a KeyError
        raise HTTPException(409, "not that many in stock")
    return order


# endregion
