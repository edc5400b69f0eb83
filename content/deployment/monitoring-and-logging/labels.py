from fastapi import APIRouter, FastAPI, Request, Response
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from prometheus_client import CollectorRegistry, Counter
from starlette.middleware.base import RequestResponseEndpoint

registry = CollectorRegistry()
by_path = Counter("by_path", "Label: the path", ["path"], registry=registry)
by_route = Counter("by_route", "Label: scope's route", ["route"], registry=registry)
orders, invoices = APIRouter(), APIRouter()
reader = InMemoryMetricReader()
app = FastAPI(telemetry={"meter_provider": MeterProvider([reader])})


# region labels
@app.middleware("http")
async def count(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    by_path.labels(request.url.path).inc()
    by_route.labels(request.scope["route"].path).inc()
    return response


# endregion


@orders.get("/{number}")
async def order(number: int) -> int:
    return number


@invoices.get("/{number}")
async def invoice(number: int) -> int:
    return number


app.include_router(orders, prefix="/orders")
app.include_router(invoices, prefix="/invoices")
