"""What FastAPI answers by itself when validation fails."""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field


class Line(BaseModel):
    sku: str
    price: Annotated[float, Field(gt=0)]


class Invoice(BaseModel):
    card: str
    lines: list[Line]


app = FastAPI()
ran: list[str] = []


def open_session() -> None:
    ran.append("dependency")


@app.post("/invoices", dependencies=[Depends(open_session)])
def send(invoice: Invoice) -> Invoice:
    ran.append("endpoint")
    return invoice


@app.get("/invoices/{number}", response_model=Invoice)
def read(number: int) -> dict[str, str]:
    return {"card": f"card of invoice {number}"}  # forgets the lines
