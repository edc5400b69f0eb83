import prometheus_client as prom
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Response
from prometheus_client.multiprocess import MultiProcessCollector

placed = prom.Counter("orders_placed", "Orders placed")
scrapes = CapacityLimiter(1)  # a thread of their own: the pool may be full
app = FastAPI()


@app.post("/orders")
def place() -> None:
    placed.inc()


# region metrics
@app.get("/own-metrics")
def own_metrics() -> Response:
    return Response(prom.generate_latest(), media_type=prom.CONTENT_TYPE_LATEST)


@app.get("/metrics")  # for the scraper: block it in the public proxy
async def metrics() -> Response:
    registry = prom.CollectorRegistry()
    MultiProcessCollector(registry)  # reads what all workers wrote  # point
    text = await to_thread.run_sync(prom.generate_latest, registry, limiter=scrapes)
    return Response(text, media_type=prom.CONTENT_TYPE_LATEST)


# endregion
