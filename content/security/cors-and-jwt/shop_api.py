"""CORS for one front end that sends cookies: exact origins, exact methods."""

from functools import partial

from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

# region cors
cors = partial(
    CORSMiddleware,
    allow_origins=["https://shop.example"],  # point
    allow_credentials=True,
    allow_methods=["GET", "POST"],
)
app = FastAPI()
# Added last, it is the outermost: what other middleware returns gets the headers too.
app.add_middleware(cors)
# endregion
orders: list[str] = []


@app.post("/orders", status_code=201)
def place_order() -> dict[str, int]:
    orders.append("tea")
    return {"orders": len(orders)}


@app.get("/orders/{number}")
def show_order(number: int) -> str:
    if number < 1:
        raise HTTPException(404, "No such order")
    return orders[number - 1]  # the bug: IndexError where there are fewer


# To cover the 500 of a crash too, serve this: `uvicorn shop_api:wrapped` (`--app` of
# `fastapi run` takes only a FastAPI). It answers the preflights, by the same lists.
wrapped = cors(app)
