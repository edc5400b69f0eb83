from datetime import date
from typing import Annotated

import pytest
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PydanticDeprecatedSince20,
    ValidationError,
)
from pydantic_core import SchemaSerializer, SchemaValidator

ADA = {"email": "Ada@Example.org", "password": "correct horse", "born": "1815-12-10"}


def test_input_is_parsed_and_output_is_filtered(program):
    p = program("readers.py")
    module = p.load()
    with TestClient(module.app) as client:
        created = client.post("/readers", json=ADA)
    assert created.status_code == 201
    assert created.json() == {
        "id": 1,
        "email": "ada@example.org",
        "born": "1815-12-10",
        "domain": "example.org",
    }
    assert module.rows[1]["password"] == ADA["password"], "the row held the password"
    assert module.rows[1]["born"].year == 1815, "the endpoint saw a date, not a string"
    p.record_http("created", created)


def test_all_faults_of_the_input_come_back_in_one_422(program):
    p = program("readers.py")
    with TestClient(p.load().app) as client:
        refused = client.post(
            "/readers", json={"email": "ada", "born": "1815-12-10", "role": "admin"}
        )
    assert refused.status_code == 422
    assert [one["type"] for one in refused.json()["detail"]] == [
        "value_error",
        "missing",
        "extra_forbidden",
    ]
    p.record_http("refused", refused)


def test_a_wrong_return_value_is_the_servers_fault(program):
    p = program("readers.py")
    app = p.load().app
    with TestClient(app) as client, pytest.raises(ResponseValidationError) as caught:
        client.get("/readers/7")
    assert caught.value.errors()[0]["loc"] == ("response",)
    answer = TestClient(app, raise_server_exceptions=False).get("/readers/7")
    assert answer.status_code == 500
    p.record_http("wrong-return", answer)


def test_pydantic_gives_a_schema_per_mode_and_fastapi_the_document(program):
    p = program("readers.py")
    module = p.load()
    document = module.app.openapi()
    schemas = document["components"]["schemas"]
    assert document["openapi"] == "3.1.0"
    assert schemas["ReaderOut"]["properties"]["domain"]["readOnly"] is True
    assert "password" in schemas["ReaderIn"]["required"]
    modes = {
        mode: list(module.ReaderOut.model_json_schema(mode=mode)["properties"])
        for mode in ("validation", "serialization")
    }
    assert set(modes["serialization"]) - set(modes["validation"]) == {"domain"}
    p.record_value("modes", "ReaderOut.model_json_schema(mode=…): properties", modes)


def test_the_engine_is_compiled(program):
    reader = program("readers.py").load().ReaderIn
    assert isinstance(reader.__pydantic_validator__, SchemaValidator)
    assert isinstance(reader.__pydantic_serializer__, SchemaSerializer)


def test_v1_names_still_run_and_warn(program):
    out = program("readers.py").load().ReaderOut
    row = {"id": 1, "email": "a@b", "born": "2000-01-01"}
    with pytest.warns(PydanticDeprecatedSince20, match="removed in V3"):
        reader = out.parse_obj(row)
    with pytest.warns(PydanticDeprecatedSince20, match="removed in V3"):
        assert reader.dict()["domain"] == "b"


def test_strict_means_something_else_in_a_body(program):
    p = program("strict.py")
    loan = {"copies": 2, "due": "2026-12-01"}
    with TestClient(p.load().app) as client:
        declared = client.post("/loans", json=loan)
        raw = client.post("/loans/raw", json=loan)
    assert declared.status_code == 422
    assert declared.json()["detail"][0]["type"] == "date_type"
    assert raw.status_code == 200
    p.record_http("declared", declared)
    p.record_http("raw", raw)


def test_lax_is_the_default_and_strict_refuses(program):
    program("strict.py")

    class Lax(BaseModel):
        copies: int

    class Strict(BaseModel):
        model_config = ConfigDict(strict=True)
        copies: int

    class Mixed(BaseModel):
        copies: Annotated[int, Field(strict=True)]
        due: date

    assert Lax.model_validate({"copies": "2"}).copies == 2
    assert Mixed.model_validate({"copies": 2, "due": "2026-12-01"}).due.year == 2026
    with pytest.raises(ValidationError):
        Mixed.model_validate({"copies": "2", "due": "2026-12-01"})
    with pytest.raises(ValidationError):
        Strict.model_validate({"copies": "2"})


def test_neither_assignment_nor_return_validates_an_instance(program):
    p = program("reserve.py")
    module = p.load()
    with TestClient(module.app) as client:
        answer = client.post("/orders", json={"sku": "pen", "quantity": 1})
    assert answer.status_code == 200
    assert answer.json()["quantity"] == -2
    p.record_http("negative", answer)

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


def test_every_instance_of_the_declared_class_is_trusted_and_nothing_else(program):
    module = program("reserve.py").load()
    declared = module.Order

    class Urgent(declared):
        note: str = ""

    class Parcel(BaseModel):
        order: declared  # pyright: ignore[reportInvalidTypeForm]

    class Basket(BaseModel):
        sku: str
        quantity: int

    bad = {"sku": "pen", "quantity": -2}
    for path, model, value in (
        ("/subclass", declared, Urgent.model_construct(**bad)),
        ("/nested", Parcel, {"order": declared.model_construct(**bad)}),
        ("/dict", declared, bad),
        ("/other", declared, Basket(**bad)),
    ):
        module.app.get(path, response_model=model)(lambda value=value: value)
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/subclass").json() == bad
    assert client.get("/nested").json() == {"order": bad}
    assert client.get("/dict").status_code == 500
    assert client.get("/other").status_code == 500
