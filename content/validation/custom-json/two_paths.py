"""The same values on FastAPI's two paths to JSON."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


# region paths
PARCEL: dict[str, Any] = {
    "sent": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "took": timedelta(minutes=90),
    "price": Decimal("1.10"),
}


@app.get("/declared")
def declared() -> dict[str, Any]:  # point
    return PARCEL


@app.get("/undeclared")
def undeclared():  # noqa: ANN201 (no type, no Pydantic)  # point
    return PARCEL


# endregion
# region class
@app.get("/ratio")
def ratio() -> dict[str, float]:
    return {"ratio": float("inf")}


@app.get("/ratio/class", response_class=JSONResponse)  # point
def ratio_class() -> dict[str, float]:
    return {"ratio": float("inf")}


# endregion
