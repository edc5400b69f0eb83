"""One strict model, the same JSON, two ways to read it."""

from datetime import date

from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict


# region strict
class Loan(BaseModel):
    model_config = ConfigDict(strict=True)  # point

    copies: int
    due: date


app = FastAPI()


@app.post("/loans")
def lend(loan: Loan) -> Loan:
    return loan


@app.post("/loans/raw")
async def lend_raw(request: Request) -> Loan:
    # for comparison: a bad body is a 500 here
    return Loan.model_validate_json(await request.body())


# endregion
