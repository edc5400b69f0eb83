"""Nested models: one family for what comes in and what goes out."""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, computed_field

app = FastAPI()


class Line(BaseModel):
    sku: Annotated[str, Field(max_length=20)]
    quantity: Annotated[int, Field(ge=1, le=1000)]
    price: Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]


# region family
class Order(BaseModel):
    lines: Annotated[list[Line], Field(min_length=1, max_length=100)]  # point


class OrderIn(Order):
    internal_note: str = ""


class OrderOut(Order):
    number: int

    @computed_field
    @property
    def total(self) -> Decimal:
        return sum((line.quantity * line.price for line in self.lines), Decimal(0))


class StoredOrder(OrderOut, OrderIn): ...


@app.put("/orders/{number}")
def put_order(number: int, order: OrderIn) -> OrderOut:  # point
    return StoredOrder(number=number, **order.model_dump())  # with the note


# endregion
