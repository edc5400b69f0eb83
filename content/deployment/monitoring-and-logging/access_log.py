import json
import logging
import sys
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"level": record.levelname, "message": record.getMessage()}
        line |= {"request_id": request_id.get()} | getattr(record, "fields", {})
        return json.dumps(line)


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonLines())
logger = logging.getLogger("orders")
logger.addHandler(handler)
logger.setLevel(logging.INFO)


# region middleware
class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")[:64]
        token = request_id.set(given or uuid4().hex)
        scope.setdefault("state", {})["request_id"] = request_id.get()
        started = perf_counter()
        status = 500  # what it will be if an exception passes through here

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id.get()
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            # The template, not the path; a prefix from include_router is missing.
            route = getattr(scope.get("route"), "path", None)
            ms = round((perf_counter() - started) * 1000)
            fields = {"method": scope["method"], "route": route}
            fields |= {"status": status, "ms": ms}
            logger.info("request", extra={"fields": fields})
            request_id.reset(token)


app = FastAPI()
app.add_middleware(AccessLog)


@app.exception_handler(Exception)
async def failed(request: Request, exc: Exception) -> PlainTextResponse:
    # This answer is made outside all middleware, so it must carry the id itself.
    headers = {"X-Request-ID": request.state.request_id}
    return PlainTextResponse("Internal Server Error", 500, headers)


# endregion


@app.get("/orders/{order_id}")
def order(order_id: int) -> dict[str, int]:
    logger.info("looking up order %d", order_id)  # in a thread, with the same id
    return {"order": order_id, "share": 100 // order_id}
