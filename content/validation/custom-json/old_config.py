"""Two keys of a config: one never existed, one is deprecated."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

TAKEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def year(value: datetime) -> int:
    return value.year


# region keys
class Unknown(BaseModel):
    taken: datetime

    class Config:  # pyright: ignore[reportDeprecated]
        json_encoder = {datetime: year}  # noqa: RUF012  # point


class Deprecated(BaseModel):
    model_config = ConfigDict(json_encoders={datetime: year})  # point
    taken: datetime


print(Unknown(taken=TAKEN).model_dump_json(), Deprecated(taken=TAKEN).model_dump_json())
# endregion
