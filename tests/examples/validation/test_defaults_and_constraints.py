import warnings
from decimal import Decimal
from typing import Annotated

import pytest
from fastapi import Cookie, FastAPI, Form, Header, Query
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.testclient import TestClient
from pydantic import (
    MISSING,
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PydanticDeprecatedSince20,
    PydanticUserError,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError


def post(module, body):
    return TestClient(module.app).post("/products", json=body)


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def test_what_may_be_left_out(program):
    p = program("products.py")
    module = p.load()
    omitted = post(module, {})
    assert errors(omitted) == [
        ("missing", ["body", "name"]),
        ("missing", ["body", "shelf"]),
    ]
    p.record_http("omitted", omitted)
    accepted = post(module, {"name": "Pen", "shelf": None})
    assert accepted.json()["product"]["price"] == "9.90"
    assert accepted.json()["sent"] == ["name", "shelf"]
    p.record_http("accepted", accepted)


def test_what_may_be_null(program):
    p = program("products.py")
    body = dict.fromkeys(("name", "shelf", "price", "discount"))
    nulls = post(p.load(), body)
    assert errors(nulls) == [
        ("string_type", ["body", "name"]),
        ("decimal_type", ["body", "price"]),
    ]
    p.record_http("nulls", nulls)


def test_every_fault_of_the_fields_is_reported(program):
    p = program("products.py")
    body = {"name": "Pen 2", "shelf": "north", "price": "0", "tags": ["red", "x"]}
    refused = post(p.load(), body)
    assert errors(refused) == [
        ("string_pattern_mismatch", ["body", "name"]),
        ("value_error", ["body", "shelf"]),
        ("greater_than", ["body", "price"]),
        ("string_too_short", ["body", "tags", 1]),
    ]
    p.record_http("fields", refused)


def test_a_rule_of_the_model_is_located_at_the_model(program):
    p = program("products.py")
    body = {"name": "Pen", "shelf": None, "price": "1", "discount": "2"}
    refused = post(p.load(), body)
    assert errors(refused) == [("value_error", ["body"])]
    detail = refused.json()["detail"][0]
    assert detail["msg"] == "Value error, the discount must be below the price"
    assert detail["ctx"] == {"error": {}}
    p.record_http("rule", refused)


def test_a_rule_of_the_model_waits_until_all_fields_are_valid(program):
    body = {"name": "x", "shelf": None, "price": "1", "discount": "2"}
    refused = post(program("products.py").load(), body)
    assert errors(refused) == [("string_too_short", ["body", "name"])]


def test_a_mutable_default_is_copied(program):
    product = program("products.py").load().Product
    product(name="Pen", shelf=None).tags.append("red")
    assert product(name="Pen", shelf=None).tags == []


def test_a_default_factory_sees_the_fields_before_it(program):
    program("products.py")

    class Label(BaseModel):
        name: str
        short: str = Field(default_factory=lambda data: data["name"][:3])

    assert Label(name="Pencil").short == "Pen"


def test_a_pattern_is_a_search_in_rusts_dialect(program):
    program("products.py")

    class Code(BaseModel):
        loose: str = Field(pattern="[A-Z]{2}")

    assert Code(loose="xxABxx")
    with pytest.raises(Exception, match="look-around"):
        type(
            "Bad",
            (BaseModel,),
            {
                "__annotations__": {"code": str},
                "code": Field(pattern=r"^(?=.*\d).+$"),
                "__module__": __name__,
            },
        )


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

        @field_validator("count", mode="after")
        @classmethod
        def after(cls, value):
            seen.append(value)
            return value

    Stock.model_validate({"count": "7"})
    assert seen == ["7", 7]


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
    with pytest.raises(ValidationError) as caught:
        Stock(count=7)
    assert caught.value.errors()[0]["type"] == "greater_than", "-7 is not above 0"


def test_a_value_reports_its_first_refusal_only(program):
    body = {"name": "2", "shelf": None}
    refused = post(program("products.py").load(), body)
    assert errors(refused) == [("string_too_short", ["body", "name"])]


def test_an_error_type_of_ones_own(program):
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


def test_a_type_error_in_a_validator_is_not_an_error_of_the_client(program):
    program("products.py")
    app = FastAPI()

    class Stock(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def broken(cls, value):
            raise TypeError("a bug")

    @app.post("/stock")
    def add(stock: Stock) -> Stock:
        return stock

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/stock", json={"count": 1}).status_code == 500


def test_constraints_that_do_nothing(program):
    p = program("unchecked.py")
    with pytest.warns(PydanticDeprecatedSince20, match="Extra keys: 'max_lenght'"):
        module = p.load()
    client = TestClient(module.app)
    passed = client.post("/shelves", json={"label": "NORTH-EAST"})
    assert passed.status_code == 200
    assert passed.json() == "NORTH-EAST: 0 rows of 0"
    p.record_http("passed", passed)
    sent = client.post("/shelves?per_row=0", json={"rows": 0})
    assert len(errors(sent)) == 2, "the same values are refused when they are sent"

    class Checked(module.Shelf):
        model_config = ConfigDict(validate_default=True)

    with pytest.raises(ValidationError):
        Checked()


def test_no_kind_of_parameter_validates_its_default(program):
    app = FastAPI()
    program("unchecked.py")

    @app.post("/shelves")
    def build(
        width: Annotated[int, Header(ge=1)] = 0,
        height: Annotated[int, Cookie(ge=1)] = 0,
        depth: Annotated[int, Form(ge=1)] = 0,
    ) -> list[int]:
        return [width, height, depth]

    assert TestClient(app).post("/shelves").json() == [0, 0, 0]
    assert len(errors(TestClient(app).post("/shelves", headers={"width": "0"}))) == 1


def test_unknown_keywords_of_parameters_are_refused(program):
    program("products.py")
    with pytest.raises(TypeError, match="max_lenght"):
        Query(max_lenght=3)  # pyright: ignore[reportCallIssue]


def test_regex_is_gone_from_pydantic_and_deprecated_in_fastapi(program):
    program("products.py")
    with pytest.raises(PydanticUserError, match="use `pattern` instead"):

        class Old(BaseModel):
            name: str = Field(regex="^a")  # pyright: ignore

    with pytest.warns(FastAPIDeprecationWarning, match="please use `pattern`"):
        Query(regex="^a")  # pyright: ignore[reportDeprecated]


def test_optional_gives_no_default(program):
    product = program("products.py").load().Product
    assert product.model_fields["shelf"].is_required()
    assert not product.model_fields["discount"].is_required()


def test_null_is_a_wish_too(program):
    p = program("patch.py")
    with TestClient(p.load().app) as client:
        wrong = client.patch("/wrong", json={"discount": None})
        right = client.patch("/right", json={"discount": None})
        silent = client.patch("/right", json={})
    assert wrong.json()["discount"] == "1.00"
    assert right.json() == {"name": "Pen", "discount": None}
    assert silent.json() == {"name": "Pen", "discount": "1.00"}
    p.record_http("wrong", wrong)
    p.record_http("right", right)


def test_the_missing_sentinel_is_stable(program):
    program("patch.py")
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Patch(BaseModel):
            discount: Decimal | MISSING | None = MISSING  # pyright: ignore

    app = FastAPI()

    @app.patch("/products")
    def change(patch: Annotated[Patch, "body"]) -> Patch:
        return patch

    client = TestClient(app)
    assert client.patch("/products", json={}).json() == {}
    assert client.patch("/products", json={"discount": None}).json() == {
        "discount": None
    }
