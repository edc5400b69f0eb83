"""null and "not sent" are two different requests."""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

Discount = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
Shelf = Annotated[str, Field(max_length=10)]


# region patch
class ProductPatch(BaseModel):
    shelf: Shelf | None = None
    discount: Discount | None = None


app = FastAPI()
Row = dict[str, object]


@app.patch("/wrong")
def wrong(changes: ProductPatch) -> Row:
    row: Row = {"shelf": "N-4", "discount": Decimal("1.00")}
    if changes.discount is not None:  # null never gets through  # point
        row["discount"] = changes.discount
    return row


@app.patch("/right")
def right(changes: ProductPatch) -> Row:
    row: Row = {"shelf": "N-4", "discount": Decimal("1.00")}
    return row | changes.model_dump(exclude_unset=True)  # point


# endregion
