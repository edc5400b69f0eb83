from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from os import environ

import grpc
from fastapi import FastAPI

# Compiled at import, an experimental API; a build generates files with grpcio-tools.
messages, services = grpc.protos_and_services("stock.proto")
COPIES = {"Emma": 3}


# region lifespan
class StockService(services.StockServicer):
    async def Count(self, request, context):  # noqa: ANN001, ANN201  (generated types)
        if request.title not in COPIES:
            await context.abort(grpc.StatusCode.NOT_FOUND, "no such book")
        return messages.Copies(copies=COPIES[request.title])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    server = grpc.aio.server()
    services.add_StockServicer_to_server(StockService(), server)
    server.add_insecure_port(environ["GRPC_ADDRESS"])  # own port, no TLS: keep private
    await server.start()
    yield
    await server.stop(grace=5)  # calls have 5 s to finish; frees the port  # point


app = FastAPI(lifespan=lifespan)
# endregion


@app.get("/stock/{title}")
async def stock(title: str) -> dict[str, int]:
    return {"copies": COPIES.get(title, 0)}
