from fastapi import FastAPI, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

placed = Counter("orders_placed", "Orders placed")
app = FastAPI()


@app.post("/orders")
def place() -> None:
    placed.inc()


# region metrics
@app.get("/own-metrics")
def own_metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@app.get("/metrics")
def metrics() -> Response:
    # Reads what all workers wrote into the directory PROMETHEUS_MULTIPROC_DIR.
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # point
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


# endregion
