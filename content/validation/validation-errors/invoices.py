"""What FastAPI responds with by itself when validation fails."""

from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field

app = FastAPI()
ran: list[str] = []


# region invoices
class Line(BaseModel):
    sku: str
    price: Annotated[Decimal, Field(gt=0)]


class Invoice(BaseModel):
    card: str
    lines: list[Line]


def open_session() -> None:
    ran.append("dependency")


@app.post("/invoices", dependencies=[Depends(open_session)])
def send(invoice: Invoice) -> Invoice:
    ran.append("function")  # point
    return invoice


@app.get("/invoices/{number}", response_model=Invoice)
def read(number: int) -> dict[str, str]:
    return {"card": f"card of invoice {number}"}  # forgets the lines  # point


# endregion
