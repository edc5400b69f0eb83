"""Two keys of the old config: one does nothing, one is deprecated."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

TAKEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
YEAR_ONLY = {datetime: lambda value: value.year}


class Unknown(BaseModel):
    taken: datetime

    class Config:  # pyright: ignore[reportDeprecated]
        json_encoder = YEAR_ONLY  # point


class Deprecated(BaseModel):
    model_config = ConfigDict(json_encoders=YEAR_ONLY)  # point
    taken: datetime


print(Unknown(taken=TAKEN).model_dump_json())
print(Deprecated(taken=TAKEN).model_dump_json())
