"""Nested models: one family for what comes in and what goes out."""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, computed_field


class Line(BaseModel):
    sku: str
    quantity: Annotated[int, Field(ge=1)]
    price: Annotated[Decimal, Field(gt=0, decimal_places=2)]


class Order(BaseModel):
    customer: str
    lines: Annotated[list[Line], Field(min_length=1)]


class OrderIn(Order):
    internal_note: str = ""


class OrderOut(Order):
    id: int

    @computed_field
    @property
    def total(self) -> Decimal:
        return sum((line.quantity * line.price for line in self.lines), Decimal(0))


class StoredOrder(OrderOut, OrderIn):
    """What the database holds: everything."""


app = FastAPI()


@app.post("/orders", status_code=201)
def place_order(order: OrderIn) -> OrderOut:
    # A subclass may be returned: only what OrderOut declares is sent.
    return StoredOrder(id=1, **order.model_dump())
