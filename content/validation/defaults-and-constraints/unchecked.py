"""Two constraints that their defaults break, and one that is misspelled."""

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field


class Shelf(BaseModel):
    rows: Annotated[int, Field(ge=1)] = 0  # point
    label: str = Field(default="", max_lenght=3)  # pyright: ignore[reportCallIssue]


app = FastAPI()


@app.post("/shelves")
def build(shelf: Shelf, per_row: Annotated[int, Query(ge=1)] = 0) -> str:  # point
    return f"{shelf.label}: {shelf.rows} rows of {per_row}"
