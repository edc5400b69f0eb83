from dataclasses import dataclass
from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel

app = FastAPI()


# region shapes
class Invoice(BaseModel):
    total: int
    note: str = "none"


@dataclass
class Payer:
    email: str


@app.post("/one")
async def one(invoice: Invoice) -> Invoice:  # its fields are the JSON  # point
    return invoice


@app.post("/two")
async def two(invoice: Invoice, payer: Payer) -> tuple[Invoice, Payer]:  # point
    return invoice, payer


@app.post("/embedded")
async def embedded(total: Annotated[int, Body(embed=True)] = 5) -> int:  # point
    return total


# endregion
