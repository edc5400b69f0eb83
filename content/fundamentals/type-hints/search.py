from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/guessed")
async def guessed(ids: list[int] = []) -> list[int]:  # noqa: B006  # point
    return ids


@app.get("/declared")
async def declared(ids: Annotated[list[int], Query()] = []) -> list[int]:  # noqa: B006
    return ids
