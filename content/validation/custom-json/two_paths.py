"""The same values on FastAPI's two ways to JSON."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

PARCEL: dict[str, Any] = {
    "sent": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "took": timedelta(minutes=90),
    "price": Decimal("1.10"),
}
app = FastAPI()


@app.get("/declared")
def declared() -> dict[str, Any]:
    return PARCEL


@app.get("/undeclared")
def undeclared():  # noqa: ANN201 (no type, no Pydantic)
    return PARCEL


@app.get("/ratio")
def ratio() -> dict[str, float]:
    return {"ratio": float("inf")}


@app.get("/ratio/class", response_class=JSONResponse)
def ratio_class() -> dict[str, float]:
    return {"ratio": float("inf")}
