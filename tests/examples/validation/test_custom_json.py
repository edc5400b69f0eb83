import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI, HTTPException, WebSocket
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.responses import JSONResponse, ORJSONResponse
from fastapi.testclient import TestClient
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PydanticDeprecatedSince20,
    TypeAdapter,
    ValidationError,
    computed_field,
    field_serializer,
    model_serializer,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic.v1 import BaseConfig
from pydantic_core import PydanticSerializationError
from sqlalchemy import DateTime, StaticPool, create_engine, orm

SENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_a_serializer_on_the_type_decides_the_json(program):
    p = program("readings.py")
    module = p.load()
    answer = TestClient(module.app).get("/reading")
    assert answer.text == (
        f'{{"id":"{UUID(int=7).hex}","taken":1772368200,"level":"1.10"}}'
    )
    p.record_value("json", "GET /reading: the body", answer.text)


def test_an_alias_serves_many_models(program):
    unix_time = program("readings.py").load().UnixTime

    class Delivery(BaseModel):
        at: unix_time  # pyright: ignore[reportInvalidTypeForm]

    assert Delivery(at=SENT).model_dump_json() == '{"at":1772368200}'
    many = list[unix_time]  # pyright: ignore[reportInvalidTypeForm]
    assert TypeAdapter(many).dump_json([SENT]) == b"[1772368200]"


def test_when_used_json_leaves_python_dumps_alone(program):
    module = program("readings.py").load()
    reading = module.reading()
    assert reading.model_dump()["taken"] == SENT
    assert reading.model_dump()["id"] == UUID(int=7)
    assert reading.model_dump(mode="json")["taken"] == 1772368200


def test_an_alias_on_aware_datetime_rejects_a_naive_time(program):
    reading = program("readings.py").load().Reading
    with pytest.raises(ValidationError) as caught:
        reading(id=UUID(int=7), taken="2026-03-01T12:30:00", level=1)
    assert caught.value.errors()[0]["type"] == "timezone_aware"


def test_an_aware_datetime_reads_a_number_as_utc(program):
    program("naive.py")
    aware = TypeAdapter(AwareDatetime)
    assert aware.validate_python(1772368200) == SENT
    with pytest.raises(ValidationError):
        aware.validate_python("2026-03-01T12:30:00")


def test_a_whole_second_survives_the_round_trip(program):
    module = program("readings.py").load()
    reading = module.reading()
    assert module.Reading.model_validate_json(reading.model_dump_json()) == reading
    as_text = {"id": UUID(int=7), "taken": "2026-03-01T12:30:00Z", "level": "1.10"}
    assert module.Reading.model_validate(as_text) == reading, "ISO is read as well"
    fraction = module.Reading.model_validate(
        as_text | {"taken": "2026-03-01T12:30:00.9Z"}
    )
    assert fraction.model_dump(mode="json")["taken"] == 1772368200


def test_a_large_number_of_seconds_is_read_as_milliseconds(program):
    module = program("readings.py").load()
    far = module.Reading(id=UUID(int=7), taken="2700-01-01T00:00:00Z", level=1)
    text = far.model_dump_json()
    assert module.Reading.model_validate_json(text).taken.year == 1970
    last, next_one = (
        module.Reading(id=UUID(int=7), taken=number, level=1).taken
        for number in (20_000_000_000, 20_000_000_001)
    )
    assert (last.year, next_one.year) == (2603, 1970)

    class Seconds(module.Reading):
        model_config = ConfigDict(val_temporal_unit="seconds")

    assert Seconds.model_validate_json(text).taken.year == 2700


def test_openapi_follows_the_declared_return_type(program):
    p = program("readings.py")
    fields = p.load().app.openapi()["components"]["schemas"]["Reading"]["properties"]
    types = {name: one["type"] for name, one in fields.items()}
    assert types == {"id": "string", "taken": "integer", "level": "string"}
    assert "format" not in fields["id"]
    p.record_value("schema", "Types in OpenAPI", types)


def test_without_a_return_type_openapi_describes_the_original(program):
    program("readings.py")

    class Untold(BaseModel):
        id: UUID

        @field_serializer("id")
        def without_hyphens(self, value):
            return value.hex

    schema = Untold.model_json_schema(mode="serialization")
    assert schema["properties"]["id"]["format"] == "uuid", "the schema is wrong"
    dumped = json.loads(Untold(id=UUID(int=7)).model_dump_json())
    assert dumped == {"id": UUID(int=7).hex}
    assert len(dumped["id"]) == 32


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


def test_a_model_gives_the_same_json_on_both_paths(program):
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
    assert client.get("/b").json()["price"] == "1.10"


@pytest.mark.parametrize("dataclass", [dataclasses.dataclass, pydantic_dataclass])
def test_an_undeclared_dataclass_is_encoded_like_a_dictionary(program, dataclass):
    app = program("two_paths.py").load().app

    @dataclass
    class Parcel:
        price: Decimal

    parcel = Parcel(Decimal("1.10"))  # pyright: ignore[reportCallIssue]
    app.get("/a", response_model=Parcel)(lambda: parcel)
    app.get("/b")(lambda: parcel)
    client = TestClient(app)
    assert client.get("/a").text == '{"price":"1.10"}'
    assert client.get("/b").text == '{"price":1.1}'


def test_dates_and_uuids_become_strings_by_themselves(program):
    app = program("two_paths.py").load().app

    class Ticket(BaseModel):
        id: UUID
        day: date

    ticket = Ticket(id=UUID(int=7), day=date(2026, 3, 1))
    app.get("/model")(lambda: ticket)
    app.get("/loose")(lambda: {"id": ticket.id, "day": ticket.day})
    for path in ("/model", "/loose"):
        assert TestClient(app).get(path).json() == {
            "id": "00000000-0000-0000-0000-000000000007",
            "day": "2026-03-01",
        }


def test_a_response_class_turns_infinity_into_a_500(program):
    p = program("two_paths.py")
    client = TestClient(p.load().app, raise_server_exceptions=False)
    fast, slow = client.get("/ratio"), client.get("/ratio/class")
    assert (fast.status_code, fast.json()) == (200, {"ratio": None})
    assert slow.status_code == 500
    with pytest.raises(ValueError, match="not JSON compliant"):
        TestClient(p.load().app).get("/ratio/class")
    p.record_http("infinity", fast)
    p.record_http("infinity-class", slow)


def test_a_default_response_class_does_the_same(program):
    program("two_paths.py")
    app = FastAPI()
    router = APIRouter(default_response_class=JSONResponse)
    whole = FastAPI(default_response_class=JSONResponse)

    def ratio() -> dict[str, float]:
        return {"ratio": float("inf")}

    for place, path in ((app, "/none"), (router, "/router"), (whole, "/app")):
        place.get(path)(ratio)
    app.include_router(router)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/none").json() == {"ratio": None}
    assert client.get("/router").status_code == 500
    client = TestClient(whole, raise_server_exceptions=False)
    assert client.get("/app").status_code == 500


def test_undeclared_infinity_is_a_500_in_a_dictionary_and_in_a_model(program):
    app = program("two_paths.py").load().app

    class Ratio(BaseModel):
        ratio: float

    class Loose(BaseModel):
        ratio: Any

    for index, number in enumerate((float("inf"), float("nan"))):
        value, loose = Ratio(ratio=number), Loose(ratio=number)
        app.get(f"/{index}/a")(lambda value=value: {"ratio": value.ratio})
        app.get(f"/{index}/b")(lambda value=value: value)
        app.get(f"/{index}/c", response_model=Ratio)(lambda value=value: value)
        app.get(f"/{index}/d")(lambda loose=loose: loose)
        client = TestClient(app, raise_server_exceptions=False)
        assert client.get(f"/{index}/a").status_code == 500
        assert client.get(f"/{index}/b").status_code == 500
        assert client.get(f"/{index}/c").json() == {"ratio": None}
        assert client.get(f"/{index}/d").json() == {"ratio": None}

    @app.get("/stream")
    async def stream():
        yield {"ratio": float("inf")}

    assert TestClient(app).get("/stream").json() == {"ratio": None}


def test_a_response_class_gets_strings_and_numbers(program):
    module = program("two_paths.py").load()
    seen: list[object] = []

    class Watching(JSONResponse):
        def render(self, content):
            seen.append(content)
            return super().render(content)

    module.app.get("/loose", response_class=Watching)(lambda: {"sent": SENT})

    @module.app.get("/typed", response_class=Watching)
    def typed() -> dict[str, datetime]:
        return {"sent": SENT}

    client = TestClient(module.app)
    client.get("/loose")
    client.get("/typed")
    assert seen == [
        {"sent": "2026-03-01T12:30:00+00:00"},
        {"sent": "2026-03-01T12:30:00Z"},
    ]
    module.app.get("/own")(lambda: Watching({"sent": "as I like"}))
    assert client.get("/own").json() == {"sent": "as I like"}


def test_a_custom_encoder_works_on_loose_values_and_not_in_models(program):
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

    class Labelled(Parcel):
        name: str = ""

    parcel = Labelled(
        day=date(2026, 1, 1), took=timedelta(minutes=1), label=b"\xff", ratio=1e999
    )
    assert json.loads(parcel.model_dump_json(exclude={"name"})) == {
        "day": 1767225600.0,
        "took": 60.0,
        "label": "_w==",
        "ratio": "Infinity",
    }
    schema = Parcel.model_json_schema(mode="serialization")
    assert schema["properties"]["day"]["type"] == "number"


def test_a_nested_model_keeps_its_own_config(program):
    program("readings.py")

    class Iso(BaseModel):
        day: date

    class Seconds(BaseModel):
        model_config = ConfigDict(ser_json_temporal="seconds")
        day: date
        iso: Iso

    day = date(2026, 1, 1)
    dumped = Seconds(day=day, iso=Iso(day=day)).model_dump_json()
    assert json.loads(dumped) == {"day": 1767225600.0, "iso": {"day": "2026-01-01"}}

    class Loose(BaseModel):
        took: Any

    class Holder(Seconds):
        loose: Loose

    minute = Loose(took=timedelta(minutes=1))
    held = Holder(day=day, iso=Iso(day=day), loose=minute).model_dump(mode="json")
    assert held["loose"] == {"took": 60.0}, "as the model around it says"
    assert minute.model_dump(mode="json") == {"took": "PT1M"}

    class Ratio(BaseModel):
        model_config = ConfigDict(ser_json_inf_nan="strings")
        ratio: float = float("inf")

    class Pair(BaseModel):
        alone: Ratio
        union: Ratio | Iso

    infinite = Pair(alone=Ratio(), union=Ratio()).model_dump_json()
    assert json.loads(infinite) == {
        "alone": {"ratio": "Infinity"},
        "union": {"ratio": None},
    }


def test_a_model_serializer_shapes_the_whole(program):
    program("readings.py")

    class Parcel(BaseModel):
        weight: int

        @model_serializer(mode="wrap")
        def versioned(self, handler) -> dict[str, int]:
            return {"version": 2, **handler(self)}

    assert Parcel(weight=1).model_dump_json() == '{"version":2,"weight":1}'


def test_a_field_serializer_changes_and_a_computed_field_adds(program):
    program("readings.py")

    class Parcel(BaseModel):
        weight: int

        @field_serializer("weight")
        def in_grams(self, value: int) -> str:
            return f"{value} g"

        @computed_field
        @property
        def heavy(self) -> bool:
            return self.weight > 1000

    assert Parcel(weight=1).model_dump() == {"weight": "1 g", "heavy": False}


def test_a_python_serializer_is_called_once_for_each_value(program):
    program("readings.py")
    calls: list[int] = []

    def note(value: int) -> int:
        calls.append(value)
        return value

    noted = TypeAdapter(list[Annotated[int, PlainSerializer(note)]])
    noted.dump_json(list(range(10_000)))
    assert len(calls) == 10_000


def test_the_unknown_key_changes_nothing_and_the_old_one_still_works(program):
    p = program("old_config.py")
    ran = p.run()
    assert ran.stdout == '{"taken":"2026-03-01T12:30:00Z"} {"taken":2026}\n'
    p.record_output("ran", ran)


def test_json_encoders_warn_and_leave_the_schema_alone(program):
    with pytest.warns(PydanticDeprecatedSince20) as warned:
        module = program("old_config.py").load()
    schema = module.Deprecated.model_json_schema(mode="serialization")
    assert schema["properties"]["taken"]["format"] == "date-time", "not what is sent"
    messages = {str(one.message).split(".")[0] for one in warned}
    assert "`json_encoders` is deprecated" in messages


def test_class_config_still_works_and_warns(program):
    program("old_config.py")
    with pytest.warns(PydanticDeprecatedSince20, match="use ConfigDict instead"):

        class Old(BaseModel):
            name: str

            class Config:  # pyright: ignore[reportDeprecated]
                str_to_upper = True

    assert Old(name="ada").name == "ADA"


def test_the_key_json_encoder_is_ignored_without_a_word(program, recwarn):
    program("old_config.py")

    class Model(BaseModel):
        model_config = ConfigDict(json_encoder={datetime: str})  # pyright: ignore

        taken: datetime

    assert Model(taken=SENT).model_dump_json() == '{"taken":"2026-03-01T12:30:00Z"}'
    assert not recwarn.list


def test_pydantic_1_had_json_encoders_only():
    assert hasattr(BaseConfig, "json_encoders")
    assert not hasattr(BaseConfig, "json_encoder")


def test_isoformat_is_the_default(program):
    program("two_paths.py")

    class Parcel(BaseModel):
        day: date

    assert json.loads(Parcel(day=SENT.date()).model_dump_json()) == {
        "day": SENT.date().isoformat()
    }
    sent = TypeAdapter(datetime).dump_json(SENT).decode().strip('"')
    assert datetime.fromisoformat(sent) == SENT


def test_isoformat_writes_the_offset_of_utc_in_full(program):
    program("old_config.py")
    with pytest.warns(PydanticDeprecatedSince20):

        class Encoded(BaseModel):
            model_config = ConfigDict(json_encoders={datetime: datetime.isoformat})
            sent: datetime

    class Plain(BaseModel):
        sent: datetime

    for sent, encoded, plain in (
        (SENT, "2026-03-01T12:30:00+00:00", "2026-03-01T12:30:00Z"),
        (SENT.replace(tzinfo=None), "2026-03-01T12:30:00", "2026-03-01T12:30:00"),
    ):
        assert json.loads(Encoded(sent=sent).model_dump_json())["sent"] == encoded
        assert json.loads(Plain(sent=sent).model_dump_json())["sent"] == plain


def test_there_is_no_encoder_of_the_app(program):
    app = program("two_paths.py").load().app
    before = TestClient(app).get("/undeclared").text
    app.json_encoder = {datetime: lambda value: value.year}
    assert TestClient(app).get("/undeclared").text == before
    assert not hasattr(FastAPI(), "json_encoder")
    with pytest.raises(TypeError, match="json_encoder"):
        FastAPI(json_encoder={})  # pyright: ignore[reportCallIssue]


def test_orjson_response_warns_that_it_is_deprecated(program):
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


def test_orjson_writes_infinity_as_null(program):
    program("two_paths.py")
    app = FastAPI()

    @app.get("/ratio", response_class=ORJSONResponse)  # pyright: ignore[reportDeprecated]
    def ratio() -> dict[str, float]:
        return {"ratio": float("inf")}

    with pytest.warns(FastAPIDeprecationWarning):
        answer = TestClient(app).get("/ratio")
    assert (answer.status_code, answer.json()) == (200, {"ratio": None})


def test_an_aware_datetime_reads_digits_in_quotes_as_utc(program):
    program("naive.py")
    assert TypeAdapter(AwareDatetime).validate_json('"1772368200"') == SENT


def test_undeclared_keys_in_the_style_of_sqlalchemy_are_dropped(program):
    app = program("two_paths.py").load().app

    class Parcel(BaseModel):
        labels: dict[str, int]

    labels = {"_same_day": 1, "fragile": 2}
    app.get("/declared-model", response_model=Parcel)(lambda: {"labels": labels})
    app.get("/model")(lambda: Parcel(labels=labels))
    app.get("/loose")(lambda: {"labels": labels})
    client = TestClient(app)
    assert client.get("/declared-model").json() == {"labels": labels}
    for path in ("/model", "/loose"):
        assert client.get(path).json() == {"labels": {"fragile": 2}}

    class Sample(BaseModel):
        number: int = Field(serialization_alias="_sample")

    app.get("/alias")(lambda: Sample(number=1))
    assert client.get("/alias").json() == {}


def test_seconds_far_before_1970_are_read_as_milliseconds(program):
    module = program("readings.py").load()
    last, next_one = (
        module.Reading(id=UUID(int=7), taken=number, level=1).taken
        for number in (-20_000_000_000, -20_000_000_001)
    )
    assert (last.year, next_one.year) == (1336, 1969)


def test_a_declared_model_forgets_its_config_in_an_any_field(program):
    app = program("two_paths.py").load().app

    class Parcel(BaseModel):
        model_config = ConfigDict(ser_json_temporal="seconds")
        took: timedelta
        note: Any

    minute = timedelta(minutes=1)
    parcel = Parcel(took=minute, note=minute)
    app.get("/model", response_model=Parcel)(lambda: parcel)
    app.get("/list", response_model=list[Parcel])(lambda: [parcel])
    app.get("/any", response_model=Any)(lambda: parcel)
    app.get("/loose")(lambda: parcel)
    client = TestClient(app)
    assert client.get("/model").json() == {"took": 60.0, "note": "PT1M"}
    assert client.get("/list").json() == [{"took": 60.0, "note": "PT1M"}]
    for path in ("/any", "/loose"):
        assert client.get(path).json() == {"took": 60.0, "note": 60.0}


def test_a_merged_schema_forgets_the_serializer(program):
    reading = program("readings.py").load().Reading

    def types(**settings):
        app = FastAPI(**settings)

        @app.put("/reading")
        def put(reading: reading) -> reading:  # pyright: ignore[reportInvalidTypeForm]
            return reading

        schemas = app.openapi()["components"]["schemas"]
        return {
            name: schemas[name]["properties"]["taken"]["type"]
            for name in schemas
            if name.startswith("Reading")
        }

    assert types() == {"Reading-Input": "string", "Reading-Output": "integer"}
    assert types(separate_input_output_schemas=False) == {"Reading": "string"}

    class Dated(reading):
        @computed_field
        @property
        def year(self) -> int:
            return self.taken.year

    # A model that is an output only, without a computed field and with one.
    for model, expected in ((reading, "string"), (Dated, "integer")):
        app = FastAPI(separate_input_output_schemas=False)
        app.get("/reading", response_model=model)(lambda: None)
        properties = app.openapi()["components"]["schemas"][model.__name__][
            "properties"
        ]
        assert properties["taken"]["type"] == expected


def test_a_field_serializer_covers_the_fields_that_it_names(program):
    program("readings.py")

    class Parcel(BaseModel):
        weight: int
        tare: int
        number: int

        @field_serializer("weight", "tare")
        def in_grams(self, value: int) -> str:
            return f"{value} g"

    parcel = Parcel(weight=3, tare=1, number=7)
    assert parcel.model_dump() == {"weight": "3 g", "tare": "1 g", "number": 7}


def test_what_one_encodes_oneself_takes_neither_path(program):
    app = program("two_paths.py").load().app
    value = {"id": UUID(int=7)}

    @app.get("/loose")
    def loose():
        return value

    @app.get("/own")
    def own() -> JSONResponse:
        return JSONResponse(value)

    @app.get("/detail")
    def detail() -> None:
        raise HTTPException(400, value)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(value)

    client = TestClient(app)
    assert client.get("/loose").json() == {"id": str(UUID(int=7))}
    message = "UUID is not JSON serializable"
    for path in ("/own", "/detail"):
        with pytest.raises(TypeError, match=message):
            client.get(path)
    with pytest.raises(TypeError, match=message), client.websocket_connect("/socket"):
        pass


def test_a_subclass_takes_the_formats_of_the_declared_class(program):
    program("two_paths.py")

    class Trip(BaseModel):
        took: timedelta

    class Timed(Trip):
        model_config = ConfigDict(ser_json_temporal="seconds")

    app = FastAPI()
    timed = Timed(took=timedelta(minutes=90))
    app.get("/declared", response_model=Trip)(lambda: timed)
    app.get("/own", response_model=Timed)(lambda: timed)
    app.get("/undeclared")(lambda: timed)
    client = TestClient(app)
    assert client.get("/declared").json() == {"took": "PT1H30M"}
    assert client.get("/own").json() == {"took": 5400.0}
    assert client.get("/undeclared").json() == {"took": 5400.0}


def test_a_class_as_serializer_names_its_own_type(program):
    program("readings.py")

    def untold(value):
        return str(value)

    def schema(serializer):
        kind = Annotated[UUID, PlainSerializer(serializer)]
        return TypeAdapter(kind).json_schema(mode="serialization")

    assert schema(str) == {"type": "string"}
    assert schema(untold) == {"type": "string", "format": "uuid"}


def test_a_duration_in_milliseconds_is_read_back_as_seconds(program):
    program("readings.py")

    class Trip(BaseModel):
        model_config = ConfigDict(ser_json_temporal="milliseconds")
        took: timedelta

    sent = Trip(took=timedelta(seconds=1)).model_dump_json()
    assert json.loads(sent) == {"took": 1000}
    assert Trip.model_validate_json(sent).took == timedelta(seconds=1000)


def test_a_response_class_keeps_untyped_infinity_null(program):
    app = program("two_paths.py").load().app

    @app.get("/untyped", response_class=JSONResponse)
    def untyped() -> dict[str, Any]:
        return {"ratio": float("inf")}

    assert TestClient(app).get("/untyped").json() == {"ratio": None}


def test_a_lambda_declares_its_type_with_return_type(program):
    program("readings.py")

    class Told(BaseModel):
        id: Annotated[UUID, PlainSerializer(lambda value: value.hex, return_type=str)]
        owner: UUID

        @field_serializer("owner", return_type=str)
        def without_hyphens(self, value):
            return value.hex

    fields = Told.model_json_schema(mode="serialization")["properties"]
    assert [one["type"] for one in fields.values()] == ["string", "string"]
    assert not any("format" in one for one in fields.values())


def test_a_naive_time_of_a_row_is_a_500(program):
    program("naive.py")
    engine = create_engine("sqlite://", poolclass=StaticPool)

    class Base(orm.DeclarativeBase): ...

    class Row(Base):
        __tablename__ = "readings"
        id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
        taken: orm.Mapped[datetime] = orm.mapped_column(DateTime(timezone=True))

    class Reading(BaseModel):
        taken: AwareDatetime

    Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.add(Row(id=1, taken=SENT))
        session.commit()
        row = session.get_one(Row, 1)
        assert row.taken == SENT.replace(tzinfo=None), "the offset is lost"
        session.expunge(row)
    app = FastAPI()

    @app.get("/as-it-is", response_model=Reading)
    def as_it_is() -> Row:
        return row

    @app.get("/with-offset", response_model=Reading)
    def with_offset() -> dict[str, datetime]:
        return {"taken": row.taken.replace(tzinfo=UTC)}

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/as-it-is").status_code == 500
    assert client.get("/with-offset").json() == {"taken": "2026-03-01T12:30:00Z"}


def test_another_type_or_another_field_in_the_output_makes_two_schemas(program):
    program("readings.py")

    class Grams(BaseModel):
        weight: int

        @field_serializer("weight")
        def in_grams(self, value: int) -> str:
            return f"{value} g"

    class Rounded(BaseModel):
        weight: int

        @field_serializer("weight")
        def rounded(self, value: int) -> int:
            return round(value, -3)

    class Limited(BaseModel):
        weight: Annotated[int, Field(gt=0)]

        @field_serializer("weight")
        def unlimited(self, value: int) -> int:
            return value

    class Undeclared(BaseModel):
        weight: int

        @field_serializer("weight")
        def in_grams(self, value):
            return f"{value} g"

    class Judged(BaseModel):
        weight: int

        @computed_field
        @property
        def heavy(self) -> bool:
            return self.weight > 1000

    published = []
    for model in (Grams, Rounded, Limited, Undeclared, Judged):
        app = FastAPI()

        @app.post("/parcels")
        def send(parcel: model) -> model: ...  # pyright: ignore[reportInvalidTypeForm]

        schemas = app.openapi()["components"]["schemas"]
        published += [one for one in schemas if one.startswith(model.__name__)]
    assert published == [
        "Grams-Input", "Grams-Output", "Rounded", "Limited-Input", "Limited-Output",
        "Undeclared", "Judged-Input", "Judged-Output",
    ]  # fmt: skip


def test_a_field_serializer_is_given_none_and_an_alias_in_a_union_is_not(program):
    unix_time = program("readings.py").load().UnixTime

    class Reading(BaseModel):
        id: UUID | None = None
        taken: unix_time | None = None  # pyright: ignore[reportInvalidTypeForm]

        @field_serializer("id", when_used="json")
        def without_hyphens(self, value: UUID) -> str:
            return value.hex

    class Outside(BaseModel):
        id: Annotated[UUID | None, PlainSerializer(lambda value: value.hex)] = None

    known = Reading(id=UUID(int=7), taken=SENT)
    assert json.loads(known.model_dump_json())["taken"] == 1772368200
    assert Reading().model_dump_json(exclude={"id"}) == '{"taken":null}'
    app = FastAPI()
    for path, model in (("/field", Reading), ("/outside", Outside)):
        app.get(path, response_model=model)(lambda model=model: model())
        client = TestClient(app, raise_server_exceptions=False)
        assert client.get(path).status_code == 500
        with pytest.raises(PydanticSerializationError, match="NoneType"):
            TestClient(app).get(path)


def test_an_object_is_sent_whole_without_a_type_and_is_a_500_as_any(program):
    app = program("two_paths.py").load().app

    class Reader:
        def __init__(self) -> None:
            self.name, self._pin = "Ada", "1234"

    app.get("/loose")(lambda: {"reader": Reader()})
    app.get("/any", response_model=dict[str, Any])(lambda: {"reader": Reader()})
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/loose").json() == {"reader": {"name": "Ada", "_pin": "1234"}}
    assert client.get("/any").status_code == 500
    with pytest.raises(PydanticSerializationError, match="unknown type"):
        TestClient(app).get("/any")


def test_what_has_no_attributes_is_a_500_on_both_paths(program):
    program("two_paths.py")

    class ObjectId:  # as BSON's, or an integer of NumPy: `vars()` rejects it
        __slots__ = ()

        def __str__(self) -> str:
            return "65f0"

        def __index__(self) -> int:
            return 2**53 + 1

    app = FastAPI()
    as_text = Annotated[str, BeforeValidator(str)]
    for path, kind in (("/any", Any), ("/text", as_text), ("/number", int)):
        app.get(path, response_model=dict[str, kind])(lambda: {"id": ObjectId()})
    app.get("/undeclared")(lambda: {"id": ObjectId()})
    client = TestClient(app)
    with pytest.raises(ValueError, match=r"object is not iterable.*__dict__ attribute"):
        client.get("/undeclared")
    with pytest.raises(PydanticSerializationError, match="unknown type"):
        client.get("/any")
    assert client.get("/text").json() == {"id": "65f0"}
    assert client.get("/number").json() == {"id": 2**53}, "rounded, as a float is"


def test_bytes_that_are_not_utf_8_are_a_500_without_a_config(program):
    program("two_paths.py")

    class Scan(BaseModel):
        page: bytes

    class Encoded(Scan):
        model_config = ConfigDict(ser_json_bytes="base64")

    app = FastAPI()
    row = {"page": b"\xff"}
    for path, model in (("/scan", Scan), ("/encoded", Encoded), ("/loose", None)):
        app.get(path, response_model=model)(lambda: row)
    client = TestClient(app)
    with pytest.raises(PydanticSerializationError, match="invalid utf-8 sequence"):
        client.get("/scan")
    with pytest.raises(UnicodeDecodeError):
        client.get("/loose")
    assert client.get("/encoded").json() == {"page": "_w=="}


def test_objects_that_lead_back_to_each_other_are_a_recursion_error(program):
    program("two_paths.py")

    class Row:
        other: "Row"

    order, line = Row(), Row()
    order.other, line.other = line, order
    app = FastAPI()
    app.get("/undeclared")(lambda: order)
    with pytest.raises(RecursionError):
        TestClient(app).get("/undeclared")
