"""Pydantic at both ends of a path operation, and in its schema."""

from datetime import date
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator


class ReaderIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=80)]
    password: Annotated[str, Field(min_length=12)]
    born: date

    @field_validator("email")
    @classmethod
    def normalise(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError("an e-mail address has an @")
        return value.lower()


class ReaderOut(BaseModel):
    id: int
    email: str
    born: date

    @computed_field
    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]


Row = dict[str, Any]
app = FastAPI()
rows: dict[int, Row] = {}


# A stored row is not a ReaderOut: `response_model` says what may leave.
@app.post("/readers", status_code=201, response_model=ReaderOut)
def register(reader: ReaderIn) -> Row:
    row = {"id": len(rows) + 1, **reader.model_dump()}
    rows[row["id"]] = row
    return row  # still with the password


@app.get("/readers/{reader_id}", response_model=ReaderOut)
def read(reader_id: int) -> Row | None:
    return rows.get(reader_id)  # forgets the 404
