from fastapi import Depends, FastAPI, HTTPException, Response, status
from pydantic import BaseModel


class Order(BaseModel):
    sku: str


class Problem(BaseModel):
    detail: str


app = FastAPI()
orders: dict[int, Order] = {}


# region orders
def count_orders(response: Response) -> None:
    response.headers["x-orders"] = str(len(orders))


@app.put(
    "/orders/{order_id}",
    responses={201: {"model": Order}},
    dependencies=[Depends(count_orders)],
)
async def put_order(order_id: int, order: Order, response: Response) -> Order:
    if order_id not in orders:
        response.status_code = status.HTTP_201_CREATED  # point
        response.headers["location"] = str(order_id)  # holds behind any prefix  # point
    orders[order_id] = order
    response.set_cookie("last_order", str(order_id), httponly=True, secure=True)
    return order


@app.delete("/orders/{order_id}", status_code=204, responses={404: {"model": Problem}})
async def delete_order(order_id: int) -> None:
    if orders.pop(order_id, None) is None:
        raise HTTPException(404, "No such order", {"x-reason": "unknown"})  # point


# endregion
