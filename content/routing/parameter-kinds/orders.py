from typing import Annotated

from fastapi import Cookie, FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    sku: str
    quantity: int = 1


@app.put("/orders/{order_id}")
async def replace_order(
    order_id: int,  # named in the path: path
    order: Order,  # a model: body  # point
    x_token: Annotated[int, Header()],  # marked: header X-Token  # point
    cart: Annotated[int | None, Cookie()] = None,  # marked: cookie
    dry_run: bool = False,  # a scalar that is not in the path: query  # point
) -> dict[str, object]:
    path_and_query = {"order_id": order_id, "dry_run": dry_run}
    return {**path_and_query, "order": order, "x_token": x_token, "cart": cart}
