"""Two keys of the old config: one does nothing, one is deprecated."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

TAKEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


class Unknown(BaseModel):
    taken: datetime

    class Config:  # pyright: ignore[reportDeprecated]
        json_encoder = {datetime: lambda value: value.year}  # noqa: RUF012


class Deprecated(BaseModel):
    model_config = ConfigDict(json_encoders={datetime: lambda value: value.year})

    taken: datetime


print(Unknown(taken=TAKEN).model_dump_json())
print(Deprecated(taken=TAKEN).model_dump_json())
