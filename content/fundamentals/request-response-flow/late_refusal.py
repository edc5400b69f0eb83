from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def payment() -> Iterator[None]:
    yield
    raise HTTPException(402, "card declined")


@app.post("/invoices/{number}/late")
async def pay_late(number: int, _: Annotated[None, Depends(payment)]) -> str:
    return "paid"


@app.post("/invoices/{number}/early")
async def pay_early(
    number: int, _: Annotated[None, Depends(payment, scope="function")]
) -> str:
    return "paid"
