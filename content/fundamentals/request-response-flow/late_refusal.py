from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def payment() -> Iterator[None]:
    yield
    raise HTTPException(402, "card declined")  # point


@app.post("/invoices/late")
async def pay_late(_: Annotated[None, Depends(payment)]) -> str:
    return "paid"


@app.post("/invoices/early")
async def pay_early(_: Annotated[None, Depends(payment, scope="function")]) -> str:
    return "paid"
