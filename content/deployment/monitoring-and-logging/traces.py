from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
app = FastAPI(
    telemetry={
        "tracer_provider": provider,
        "exclude": lambda scope: scope["path"] == "/healthz",
    }
)


def stock() -> dict[int, int]:
    return {7: 3}


def send_mail(order_id: int) -> None:
    raise ConnectionError("no mail server")


@app.get("/orders/{order_id}")
async def order(
    order_id: int,
    copies: Annotated[dict[int, int], Depends(stock)],
    tasks: BackgroundTasks,
) -> dict[str, int]:
    tasks.add_task(send_mail, order_id)
    return {"copies": copies[order_id]}


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


if __name__ == "__main__":
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/orders/7", "/orders/seven", "/orders/8", "/healthz"):
        print(path, client.get(path).status_code)
        for span in spans.get_finished_spans():
            print("   ", span.name, span.status.status_code.name)
        spans.clear()
