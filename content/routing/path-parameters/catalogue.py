from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Path

app = FastAPI()


class Format(StrEnum):
    paper = "paper"
    ebook = "ebook"


# region books
BookId = Annotated[int, Path(ge=1, le=2**31 - 1)]  # as the database has it  # point


@app.get("/books/{book_id}")  # point
async def read_book(book_id: BookId) -> dict[str, int]:  # point
    return {"book_id": book_id}


@app.get("/books/{book_id}/{format}")
async def read_copy(format: Format, book_id: BookId) -> dict[str, Any]:
    # Names decide, so the order of the arguments is free.
    return {"book_id": book_id, "is_ebook": format is Format.ebook}


@app.get("/loans/{loan_id}/{due}")
async def read_loan(loan_id: UUID, due: date) -> dict[str, str]:
    return {"loan": str(loan_id), "weekday": due.strftime("%A")}


# endregion
