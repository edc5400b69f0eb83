from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel


def create_app() -> FastAPI:
    class Order(BaseModel):
        title: str

    app = FastAPI()

    @app.post("/orders")
    async def place_order(order: Order) -> str:  # point
        return order.title

    return app


app = create_app()
