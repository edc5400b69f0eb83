from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans, provider = InMemorySpanExporter(), TracerProvider()
# This one exports in the event loop; to send spans, take BatchSpanProcessor.
provider.add_span_processor(SimpleSpanProcessor(spans))


# region traces
app = FastAPI(telemetry={"tracer_provider": provider})  # point


def stock() -> dict[int, int]:
    return {7: 3}


def send_mail() -> None:
    raise ConnectionError("no mail server")


@app.get("/orders/{order_id}")
async def order(
    order_id: int,
    copies: Annotated[dict[int, int], Depends(stock)],
    tasks: BackgroundTasks,
) -> int:
    tasks.add_task(send_mail)
    return copies[order_id]


# endregion
