from dataclasses import dataclass
from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Invoice(BaseModel):
    total: int
    note: str = "none"


@dataclass
class Payer:
    email: str


@app.post("/one")
async def one(invoice: Invoice) -> Invoice:
    return invoice


@app.post("/two")
async def two(invoice: Invoice, payer: Payer) -> tuple[Invoice, Payer]:
    return invoice, payer


@app.post("/embedded")
async def embedded(total: Annotated[int, Body(embed=True)] = 5) -> int:
    return total
