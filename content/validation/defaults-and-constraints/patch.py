"""null and "not sent" are two different requests."""

from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel


# region patch
class ProductPatch(BaseModel):
    shelf: str | None = None
    discount: Decimal | None = None


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
