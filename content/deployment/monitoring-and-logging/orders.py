import logging

from access_log import AccessLog
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from json_logs import request_id

logger = logging.getLogger("orders")
app = FastAPI()
app.add_middleware(AccessLog)


@app.exception_handler(Exception)
async def failed(request: Request, exc: Exception) -> PlainTextResponse:
    headers = {"X-Request-ID": request_id.get()}  # point
    return PlainTextResponse("Internal Server Error", 500, headers)


@app.get("/orders/{order_id}")
def share(order_id: int) -> int:
    logger.info("sharing order %d", order_id)  # in a thread, with the same id
    return 100 // order_id
