"""Four kinds of field, and the two kinds of custom validator."""

from decimal import Decimal
from typing import Annotated, Self

from fastapi import FastAPI
from pydantic import BaseModel, Field, field_validator, model_validator

# A type with its constraints gets a name and is reused.
Sku = Annotated[str, Field(min_length=3, max_length=12, pattern="^[A-Z0-9]+$")]
Ean = Annotated[str, Field(pattern="^[0-9]{13}$")]
Price = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]


# region product
class Product(BaseModel):
    sku: Sku  # must be sent, must not be null
    ean: Ean | None  # must be sent, may be null  # point
    price: Price = Decimal("9.90")  # may be left out, must not be null  # point
    discount: Price | None = None  # may be left out, may be null  # point

    @field_validator("ean")
    @classmethod
    def check_digit(cls, value: str | None) -> str | None:
        digits = [int(one) for one in value or ""]
        if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10:
            raise ValueError("the check digit is wrong")
        return value

    @model_validator(mode="after")
    def discount_is_below_price(self) -> Self:
        if self.discount is not None and self.discount >= self.price:
            raise ValueError("the discount must be below the price")
        return self


# endregion
app = FastAPI()


@app.post("/products")
def add(product: Product) -> dict[str, object]:
    return {"product": product, "sent": sorted(product.model_fields_set)}
