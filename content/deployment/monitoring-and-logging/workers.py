import prometheus_client as prom
from fastapi import FastAPI, Response
from prometheus_client.multiprocess import MultiProcessCollector

placed = prom.Counter("orders_placed", "Orders placed")
app = FastAPI()


@app.post("/orders")
def place() -> None:
    placed.inc()


# region metrics
@app.get("/own-metrics")
def own_metrics() -> Response:
    return Response(prom.generate_latest(), media_type=prom.CONTENT_TYPE_LATEST)


@app.get("/metrics")
def metrics() -> Response:
    registry = prom.CollectorRegistry()
    MultiProcessCollector(registry)  # reads what all workers wrote  # point
    return Response(prom.generate_latest(registry), media_type=prom.CONTENT_TYPE_LATEST)


# endregion
