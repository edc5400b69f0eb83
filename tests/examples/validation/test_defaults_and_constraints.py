import asyncio
import json
import math
import re
import subprocess
import sys
import warnings
from datetime import date
from decimal import Decimal
from importlib.metadata import requires
from typing import Annotated, Any, Literal, Self

import pytest
from fastapi import Cookie, FastAPI, Form, Header, HTTPException, Query
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.testclient import TestClient
from pydantic import (
    MISSING,
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    PlainValidator,
    PositiveInt,
    PydanticDeprecatedSince20,
    PydanticUserError,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    computed_field,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings

EAN = "4006381333931"
PRODUCT = {"sku": "PEN1", "ean": None}


def post(module, body):
    return TestClient(module.app).post("/products", json=body)


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def types(caught):
    return [one["type"] for one in caught.value.errors()]


def test_only_a_default_lets_a_field_be_left_out(program):
    p = program("products.py")
    module = p.load()
    omitted = post(module, {})
    assert errors(omitted) == [
        ("missing", ["body", "sku"]),
        ("missing", ["body", "ean"]),
    ]
    p.record_http("omitted", omitted)
    accepted = post(module, PRODUCT)
    assert accepted.json()["product"] == {
        "sku": "PEN1",
        "ean": None,
        "price": "9.90",
        "discount": None,
    }
    p.record_http("accepted", accepted)


def test_only_the_type_decides_about_null(program):
    p = program("products.py")
    body = dict.fromkeys(("sku", "ean", "price", "discount"))
    nulls = post(p.load(), body)
    assert errors(nulls) == [
        ("string_type", ["body", "sku"]),
        ("decimal_type", ["body", "price"]),
    ]
    p.record_http("nulls", nulls)


@pytest.mark.parametrize(
    ("declared", "left_out", "null"),
    [
        ({"a": int}, "missing", "int_type"),
        ({"a": int | None}, "missing", None),
        ({"a": (int, 5)}, 5, "int_type"),
        ({"a": (int | None, None)}, None, None),
    ],
)
def test_the_four_kinds_of_field(program, declared, left_out, null):
    program("products.py")
    model = create_model("Model", **declared)
    for body, expected in (({}, left_out), ({"a": None}, null)):
        if isinstance(expected, str):
            with pytest.raises(ValidationError) as caught:
                model.model_validate(body)
            assert types(caught) == [expected]
        else:
            assert model.model_validate(body).model_dump() == {"a": expected}


def test_the_errors_of_different_fields_are_collected(program):
    p = program("products.py")
    body = {"sku": "Pen-1", "ean": "4006381333930", "price": "0"}
    refused = post(p.load(), body)
    assert errors(refused) == [
        ("string_pattern_mismatch", ["body", "sku"]),
        ("value_error", ["body", "ean"]),
        ("greater_than", ["body", "price"]),
    ]
    p.record_http("fields", refused)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("sku", "PE", "string_too_short"),
        ("sku", "P" * 13, "string_too_long"),
        ("sku", "PEN1\n", "string_pattern_mismatch"),
        ("sku", "ÉTUI", "string_pattern_mismatch"),
        ("sku", "", "string_too_short"),
        ("ean", EAN[:-1], "string_pattern_mismatch"),
        ("ean", EAN + "0", "string_pattern_mismatch"),
        ("ean", "٤" * 13, "string_pattern_mismatch"),
        ("ean", "0406381333931", "value_error"),
        ("ean", "4106381333931", "value_error"),
        ("ean", EAN[:-1] + "6", "value_error"),
        ("price", "0.001", "decimal_max_places"),
        ("price", "1e999999", "decimal_max_digits"),
        ("price", "1234567", "decimal_whole_digits"),
        ("price", "NaN", "finite_number"),
        ("discount", "-1", "greater_than"),
    ],
)
def test_a_bad_value_is_rejected(program, field, value, error):
    refused = post(program("products.py").load(), {**PRODUCT, field: value})
    assert errors(refused) == [(error, ["body", field])]


def test_good_values_at_the_limits_are_accepted(program):
    module = program("products.py").load()
    for change in (
        {"sku": "PEN"},
        {"sku": "P" * 12},
        {"ean": EAN},
        {"ean": "9780306406157"},
        {"price": "999999.99"},
        {"price": "0.01"},
        {"price": "2", "discount": "1.99"},
    ):
        answer = post(module, {**PRODUCT, **change})
        assert answer.status_code == 200
        assert answer.json()["product"].items() >= change.items()


def test_a_rule_of_the_model_points_at_the_model(program):
    p = program("products.py")
    module = p.load()
    refused = post(module, {**PRODUCT, "price": "2", "discount": "2"})
    assert errors(refused) == [("value_error", ["body"])]
    p.record_http("rule", refused)


def test_a_value_error_has_a_message_and_an_empty_context(program):
    refused = post(program("products.py").load(), {**PRODUCT, "discount": "10"})
    detail = refused.json()["detail"][0]
    assert detail["type"] == "value_error"
    assert detail["msg"] == "Value error, the discount must be below the price"
    assert detail["ctx"] == {"error": {}}


def test_the_attributes_of_a_value_error_are_sent(program):
    program("products.py")
    app = FastAPI()

    class Note(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def is_json(cls, value: str) -> str:
            json.loads(value)
            return value

    @app.post("/notes")
    def write(note: Note) -> None: ...

    error = TestClient(app).post("/notes", json={"text": "{ my secret"}).json()
    assert error["detail"][0]["type"] == "value_error"
    assert error["detail"][0]["ctx"]["error"]["doc"] == "{ my secret"


def test_a_rule_of_the_model_waits_until_the_fields_are_valid(program):
    refused = post(
        program("products.py").load(), {"sku": "x", "ean": None, "discount": "10"}
    )
    assert errors(refused) == [("string_too_short", ["body", "sku"])]


@pytest.mark.parametrize(
    ("union", "value", "expected"),
    [
        (int | date, "x", ["int_parsing", "date_from_datetime_parsing"]),
        (list[int] | int, ["a", "b"], ["int_parsing", "int_parsing", "int_type"]),
        (int | None, "x", ["int_parsing"]),
    ],
)
def test_a_union_adds_up_the_errors_of_its_members(program, union, value, expected):
    program("products.py")
    with pytest.raises(ValidationError) as caught:
        create_model("Model", value=(union, ...))(value=value)
    assert types(caught) == expected


def test_a_list_reports_each_bad_element(program):
    program("products.py")
    with pytest.raises(ValidationError) as caught:
        create_model("Model", value=(list[int], ...))(value=["a", 1, "b"])
    assert [one["loc"] for one in caught.value.errors()] == [("value", 0), ("value", 2)]


def test_a_value_stops_at_its_first_error(program):
    refused = post(program("products.py").load(), {"sku": "x", "ean": None})
    assert errors(refused) == [("string_too_short", ["body", "sku"])]


def test_what_was_sent_is_remembered(program):
    module = program("products.py").load()
    sent = post(module, {**PRODUCT, "discount": None}).json()["sent"]
    assert sent == ["discount", "ean", "sku"]


def test_a_list_as_default_is_copied_and_a_hashable_object_is_shared(program):
    program("products.py")

    class Counter:
        count = 0

    class Shelf(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        tags: list[str] = []
        counter: Counter = Counter()

    Shelf().tags.append("red")
    assert Shelf().tags == []
    assert Shelf().counter is Shelf().counter


def test_a_default_factory_sees_the_fields_before_it(program):
    program("products.py")

    class Label(BaseModel):
        name: str
        short: str = Field(default_factory=lambda data: data["name"][:3])
        made: list[int] = Field(default_factory=list)

    assert Label(name="Pencil").short == "Pen"
    assert Label(name="Pencil").made is not Label(name="Pencil").made


def test_a_pattern_is_a_search_in_the_dialect_of_rust(program):
    program("products.py")

    class Code(BaseModel):
        loose: str = Field(pattern="[A-Z]{2}")

    assert Code(loose="xxABxx")
    with pytest.raises(Exception, match="look-around"):
        create_model("Bad", code=(str, Field(pattern=r"^(?=.*\d).+$")))


def test_before_sees_the_input_and_after_the_value(program):
    program("products.py")
    seen: list[object] = []

    class Stock(BaseModel):
        count: int

        @field_validator("count", mode="before")
        @classmethod
        def before(cls, value):
            seen.append(value)
            return value

        @field_validator("count")
        @classmethod
        def after(cls, value):
            seen.append(value)
            return value

    Stock.model_validate({"count": "7"})
    assert seen == ["7", 7]
    whole: Any = model_validator
    with pytest.raises(TypeError, match="mode"):
        whole()


def test_annotated_decides_the_order_of_constraints_and_validators(program):
    program("products.py")
    seen: list[tuple[str, object]] = []

    def noting(name, change=lambda value: value):
        def note(value):
            seen.append((name, value))
            return change(value)

        return note

    class Stock(BaseModel):
        count: Annotated[
            int,
            BeforeValidator(noting("before")),
            AfterValidator(noting("after", lambda value: -value)),
            Field(gt=0),
        ]

        @field_validator("count", mode="before")
        @classmethod
        def first(cls, value):
            return noting("first")(value)

        @field_validator("count")
        @classmethod
        def last(cls, value):
            return noting("last")(value)

    assert Stock.model_validate({"count": "-7"}).count == 7
    assert seen == [("first", "-7"), ("before", "-7"), ("after", -7), ("last", 7)]

    seen.clear()
    one, two = BeforeValidator(noting("one")), BeforeValidator(noting("two"))
    TypeAdapter(Annotated[int, one, two]).validate_python(1)
    assert seen == [("two", 1), ("one", 1)]
    with pytest.raises(ValidationError) as caught:
        Stock(count=7)
    assert types(caught) == ["greater_than"], "-7 is not above 0"


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (int, Field(gt=0)),
        (Decimal, Field(gt=0)),
        (str, Field(max_length=3)),
        (list[int], Field(max_length=3)),
    ],
)
def test_constraints_on_the_type_are_checked_in_rust(program, kind, limit):
    program("products.py")
    direct = create_model("Direct", value=(kind, limit))
    for function in ("greater_than_validator", "max_length_validator"):
        assert function not in repr(direct.__pydantic_validator__)


def test_a_constraint_behind_a_validator_is_a_python_function(program):
    program("products.py")
    direct = create_model("Direct", count=Annotated[int, Field(gt=0)])
    behind = create_model(
        "Behind", count=Annotated[int, AfterValidator(abs), Field(gt=0)]
    )
    assert "ConstrainedInt" in repr(direct.__pydantic_validator__)
    assert "greater_than_validator" not in repr(direct.__pydantic_validator__)
    assert "greater_than_validator" in repr(behind.__pydantic_validator__)


def test_most_constraints_are_in_the_schema(program):
    schema = program("products.py").load().Product.model_json_schema()["properties"]
    assert schema["sku"] == {
        "type": "string",
        "title": "Sku",
        "minLength": 3,
        "maxLength": 12,
        "pattern": "^[A-Z0-9]+$",
    }
    number, _text = schema["price"]["anyOf"]
    assert number == {"type": "number", "exclusiveMinimum": 0.0}


def test_without_constraints_half_of_a_surrogate_pair_and_nan_are_valid():
    app = FastAPI()
    kept: list[tuple[str, float]] = []

    class Note(BaseModel):
        text: str
        weight: float = 1

    class Limited(Note):
        text: Annotated[str, Field(max_length=9)]
        weight: Annotated[float, Field(ge=0)] = 1

    @app.post("/notes")
    def add(note: Note) -> Note:
        kept.append((note.text, note.weight))
        return note

    half, nan = '{"text": "\\ud800"}', '{"text": "a", "weight": NaN}'
    client = TestClient(app, raise_server_exceptions=False)
    headers = {"content-type": "application/json"}
    cut = client.post("/notes", content=half, headers=headers)
    odd = client.post("/notes", content=nan, headers=headers)
    assert (cut.status_code, kept[0]) == (500, ("\ud800", 1)), "it has run"
    assert (odd.status_code, odd.json()["weight"]) == (200, None)
    assert math.isnan(kept[1][1])
    for body, kind in ((half, "string_unicode"), (nan, "greater_than_equal")):
        with pytest.raises(ValidationError) as caught:
            Limited.model_validate(json.loads(body))
        assert [one["type"] for one in caught.value.errors()] == [kind]


def test_decimal_places_and_late_constraints_are_not_in_the_schema(program):
    product = program("products.py").load().Product
    price = str(product.model_json_schema()["properties"]["price"]["anyOf"])
    for known in ("max_digits", "decimal_places", "multipleOf", "pattern"):
        assert known not in price
    behind = create_model(
        "Behind",
        count=Annotated[int, AfterValidator(abs), Field(gt=0)],
        name=Annotated[str, AfterValidator(str.strip), Field(min_length=2)],
    )
    fields = behind.model_json_schema()["properties"]
    assert "exclusiveMinimum" not in fields["count"]
    assert fields["count"]["gt"] == 0, "which JSON Schema does not know"
    assert fields["name"]["minLength"] == 2, "other limits do arrive"


def test_custom_validators_are_not_in_the_schema(program):
    program("products.py")

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def even(cls, value):
            return value

    assert (
        Stock.model_json_schema()
        == create_model("Stock", count=int).model_json_schema()
    )


def test_ready_made_types(program):
    program("products.py")

    class Contact(BaseModel):
        age: PositiveInt
        email: EmailStr

    contact = Contact(age=1, email="Ada@NO-SUCH-HOST-7.ORG")
    assert contact.email == "Ada@no-such-host-7.org", "the host was not looked up"
    with pytest.raises(ValidationError) as caught:
        Contact(age=0, email="ada")
    assert types(caught) == ["greater_than", "value_error"]


def test_an_address_needs_a_package_of_its_own(program, monkeypatch):
    program("products.py")
    for package in ("fastapi", "pydantic"):
        needed = [one for one in requires(package) or [] if "email-validator" in one]
        assert needed
        assert all("extra ==" in one for one in needed)
    monkeypatch.setitem(sys.modules, "email_validator", None)
    monkeypatch.setattr("pydantic.networks.email_validator", None)
    with pytest.raises(ImportError, match="email-validator is not installed"):

        class Contact(BaseModel):
            email: EmailStr


def test_a_validator_can_choose_the_type_of_its_error(program):
    program("products.py")

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def even(cls, value):
            raise PydanticCustomError("odd_count", "{n} is odd", {"n": value})

    with pytest.raises(ValidationError) as caught:
        Stock(count=1)
    error = caught.value.errors()[0]
    assert (error["type"], error["msg"]) == ("odd_count", "1 is odd")


def test_a_validator_without_return_makes_the_value_none():
    class Price(BaseModel):
        euros: int

        @field_validator("euros")
        def check(cls, euros):
            if euros < 0:
                raise ValueError("negative")

    class Early(BaseModel):
        euros: int

        @field_validator("euros", mode="before")
        def check(cls, euros): ...

    class Range(BaseModel):
        low: int
        high: int

        @model_validator(mode="after")  # pyright: ignore[reportArgumentType]
        def check(self):
            if self.low > self.high:
                raise ValueError("low above high")

    app = FastAPI()

    @app.post("/prices")
    def price(price: Price) -> str:
        return repr(price.euros)

    @app.post("/ranges")
    def span(span: Range) -> str:
        return repr(span)

    with pytest.raises(ValidationError, match="input_value=None"):
        Early(euros=5)
    client = TestClient(app)
    assert client.post("/prices", json={"euros": 5}).json() == "None"
    assert client.post("/ranges", json={"low": 1, "high": 2}).json() == "None"
    assert client.post("/ranges", json={"low": 2, "high": 1}).status_code == 422


def test_an_http_exception_in_a_validator_hides_the_other_errors(program):
    program("products.py")
    app = FastAPI()

    class Stock(BaseModel):
        name: str
        count: int

        @field_validator("name")
        @classmethod
        def free(cls, value):
            raise errors[value]

    errors = {"http": HTTPException(409, "taken"), "value": ValueError("taken")}

    @app.post("/stock")
    def add(stock: Stock) -> Stock:
        return stock

    client = TestClient(app)
    hidden = client.post("/stock", json={"name": "http", "count": "x"})
    assert (hidden.status_code, hidden.json()) == (409, {"detail": "taken"})
    listed = client.post("/stock", json={"name": "value", "count": "x"})
    assert listed.status_code == 422
    types = [one["type"] for one in listed.json()["detail"]]
    assert types == ["value_error", "int_parsing"]


def test_a_type_error_in_a_validator_is_a_500(program):
    program("products.py")
    app = FastAPI()
    bugs: list[Exception] = [TypeError("a bug"), KeyError("price")]

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def broken(cls, value):
            raise bugs[value]

    @app.post("/stock")
    def add(stock: Stock) -> Stock:
        return stock

    class Tagged(BaseModel):
        tags: list[str]

        @field_validator("tags", mode="before")
        @classmethod
        def split(cls, value):
            return value.split(",")

    @app.post("/tags")
    def tag(tagged: Tagged) -> int:
        return len(tagged.tags)

    client = TestClient(app, raise_server_exceptions=False)
    for count in range(len(bugs)):
        assert client.post("/stock", json={"count": count}).status_code == 500
    assert client.post("/tags", json={"tags": "a,b"}).json() == 2
    assert client.post("/tags", json={"tags": 7}).status_code == 500


def test_a_constraint_that_does_not_fit_the_type_makes_good_values_a_500(program):
    """Neither the model nor the application is refused when it is built."""
    program("products.py")
    app = FastAPI()

    class Pin(BaseModel):
        number: Annotated[int, Field(max_length=4)]
        named: Annotated[int | str, Field(gt=0)] = 1

    @app.post("/pins")
    def add(pin: Pin) -> None: ...

    @app.get("/pins")
    def find(name: Annotated[int, Query(pattern="^[0-9]$")]) -> None: ...

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/openapi.json").status_code == 200
    assert client.post("/pins", json={"number": 7}).status_code == 500
    assert client.post("/pins", json={"number": "x"}).status_code == 422
    assert client.get("/pins?name=7").status_code == 500
    with pytest.raises(TypeError, match="Unable to apply constraint 'max_length'"):
        Pin(number=7)
    # In a union, a value of the member that the limit does not fit.
    for value, error in ((0, ValidationError), ("x", TypeError)):
        with pytest.raises(error):
            create_model("Named", named=Annotated[int | str, Field(gt=0)])(named=value)


def test_constraints_on_elements_belong_to_the_element_type(program):
    program("products.py")

    class Shelf(BaseModel):
        tags: list[Annotated[str, Field(min_length=3)]]
        pair: Annotated[list[str], Field(min_length=2)]

    assert Shelf(tags=["red"], pair=["a", "b"])
    with pytest.raises(ValidationError) as caught:
        Shelf(tags=["red", "x"], pair=["a"])
    found = [(one["type"], one["loc"]) for one in caught.value.errors()]
    assert found == [("string_too_short", ("tags", 1)), ("too_short", ("pair",))]


def test_a_bad_default_passes(program):
    p = program("unchecked.py")
    with pytest.warns(PydanticDeprecatedSince20):
        module = p.load()
    client = TestClient(module.app)
    passed = client.post("/shelves", json={"label": "NORTH-EAST"})
    assert passed.status_code == 200
    assert passed.json() == "NORTH-EAST: 0 rows of 0"
    p.record_http("passed", passed)
    sent = client.post("/shelves?per_row=0", json={"rows": 0})
    assert len(errors(sent)) == 2, "the same values are rejected when they are sent"
    least = client.post("/shelves?per_row=1", json={"rows": 1})
    assert least.json() == ": 1 rows of 1"


def test_validate_default_checks_the_default(program):
    with pytest.warns(PydanticDeprecatedSince20):
        module = program("unchecked.py").load()

    class Checked(module.Shelf):
        model_config = ConfigDict(validate_default=True)

    with pytest.raises(ValidationError):
        Checked()


def test_an_unknown_keyword_of_field_only_warns(program):
    with pytest.warns(PydanticDeprecatedSince20, match="Extra keys: 'max_lenght'"):
        module = program("unchecked.py").load()
    assert module.Shelf(label="NORTH-EAST").label == "NORTH-EAST"
    assert module.Shelf().label == ""
    label = module.Shelf.model_json_schema()["properties"]["label"]
    assert label["max_lenght"] == 3, "it went into the schema as it is"
    assert "maxLength" not in label


def test_an_unknown_keyword_of_query_is_a_type_error(program):
    program("products.py")
    with pytest.raises(TypeError, match="max_lenght"):
        Query(max_lenght=3)  # pyright: ignore[reportCallIssue]


def test_defaults_of_parameters_are_not_validated(program):
    app = FastAPI()
    program("unchecked.py")

    @app.post("/shelves")
    def build(
        count: Annotated[int, Query(ge=1)] = 0,
        width: Annotated[int, Header(ge=1)] = 0,
        height: Annotated[int, Cookie(ge=1)] = 0,
        depth: Annotated[int, Form(ge=1)] = 0,
    ) -> list[int]:
        return [count, width, height, depth]

    assert TestClient(app).post("/shelves").json() == [0, 0, 0, 0]
    sent = TestClient(app, cookies={"height": "0"}).post(
        "/shelves?count=0", headers={"width": "0"}, data={"depth": "0"}
    )
    assert len(errors(sent)) == 4


def test_python_re_is_an_option(program):
    program("products.py")

    class Code(BaseModel):
        model_config = ConfigDict(regex_engine="python-re")
        code: str = Field(pattern=r"^(?=.*\d).+$")

    assert Code(code="a1")
    with pytest.raises(ValidationError):
        Code(code="a")


def test_settings_validate_their_defaults(program):
    program("unchecked.py")

    class Settings(BaseSettings):
        shelf_size: Annotated[int, Field(ge=1)] = 0

    with pytest.raises(ValidationError):
        Settings()


def test_an_assignment_counts_as_set(program):
    changes = program("patch.py").load().ProductPatch(shelf="S-1")
    assert changes.model_fields_set == {"shelf"}
    changes.discount = None
    assert changes.model_fields_set == {"shelf", "discount"}
    assert changes.model_dump(exclude_unset=True)["discount"] is None

    class Adding(type(changes)):
        @model_validator(mode="before")
        @classmethod
        def put_on_a_shelf(cls, sent: dict[str, object]) -> dict[str, object]:
            return {"shelf": "S-1", **sent}

    assert Adding().model_fields_set == {"shelf"}

    class Computing(type(changes)):
        @computed_field
        @property
        def row(self) -> str:
            return "N"

    assert Computing().model_dump(exclude_unset=True) == {"row": "N"}


def test_a_plain_validator_replaces_the_conversion(program):
    program("products.py")
    plain = Annotated[int, PlainValidator(lambda value: value)]
    stock = create_model("Model", count=plain)
    assert stock(count="x").model_dump(warnings=False) == {"count": "x"}


def test_a_field_validator_sees_the_fields_before_it(program):
    program("products.py")

    class Offer(BaseModel):
        price: int
        discount: int

        @field_validator("discount")
        @classmethod
        def below_price(cls, value: int, info: ValidationInfo) -> int:
            if "price" in info.data and value >= info.data["price"]:
                raise ValueError("the discount must be below the price")
            return value

    for price, expected in ((2, [("discount",)]), ("x", [("price",)])):
        with pytest.raises(ValidationError) as caught:
            Offer.model_validate({"price": price, "discount": 2})
        assert [one["loc"] for one in caught.value.errors()] == expected

    class Careless(BaseModel):
        price: int
        discount: int

        @field_validator("discount")
        @classmethod
        def below_price(cls, value: int, info: ValidationInfo) -> int:
            return min(value, info.data["price"])

    with pytest.raises(KeyError, match="price"):
        Careless.model_validate({"price": "x", "discount": 2})


def test_regex_is_gone_from_field(program):
    program("products.py")
    with pytest.raises(PydanticUserError, match="use `pattern` instead"):

        class Old(BaseModel):
            name: str = Field(regex="^a")  # pyright: ignore

    with pytest.raises(PydanticUserError, match="use `pattern` instead"):
        Field(regex="^a")  # pyright: ignore


def test_regex_of_query_still_works_and_warns(program):
    program("products.py")
    app = FastAPI()
    with pytest.warns(FastAPIDeprecationWarning, match="please use `pattern`"):
        old = Query(regex="^a")  # pyright: ignore[reportDeprecated]

    @app.get("/")
    def find(name: Annotated[str, old]) -> str:
        return name

    assert TestClient(app).get("/?name=ab").json() == "ab"
    assert len(errors(TestClient(app).get("/?name=b"))) == 1


def test_the_ellipsis_still_works_and_changes_nothing(program):
    program("products.py")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        old = create_model("Model", name=(str, Field(...)))
    new = create_model("Model", name=(str, Field()))
    assert old.model_json_schema() == new.model_json_schema()
    assert old.model_fields["name"].is_required()


def test_null_is_told_apart_from_not_sent(program):
    p = program("patch.py")
    with TestClient(p.load().app) as client:
        wrong = client.patch("/wrong", json={"discount": None})
        right = client.patch("/right", json={"discount": None})
        silent = client.patch("/right", json={})
        other = client.patch("/right", json={"shelf": "S-1"})
    assert wrong.json() == {"shelf": "N-4", "discount": "1.00"}
    assert right.json() == {"shelf": "N-4", "discount": None}
    assert silent.json() == {"shelf": "N-4", "discount": "1.00"}
    assert other.json() == {"shelf": "S-1", "discount": "1.00"}
    p.record_http("wrong", wrong)
    p.record_http("right", right)


def test_the_wrong_patch_still_sets_a_value(program):
    with TestClient(program("patch.py").load().app) as client:
        changed = client.patch("/wrong", json={"discount": "2"})
        longest = client.patch("/wrong", json={"discount": "123456.78"})
        longer = client.patch("/wrong", json={"discount": "1234567.89"})
    assert changed.json()["discount"] == "2"
    assert [longest.status_code, longer.status_code] == [200, 422]


def test_the_missing_sentinel_leaves_dumps_and_rejects_null(program):
    program("patch.py")
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Patch(BaseModel):
            sku: str | MISSING = MISSING  # pyright: ignore
            discount: Decimal | MISSING | None = MISSING  # pyright: ignore

    app = FastAPI()

    @app.patch("/products")
    def change(patch: Patch) -> Patch:
        return patch

    client = TestClient(app)
    assert client.patch("/products", json={}).json() == {}
    nulled = client.patch("/products", json={"discount": None})
    assert nulled.json() == {"discount": None}
    refused = client.patch("/products", json={"sku": None})
    assert errors(refused) == [("string_type", ["body", "sku"])]
    assert "MISSING" not in str(Patch.model_json_schema())


def test_a_compiled_pattern_uses_the_engine_of_python(program):
    program("products.py")
    digit = re.compile(r"^(?=.*\d).+$")
    code = create_model("Code", code=(str, Field(pattern=digit)))
    assert code(code="a1")
    with pytest.raises(ValidationError) as caught:
        code(code="a")
    assert types(caught) == ["string_pattern_mismatch"]


def test_a_plain_field_validator_replaces_constraints_and_schema(program):
    program("products.py")

    class Stock(BaseModel):
        count: Annotated[int, Field(gt=0)]

    class Plain(Stock):
        @field_validator("count", mode="plain")
        @classmethod
        def as_it_is(cls, value):
            return value

    with pytest.raises(ValidationError):
        Stock(count=-1)
    assert Plain(count=-1).count == -1
    assert Stock.model_json_schema()["properties"]["count"]["type"] == "integer"
    assert Plain.model_json_schema()["properties"]["count"] == {"title": "Count"}
    written = Plain.model_json_schema(mode="serialization")["properties"]["count"]
    assert written["type"] == "integer", "the output keeps its type"


def test_a_rule_of_the_model_can_point_at_a_field(program):
    program("products.py")
    app = FastAPI()

    class Offer(BaseModel):
        price: int
        discount: int

        @model_validator(mode="after")
        def below_price(self) -> Self:
            if self.discount >= self.price:
                kind = PydanticCustomError("too_high", "must be below the price")
                line = InitErrorDetails(
                    type=kind, loc=("discount",), input=self.discount
                )
                raise ValidationError.from_exception_data("Offer", [line])
            return self

    @app.post("/offers")
    def add(offer: Offer) -> None: ...

    client = TestClient(app)
    refused = client.post("/offers", json={"price": 2, "discount": 2})
    assert errors(refused) == [("too_high", ["body", "discount"])]
    assert client.post("/offers", json={"price": 2, "discount": 1}).status_code == 200


def test_a_parameter_can_validate_its_default(program):
    program("products.py")
    app = FastAPI()

    @app.get("/shelves")
    def find(count: Annotated[int, Query(ge=1, validate_default=True)] = 0) -> int:
        return count

    client = TestClient(app)
    refused = client.get("/shelves")
    assert errors(refused) == [("greater_than_equal", ["query", "count"])]


def test_a_default_factory_needs_valid_fields_before_it(program):
    program("products.py")

    class Label(BaseModel):
        name: str
        short: str = Field(default_factory=lambda data: data["name"][:3])

    with pytest.raises(ValidationError) as caught:
        Label.model_validate({"name": None})
    assert types(caught) == ["string_type", "default_factory_not_called"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"discount": "0"}, "greater_than"),
        ({"discount": "1.001"}, "decimal_max_places"),
        ({"discount": "1e999999"}, "decimal_max_digits"),
        ({"shelf": "N" * 11}, "string_too_long"),
    ],
)
def test_a_patch_has_the_limits_of_a_product(program, change, error):
    client = TestClient(program("patch.py").load().app)
    for path in ("/wrong", "/right"):
        refused = client.patch(path, json=change)
        assert errors(refused) == [(error, ["body", *change])]
    good = {"shelf": "N" * 10, "discount": "999999.99"}
    assert client.patch("/right", json=good).json() == good


@pytest.mark.parametrize("domain", ["shop.test", "x.local", "no.invalid", "localhost"])
def test_an_address_in_a_reserved_domain_is_rejected(program, domain):
    program("products.py")
    address = TypeAdapter(EmailStr)
    assert address.validate_python("ada@shop.example") == "ada@shop.example"
    with pytest.raises(ValidationError, match="part after the @-sign"):
        address.validate_python(f"ada@{domain}")


def test_a_validator_can_name_its_type_in_the_schema(program):
    program("products.py")

    class Stock(BaseModel):
        count: int

        @field_validator("count", mode="plain", json_schema_input_type=int | str)
        @classmethod
        def read(cls, value):
            return int(value)

    count = Stock.model_json_schema()["properties"]["count"]
    assert count["anyOf"] == [{"type": "integer"}, {"type": "string"}]


def test_a_dollar_of_python_lets_a_final_newline_pass(program):
    program("products.py")

    def accepts(pattern, engine: Literal["rust-regex", "python-re"] = "rust-regex"):
        config = ConfigDict(regex_engine=engine)
        code = create_model(
            "Code", __config__=config, code=(str, Field(pattern=pattern))
        )
        try:
            return bool(code(code="AB\n"))
        except ValidationError:
            code(code="AB")
            return False

    assert not accepts("^[A-Z]{2}$")
    assert accepts("^[A-Z]{2}$", "python-re")
    assert accepts(re.compile("^[A-Z]{2}$"))
    # Not `\Z`: the schema publishes the pattern, and JavaScript has no such escape.
    assert not accepts(r"^[A-Z]{2}$(?!\n)", "python-re")
    assert not accepts(re.compile(r"^[A-Z]{2}$(?!\n)"))


def test_a_failed_assert_is_an_error_unless_python_drops_it(program):
    program("products.py")
    source = """
from pydantic import TypeAdapter, ValidationError, AfterValidator
from typing import Annotated

def even(value: int) -> int:
    assert value % 2 == 0
    return value

try:
    print(TypeAdapter(Annotated[int, AfterValidator(even)]).validate_python(1))
except ValidationError as error:
    print(error.errors()[0]["type"])
"""
    for flags, printed in (([], "assertion_error"), (["-O"], "1")):
        ran = subprocess.run(
            [sys.executable, *flags, "-c", source],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == printed


def test_an_async_validator_is_not_awaited(program):
    program("products.py")

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        async def known(cls, value: int) -> int:
            raise ValueError("never raised")

    stock = Stock(count=1)
    assert asyncio.iscoroutine(stock.count), "the field holds the coroutine"
    stock.count.close()


def test_a_default_factory_of_a_parameter_gets_no_values(program):
    program("unchecked.py")
    app = FastAPI()
    plain = Query(default_factory=lambda: "plain")
    factory: Any = lambda data: data["name"]  # noqa: E731
    taking = Query(default_factory=factory)

    @app.get("/plain")
    def without(name: str, short: Annotated[str, plain]) -> str:
        return short

    @app.get("/taking")
    def with_argument(name: str, short: Annotated[str, taking]) -> str:
        return short

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/plain?name=Pencil").json() == "plain"
    assert client.get("/taking?name=Pencil").status_code == 500
    assert client.get("/taking?name=Pencil&short=P").json() == "P"


def test_constraints_in_rust_have_a_fixed_order(program):
    program("products.py")
    above, even = Field(gt=0), Field(multiple_of=2)
    behind = AfterValidator(lambda value: value)
    for listed, expected in (
        ((above, even), "multiple_of"),
        ((even, above), "multiple_of"),
        ((behind, above, even), "greater_than"),
        ((behind, even, above), "multiple_of"),
    ):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(Annotated[int, *listed]).validate_python(-1)
        assert types(caught) == [expected], "behind a validator as it is listed"


def test_validators_run_on_the_event_loop_even_before_a_def(program):
    program("products.py")
    app = FastAPI()
    ran: list[tuple[str, bool]] = []

    def note(where: str) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            ran.append((where, False))
        else:
            ran.append((where, True))

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def check(cls, value: int) -> int:
            note("validator")
            return value

    @app.post("/body")
    def add(stock: Stock) -> None:
        note("function")

    @app.get("/query")
    def find(stock: Annotated[Stock, Query()]) -> None:
        note("function")

    client = TestClient(app)
    assert client.post("/body", json={"count": 1}).status_code == 200
    assert client.get("/query?count=1").status_code == 200
    assert ran == [("validator", True), ("function", False)] * 2


def test_a_nested_object_in_a_patch_replaces_the_whole_one(program):
    program("patch.py")

    class Place(BaseModel):
        hall: str | None = None
        shelf: str | None = None

    class Patch(BaseModel):
        place: Place = Place()

    row = {"place": {"hall": "N", "shelf": "N-4"}}
    changes = Patch.model_validate({"place": {"shelf": "S-1"}})
    merged = row | changes.model_dump(exclude_unset=True)
    assert merged == {"place": {"shelf": "S-1"}}, "the hall is lost"
    stored = create_model("Stored", place=(Place, ...)).model_validate(row)
    copied = stored.model_copy(update=changes.model_dump(exclude_unset=True))
    assert copied.model_dump(warnings=False) == merged
