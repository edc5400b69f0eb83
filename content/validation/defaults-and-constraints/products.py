"""Four kinds of field, and the two kinds of custom validator."""

from decimal import Decimal
from typing import Annotated, Self

from fastapi import FastAPI
from pydantic import BaseModel, Field, field_validator, model_validator

# A type with its constraints gets a name and is reused.
Name = Annotated[str, Field(min_length=3, pattern=r"^[A-Za-z ]+$")]
Price = Annotated[Decimal, Field(gt=0, decimal_places=2)]


class Product(BaseModel):
    name: Name  # must be sent, must not be null
    shelf: str | None  # must be sent, may be null
    price: Price = Decimal("9.90")  # may be left out, must not be null
    discount: Price | None = None  # may be left out, may be null
    tags: list[Name] = []  # copied for each instance

    @field_validator("shelf")
    @classmethod
    def shelf_has_a_room(cls, value: str | None) -> str | None:
        if value is not None and "-" not in value:
            raise ValueError("write a shelf as room-shelf")
        return value

    @model_validator(mode="after")
    def discount_is_below_price(self) -> Self:
        if self.discount is not None and self.discount >= self.price:
            raise ValueError("the discount must be below the price")
        return self


app = FastAPI()


@app.post("/products")
def add(product: Product) -> dict[str, object]:
    return {"product": product, "sent": sorted(product.model_fields_set)}
