from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


@app.delete("/orders/{order_id}")
async def delete_order(order_id: int) -> JSONResponse:
    return JSONResponse(None, status_code=204)  # the body is "null"  # point
