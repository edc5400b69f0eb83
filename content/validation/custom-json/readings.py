"""One JSON format per type, declared once and used in many models."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, PlainSerializer, field_serializer


# region format
def to_seconds(value: datetime) -> int:  # OpenAPI will say integer  # point
    return int(value.timestamp())  # drops fractions of a second


# Python code keeps its datetime: only JSON gets the number.
UnixTime = Annotated[
    AwareDatetime,
    PlainSerializer(to_seconds, when_used="json"),  # point
]


class Reading(BaseModel):
    id: UUID
    taken: UnixTime
    level: Decimal

    @field_serializer("id", when_used="json")
    def without_hyphens(self, value: UUID) -> str:  # not format: uuid  # point
        return value.hex


# endregion
app = FastAPI()


@app.get("/reading")
def reading() -> Reading:
    taken = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    return Reading(id=UUID(int=7), taken=taken, level=Decimal("1.10"))
