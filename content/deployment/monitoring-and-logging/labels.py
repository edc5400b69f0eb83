from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import Counter
from starlette.middleware.base import RequestResponseEndpoint

by_path = Counter("by_path", "Label: the path", ["path"], registry=None)
by_route = Counter("by_route", "Label: scope's route", ["route"], registry=None)
orders, invoices, app = APIRouter(), APIRouter(), FastAPI()


# region labels
@app.middleware("http")
async def count(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    by_path.labels(request.url.path).inc()
    by_route.labels(request.scope["route"].path).inc()
    return response


# endregion


@orders.get("/{number}")
@invoices.get("/{number}")
async def show(number: int) -> int:
    return number


app.include_router(orders, prefix="/orders")
app.include_router(invoices, prefix="/invoices")
