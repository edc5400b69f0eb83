import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.responses import JSONResponse, ORJSONResponse
from fastapi.testclient import TestClient
from pydantic import (
    BaseModel,
    ConfigDict,
    PydanticDeprecatedSince20,
    ValidationError,
    field_serializer,
    model_serializer,
)
from pydantic.v1 import BaseConfig

SENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_an_annotated_type_decides_its_json(program):
    p = program("readings.py")
    module = p.load()
    answer = TestClient(module.app).get("/reading")
    assert answer.text == (
        f'{{"id":"{UUID(int=7).hex}","taken":1772368200,"level":"1.10"}}'
    )
    p.record_value("json", "GET /reading: the body", answer.text)
    reading = module.reading()
    assert reading.model_dump()["taken"] == SENT
    assert reading.model_dump()["id"] == UUID(int=7)
    assert module.Reading.model_validate_json(answer.content) == reading
    with pytest.raises(ValidationError, match="timezone"):
        module.Reading(id=UUID(int=7), taken="2026-03-01T12:30:00", level=1)


def test_openapi_follows_the_return_annotation(program):
    p = program("readings.py")
    module = p.load()
    fields = module.app.openapi()["components"]["schemas"]["Reading"]["properties"]
    types = {name: one["type"] for name, one in fields.items()}
    assert types == {"id": "string", "taken": "integer", "level": "string"}
    assert "format" not in fields["id"]
    p.record_value("schema", "Types in OpenAPI", types)

    class Untold(BaseModel):
        id: UUID

        @field_serializer("id")
        def without_hyphens(self, value):
            return value.hex

    schema = Untold.model_json_schema(mode="serialization")
    assert schema["properties"]["id"]["format"] == "uuid", "the schema is wrong"
    dumped = json.loads(Untold(id=UUID(int=7)).model_dump_json())
    assert dumped == {"id": UUID(int=7).hex}


def test_declared_and_undeclared_dictionaries_give_different_json(program):
    p = program("two_paths.py")
    client = TestClient(p.load().app)
    declared, undeclared = client.get("/declared"), client.get("/undeclared")
    assert declared.json() == {
        "sent": "2026-03-01T12:30:00Z",
        "took": "PT1H30M",
        "price": "1.10",
    }
    assert undeclared.json() == {
        "sent": "2026-03-01T12:30:00+00:00",
        "took": 5400.0,
        "price": 1.1,
    }
    # As text: a JSON parser would hide the difference between 5400.0 and 5400.
    p.record_value("declared", "GET /declared: the body", declared.text)
    p.record_value("undeclared", "GET /undeclared: the body", undeclared.text)


def test_a_model_gives_the_same_json_on_both_ways(program):
    module = program("two_paths.py").load()

    class Parcel(BaseModel):
        sent: datetime
        took: timedelta
        price: Decimal

    parcel = Parcel.model_validate(module.PARCEL)
    module.app.get("/a", response_model=Parcel)(lambda: parcel)
    module.app.get("/b")(lambda: parcel)
    client = TestClient(module.app)
    assert client.get("/a").text == client.get("/b").text


def test_infinity_is_null_or_a_500(program):
    p = program("two_paths.py")
    client = TestClient(p.load().app, raise_server_exceptions=False)
    fast, slow = client.get("/ratio"), client.get("/ratio/class")
    assert fast.json() == {"ratio": None}
    assert slow.status_code == 500
    p.record_http("infinity", fast)
    p.record_http("infinity-class", slow)


def test_undeclared_infinity_is_a_500_in_a_dictionary_and_in_a_model(program):
    app = program("two_paths.py").load().app

    class Ratio(BaseModel):
        ratio: float

    infinite = Ratio(ratio=float("inf"))
    app.get("/a")(lambda: {"ratio": infinite.ratio})
    app.get("/b")(lambda: infinite)
    app.get("/c", response_model=Ratio)(lambda: infinite)
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get(path).status_code for path in ("/a", "/b")] == [500, 500]
    assert client.get("/c").json() == {"ratio": None}


def test_a_response_class_never_sees_the_original_value(program):
    module = program("two_paths.py").load()
    seen: list[object] = []

    class Watching(JSONResponse):
        def render(self, content):
            seen.append(content)
            return super().render(content)

    module.app.get("/watched", response_class=Watching)(lambda: {"sent": SENT})
    TestClient(module.app).get("/watched")
    assert seen == [{"sent": "2026-03-01T12:30:00+00:00"}]


def test_a_custom_encoder_works_on_loose_values_only(program):
    program("two_paths.py")

    class Parcel(BaseModel):
        sent: datetime

    encoders = {datetime: lambda value: value.year}
    assert jsonable_encoder({"sent": SENT}, custom_encoder=encoders) == {"sent": 2026}
    parcel = jsonable_encoder(Parcel(sent=SENT), custom_encoder=encoders)
    assert parcel == {"sent": "2026-03-01T12:30:00Z"}


def test_config_keys_change_a_whole_model(program):
    program("readings.py")

    class Parcel(BaseModel):
        model_config = ConfigDict(
            ser_json_temporal="seconds",
            ser_json_bytes="base64",
            ser_json_inf_nan="strings",
        )
        day: date
        took: timedelta
        label: bytes
        ratio: float

    parcel = Parcel(
        day=date(2026, 1, 1), took=timedelta(minutes=1), label=b"\xff", ratio=1e999
    )
    assert json.loads(parcel.model_dump_json()) == {
        "day": 1767225600.0,
        "took": 60.0,
        "label": "_w==",
        "ratio": "Infinity",
    }
    schema = Parcel.model_json_schema(mode="serialization")
    assert schema["properties"]["day"]["type"] == "number"


def test_a_model_serializer_shapes_the_whole(program):
    program("readings.py")

    class Parcel(BaseModel):
        weight: int

        @model_serializer(mode="wrap")
        def versioned(self, handler) -> dict[str, int]:
            return {"version": 2, **handler(self)}

    assert Parcel(weight=1).model_dump_json() == '{"version":2,"weight":1}'


def test_the_old_config(program):
    p = program("old_config.py")
    with pytest.warns(PydanticDeprecatedSince20) as warned:
        module = p.load()
    schema = module.Deprecated.model_json_schema(mode="serialization")
    assert schema["properties"]["taken"]["format"] == "date-time", "not what is sent"
    assert {str(one.message).split(".")[0] for one in warned} >= {
        "Support for class-based `config` is deprecated, use ConfigDict instead",
        "`json_encoders` is deprecated",
    }
    ran = p.run()
    assert ran.stdout == '{"taken":"2026-03-01T12:30:00Z"}\n{"taken":2026}\n'
    p.record_output("ran", ran)


def test_pydantic_1_had_json_encoders_only():
    assert hasattr(BaseConfig, "json_encoders")
    assert not hasattr(BaseConfig, "json_encoder")


def test_there_is_no_encoder_of_the_app(program):
    app = program("two_paths.py").load().app
    before = TestClient(app).get("/undeclared").text
    app.json_encoder = {datetime: lambda value: value.year}
    assert TestClient(app).get("/undeclared").text == before
    assert not hasattr(FastAPI(), "json_encoder")
    with pytest.raises(TypeError, match="json_encoder"):
        FastAPI(json_encoder={})  # pyright: ignore[reportCallIssue]


def test_orjson_is_deprecated(program):
    program("two_paths.py")
    with pytest.warns(FastAPIDeprecationWarning, match="ORJSONResponse"):
        ORJSONResponse({})  # pyright: ignore[reportDeprecated]


def test_a_naive_datetime_depends_on_the_server(program):
    p = program("naive.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    values = [json.loads(line.split(" ")[1]) for line in ran.stdout.splitlines()]
    assert values[0]["taken"] - values[1]["taken"] == 9 * 3600
    p.record_output("zones", ran)
