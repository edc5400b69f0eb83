"""A handler for the wrong exception."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError


class Order(BaseModel):
    quantity: int


app = FastAPI()


# region handler
@app.exception_handler(ValidationError)  # point
def reject(request: Request, error: ValidationError) -> JSONResponse:
    return JSONResponse({"error": "Your input is not valid."}, 400)


@app.post("/orders")
def place(order: Order) -> Order:
    return order


@app.get("/orders/1")
def read() -> Order:
    return Order.model_validate({"quantity": "corrupt row"})


# endregion
