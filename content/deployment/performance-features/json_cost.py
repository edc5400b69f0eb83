"""Counts what it costs to turn 100 orders into the same JSON in three ways."""

import asyncio
import sys
from datetime import UTC, datetime
from decimal import Decimal
from types import FrameType

import httpx2
from fastapi import FastAPI, Response
from pydantic import BaseModel, TypeAdapter


class Order(BaseModel):
    id: int
    total: Decimal
    placed: datetime


PLACED = datetime(2026, 11, 2, tzinfo=UTC)
ORDERS = [Order(id=n, total=Decimal("9.90"), placed=PLACED) for n in range(100)]
order_list = TypeAdapter(list[Order])
app = FastAPI()


@app.get("/undeclared")
async def undeclared():  # noqa: ANN201  (the missing type is the point)
    return ORDERS


@app.get("/declared")
async def declared() -> list[Order]:
    return ORDERS


@app.get("/raw")
async def raw() -> Response:
    return Response(order_list.dump_json(ORDERS), media_type="application/json")


async def main() -> None:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as http:
        first = (await http.get("/declared")).content
        for path in ("/undeclared", "/declared", "/raw"):
            calls = 0

            def count(frame: FrameType, event: str, arg: object) -> None:
                nonlocal calls
                calls += event == "call" and frame.f_code.co_name == "jsonable_encoder"

            sys.setprofile(count)
            response = await http.get(path)
            sys.setprofile(None)
            same = response.content == first
            print(f"{path:12} {calls:3} calls of jsonable_encoder, same bytes: {same}")


if __name__ == "__main__":
    asyncio.run(main())
