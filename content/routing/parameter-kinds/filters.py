from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    model_config = {"extra": "forbid"}
    limit: int = 10
    tag: list[str] = []


@app.get("/books")
async def list_books(chosen: Annotated[Filter, Query()]) -> Filter:
    return chosen


@app.get("/films")
async def list_films(chosen: Annotated[Filter, Query()], page: int = 1) -> Filter:
    return chosen
