"""Counts the values that FastAPI visits in Python to turn 100 orders into JSON."""

from decimal import Decimal
from unittest.mock import patch

from fastapi import FastAPI, Response, encoders
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter


class Order(BaseModel):
    id: int
    total: Decimal


ORDERS = [Order(id=n, total=Decimal("9.90")) for n in range(100)]
order_list = TypeAdapter(list[Order])
app = FastAPI()


# region json
@app.get("/undeclared")
async def undeclared():  # noqa: ANN201  # no type: Python walks every value  # point
    return ORDERS


@app.get("/declared")
async def declared() -> list[Order]:  # pydantic-core writes the bytes  # point
    return ORDERS


@app.get("/raw")
async def raw() -> Response:  # bytes of your own: nobody checks or filters them
    return Response(order_list.dump_json(ORDERS), media_type="application/json")


if __name__ == "__main__":
    walk = patch.object(encoders, "jsonable_encoder", wraps=encoders.jsonable_encoder)
    for path in ("/undeclared", "/declared", "/raw"):
        with walk as visited:
            same = TestClient(app).get(path).content == order_list.dump_json(ORDERS)
        print(f"{path:12} {visited.call_count:3} values visited, same bytes: {same}")
# endregion
