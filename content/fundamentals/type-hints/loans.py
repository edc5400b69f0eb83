from typing import Annotated, Literal

from fastapi import FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class NewLoan(BaseModel):
    title: str
    days: int = 14


class Loan(BaseModel):
    reader_id: int
    title: str
    days: int
    branch: str


class LoanRecord(Loan):
    """What is stored: more than a caller may see."""

    clerk_note: str


# region lend
@app.post("/readers/{reader_id}/loans", status_code=201)
async def lend(
    reader_id: int,  # its name is in the path
    branch: Literal["north", "south"],  # a scalar: from the query
    x_desk: Annotated[int, Header()],  # marked as a header
    loan: NewLoan,  # a model: from the body
) -> Loan:  # what callers get: no clerk_note  # point
    return LoanRecord(
        reader_id=reader_id,
        branch=branch,
        clerk_note=f"lent at desk {x_desk}",
        **loan.model_dump(),
    )


# endregion
