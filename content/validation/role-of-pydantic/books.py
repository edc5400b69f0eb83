"""Pydantic at both ends of a path operation, and in its schema."""

from datetime import date
from itertools import count
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, computed_field

app = FastAPI()
ids = count(1)
rows: dict[int, dict[str, Any]] = {}


class BookIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    isbn: Annotated[str, Field(pattern="^[0-9]{13}$")]
    published: date


# region output
class BookOut(BaseModel):
    id: int
    isbn: str
    published: date

    @computed_field
    @property
    def year(self) -> int:
        return self.published.year


@app.post("/books", status_code=201, response_model=BookOut)  # point
def add(book: BookIn) -> dict[str, Any]:
    row = {"id": next(ids), "paid": 1200, **book.model_dump()}
    rows[row["id"]] = row
    return row  # still with what we paid  # point


@app.get("/books/{book_id}", response_model=BookOut)
def read(book_id: int) -> dict[str, Any] | None:
    return rows.get(book_id)  # wrong on purpose: forgets the 404  # point


# endregion
