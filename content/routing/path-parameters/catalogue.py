from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Path

app = FastAPI()


class Format(StrEnum):
    paper = "paper"
    ebook = "ebook"


BookId = Annotated[int, Path(ge=1, description="Number in the catalogue")]


@app.get("/books/{book_id}")
async def read_book(book_id: BookId) -> dict[str, int]:
    return {"book_id": book_id}


@app.get("/books/{book_id}/{format}")
async def read_copy(format: Format, book_id: BookId) -> dict[str, Any]:
    # Names decide, so the order of the arguments is free.
    return {"book_id": book_id, "is_ebook": format is Format.ebook}


@app.get("/loans/{loan_id}/{due}")
async def read_loan(loan_id: UUID, due: date) -> dict[str, str]:
    return {"loan": loan_id.hex, "weekday": due.strftime("%A")}
