"""CORS for one front end that sends cookies: exact origins, methods and headers."""

from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
# Added last, it is the outermost: errors of other middleware get the headers too.
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://shop.example"],
    allow_credentials=True,
    allow_methods=["GET", "POST", "DELETE"],
    allow_headers=["Authorization"],
    expose_headers=["X-Total-Count"],
)
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


# Around the whole application, also around what turns a crash into a 500.
wrapped = CORSMiddleware(app, allow_origins=["https://shop.example"])
