import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from uuid import UUID

import pydantic
import pydantic_core
import pytest
from fastapi import Body, Cookie, Depends, FastAPI, Form, Header, Query
from fastapi import Path as PathParam
from fastapi.exceptions import PydanticV1NotSupportedError, ResponseValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PydanticDeprecatedSince20,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
    validator,
)
from pydantic.errors import (
    PydanticImportError,
    PydanticInvalidForJsonSchema,
    PydanticSchemaGenerationError,
    PydanticUserError,
)
from pydantic.v1 import BaseModel as OldBaseModel
from pydantic_core import SchemaSerializer, SchemaValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

BOOK = {"isbn": "9780306406157", "published": "1998-03-31"}


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def test_the_output_model_drops_what_it_does_not_declare(program):
    p = program("books.py")
    module = p.load()
    with TestClient(module.app) as client:
        created = client.post("/books", json=BOOK)
        second = client.post("/books", json=BOOK)
        read = client.get("/books/1")
    assert created.status_code == 201
    assert created.json() == {
        "id": 1,
        "isbn": "9780306406157",
        "published": "1998-03-31",
        "year": 1998,
    }
    assert second.json()["id"] == 2
    assert read.json() == created.json()
    assert module.rows[1]["paid"] == 1200, "the row held the price"
    p.record_http("created", created)


def test_the_request_becomes_typed_python_values(program):
    module = program("books.py").load()
    with TestClient(module.app) as client:
        client.post("/books", json=BOOK)
    assert module.rows[1]["published"] == date(1998, 3, 31)


def test_a_bad_body_is_answered_with_422_before_the_function_runs(program):
    module = program("books.py").load()
    with TestClient(module.app) as client:
        refused = client.post("/books", json={"isbn": "x", "published": "1998-03-31"})
        bodiless = client.post("/books")
    assert errors(refused) == [("string_pattern_mismatch", ["body", "isbn"])]
    assert errors(bodiless) == [("missing", ["body"])]
    assert module.rows == {}


def test_the_errors_of_all_fields_come_in_one_422(program):
    p = program("books.py")
    with TestClient(p.load().app) as client:
        refused = client.post("/books", json={"isbn": "978-0", "paid": 1})
    assert errors(refused) == [
        ("string_pattern_mismatch", ["body", "isbn"]),
        ("missing", ["body", "published"]),
        ("extra_forbidden", ["body", "paid"]),
    ]
    p.record_http("refused", refused)


def test_an_isbn_is_13_digits(program):
    book = program("books.py").load().BookIn
    assert book(isbn="9780306406157", published="1998-03-31").isbn == "9780306406157"
    for isbn in ("978030640615", "97803064061577", "978030640615x", "٩" * 13, ""):
        with pytest.raises(ValidationError, match="should match pattern"):
            book(isbn=isbn, published="1998-03-31")


def test_a_wrong_return_value_is_a_500(program):
    p = program("books.py")
    app = p.load().app
    with TestClient(app) as client, pytest.raises(ResponseValidationError) as caught:
        client.get("/books/7")
    assert caught.value.errors()[0]["loc"] == ("response",)
    answer = TestClient(app, raise_server_exceptions=False).get("/books/7")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    p.record_http("wrong-return", answer)


def test_pydantic_describes_types_and_fastapi_assembles_the_document(program):
    module = program("books.py").load()
    document = module.app.openapi()
    assert document["openapi"] == "3.1.0"
    alone = module.BookIn.model_json_schema()
    assert document["components"]["schemas"]["BookIn"] == alone
    assert set(document["paths"]) == {"/books", "/books/{book_id}"}
    assert "paths" not in alone
    with TestClient(module.app) as client:
        assert client.get("/openapi.json").json() == document
        assert "/openapi.json" in client.get("/docs").text


def test_a_computed_field_is_in_the_serialization_schema_only(program):
    p = program("books.py")
    module = p.load()
    modes = {
        mode: list(module.BookOut.model_json_schema(mode=mode)["properties"])
        for mode in ("validation", "serialization")
    }
    assert set(modes["serialization"]) - set(modes["validation"]) == {"year"}
    p.record_value("modes", "BookOut.model_json_schema(mode=…): properties", modes)


def schemas_of(model, **settings):
    app = FastAPI(**settings)

    @app.post("/lines")
    def echo(line: model) -> model:  # pyright: ignore[reportInvalidTypeForm]
        return line

    schemas = app.openapi()["components"]["schemas"]
    return {
        name: schemas[name].get("required")
        for name in schemas
        if name not in ("HTTPValidationError", "ValidationError")
    }


def test_schemas_that_differ_are_published_as_input_and_output(program):
    program("books.py")

    class Line(BaseModel):
        price: int

        @pydantic.computed_field
        @property
        def gross(self) -> int:
            return self.price * 2

    assert set(schemas_of(Line)) == {"Line-Input", "Line-Output"}


def test_one_switch_merges_schemas_without_computed_fields(program):
    program("books.py")

    class Line(BaseModel):
        price: Decimal

    class Sum(Line):
        @pydantic.computed_field
        @property
        def gross(self) -> Decimal:
            return self.price * 2

    assert set(schemas_of(Line)) == {"Line-Input", "Line-Output"}
    merged = {"separate_input_output_schemas": False}
    assert set(schemas_of(Line, **merged)) == {"Line"}
    assert set(schemas_of(Sum, **merged)) == {"Sum-Input", "Sum-Output"}

    class Bill(BaseModel):
        lines: list[Line]
        sums: list[Sum]

    # The lines have no computed field, and what holds them has.
    assert {"Line-Input", "Line-Output"} <= set(schemas_of(Bill, **merged))


def test_a_default_does_not_split_the_schema(program):
    program("books.py")

    class Line(BaseModel):
        sku: str
        quantity: int = 1
        note: str | None = None

    assert Line.model_json_schema(mode="serialization")["required"] == ["sku"]
    assert schemas_of(Line) == {"Line": ["sku"]}


def test_a_config_key_makes_defaults_required_in_the_output(program):
    program("books.py")

    class Line(BaseModel):
        model_config = ConfigDict(json_schema_serialization_defaults_required=True)
        sku: str
        quantity: int = 1

    assert schemas_of(Line) == {
        "Line-Input": ["sku"],
        "Line-Output": ["sku", "quantity"],
    }


def test_a_model_class_is_compiled_once(program):
    module = program("books.py").load()
    engine = Path(pydantic_core._pydantic_core.__file__)
    assert engine.suffix in {".so", ".pyd"}, "a compiled extension"
    before = (
        module.BookIn.__pydantic_validator__,
        module.BookOut.__pydantic_serializer__,
    )
    assert isinstance(before[0], SchemaValidator)
    assert isinstance(before[1], SchemaSerializer)
    with TestClient(module.app) as client:
        client.post("/books", json=BOOK)
        client.post("/books", json=BOOK)
    after = module.BookIn.__pydantic_validator__, module.BookOut.__pydantic_serializer__
    assert after[0] is before[0]
    assert after[1] is before[1]


def test_fastapi_builds_type_adapters_for_parameters_bodies_and_return_types(program):
    program("books.py")
    app = FastAPI()

    @app.post("/orders/{number}")
    def add(number: int, limit: int, skus: list[str]) -> list[int]:
        return [number]

    route = app.routes[-1]
    assert isinstance(route, APIRoute)
    fields = [
        *route.dependant.path_params,
        *route.dependant.query_params,
        *route.dependant.body_params,
        route.response_field,
    ]
    assert len(fields) == 4
    assert all(isinstance(one._type_adapter, TypeAdapter) for one in fields)


def test_a_type_adapter_validates_a_type_that_is_not_a_model(program):
    book = program("books.py").load().BookIn
    books = TypeAdapter(list[book])  # pyright: ignore[reportInvalidTypeForm]
    assert books.validate_python([BOOK])[0].isbn == "9780306406157"
    with pytest.raises(ValidationError):
        books.validate_json("[{}]")
    assert books.json_schema()["type"] == "array"


def test_all_kinds_of_parameters_are_parsed(program):
    program("books.py")
    app = FastAPI()

    @app.post("/json/{a}")
    def read_json(
        a: Annotated[int, PathParam()],
        b: Annotated[int, Query()],
        c: Annotated[int, Header()],
        d: Annotated[int, Cookie()],
        e: Annotated[int, Body()],
    ) -> int:
        return a + b + c + d + e

    @app.post("/form")
    def read_form(f: Annotated[int, Form()]) -> int:
        return f

    client = TestClient(app, cookies={"d": "4"})
    good = client.post("/json/1?b=2", headers={"c": "3"}, json="5")
    assert good.json() == 15
    assert client.post("/form", data={"f": "6"}).json() == 6
    client.cookies.set("d", "x")
    bad = client.post("/json/x?b=x", headers={"c": "x"}, json="x")
    assert errors(bad) == [
        ("int_parsing", loc)
        for loc in (["path", "a"], ["query", "b"], ["header", "c"], ["cookie", "d"])
    ] + [("int_parsing", ["body"])]
    assert errors(client.post("/form", data={"f": "x"})) == [
        ("int_parsing", ["body", "f"])
    ]


def test_version_1_names_still_run_and_warn(program):
    out = program("books.py").load().BookOut
    row = {"id": 1, "isbn": "9780306406157", "published": "1998-03-31"}
    with pytest.warns(PydanticDeprecatedSince20, match="removed in V3"):
        book = out.parse_obj(row)
    with pytest.warns(PydanticDeprecatedSince20, match="removed in V3"):
        assert book.dict()["year"] == 1998
    with pytest.warns(PydanticDeprecatedSince20, match="removed in V3"):

        class Shelf(BaseModel):
            number: int

            @validator("number")  # pyright: ignore[reportDeprecated]
            @classmethod
            def double(cls, value):
                return value * 2

    assert Shelf(number=2).number == 4


def test_todays_names_do_not_warn(program, recwarn):
    out = program("books.py").load().BookOut
    row = {"id": 1, "isbn": "9780306406157", "published": "1998-03-31"}
    assert out.model_validate(row).model_dump()["year"] == 1998

    class Shelf(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def double(cls, value):
            return value * 2

    assert Shelf(number=2).number == 4
    assert not recwarn.list


def test_fastapi_rejects_models_of_version_1(program):
    program("books.py")

    class Old(OldBaseModel):
        number: int

    with pytest.raises(PydanticV1NotSupportedError):

        @FastAPI().post("/")
        def add(old: Old) -> None: ...


def test_settings_are_a_package_of_their_own(program, monkeypatch):
    program("books.py")
    with pytest.raises(PydanticImportError, match="pydantic-settings"):
        pydantic.BaseSettings  # noqa: B018  # pyright: ignore

    class Settings(BaseSettings):
        shelf_size: int

    monkeypatch.setenv("SHELF_SIZE", "40")
    assert Settings().shelf_size == 40  # pyright: ignore[reportCallIssue]
    monkeypatch.setenv("SHELF_SIZE", "many")
    with pytest.raises(ValidationError):
        Settings()  # pyright: ignore[reportCallIssue]


def test_strict_mode_in_a_body_applies_the_rules_for_python_values(program):
    p = program("strict.py")
    loan = {"copies": 2, "due": "2026-12-01"}
    with TestClient(p.load().app) as client:
        declared = client.post("/loans", json=loan)
        raw = client.post("/loans/raw", json=loan)
    assert errors(declared) == [("date_type", ["body", "due"])]
    assert raw.status_code == 200
    p.record_http("declared", declared)
    p.record_http("raw", raw)


def test_reading_the_body_oneself_makes_a_bad_one_a_500(program):
    app = program("strict.py").load().app
    client = TestClient(app, raise_server_exceptions=False)
    for body in ("", "{", '{"copies": "2", "due": "2026-12-01"}'):
        assert client.post("/loans/raw", content=body).status_code == 500


def test_single_fields_can_be_strict(program):
    program("strict.py")

    class Mixed(BaseModel):
        copies: Annotated[int, Field(strict=True)]
        due: date

    assert Mixed.model_validate({"copies": 2, "due": "2026-12-01"}).due.year == 2026
    with pytest.raises(ValidationError):
        Mixed.model_validate({"copies": "2", "due": "2026-12-01"})


def test_lax_mode_converts_and_strict_mode_does_not(program):
    program("strict.py")

    class Lax(BaseModel):
        copies: int
        due: date

    class Strict(Lax):
        model_config = ConfigDict(strict=True)

    loan = {"copies": "2", "due": "2026-12-01"}
    lent = Lax.model_validate(loan)
    assert (lent.copies, lent.due) == (2, date(2026, 12, 1))
    with pytest.raises(ValidationError) as caught:
        Strict.model_validate(loan)
    assert [one["type"] for one in caught.value.errors()] == ["int_type", "date_type"]
    assert Strict.model_validate_json('{"copies": 2, "due": "2026-12-01"}').due


def test_lax_mode_makes_no_string_of_a_number(program):
    program("strict.py")

    class Shelf(BaseModel):
        name: str

    class Coerced(Shelf):
        model_config = ConfigDict(coerce_numbers_to_str=True)

    for number in (7, 7.5, Decimal(7)):
        with pytest.raises(ValidationError) as caught:
            Shelf(name=number)  # pyright: ignore[reportArgumentType]
        assert [one["type"] for one in caught.value.errors()] == ["string_type"]
        assert Coerced.model_validate({"name": number}).name == str(number)


def test_unknown_fields_are_ignored_by_default(program):
    module = program("reserve.py").load()
    order = {"sku": "pen", "quantity": 4, "qantity": 9}
    with TestClient(module.app) as client:
        assert client.post("/orders", json=order).json() == {
            "sku": "pen",
            "quantity": 1,
        }


def test_neither_assigning_nor_returning_validates_an_instance(program):
    p = program("reserve.py")
    with TestClient(p.load().app) as client:
        answer = client.post("/orders", json={"sku": "pen", "quantity": 1})
    assert answer.status_code == 200
    assert answer.json()["quantity"] == -2
    p.record_http("negative", answer)


def test_a_copy_with_an_update_is_not_validated(program):
    order = program("reserve.py").load().Order(sku="pen", quantity=1)
    assert order.model_copy(update={"quantity": -2}).quantity == -2


def test_config_keys_validate_assignment_and_instances(program):
    module = program("reserve.py").load()

    class Guarded(module.Order):
        model_config = ConfigDict(validate_assignment=True)

    guarded = Guarded(sku="pen", quantity=1)
    with pytest.raises(ValidationError):
        guarded.quantity -= 3

    class Suspicious(module.Order):
        model_config = ConfigDict(revalidate_instances="always")

    @module.app.get("/suspicious")
    def damaged() -> Suspicious:
        return Suspicious.model_construct(sku="pen", quantity=-2)

    refused = TestClient(module.app, raise_server_exceptions=False).get("/suspicious")
    assert refused.status_code == 500
    # And by default, without the key:
    bad = module.Order.model_construct(sku="pen", quantity=-2)
    module.app.get("/trusted", response_model=module.Order)(lambda: bad)
    trusted = TestClient(module.app).get("/trusted")
    assert (trusted.status_code, trusted.json()["quantity"]) == (200, -2)


def test_instances_of_the_declared_class_are_trusted_and_other_values_are_not(program):
    module = program("reserve.py").load()
    declared = module.Order

    class Urgent(declared):
        note: str = ""

    class Parcel(BaseModel):
        order: declared  # pyright: ignore[reportInvalidTypeForm]

    class Basket(BaseModel):
        sku: str
        quantity: int

    class Row:
        sku, quantity = "pen", -2

    class Shipment:
        order = declared.model_construct(sku="pen", quantity=-2)

    bad = {"sku": "pen", "quantity": -2}
    for path, model, value in (
        ("/subclass", declared, Urgent.model_construct(**bad)),
        ("/nested", Parcel, {"order": declared.model_construct(**bad)}),
        ("/held", Parcel, Shipment()),
        ("/list", list[declared], [declared.model_construct(**bad)]),
        ("/dict", declared, bad),
        ("/model", declared, Basket(**bad)),
        ("/row", declared, Row()),
    ):
        module.app.get(path, response_model=model)(lambda value=value: value)
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/subclass").json() == bad
    assert client.get("/nested").json() == {"order": bad}
    assert client.get("/held").json() == {"order": bad}
    assert client.get("/list").json() == [bad]
    for path in ("/dict", "/model", "/row"):
        assert client.get(path).status_code == 500


def test_a_declared_type_is_written_by_pydantic_core(program):
    module = program("books.py").load()
    with TestClient(module.app) as client:
        answer = client.post("/books", json=BOOK)
    book = module.BookOut.model_validate(module.rows[1])
    assert answer.content == book.__pydantic_serializer__.to_json(book)
    assert b'"id":1,' in answer.content, "the standard library writes a space there"


def test_what_the_model_adds_to_the_output_is_not_checked(program):
    program("reserve.py")

    class Order(BaseModel):
        quantity: Annotated[int, Field(ge=1)] = -2
        price: int

        @pydantic.computed_field
        @property
        def total(self) -> int:
            return "many"  # pyright: ignore[reportReturnType]

        @pydantic.field_serializer("price")
        def written(self, value: int) -> int:
            return "free"  # pyright: ignore[reportReturnType]

    app = FastAPI()
    app.get("/orders/1", response_model=Order)(lambda: {"price": 1})
    app.get("/orders/2", response_model=Order)(lambda: {"price": 1, "quantity": -2})
    client = TestClient(app, raise_server_exceptions=False)
    with pytest.warns(UserWarning, match="serialized value may not be as expected"):
        added = client.get("/orders/1")
    assert added.status_code == 200
    assert added.json() == {"quantity": -2, "price": "free", "total": "many"}
    assert client.get("/orders/2").status_code == 500, "what is returned is checked"

    class Checked(Order):
        model_config = ConfigDict(validate_default=True)

    app.get("/orders/3", response_model=Checked)(lambda: {"price": 1})
    assert client.get("/orders/3").status_code == 500

    corrupted = Order(price=1).model_copy(update={"quantity": "few"})
    app.get("/orders/4", response_model=Order)(lambda: corrupted)
    with pytest.warns(UserWarning, match="Expected `int` - .*'quantity'"):
        assert client.get("/orders/4").json()["quantity"] == "few"


def test_an_open_type_or_a_switch_defers_compiling(program):
    program("books.py")

    class Shelf(BaseModel):
        first: "Later"

    class Slow(BaseModel):
        model_config = ConfigDict(defer_build=True)
        number: int

    for model in (Shelf, Slow):
        assert not isinstance(model.__pydantic_validator__, SchemaValidator)

    class Later(BaseModel):
        number: int

    Shelf.model_rebuild()
    assert Slow(number=1).number == 1
    for model in (Shelf, Slow):
        assert isinstance(model.__pydantic_validator__, SchemaValidator)


def test_strict_enums_and_decimals_reject_json_too(program):
    program("strict.py")
    app = FastAPI()

    class Kind(Enum):
        LONG = "long"

    class Terms(BaseModel):
        model_config = ConfigDict(strict=True)
        kind: Kind
        fee: Decimal
        number: UUID
        shelves: set[int]

    @app.post("/terms")
    def agree(terms: Terms) -> None: ...

    terms = {"kind": "long", "fee": "1.10", "number": str(UUID(int=7)), "shelves": [1]}
    refused = TestClient(app).post("/terms", json=terms)
    assert [loc[1] for _, loc in errors(refused)] == list(terms)


def test_a_bad_assignment_is_a_500(program):
    module = program("reserve.py").load()

    class Guarded(module.Order):
        model_config = ConfigDict(validate_assignment=True)

    @module.app.post("/guarded")
    def place(order: Guarded) -> Guarded:
        order.quantity -= 3
        return order

    client = TestClient(module.app, raise_server_exceptions=False)
    order = {"sku": "pen", "quantity": 4}
    assert client.post("/guarded", json=order).json()["quantity"] == 1
    assert client.post("/guarded", json=order | {"quantity": 3}).status_code == 500


def test_a_value_that_a_rule_of_the_model_rejects_stays_assigned(program):
    """What the field itself rejects does not."""
    module = program("reserve.py").load()

    class Guarded(module.Order):
        model_config = ConfigDict(validate_assignment=True)

        @model_validator(mode="after")
        def at_most_ten(self):
            if self.quantity > 10:
                raise ValueError("at most ten")
            return self

    order = Guarded(sku="pen", quantity=4)
    for value, kept in ((-2, 4), (11, 11)):
        with pytest.raises(ValidationError):
            order.quantity = value
        assert order.quantity == kept


def test_a_trusted_instance_hides_the_ones_it_holds(program):
    module = program("reserve.py").load()

    class Suspicious(module.Order):
        model_config = ConfigDict(revalidate_instances="always")

    class Parcel(BaseModel):
        order: Suspicious

    bad = Suspicious.model_construct(sku="pen", quantity=-2)
    app = FastAPI()
    held = Parcel.model_construct(order=bad)
    app.get("/held", response_model=Parcel)(lambda: held)
    app.get("/given", response_model=Parcel)(lambda: {"order": bad})
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/held").json()["order"]["quantity"] == -2
    assert client.get("/given").status_code == 500


def test_a_model_validator_runs_on_a_returned_instance(program):
    declared = program("reserve.py").load().Order
    ran: list[str] = []

    class Guarded(declared):
        @field_validator("quantity")
        @classmethod
        def note(cls, value: int) -> int:
            ran.append("field")
            return value

        @model_validator(mode="after")
        def is_positive(self) -> Self:
            ran.append("model")
            if self.quantity < 1:
                raise ValueError("the quantity is below 1")
            return self

    class Parcel(BaseModel):
        order: Guarded

    bad = Guarded.model_construct(sku="pen", quantity=-2)
    app = FastAPI()
    for path, model, value in (
        ("/order", Guarded, bad),
        ("/given", Parcel, {"order": bad}),
        ("/held", Parcel, Parcel.model_construct(order=bad)),
    ):
        app.get(path, response_model=model)(lambda value=value: value)
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/order", "/given"):
        ran.clear()
        assert client.get(path).status_code == 500
        assert ran == ["model"], "no field is validated"
    ran.clear()
    assert client.get("/held").json()["order"]["quantity"] == -2
    assert ran == []

    class Early(declared):
        @model_validator(mode="before")
        @classmethod
        def look(cls, given: object) -> object:
            ran.append("before")
            return given

    class Around(declared):
        @model_validator(mode="wrap")
        @classmethod
        def look(cls, given: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
            ran.append("wrap")
            return handler(given)

    for model, expected in ((Early, []), (Around, ["wrap"])):
        returned = model(sku="pen", quantity=1)
        app.get(f"/{model.__name__}")(lambda returned=returned: returned)
        app.get(f"/{model.__name__}/declared", response_model=model)(
            lambda returned=returned: returned
        )
        ran.clear()
        assert client.get(f"/{model.__name__}").status_code == 200
        assert ran == [], "without a declared type nothing is validated"
        assert client.get(f"/{model.__name__}/declared").status_code == 200
        assert ran == expected

    class Late(Guarded):
        @model_validator(mode="after")
        def look(self) -> Self:
            ran.append("late")
            return self

    late = Late(sku="pen", quantity=1)
    app.get("/late", response_model=Guarded)(lambda: late)
    ran.clear()
    assert client.get("/late").status_code == 200
    assert ran == ["model"], "the declared class has it, not the subclass"


def test_a_type_without_a_schema_fails_the_document_alone(program):
    program("books.py")

    class Shelf:
        def __init__(self, number: int) -> None:
            self.number = number

    class Place(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        shelf: Annotated[Shelf, BeforeValidator(Shelf)]

    app = FastAPI()

    @app.post("/places")
    def put(place: Place) -> int:
        return place.shelf.number

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/places", json={"shelf": 7}).json() == 7
    assert client.get("/openapi.json").status_code == 500
    with pytest.raises(PydanticInvalidForJsonSchema):
        app.openapi()


def test_a_strict_number_in_a_query_string_is_rejected(program):
    program("strict.py")
    app = FastAPI()

    @app.get("/lax")
    def lax(copies: int) -> int:
        return copies

    @app.get("/strict")
    def strict(copies: Annotated[int, Query(strict=True)]) -> int:
        return copies

    client = TestClient(app)
    assert client.get("/lax?copies=2").json() == 2
    refused = client.get("/strict?copies=2")
    assert errors(refused) == [("int_type", ["query", "copies"])]


def test_a_change_in_place_is_not_validated(program):
    program("reserve.py")

    class Basket(BaseModel):
        model_config = ConfigDict(validate_assignment=True)
        skus: Annotated[list[str], Field(max_length=1)]

    basket = Basket(skus=["pen"])
    with pytest.raises(ValidationError):
        basket.skus = ["pen", "ink"]
    basket.skus.append("ink")
    assert basket.skus == ["pen", "ink"]


def test_a_caught_assignment_that_a_model_validator_rejects_stays(program):
    declared = program("reserve.py").load().Order

    class Guarded(declared):
        model_config = ConfigDict(validate_assignment=True)

        @model_validator(mode="after")
        def is_not_bulk(self) -> Self:
            if self.quantity > 100:
                raise ValueError("too many")
            return self

    order = Guarded(sku="pen", quantity=1)
    with pytest.raises(ValidationError):
        order.quantity = -2
    assert order.quantity == 1, "a field's own limit keeps the old value"
    with pytest.raises(ValidationError):
        order.quantity = 500
    assert order.quantity == 500, "the rejected value stays"

    class Wrapped(declared):
        model_config = ConfigDict(validate_assignment=True)

        @model_validator(mode="wrap")
        @classmethod
        def is_not_bulk(cls, value: Any, handler: ModelWrapValidatorHandler) -> Any:
            order = handler(value)
            if order.quantity > 100:
                raise ValueError("too many")
            return order

    wrapped = Wrapped(sku="pen", quantity=1)
    with pytest.raises(ValidationError):
        wrapped.quantity = 500
    assert wrapped.quantity == 500, "so it does with a wrapping one"

    class Early(declared):
        model_config = ConfigDict(validate_assignment=True)

        @model_validator(mode="wrap")
        @classmethod
        def is_open(cls, value: Any, handler: ModelWrapValidatorHandler) -> Any:
            if isinstance(value, cls):
                raise ValueError("the order is closed")
            return handler(value)

    early = Early(sku="pen", quantity=1)
    with pytest.raises(ValidationError, match="closed"):
        early.quantity = 2
    assert early.quantity == 1, "but not if it rejects before its handler"


def test_a_named_tuple_is_validated_again(program):
    program("reserve.py")

    class Spot(NamedTuple):
        shelf: int

    @dataclass
    class Place:
        shelf: int

    app = FastAPI()
    for path, kind in (("/spot", Spot), ("/place", Place)):
        place: Any = kind
        app.get(path, response_model=kind)(lambda place=place: place("N-4"))
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/spot").status_code == 500
    with pytest.warns(UserWarning, match="Expected `int`"):
        place = client.get("/place").json()
    assert place == {"shelf": "N-4"}, "trusted as a model is"


def test_a_default_is_sent_unless_unset_fields_are_excluded(program):
    program("books.py")

    class Line(BaseModel):
        sku: str
        quantity: int = 1

    app = FastAPI()
    app.get("/line", response_model=Line)(lambda: Line(sku="pen"))
    for path, option in (
        ("/short", "response_model_exclude_unset"),
        ("/other", "response_model_exclude_defaults"),
    ):
        options: dict[str, Any] = {option: True}
        app.get(path, response_model=Line, **options)(lambda: Line(sku="pen"))
    client = TestClient(app)
    assert client.get("/line").json() == {"sku": "pen", "quantity": 1}
    assert client.get("/short").json() == {"sku": "pen"}
    assert client.get("/other").json() == {"sku": "pen"}


def test_a_response_class_leaves_validation_and_filter_on(program):
    module = program("books.py").load()
    app = FastAPI()
    row = {"id": 1, "paid": 1200, "isbn": "978", "published": "1998-03-31"}
    for path, value in (("/good", row), ("/bad", row | {"id": "x"})):
        app.get(path, response_model=module.BookOut, response_class=JSONResponse)(
            lambda value=value: value
        )
    client = TestClient(app, raise_server_exceptions=False)
    assert set(client.get("/good").json()) == {"id", "isbn", "published", "year"}
    assert client.get("/bad").status_code == 500


def test_a_missing_setting_stops_the_start_only_if_lifespan_reads_it(
    program, monkeypatch
):
    program("books.py")
    monkeypatch.delenv("SHELF_SIZE", raising=False)

    class Settings(BaseSettings):
        shelf_size: int

    @lru_cache
    def get_settings() -> Settings:
        return Settings()  # pyright: ignore[reportCallIssue]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        get_settings()
        yield

    lazy = FastAPI()

    @lazy.get("/")
    def read(settings: Annotated[Settings, Depends(get_settings)]) -> int:
        return settings.shelf_size

    with TestClient(lazy, raise_server_exceptions=False) as client:
        assert [client.get("/").status_code for _ in range(2)] == [500, 500]
        lazy.dependency_overrides[get_settings] = lambda: Settings(shelf_size=7)
        assert client.get("/").json() == 7
    eager = FastAPI(lifespan=lifespan)
    for overrides in ({}, lazy.dependency_overrides):
        eager.dependency_overrides = overrides
        with pytest.raises(ValidationError), TestClient(eager):
            pass
    monkeypatch.setenv("SHELF_SIZE", "40")
    with TestClient(FastAPI(lifespan=lifespan)):
        assert get_settings() is get_settings()


@pytest.mark.parametrize("extra", ["forbid", "ignore"])
def test_an_unknown_key_is_an_error_in_a_file_only(
    program, monkeypatch, tmp_path, extra: Literal["forbid", "ignore"]
):
    program("books.py")
    monkeypatch.setenv("SHELF_COLOR", "red")
    file = tmp_path / ".env"
    file.write_text("SHELF_SIZE=7\n")

    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_file=file)
        shelf_size: int

    assert Settings().shelf_size == 7  # pyright: ignore[reportCallIssue]
    assert Settings.model_config.get("extra") == "forbid", "the default"
    file.write_text("SHELF_SIZE=7\nOTHER_PORT=80\n")

    class Shared(Settings):
        model_config = SettingsConfigDict(extra=extra)

    if extra == "ignore":
        assert Shared().shelf_size == 7  # pyright: ignore[reportCallIssue]
    else:
        with pytest.raises(ValidationError, match="other_port\n  Extra inputs"):
            Shared()  # pyright: ignore[reportCallIssue]


def test_the_error_of_a_missing_setting_prints_the_others(program, monkeypatch):
    program("books.py")
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    monkeypatch.delenv("SHELF_SIZE", raising=False)

    class Settings(BaseSettings):
        db_password: SecretStr
        shelf_size: int

    class Discreet(Settings, hide_input_in_errors=True): ...

    with pytest.raises(ValidationError, match="hunter2"):
        Settings()  # pyright: ignore[reportCallIssue]
    with pytest.raises(ValidationError, match="shelf_size\n  Field required") as told:
        Discreet()  # pyright: ignore[reportCallIssue]
    assert "hunter2" not in str(told.value)


def test_a_field_needs_a_hint_that_pydantic_knows(program):
    program("books.py")

    class Session: ...

    with pytest.raises(PydanticUserError, match="A non-annotated attribute"):

        class Untyped(BaseModel):
            shelf = "N-4"  # pyright: ignore

    with pytest.raises(PydanticSchemaGenerationError, match="arbitrary_types_allowed"):

        class Unknown(BaseModel):
            session: Session

    class Known(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        session: Session

    assert Known(session=Session())
    with pytest.raises(ValidationError):
        Known.model_validate({"session": {}})


def test_a_binary_for_another_python_is_not_found(program, tmp_path):
    program("books.py")
    installed = Path(pydantic_core.__file__).parent
    binaries = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(installed, tmp_path / "pydantic_core", ignore=binaries)
    foreign = "_pydantic_core.cpython-27-x86_64-linux-gnu.so"
    (tmp_path / "pydantic_core" / foreign).touch()
    ran = subprocess.run(
        [sys.executable, "-c", "import pydantic_core"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    # With its stubs beside it, the missing module is an empty namespace.
    found = r"No module named '|cannot import name '\w+' from '"
    assert re.search(rf"({found})pydantic_core\._pydantic_core'", ran.stderr)
