from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Filter(BaseModel):
    model_config = {"extra": "forbid"}  # point
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    tag: list[str] = []


@app.get("/books")
async def list_books(chosen: Annotated[Filter, Query()]) -> Filter:  # point
    return chosen


@app.get("/films")  # nobody can send `page`: the model rejects it
async def list_films(chosen: Annotated[Filter, Query()], page: int = 1) -> Filter:
    return chosen
