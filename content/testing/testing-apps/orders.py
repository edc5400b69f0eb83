"""Orders for what the price list has, which start-up loads and shutdown closes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, HTTPException, Query, Request

outbox: list[str] = []


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    app.state.prices = {"tea": 4}
    yield
    del app.state.prices


app = FastAPI(lifespan=lifespan)


# region routes
@app.post("/orders/{item}", status_code=201)
async def place_order(
    item: str,
    request: Request,
    tasks: BackgroundTasks,
    quantity: Annotated[int, Query(ge=1, le=99)] = 1,
) -> dict[str, int]:
    prices = request.app.state.prices
    if item not in prices:
        raise HTTPException(404, "No such item")
    tasks.add_task(outbox.append, f"{quantity} × {item}")
    return {"total": prices[item] * quantity}


@app.get("/mails-per-order")
async def read_ratio(orders: int) -> float:
    return len(outbox) / orders


# endregion
