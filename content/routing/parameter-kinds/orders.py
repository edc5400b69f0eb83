from typing import Annotated, Any

from fastapi import Cookie, FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    sku: str
    quantity: int = 1


@app.put("/orders/{order_id}")
async def replace_order(
    order_id: int,  # named in the path: path
    order: Order,  # a model: body
    x_token: Annotated[int, Header()],  # header X-Token
    cart: Annotated[int | None, Cookie()] = None,
    dry_run: bool = False,  # a scalar, not in the path: query
) -> dict[str, Any]:
    return locals()  # all arguments, to see what arrived
