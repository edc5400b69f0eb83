from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from fastapi import Depends, FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from sqlalchemy import event, orm

ORDER = {
    "customer": "Ada",
    "internal_note": "pays late",
    "lines": [{"sku": "pen", "quantity": 3, "price": "1.10"}],
}


def test_a_nested_order_comes_back_with_a_total_and_without_the_note(program):
    p = program("orders.py")
    with TestClient(p.load().app) as client:
        placed = client.post("/orders", json=ORDER)
    assert placed.status_code == 201
    assert placed.json()["total"] == "3.30"
    assert "internal_note" not in placed.json()
    p.record_http("placed", placed)


def test_errors_carry_the_whole_path(program):
    p = program("orders.py")
    lines = [{"sku": "pen", "quantity": 1, "price": "0"}, {"sku": "ink", "price": "2"}]
    with TestClient(p.load().app) as client:
        refused = client.post("/orders", json={"customer": "Ada", "lines": lines})
    assert refused.status_code == 422
    assert [one["loc"] for one in refused.json()["detail"]] == [
        ["body", "lines", 0, "price"],
        ["body", "lines", 1, "quantity"],
    ]
    p.record_http("refused", refused)


def test_the_schema_knows_both_directions(program):
    p = program("orders.py")
    document = p.load().app.openapi()
    schemas = document["components"]["schemas"]
    assert [
        one for one in schemas if one not in ("HTTPValidationError", "ValidationError")
    ] == ["Line-Input", "Line-Output", "OrderIn", "OrderOut"]
    content = document["paths"]["/orders"]["post"]["responses"]["201"]["content"]
    assert content["application/json"]["schema"]["$ref"].endswith("/OrderOut")
    price = {
        name: schemas[name]["properties"]["price"]
        for name in ("Line-Input", "Line-Output")
    }
    for one in price.values():
        one.pop("title")
    assert [kind["type"] for kind in price["Line-Input"]["anyOf"]] == [
        "number",
        "string",
    ]
    assert price["Line-Output"]["type"] == "string"
    p.record_value("schemas", "price in components/schemas", price)


def test_only_a_declared_type_filters(program):
    p = program("leaks.py")
    app = p.load().app
    with TestClient(app) as client:
        for path in ("declared", "undeclared", "response"):
            answer = client.get(f"/{path}")
            assert answer.status_code == 200
            assert ("password_hash" in answer.json()) is (path != "declared")
            p.record_http(path, answer)
    get = app.openapi()["paths"]["/undeclared"]["get"]
    content = get["responses"]["200"]["content"]
    assert content == {"application/json": {"schema": {}}}
    get = app.openapi()["paths"]["/response"]["get"]
    promised = get["responses"]["200"]["content"]["application/json"]["schema"]
    assert promised == {"$ref": "#/components/schemas/ReaderOut"}


def test_the_filter_reaches_into_containers_unless_it_is_told_not_to(program):
    module = program("leaks.py").load()
    reader, out = module.Reader, module.ReaderOut

    for path, declared, value in (
        ("/list", list[out], [reader(name="Ada")]),
        ("/dict", dict[str, out], {"ada": reader(name="Ada")}),
        ("/union", out | None, reader(name="Ada")),
        ("/any", SerializeAsAny[out], reader(name="Ada")),
    ):
        module.app.get(path, response_model=declared)(lambda value=value: value)
    client = TestClient(module.app)
    for path in ("/list", "/dict", "/union"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Ada" in answer.text
        assert "password_hash" not in answer.text
    assert "password_hash" in client.get("/any").text


def test_a_row_is_read_through_its_attributes_after_the_session_has_closed(program):
    p = program("rows.py")
    app = p.load().app
    with TestClient(app) as client, pytest.raises(ResponseValidationError) as caught:
        client.get("/lazy")
    error = caught.value.errors()[0]
    assert (error["type"], error["loc"]) == (
        "get_attribute_error",
        ("response", "lines"),
    )
    assert "DetachedInstanceError" in error["msg"]
    client = TestClient(app, raise_server_exceptions=False)
    lazy, eager = client.get("/lazy"), client.get("/eager")
    assert lazy.status_code == 500
    assert eager.json() == {"id": 1, "lines": [{"sku": "pen"}]}
    where = ".".join(error["loc"])
    p.record_http("lazy", lazy, note=f"Raised: {error['type']} at {where}")
    p.record_http("eager", eager)


def test_an_open_session_loads_the_lines_with_a_query_of_their_own(program):
    module = program("rows.py").load()
    statements: list[str] = []

    @event.listens_for(module.engine, "before_cursor_execute")
    def note(conn, cursor, statement, *rest):
        statements.append(statement)

    def open_session() -> Iterator[orm.Session]:
        with orm.Session(module.engine) as session:
            yield session

    @module.app.get("/open", response_model=module.OrderOut)
    def read(session: Annotated[orm.Session, Depends(open_session)]):
        return session.get_one(module.Order, 1)

    answer = TestClient(module.app).get("/open")
    assert answer.json() == {"id": 1, "lines": [{"sku": "pen"}]}
    assert len(statements) == 2


def test_fastapi_reads_attributes_without_the_models_permission(program):
    module = program("rows.py").load()
    row = module.eager()
    with pytest.raises(ValidationError) as caught:
        module.OrderOut.model_validate(row)
    assert caught.value.errors()[0]["type"] == "model_type"
    assert module.OrderOut.model_validate(row, from_attributes=True).id == 1


def test_a_recursive_model_has_a_depth_limit(program):
    app = program("orders.py").load().app

    class Chapter(BaseModel):
        parts: "list[Chapter]" = []

    Chapter.model_rebuild(_types_namespace={"Chapter": Chapter})

    @app.post("/chapters")
    def add(chapter: Chapter) -> int:
        return 1

    def nested(levels: int) -> dict:
        chapter: dict = {"parts": []}
        for _ in range(levels):
            chapter = {"parts": [chapter]}
        return chapter

    client = TestClient(app)
    assert client.post("/chapters", json=nested(200)).status_code == 200
    refused = client.post("/chapters", json=nested(300))
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["type"] == "recursion_depth_exceeded"


def test_aliases_are_read_and_written(program):
    program("orders.py")
    app = FastAPI()

    class Parcel(BaseModel):
        model_config = ConfigDict(alias_generator=to_camel)
        tracking_code: str
        weight: int = Field(default=1, validation_alias=AliasChoices("weight", "kg"))

    @app.post("/parcels")
    def send(parcel: Parcel) -> Parcel:
        return parcel

    answer = TestClient(app).post("/parcels", json={"trackingCode": "x", "kg": 4})
    assert answer.json() == {"trackingCode": "x", "weight": 4}


def test_a_field_can_be_kept_from_the_output(program):
    program("orders.py")

    class Draft(BaseModel):
        title: str
        note: Annotated[str, Field(exclude=True)] = ""

    assert Draft(title="a", note="b").model_dump() == {"title": "a"}


def test_exactly_one_of(program):
    program("orders.py")
    app = FastAPI()

    class Card(BaseModel):
        kind: Literal["card"]
        number: str

    class Transfer(BaseModel):
        kind: Literal["transfer"]
        iban: str

    class Payment(BaseModel):
        amount: Decimal
        means: Annotated[Card | Transfer, Field(discriminator="kind")]

    @app.post("/payments")
    def pay(payment: Payment) -> Payment:
        return payment

    body = {"amount": "1", "means": {"kind": "card"}}
    refused = TestClient(app).post("/payments", json=body)
    assert [one["loc"] for one in refused.json()["detail"]] == [
        ["body", "means", "card", "number"]
    ]


def test_a_model_of_another_class_is_read_through_its_attributes(program):
    module = program("leaks.py").load()

    class Account(BaseModel):
        name: str
        password_hash: str

    account = Account(name="Ada", password_hash="x")
    module.app.get("/other", response_model=module.ReaderOut)(lambda: account)
    assert TestClient(module.app).get("/other").json() == {"name": "Ada"}


def test_an_output_can_hold_what_was_set_only(program):
    app = program("leaks.py").load().app

    class Draft(BaseModel):
        title: str
        note: str | None = None

    app.get("/set", response_model=Draft, response_model_exclude_unset=True)(
        lambda: {"title": "a"}
    )
    assert TestClient(app).get("/set").json() == {"title": "a"}
