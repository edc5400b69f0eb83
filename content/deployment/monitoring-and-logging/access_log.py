import logging
import re
from time import perf_counter
from uuid import uuid4

from json_logs import request_id
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("orders.access")


class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    # region call
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        own = given if re.fullmatch(r"[\w-]{1,64}", given, re.ASCII) else uuid4().hex
        request_id.set(own)  # kept: the server logs an exception only after this
        fields, started = {"method": scope["method"], "status": 500}, perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])  # ASGI lets them be left out
                fields["status"] = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = own
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except BaseException as error:  # also a request that was canceled
            fields["error"] = type(error).__name__  # even behind a 200  # point
            raise
        finally:
            ctx = scope.get("fastapi", {}).get("effective_route_context")  # internal
            path = getattr(ctx, "path", "") or getattr(scope.get("route"), "path", None)
            fields |= {"route": path, "ms": round((perf_counter() - started) * 1000)}
            logger.info("request", extra={"fields": fields})

    # endregion
