from fastapi import FastAPI
from starlette.convertors import IntegerConvertor, register_url_convertor


# region convertor
class NumberConvertor(IntegerConvertor):
    regex = "[0-9]{1,10}"  # of its own; that of `int` has no upper limit  # point


register_url_convertor("number", NumberConvertor())
app = FastAPI()


@app.get("/tickets/{ticket_id:number}")  # point
async def read_ticket(ticket_id: int) -> int:
    return ticket_id


@app.get("/coupons/{coupon_id:int}")
async def read_coupon(coupon_id: int) -> int:
    return coupon_id


# endregion
