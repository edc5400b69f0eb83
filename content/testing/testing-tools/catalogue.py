"""Loans of a library; the date comes from a dependency, so that tests can choose it."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field


# region loans
class LoanRequest(BaseModel):
    isbn: str = Field(pattern=r"^[0-9]{13}$")
    weeks: int = Field(default=2, ge=1, le=8)


class Loan(BaseModel):
    isbn: str
    due: date


def get_today() -> date:  # point
    return datetime.now(UTC).date()


app = FastAPI()


@app.post("/loans", status_code=201)
async def lend(asked: LoanRequest, today: Annotated[date, Depends(get_today)]) -> Loan:
    return Loan(isbn=asked.isbn, due=today + timedelta(weeks=asked.weeks))


# endregion
