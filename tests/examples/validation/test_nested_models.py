import asyncio
import gc
import sqlite3
import sys
import warnings
from collections import UserDict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

import pytest
from fastapi import Cookie, Depends, FastAPI, Form, Header, Path, Query, Response
from fastapi.exceptions import FastAPIError, ResponseValidationError
from fastapi.responses import RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient
from pydantic import (
    MISSING,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PydanticUserError,
    SerializeAsAny,
    ValidationError,
    field_serializer,
    field_validator,
)
from pydantic_core import PydanticSerializationError
from sqlalchemy import StaticPool, create_engine, event, orm, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from typing_extensions import TypeAliasType

Some = TypeVar("Some", bound=BaseModel)
LINE = {"sku": "pen", "quantity": 3, "price": "1.10"}
ORDER = {"internal_note": "pays late", "lines": [LINE]}
JSON = {"content-type": "application/json"}


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def schemas(app):
    found = app.openapi()["components"]["schemas"]
    return {
        name: found[name]
        for name in found
        if name not in ("HTTPValidationError", "ValidationError")
    }


def test_the_note_goes_in_and_the_total_comes_out(program):
    p = program("orders.py")
    module = p.load()
    with TestClient(module.app) as client:
        placed = client.put("/orders/7", json=ORDER)
    assert placed.status_code == 200
    assert placed.json() == {"lines": [LINE], "number": 7, "total": "3.30"}
    stored = module.put_order(7, module.OrderIn.model_validate(ORDER))
    assert stored.internal_note == "pays late", "the function returned the note"
    p.record_http("placed", placed)


def test_errors_carry_the_whole_path(program):
    p = program("orders.py")
    lines = [{**LINE, "price": "0"}, {"sku": "ink", "price": "2"}]
    with TestClient(p.load().app) as client:
        refused = client.put("/orders/7", json={"lines": lines})
    assert errors(refused) == [
        ("greater_than", ["body", "lines", 0, "price"]),
        ("missing", ["body", "lines", 1, "quantity"]),
    ]
    p.record_http("refused", refused)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"quantity": 0}, "greater_than_equal"),
        ({"quantity": 1001}, "less_than_equal"),
        ({"quantity": 10**40}, "less_than_equal"),
        ({"price": "0.00"}, "greater_than"),
        ({"price": "0.001"}, "decimal_max_places"),
        ({"price": "1234567.00"}, "decimal_whole_digits"),
        ({"price": "1234567"}, "decimal_whole_digits"),
        ({"price": "1e999999"}, "decimal_max_digits"),
        ({"price": "NaN"}, "finite_number"),
        ({"price": "1,10"}, "decimal_parsing"),
        ({"sku": "x" * 21}, "string_too_long"),
        ({"sku": None}, "string_type"),
    ],
)
def test_hostile_lines_are_rejected(program, change, error):
    with TestClient(program("orders.py").load().app) as client:
        answer = client.put("/orders/7", json={"lines": [{**LINE, **change}]})
    assert [one["type"] for one in answer.json()["detail"]] == [error]


def test_the_smallest_order_is_accepted(program):
    line = {"sku": "", "quantity": 1, "price": "0.01"}
    module = program("orders.py").load()
    with TestClient(module.app) as client:
        smallest = client.put("/orders/0", json={"lines": [line]})
    assert smallest.json() == {"lines": [line], "number": 0, "total": "0.01"}
    assert module.OrderIn.model_validate({"lines": [line]}).internal_note == ""


def test_the_largest_order_is_exact(program):
    line = {"sku": "x" * 20, "quantity": 1000, "price": "999999.99"}
    with TestClient(program("orders.py").load().app) as client:
        largest = client.put("/orders/7", json={"lines": [line] * 100})
        more = client.put("/orders/7", json={"lines": [line] * 101})
        none = client.put("/orders/7", json={"lines": []})
        for change in ({"quantity": 1001}, {"price": "1000000.00"}):
            larger = client.put("/orders/7", json={"lines": [line | change]})
            assert larger.status_code == 422, "each factor has its limit"
    assert largest.json()["total"] == "99999999000.00"
    assert errors(more) == [("too_long", ["body", "lines"])]
    assert errors(none) == [("too_short", ["body", "lines"])]


def test_a_decimal_is_a_number_or_a_string_in_and_a_string_out(program):
    p = program("orders.py")
    app = p.load().app
    with TestClient(app) as client:
        for price in ("1.10", 1.10):
            answer = client.put("/orders/7", json={"lines": [{**LINE, "price": price}]})
            assert answer.json()["lines"][0]["price"] in ("1.10", "1.1")
    assert list(schemas(app)) == ["Line-Input", "Line-Output", "OrderIn", "OrderOut"]
    price = {
        name: schemas(app)[name]["properties"]["price"]
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


def test_an_exponent_comes_back_as_python_writes_it(program):
    with TestClient(program("orders.py").load().app) as client:
        placed = client.put("/orders/7", json={"lines": [{**LINE, "price": "1e5"}]})
        number = client.put("/orders/7", json={"lines": [{**LINE, "price": 1e5}]})
    assert placed.json()["lines"][0]["price"] == "1E+5"
    assert number.json()["lines"][0]["price"] == "100000.0", "JSON gives a float"
    assert placed.json()["total"] == "300000"


def test_the_return_type_is_the_documented_schema(program):
    app = program("orders.py").load().app
    content = app.openapi()["paths"]["/orders/{number}"]["put"]["responses"]["200"]
    schema = content["content"]["application/json"]["schema"]
    assert schema["$ref"].endswith("/OrderOut")
    assert "internal_note" not in schemas(app)["OrderOut"]["properties"]
    assert not {"number", "total"} & set(schemas(app)["OrderIn"]["properties"])


def test_only_a_declared_type_filters(program):
    p = program("leaks.py")
    app = p.load().app
    with TestClient(app) as client:
        for path in ("declared", "undeclared", "response"):
            answer = client.get(f"/{path}")
            assert answer.status_code == 200
            assert ("password_hash" in answer.json()) is (path != "declared")
            p.record_http(path, answer)


def documented(app, path):
    content = app.openapi()["paths"][path]["get"]["responses"]["200"]["content"]
    return content["application/json"]["schema"]


def test_an_undeclared_response_has_an_empty_schema(program):
    app = program("leaks.py").load().app
    assert documented(app, "/undeclared") == {}


def test_a_response_is_neither_filtered_nor_checked_against_the_schema(program):
    app = program("leaks.py").load().app
    promised = {"$ref": "#/components/schemas/ReaderOut"}
    assert documented(app, "/declared") == promised
    assert documented(app, "/response") == promised
    assert "password_hash" in TestClient(app).get("/response").json()


def test_response_model_wins_over_the_annotation(program):
    module = program("leaks.py").load()
    app = module.app

    @app.get("/both", response_model=module.ReaderOut)
    def both() -> module.Reader:  # pyright: ignore[reportInvalidTypeForm]
        return module.Reader(name="Ada")

    assert TestClient(app).get("/both").json() == {"name": "Ada"}
    assert documented(app, "/both")["$ref"].endswith("/ReaderOut")


def test_the_filter_reaches_into_lists_dictionaries_unions_and_models(program):
    module = program("leaks.py").load()
    reader, out = module.Reader, module.ReaderOut

    class Loan(BaseModel):
        reader: out  # pyright: ignore[reportInvalidTypeForm]

    for path, declared, value in (
        ("/list", list[out], [reader(name="Ada")]),
        ("/dict", dict[str, out], {"ada": reader(name="Ada")}),
        ("/union", out | None, reader(name="Ada")),
        ("/model", Loan, {"reader": reader(name="Ada")}),
        ("/instance", Loan, Loan(reader=reader(name="Ada"))),
    ):
        module.app.get(path, response_model=declared)(lambda value=value: value)
        answer = TestClient(module.app).get(path)
        assert answer.status_code == 200
        assert "Ada" in answer.text
        assert "password_hash" not in answer.text


def test_a_union_of_models_takes_the_one_with_more_of_the_fields(program):
    """Whichever is named first. An instance of a model is of that model."""
    module = program("leaks.py").load()
    reader, out = module.Reader, module.ReaderOut
    stored = {"name": "Ada", "password_hash": "x"}
    for declared in (out | reader, reader | out):
        for path, value, sent in (
            ("/dictionary", stored, stored),
            ("/row", SimpleNamespace(**stored), stored),
            ("/instance", out(name="Ada"), {"name": "Ada"}),
        ):
            app = FastAPI()
            app.get(path, response_model=declared)(lambda value=value: value)
            assert TestClient(app).get(path).json() == sent


def test_two_settings_let_the_fields_of_a_subclass_through(program):
    module = program("leaks.py").load()

    class Plain(BaseModel):
        name: str

    class Polymorphic(Plain):
        model_config = ConfigDict(polymorphic_serialization=True)

    class PlainReader(Plain):
        password_hash: str = "x"

    class PolymorphicReader(Polymorphic):
        password_hash: str = "x"

    class Envelope(BaseModel, Generic[Some]):
        name: Some

    class Untyped(BaseModel):
        name: Plain

        @field_serializer("name")
        def as_it_is(self, value):
            return value

    class Typed(BaseModel):
        name: Plain

        @field_serializer("name")
        def as_it_is(self, value) -> Plain:
            return value

    for path, declared, value, leaks in (
        ("/plain", Plain, PlainReader(name="Ada"), False),
        ("/any", SerializeAsAny[Plain], PlainReader(name="Ada"), True),
        ("/polymorphic", Polymorphic, PolymorphicReader(name="Ada"), True),
    ):
        module.app.get(path, response_model=declared)(lambda value=value: value)
        answer = TestClient(module.app).get(path)
        assert answer.status_code == 200
        assert ("password_hash" in answer.json()) is leaks

    reader = PlainReader(name="Ada")
    enveloped = Envelope(name=reader)
    for path, declared, value, leaks in (
        ("/envelope", Envelope, enveloped, True),
        ("/envelope-of", Envelope[Plain], enveloped, False),
        ("/untyped", Untyped, Untyped(name=reader), True),
        ("/typed", Typed, Typed(name=reader), False),
    ):
        module.app.get(path, response_model=declared)(lambda value=value: value)
        sent = TestClient(module.app).get(path).json()["name"]
        assert ("password_hash" in sent) is leaks


def test_a_response_model_that_allows_extra_fields_sends_them(program):
    module = program("leaks.py").load()

    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")
        name: str

    row = {"name": "Ada", "password_hash": "x"}
    module.app.get("/open", response_model=Open)(lambda: row)
    module.app.get("/closed", response_model=module.ReaderOut)(lambda: row)
    client = TestClient(module.app)
    assert client.get("/open").json() == row
    assert client.get("/closed").json() == {"name": "Ada"}


def test_a_mapping_is_read_by_its_keys(program):
    assert not hasattr(UserDict(name="Ada"), "name"), "there is no attribute to read"
    module = program("leaks.py").load()
    with create_engine("sqlite://").connect() as connection:
        found = connection.execute(text("SELECT 'Ada' AS name, 'x' AS password_hash"))
        row = found.mappings().one()
    for path, value in (("/row", row), ("/user", UserDict(name="Ada", pin="1"))):
        assert not isinstance(value, dict)
        module.app.get(path, response_model=module.ReaderOut)(lambda value=value: value)
        assert TestClient(module.app).get(path).json() == {"name": "Ada"}


def test_a_row_of_sqlite3_is_a_500_until_it_is_a_dictionary(program):
    module = program("leaks.py").load()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        row = connection.execute(
            "SELECT 'Ada' AS name, 'x' AS password_hash"
        ).fetchone()
    # Not as defaults of parameters, which FastAPI would fail to copy.
    module.app.get("/row", response_model=module.ReaderOut)(lambda: row)
    module.app.get("/dict", response_model=module.ReaderOut)(lambda: dict(row))
    with pytest.raises(ResponseValidationError):
        TestClient(module.app).get("/row")
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/row").status_code == 500
    assert client.get("/dict").json() == {"name": "Ada"}


def test_a_dictionary_in_place_of_a_nested_model_is_sent_whole(program):
    module = program("leaks.py").load()
    row = {"name": "Ada", "password_hash": "x"}

    class Loan(BaseModel):
        reader: module.ReaderOut  # pyright: ignore[reportInvalidTypeForm]

    class Guarded(Loan):
        model_config = ConfigDict(validate_assignment=True)

    reader = module.ReaderOut(name="Ada")
    assigned, guarded = Loan(reader=reader), Guarded(reader=reader)
    assigned.reader = guarded.reader = row  # pyright: ignore
    for path, loan, leaks in (
        ("/validated", Loan.model_validate({"reader": row}), False),
        ("/guarded", guarded, False),
        ("/assigned", assigned, True),
        ("/constructed", Loan.model_construct(reader=row), True),
    ):
        module.app.get(path, response_model=Loan)(lambda loan=loan: loan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = TestClient(module.app).get(path)
        assert answer.status_code == 200
        assert ("password_hash" in answer.json()["reader"]) is leaks

    class Shelf(BaseModel):
        readers: list[module.ReaderOut]  # pyright: ignore[reportInvalidTypeForm]

    stored = module.Reader(name="Ada")
    for kind, leaks in ((list, False), (tuple, True)):
        shelf = Shelf.model_construct(readers=kind([stored]))
        module.app.get(f"/{kind.__name__}", response_model=Shelf)(
            lambda shelf=shelf: shelf
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = TestClient(module.app).get(f"/{kind.__name__}")
        assert ("password_hash" in answer.json()["readers"][0]) is leaks, kind


def test_a_model_of_another_class_is_read_through_its_attributes(program):
    module = program("leaks.py").load()

    class Account(BaseModel):
        name: str
        password_hash: str

    account = Account(name="Ada", password_hash="x")
    module.app.get("/other", response_model=module.ReaderOut)(lambda: account)
    assert TestClient(module.app).get("/other").json() == {"name": "Ada"}

    @dataclass
    class Plain:
        name: str

    module.app.get("/plain", response_model=Plain)(lambda: account)
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/plain").status_code == 500, "no model is declared"


def test_a_row_is_read_after_the_function_has_returned(program):
    p = program("rows.py")
    app = p.load().app
    with TestClient(app) as client, pytest.raises(ResponseValidationError) as caught:
        client.get("/order")
    error = caught.value.errors()[0]
    assert (error["type"], error["loc"]) == (
        "get_attribute_error",
        ("response", "lines"),
    )
    assert "DetachedInstanceError" in error["msg"]
    lazy = TestClient(app, raise_server_exceptions=False).get("/order")
    assert lazy.status_code == 500
    where = ".".join(error["loc"])
    p.record_http("lazy", lazy, note=f"Raised: {error['type']} at {where}")


def test_a_relation_that_is_loaded_in_time_is_sent(program):
    p = program("rows.py")
    with TestClient(p.load().app) as client:
        eager = client.get("/order?eager=true")
    assert eager.status_code == 200
    assert eager.json() == {"lines": [{"sku": "pen"}]}
    p.record_http("eager", eager)


def test_an_open_session_loads_the_lines_with_one_more_query(program):
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
    assert answer.json() == {"lines": [{"sku": "pen"}]}
    assert len(statements) == 2


def test_an_open_async_session_does_not_load_the_lines(program):
    module = program("rows.py").load()
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)

    @asynccontextmanager
    async def lifespan(app):
        async with engine.begin() as connection:
            await connection.run_sync(module.Base.metadata.create_all)
        async with AsyncSession(engine) as session, session.begin():
            session.add(module.Order(lines=[module.Line(sku="pen")]))
        yield
        await engine.dispose()

    async def open_session():
        async with AsyncSession(engine) as session:
            yield session

    app = FastAPI(lifespan=lifespan)

    @app.get("/open", response_model=module.OrderOut)
    async def read(
        session: Annotated[AsyncSession, Depends(open_session)], eager: bool = False
    ):
        options = [orm.selectinload(module.Order.lines)] if eager else []
        return await session.get_one(module.Order, 1, options=options)

    with TestClient(app) as client:
        eager = client.get("/open?eager=true")
        assert eager.json() == {"lines": [{"sku": "pen"}]}
        with warnings.catch_warnings():  # a coroutine is left behind
            warnings.simplefilter("ignore", RuntimeWarning)
            with pytest.raises(ResponseValidationError, match="MissingGreenlet"):
                client.get("/open")
            gc.collect()


def test_fastapi_reads_attributes_without_the_models_permission(program):
    module = program("rows.py").load()
    row = module.read(eager=True)
    with pytest.raises(ValidationError) as caught:
        module.OrderOut.model_validate(row)
    assert caught.value.errors()[0]["type"] == "model_type"
    assert module.OrderOut.model_validate(row, from_attributes=True).lines[0].sku
    assert TestClient(module.app).get("/order?eager=true").status_code == 200


def test_a_recursive_model_has_a_depth_limit(program):
    app = program("orders.py").load().app

    class Chapter(BaseModel):
        parts: "list[Chapter]" = []

    Chapter.model_rebuild(_types_namespace={"Chapter": Chapter})

    @app.post("/chapters")
    def add(chapter: Chapter) -> int:
        return 1

    def nested(levels: int) -> str:
        return '{"parts":[' * levels + "]}" * levels

    client = TestClient(app, headers=JSON)
    assert client.post("/chapters", content=nested(200)).status_code == 200
    refused = client.post("/chapters", content=nested(300))
    assert [kind for kind, _ in errors(refused)] == ["recursion_depth_exceeded"]


def test_a_deep_dictionary_comes_in_and_is_a_500_on_the_way_out(program):
    app = program("orders.py").load().app
    ran: list[str] = []

    @app.post("/notes")
    def add(note: dict[str, Any]) -> dict[str, Any]:
        ran.append("function")
        return note

    def nested(levels: int) -> str:
        return '{"a":' * levels + "1" + "}" * levels

    client = TestClient(app, raise_server_exceptions=False, headers=JSON)
    assert client.post("/notes", content=nested(200)).status_code == 200
    assert client.post("/notes", content=nested(300)).status_code == 500
    assert ran == ["function"] * 2


def test_rows_that_lead_back_to_each_other_are_a_500(program):
    """A relation and its `back_populates`, both named by the response models."""
    app = program("orders.py").load().app

    class Row:
        number = 7
        sku = "pen"

    order, line = Row(), Row()
    order.lines, line.order = [line], order  # pyright: ignore

    class OrderOut(BaseModel):
        number: int
        lines: "list[LineOut]"

    class LineOut(BaseModel):
        sku: str
        order: OrderOut

    class LineAlone(BaseModel):
        sku: str

    class OneWay(BaseModel):
        number: int
        lines: list[LineAlone]

    OrderOut.model_rebuild(_types_namespace={"LineOut": LineOut})
    app.get("/cycle", response_model=OrderOut)(lambda: order)
    app.get("/one-way", response_model=OneWay)(lambda: order)
    client = TestClient(app)
    with pytest.raises(ResponseValidationError) as caught:
        client.get("/cycle")
    assert [one["type"] for one in caught.value.errors()] == ["recursion_loop"]
    assert client.get("/one-way").json() == {"number": 7, "lines": [{"sku": "pen"}]}


def test_aliases_alone_do_not_fit_the_rows(program):
    p = program("parcels.py")
    app = p.load().app
    client = TestClient(app, raise_server_exceptions=False)
    alone, both = client.get("/alias-only"), client.get("/alias-and-name")
    assert alone.status_code == 500
    assert (both.status_code, both.json()) == (200, {"trackingCode": "RX-7"})
    with pytest.raises(ResponseValidationError) as caught:
        TestClient(app).get("/alias-only")
    error = caught.value.errors()[0]
    assert (error["type"], error["loc"]) == ("missing", ("response", "trackingCode"))
    where = ".".join(error["loc"])
    p.record_http("alias-only", alone, note=f"Raised: {error['type']} at {where}")
    p.record_http("alias-and-name", both)


def test_validate_by_name_accepts_objects_with_python_names(program):
    module = program("parcels.py").load()

    class Row:
        tracking_code = "RX-7"

    module.app.get("/row", response_model=module.AliasAndName)(lambda: Row())
    assert TestClient(module.app).get("/row").json() == {"trackingCode": "RX-7"}
    module.app.get("/alone", response_model=module.AliasOnly)(lambda: Row())
    alone = TestClient(module.app, raise_server_exceptions=False).get("/alone")
    assert alone.status_code == 500
    with pytest.raises(ValidationError):
        module.AliasOnly(tracking_code="RX-7")
    assert module.AliasAndName(tracking_code="RX-7").tracking_code == "RX-7"


def test_responses_use_aliases_by_default(program):
    module = program("parcels.py").load()
    app, model = module.app, module.AliasAndName

    @app.put("/parcels")
    def send(parcel: model) -> model:  # pyright: ignore[reportInvalidTypeForm]
        return parcel

    answer = TestClient(app).put("/parcels", json={"trackingCode": "RX-7"})
    assert answer.json() == {"trackingCode": "RX-7"}
    parcel = model(tracking_code="RX-7")
    assert parcel.model_dump() == {"tracking_code": "RX-7"}, "unlike model_dump()"


def test_a_field_or_parameter_can_have_several_names(program):
    program("parcels.py")
    app = FastAPI()
    names = AliasChoices("weight", "kg")

    class Parcel(BaseModel):
        weight: int = Field(validation_alias=names)

    @app.post("/parcels")
    def send(parcel: Parcel) -> int:
        return parcel.weight

    @app.get("/parcels")
    def find(weight: Annotated[int, Query(validation_alias=names)]) -> int:
        return weight

    for marker in (Header, Cookie, Form, Path):

        def read(weight):
            return weight

        read.__annotations__["weight"] = Annotated[int, marker(validation_alias=names)]
        for rest in ["/weight/{weight}", "/kg/{kg}"] if marker is Path else [""]:
            app.post(f"/{marker.__name__}{rest}")(read)

    client = TestClient(app)
    for name in ("weight", "kg"):
        assert client.post("/Header", headers={name: "4"}).json() == 4
        assert client.post("/Cookie", headers={"Cookie": f"{name}=4"}).json() == 4
        assert client.post("/Form", data={name: "4"}).json() == 4
        assert client.post(f"/Path/{name}/4").json() == 4
        assert client.post("/parcels", json={name: 4}).json() == 4
        assert client.get("/parcels", params={name: 4}).json() == 4
    parameters = app.openapi()["paths"]["/parcels"]["get"]["parameters"]
    assert [one["name"] for one in parameters] == ["weight"]


def test_an_excluded_field_is_missing_from_every_dump_and_from_the_schema(program):
    program("orders.py")

    class Draft(BaseModel):
        title: str
        note: Annotated[str, Field(exclude=True)] = ""

    draft = Draft(title="a", note="b")
    assert draft.model_dump() == {"title": "a"}
    assert draft.model_dump_json() == '{"title":"a"}'
    assert "note" not in Draft.model_json_schema(mode="serialization")["properties"]
    app = FastAPI()
    app.get("/undeclared")(lambda: draft)
    assert TestClient(app).get("/undeclared").json() == {"title": "a"}


def test_response_model_exclude_goes_into_depth_but_not_into_the_schema(program):
    module = program("orders.py").load()
    app = module.app
    order = {"number": 7, "lines": [LINE]}
    app.get(
        "/public",
        response_model=module.OrderOut,
        response_model_exclude={"lines": {"__all__": {"price"}}},
    )(lambda: order)
    answer = TestClient(app).get("/public")
    assert answer.json()["lines"] == [{"sku": "pen", "quantity": 3}]
    assert "price" in schemas(app)["Line-Output"]["properties"]


def test_a_return_type_that_is_no_field_type_fails_at_startup(program):
    program("leaks.py")

    class Row:
        def __init__(self) -> None:
            self.id = 1

    for kind in (Row, Response | dict[str, int]):
        with pytest.raises(FastAPIError, match="Invalid args for response field"):

            @FastAPI().get("/")
            def read() -> kind: ...  # pyright: ignore[reportInvalidTypeForm]

    app = FastAPI()

    @app.get("/", response_model=None)
    def free() -> Response | dict[str, int]:
        return {"id": 1}

    assert TestClient(app).get("/").json() == {"id": 1}
    assert documented(app, "/") == {}


def test_an_annotation_with_a_response_class_is_fine(program):
    program("leaks.py")
    app = FastAPI()

    @app.get("/old")
    def old() -> RedirectResponse:
        return RedirectResponse("/new")

    assert TestClient(app).get("/old", follow_redirects=False).status_code == 307


def test_a_discriminated_union_reports_the_chosen_variant_only(program):
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

    class Loose(BaseModel):
        means: Card | Transfer

    @app.post("/payments")
    def pay(payment: Payment) -> Payment:
        return payment

    body = {"amount": "1", "means": {"kind": "card"}}
    refused = TestClient(app).post("/payments", json=body)
    assert errors(refused) == [("missing", ["body", "means", "card", "number"])]
    with pytest.raises(ValidationError) as caught:
        Loose.model_validate(body)
    assert {one["loc"][1] for one in caught.value.errors()} == {"Card", "Transfer"}


def test_from_attributes_is_the_setting_for_calls_of_ones_own(program):
    module = program("rows.py").load()
    row = module.read(eager=True)

    class LineRead(module.LineOut):
        model_config = ConfigDict(from_attributes=True)

    assert LineRead.model_validate(row.lines[0]).sku == "pen"
    assert module.LineOut.model_validate(row.lines[0], from_attributes=True)


def test_what_the_model_itself_leaves_out_is_not_sent(program):
    program("leaks.py")

    class Reader(BaseModel):
        name: str
        password_hash: Annotated[str, Field(exclude=True)] = "x"
        note: Annotated[str, Field(exclude_if=lambda value: value == "")] = ""
        shelf: str | MISSING = MISSING  # pyright: ignore
        _visits: int = 1

    app = FastAPI()
    app.get("/undeclared")(lambda: Reader(name="Ada"))
    app.get("/noted")(lambda: Reader(name="Ada", note="late"))
    client = TestClient(app)
    assert client.get("/undeclared").json() == {"name": "Ada"}
    assert client.get("/noted").json() == {"name": "Ada", "note": "late"}


def test_a_list_that_is_too_long_reports_nothing_else(program):
    bad = {**LINE, "price": "0"}
    with TestClient(program("orders.py").load().app) as client:
        full = client.put("/orders/7", json={"lines": [bad] * 100})
        longer = client.put("/orders/7", json={"lines": [bad] * 101})
    assert len(errors(full)) == 100
    assert errors(longer) == [("too_long", ["body", "lines"])]


def test_any_filters_nothing(program):
    module = program("leaks.py").load()
    reader = module.Reader(name="Ada")

    class Loan(BaseModel):
        reader: Any

    for path, declared, value in (
        ("/any", Any, reader),
        ("/dict", dict[str, Any], {"reader": reader}),
        ("/field", Loan, {"reader": reader}),
        ("/list", list, [reader]),
        ("/bare", dict, {"reader": reader}),
    ):
        module.app.get(path, response_model=declared)(lambda value=value: value)
        assert "password_hash" in TestClient(module.app).get(path).text


def test_an_annotation_of_none_filters_nothing(program):
    module = program("leaks.py").load()

    @module.app.get("/none")
    def none() -> None:
        return module.Reader(name="Ada")  # pyright: ignore[reportReturnType]

    assert "password_hash" in TestClient(module.app).get("/none").json()
    assert documented(module.app, "/none") == {}
    module.app.get("/strict", response_model=type(None))(none)
    strict = TestClient(module.app, raise_server_exceptions=False).get("/strict")
    assert strict.status_code == 500


def test_what_an_async_function_returns_is_validated_on_the_event_loop(program):
    program("leaks.py")
    app = FastAPI()
    seen: list[bool] = []

    class Watched(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def note(cls, value: str) -> str:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                seen.append(False)
            else:
                seen.append(True)
            return value

    @app.get("/async", response_model=Watched)
    async def on_the_loop() -> dict[str, str]:
        return {"name": "Ada"}

    @app.get("/sync", response_model=Watched)
    def in_a_thread() -> dict[str, str]:
        return {"name": "Ada"}

    client = TestClient(app)
    client.get("/async")
    client.get("/sync")
    assert seen == [True, False]


def test_an_undefined_name_fails_at_the_first_request(program):
    program("leaks.py")
    app = FastAPI()

    @app.get("/orders")
    def read() -> "OnlyForTheTypeChecker":  # noqa: F821  # pyright: ignore
        return {"number": 7}

    @app.get("/readers")
    def readers() -> int:
        return 1

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/readers").json() == 1
    assert client.get("/orders").status_code == 500
    assert client.get("/openapi.json").status_code == 500

    @app.get("/later")
    def later() -> "DefinedLater":  # noqa: F821  # pyright: ignore
        return {"name": "Ada"}

    later.__globals__["DefinedLater"] = program("leaks.py").load().ReaderOut
    try:
        assert client.get("/later").status_code == 500, "it is not looked up again"
    finally:
        del later.__globals__["DefinedLater"]
    with pytest.raises(PydanticUserError, match="not fully defined"):
        TestClient(app).get("/orders")


def test_a_plain_join_does_not_load_the_lines(program):
    module = program("rows.py").load()
    orders = select(module.Order)
    statements = {
        "join": orders.join(module.Order.lines),
        "joinedload": orders.options(orm.joinedload(module.Order.lines)),
    }
    app = FastAPI()

    @app.get("/{path}", response_model=module.OrderOut)
    def read(path: str):
        with orm.Session(module.engine) as session:
            return session.scalars(statements[path]).unique().one()

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/join").status_code == 500
    assert client.get("/joinedload").json() == {"lines": [{"sku": "pen"}]}


def test_a_response_model_that_forbids_extra_fields_is_a_500(program):
    module = program("leaks.py").load()

    class Strict(module.ReaderOut):
        model_config = ConfigDict(extra="forbid")

    row = {"name": "Ada", "password_hash": "x"}
    module.app.get("/strict", response_model=Strict)(lambda: row)
    module.app.get("/row", response_model=Strict)(lambda: module.Reader(name="Ada"))
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/strict").status_code == 500
    assert client.get("/row").json() == {"name": "Ada"}, "attributes are not counted"


def test_aliases_alone_turn_a_value_into_the_default(program):
    module = program("parcels.py").load()

    class Lenient(module.AliasOnly):
        tracking_code: str | None = None

    class Both(module.AliasAndName):
        tracking_code: str | None = None

    for path, model in (("/lenient", Lenient), ("/both", Both)):
        module.app.get(path, response_model=model)(lambda: module.ROW)
    client = TestClient(module.app)
    lost = client.get("/lenient")
    assert (lost.status_code, lost.json()) == (200, {"trackingCode": None})
    assert client.get("/both").json() == {"trackingCode": "RX-7"}


def test_a_commit_expires_the_columns_of_a_row(program):
    module = program("rows.py").load()

    class IdOut(BaseModel):
        id: int

    @module.app.post("/orders", response_model=IdOut)
    def add(commit: bool, refresh: bool = False, expire: bool = True):
        with orm.Session(module.engine, expire_on_commit=expire) as session:
            order = module.Order()
            session.add(order)
            session.flush()
            session.refresh(order)
            if commit:
                session.commit()
            if refresh:
                session.refresh(order)
            return order

    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/orders?commit=false").status_code == 200
    assert client.post("/orders?commit=true").status_code == 500
    assert client.post("/orders?commit=true&refresh=true").status_code == 200
    assert client.post("/orders?commit=true&expire=false").status_code == 200


def test_response_model_turns_the_filter_of_a_generator_off(program):
    module = program("leaks.py").load()
    out = module.ReaderOut
    stored = module.Reader(name="Ada")

    async def annotated() -> AsyncIterator[out]:  # pyright: ignore[reportInvalidTypeForm]
        yield stored

    async def untyped():
        yield stored

    def blocking():
        yield stored

    module.app.get("/annotated")(annotated)
    module.app.get("/both", response_model=out)(annotated)
    module.app.get("/model", response_model=out)(untyped)
    module.app.get("/blocking", response_model=out)(blocking)
    client = TestClient(module.app)
    assert client.get("/annotated").json() == {"name": "Ada"}
    for path in ("/both", "/model", "/blocking"):
        assert client.get(path).json() == stored.model_dump(), path


def test_an_iterable_behind_an_alias_or_in_a_union_filters_no_generator(program):
    module = program("leaks.py").load()
    out = module.ReaderOut
    stored = module.Reader(name="Ada")
    client, named = TestClient(module.app), cast(Any, TypeAliasType)

    def declare(path, kind):
        def stream():
            yield stored

        stream.__annotations__["return"] = kind
        module.app.get(path)(stream)
        return client.get(path).json()

    assert declare("/plain", Iterable[out]) == {"name": "Ada"}
    for path, kind in {
        "/alias": named("alias", Iterable[out]),  # `type alias = …`
        "/annotated": Annotated[Iterable[out], "the readers"],
        "/union": Iterable[out] | None,
    }.items():
        assert declare(path, kind) == stored.model_dump(), path
    with pytest.raises(FastAPIError):
        declare("/async", named("alias", AsyncIterator[out]))


def test_an_iterable_is_validated_when_it_is_read(program):
    module = program("orders.py").load()

    class Lazy(BaseModel):
        lines: Iterable[module.Line]  # pyright: ignore[reportInvalidTypeForm]

    app, read = FastAPI(), []

    @app.post("/unread")
    def unread(order: Lazy) -> int:
        return len(read)

    @app.post("/read")
    def read_all(order: Lazy) -> int:
        read.append("began")
        return len([line.sku for line in order.lines])

    @app.get("/returned")
    def returned() -> Iterable[module.Line]:  # pyright: ignore[reportInvalidTypeForm]
        return [{"sku": "ink"}]

    bad = {"lines": [{"sku": "ink"}]}
    client = TestClient(app)
    assert client.post("/read", json={"lines": [LINE]}).json() == 1
    assert client.post("/unread", json=bad).status_code == 200
    with pytest.raises(ValidationError, match="quantity"):
        client.post("/read", json=bad)
    assert read == ["began", "began"]
    assert client.post("/read", json={"lines": 7}).status_code == 422
    with pytest.raises(PydanticSerializationError, match="quantity"):
        client.get("/returned")  # no ResponseValidationError


def test_a_server_sent_event_is_not_filtered(program):
    module = program("leaks.py").load()
    out = module.ReaderOut
    stored = module.Reader(name="Ada")

    async def plain() -> AsyncIterator[out]:  # pyright: ignore[reportInvalidTypeForm]
        yield stored

    async def events() -> AsyncIterator[out]:  # pyright: ignore[reportInvalidTypeForm]
        yield ServerSentEvent(data=stored)

    client = TestClient(module.app)
    for path, endpoint in (("/plain", plain), ("/events", events)):
        module.app.get(path, response_class=EventSourceResponse)(endpoint)
    assert client.get("/plain").text == 'data: {"name":"Ada"}\n\n'
    assert client.get("/events").text == f"data: {stored.model_dump_json()}\n\n"


def test_a_refresh_of_a_new_row_does_not_load_the_lines(program):
    module = program("rows.py").load()

    @module.app.post("/orders", response_model=module.OrderOut)
    def add(relations: bool):
        with orm.Session(module.engine) as session:
            order = module.Order(lines=[module.Line(sku=f"ink {relations}")])
            session.add(order)
            session.commit()
            session.refresh(order)
            if relations:
                session.refresh(order, ["lines"])
            return order

    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/orders?relations=false").status_code == 500
    answer = client.post("/orders?relations=true")
    assert answer.json() == {"lines": [{"sku": "ink True"}]}


def test_a_server_sent_event_uses_the_names_of_python(program):
    module = program("parcels.py").load()
    model = module.AliasAndName

    class Always(model):
        model_config = ConfigDict(serialize_by_alias=True)

    parcel, always = (kind(tracking_code="RX-7") for kind in (model, Always))

    async def plain() -> AsyncIterator[model]:  # pyright: ignore[reportInvalidTypeForm]
        yield parcel

    async def events() -> AsyncIterator[model]:  # pyright: ignore[reportInvalidTypeForm]
        yield ServerSentEvent(data=parcel)

    async def told() -> AsyncIterator[model]:  # pyright: ignore[reportInvalidTypeForm]
        yield ServerSentEvent(data=always)

    client = TestClient(module.app)
    for path, endpoint, name in (
        ("/plain", plain, "trackingCode"),
        ("/events", events, "tracking_code"),
        ("/told", told, "trackingCode"),
    ):
        module.app.get(path, response_class=EventSourceResponse)(endpoint)
        assert client.get(path).text == f'data: {{"{name}":"RX-7"}}\n\n'


def test_a_row_takes_the_largest_member_of_a_union(program):
    module = program("leaks.py").load()

    class Row:
        name, password_hash = "Ada", "x"

    stored = {"name": "Ada", "password_hash": "x"}
    for path, declared in (
        ("/small-first", module.ReaderOut | module.Reader),
        ("/large-first", module.Reader | module.ReaderOut),
    ):
        for kind, value in (("row", Row()), ("dict", stored)):
            module.app.get(f"{path}/{kind}", response_model=declared)(
                lambda value=value: value
            )
            sent = TestClient(module.app).get(f"{path}/{kind}").json()
            assert sent == stored
    first = Annotated[
        module.ReaderOut | module.Reader, Field(union_mode="left_to_right")
    ]
    module.app.get("/ordered", response_model=first)(lambda: Row())
    assert TestClient(module.app).get("/ordered").json() == {"name": "Ada"}

    # What counts is found in the row: defaults do not make a member larger.
    class Padded(BaseModel):
        name: str
        shelf: str = ""
        floor: int = 0

    class Known(BaseModel):
        name: str
        password_hash: str

    module.app.get("/found", response_model=Padded | Known)(lambda: Row())
    assert TestClient(module.app).get("/found").json() == stored


def test_an_undefined_name_of_a_response_fails_in_the_document(program):
    program("leaks.py")
    app = FastAPI()

    @app.get("/old")
    def old() -> "OnlyForTheTypeChecker":  # noqa: F821  # pyright: ignore
        return RedirectResponse("/new")

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/old", follow_redirects=False).status_code == 307
    assert client.get("/openapi.json").status_code == 500


def test_a_limit_of_the_base_class_makes_an_older_row_a_500(program):
    module = program("orders.py").load()

    @module.app.get("/orders/{sku}", response_model=module.OrderOut)
    def read(sku: str) -> dict[str, object]:
        return {"number": 7, "lines": [{**LINE, "sku": sku}]}

    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get(f"/orders/{'x' * 20}").status_code == 200
    older = client.get(f"/orders/{'x' * 21}")  # stored when the limit was wider
    assert (older.status_code, older.text) == (500, "Internal Server Error")

    class LineOut(BaseModel):
        sku: str  # a class of its own has no limit

    module.app.get("/lines", response_model=LineOut)(lambda: {"sku": "x" * 21})
    assert client.get("/lines").json() == {"sku": "x" * 21}


def test_models_of_two_modules_are_rebuilt_where_both_are_imported(
    program, tmp_path, monkeypatch
):
    program("leaks.py")
    for name, other in (("Buyer", "Purchase"), ("Purchase", "Buyer")):
        (tmp_path / f"models_of_{name}.py").write_text(f"""
from typing import TYPE_CHECKING
from pydantic import BaseModel
if TYPE_CHECKING:
    from models_of_{other} import {other}
class {name}(BaseModel):
    other: "{other} | None" = None
""")
    (tmp_path / "models_of_both.py").write_text("""
from models_of_Buyer import Buyer
from models_of_Purchase import Purchase
Buyer.model_rebuild()
Purchase.model_rebuild()
""")
    monkeypatch.syspath_prepend(tmp_path)
    buyer = import_module("models_of_Buyer").Buyer
    app = FastAPI()

    @app.post("/buyers")
    def add(given: buyer) -> int:  # pyright: ignore[reportInvalidTypeForm]
        return 1

    client, body = TestClient(app), {"other": {"other": None}}
    with pytest.raises(PydanticUserError, match="not fully defined"):
        client.post("/buyers", json=body)
    import_module("models_of_both")
    assert client.post("/buyers", json=body).json() == 1
    assert client.post("/buyers", json={"other": 7}).status_code == 422
    for name in ("Buyer", "Purchase", "both"):
        del sys.modules[f"models_of_{name}"]
