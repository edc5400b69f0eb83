"""camelCase outside, snake_case inside: two models that differ in one setting."""

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

ROW = {"tracking_code": "RX-7"}
app = FastAPI()


# region names
class AliasOnly(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    tracking_code: str


class AliasAndName(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)  # point
    tracking_code: str


@app.get("/alias-only", response_model=AliasOnly)
def alias_only() -> dict[str, str]:
    return ROW


@app.get("/alias-and-name", response_model=AliasAndName)
def alias_and_name() -> dict[str, str]:
    return ROW


# endregion
