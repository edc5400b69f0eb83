import asyncio
import subprocess
import sys
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, get_args
from uuid import UUID

import pytest
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Cookie,
    Depends,
    FastAPI,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Response,
    UploadFile,
    WebSocket,
    WebSocketDisconnect,
    params,
)
from fastapi._compat import v2
from fastapi.dependencies import utils
from fastapi.requests import HTTPConnection
from fastapi.responses import JSONResponse
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient
from harness.environment import environment
from pydantic import BaseModel, Field, SerializeAsAny, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from typing_extensions import TypeAliasType

if TYPE_CHECKING:
    from decimal import Decimal

    from loans import Loan  # pyright: ignore[reportMissingImports]

Copies = TypeAliasType("Copies", Annotated[int, Query(gt=0)])


def test_one_signature_converts_validates_filters_and_documents(program):
    p = program("loans.py")
    module = p.load()
    client = TestClient(module.app)

    lent = client.post(
        "/readers/7/loans?branch=north",
        json={"title": "Emma", "days": "21"},
        headers={"X-Desk": "3"},
    )
    assert lent.status_code == 201
    assert lent.json() == {
        "reader_id": 7,
        "title": "Emma",
        "days": 21,
        "branch": "north",
    }
    stored = module.lend(7, "north", 3, module.NewLoan(title="Emma"))
    record = asyncio.run(stored)
    assert (record.days, record.clerk_note) == (14, "lent at desk 3")
    p.record_http(
        "lent", lent, note="Text became numbers, and the clerk's note is gone."
    )

    refused = client.post(
        "/readers/seven/loans?branch=west",
        json={"days": "long"},
        headers={"X-Desk": "front"},
    )
    assert refused.status_code == 422
    errors = {".".join(one["loc"]): one["type"] for one in refused.json()["detail"]}
    assert errors == {
        "path.reader_id": "int_parsing",
        "query.branch": "literal_error",
        "header.x-desk": "int_parsing",
        "body.title": "missing",
        "body.days": "int_parsing",
    }
    label = "Five wrong values in one request: loc and type of each error in the 422"
    p.record_value("refused", label, errors)

    operation = module.app.openapi()["paths"]["/readers/{reader_id}/loans"]["post"]
    parameters = {
        f"{one['in']} {one['name']}": without_title(one["schema"])
        for one in operation["parameters"]
    }
    assert parameters == {
        "path reader_id": {"type": "integer"},
        "query branch": {"enum": ["north", "south"], "type": "string"},
        "header x-desk": {"type": "integer"},
    }
    p.record_value("documented", "Parameters in /openapi.json", parameters)


def without_title(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}


def test_python_itself_checks_no_hint(program):
    module = program("search.py").load()
    assert asyncio.run(module.declared(ids="4 and 8")) == "4 and 8"


def test_a_bare_list_on_get_is_a_body(program):
    p = program("search.py")
    module = p.load()
    client = TestClient(module.app)
    guessed = client.get("/guessed?ids=4&ids=8")
    assert guessed.json() == []
    assert client.request("GET", "/guessed", json=[4, 8]).json() == [4, 8]
    assert "requestBody" in module.app.openapi()["paths"]["/guessed"]["get"]
    p.record_http("guessed", guessed)
    declared = client.get("/declared?ids=4&ids=8")
    assert declared.json() == [4, 8]
    assert client.get("/declared").json() == []
    p.record_http("declared", declared)


def test_a_local_model_is_lost_to_postponed_annotations(program):
    p = program("factory.py")
    module = p.load()
    client = TestClient(module.app)
    order = client.post("/orders", json={"title": "Emma"})
    assert order.status_code == 422
    assert order.json()["detail"][0]["loc"] == ["query", "order"]
    p.record_http("asked-as-query", order)
    with pytest.raises(PydanticUserError) as raised:
        client.get("/openapi.json")
    reason = str(raised.value).split(";")[0]
    assert reason.endswith("is not fully defined")
    p.record_value("no-schema", "GET /openapi.json raises PydanticUserError", reason)

    # The same file without the future import works.
    source = p.path.read_text().replace("from __future__ import annotations", "")
    names: dict[str, Any] = {"__name__": "factory_without_future"}
    exec(compile(source, "factory.py", "exec", dont_inherit=True), names)
    right = TestClient(names["app"]).post("/orders", json={"title": "Emma"})
    assert right.json() == "Emma"


def test_a_returned_response_skips_the_response_model(program):
    p = program("profile.py")
    module = p.load()
    client = TestClient(module.app)
    for path in ("/filtered", "/leaked"):  # both promise the model
        responses = module.app.openapi()["paths"][path]["get"]["responses"]
        schema = responses["200"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Reader"}
    filtered = client.get("/filtered")
    assert filtered.json() == {"name": "Ada"}
    leaked = client.get("/leaked")
    assert "password_hash" in leaked.json()
    p.record_http("leaked", leaked)
    p.record_http("filtered", filtered)

    @module.app.get("/invalid", response_model=module.Reader)
    async def invalid() -> JSONResponse:
        return JSONResponse({"name": None})

    sent = client.get("/invalid")
    assert (sent.status_code, sent.json()) == (200, {"name": None})


def test_a_default_inside_annotated_query_fails_at_registration():
    app = FastAPI()

    async def search(limit: Annotated[int, Query(default=10)]) -> int:
        return limit

    with pytest.raises(AssertionError, match="Set the default value with `=` instead"):
        app.get("/search")(search)


def test_depends_in_annotated_and_as_the_default_fails_at_registration():
    def desk() -> int:
        return 3

    async def read(desk: Annotated[int, Depends(desk)] = Depends(desk)) -> int:
        return desk

    with pytest.raises(AssertionError, match="in `Annotated` and default value togeth"):
        FastAPI().get("/desk")(read)


def test_a_dependency_in_annotated_may_stand_before_a_required_parameter():
    app = FastAPI()

    def desk() -> int:
        return 3

    @app.get("/desk")
    async def read(desk: Annotated[int, Depends(desk)], title: str) -> list[int | str]:
        return [desk, title]

    assert TestClient(app).get("/desk?title=Emma").json() == [3, "Emma"]
    with pytest.raises(SyntaxError, match="default"):
        compile("def read(desk=Depends(desk), title: str): ...", "shop.py", "exec")


NO_ASSERTIONS = """
from typing import Annotated
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/search")
async def search(limit: Annotated[int, Query(default=10)]) -> int:
    return limit


print(TestClient(app).get("/search").status_code)
"""


def test_python_without_assertions_takes_a_default_inside_annotated_query():
    for flags, printed in ((), ""), (("-O",), "422\n"):
        ended = subprocess.run(
            [sys.executable, *flags, "-c", NO_ASSERTIONS],
            env=environment(),
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ended.stdout == printed
        assert ("AssertionError" in ended.stderr) == (not flags)


def test_a_contradiction_with_a_prefix_is_raised_by_requests():
    app, router = FastAPI(), APIRouter()

    @router.get("/stock")
    async def read(shop: Annotated[str, Query()]) -> str:
        return shop

    app.include_router(router, prefix="/shops/{shop}")
    client = TestClient(app)
    for _ in range(2):
        with pytest.raises(AssertionError, match="Cannot use `Query` for path param"):
            client.get("/shops/north/stock?shop=south")
    # In the path itself or in the router's own prefix, the decorator raises it.
    for owner, path in [
        (app, "/shops/{shop}/stock"),
        (APIRouter(prefix="/{shop}"), ""),
    ]:
        with pytest.raises(AssertionError, match="Cannot use `Query` for path param"):
            owner.get(path)(read)
    # Of a router in a router, it is read when the app includes the outer one.
    outer = APIRouter()
    outer.include_router(router, prefix="/shops/{shop}")
    with pytest.raises(AssertionError, match="Cannot use `Query` for path param"):
        FastAPI().include_router(outer)


def test_not_every_contradiction_is_noticed_at_registration():
    app = FastAPI()

    @app.get("/default")
    async def default(
        limit: int = "ten",  # pyright: ignore[reportArgumentType]
    ) -> str:
        return repr(limit)

    @app.get("/constraint")
    async def constraint(limit: Annotated[int, Query(min_length=3)]) -> int:
        return limit

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/default").json() == "'ten'"
    assert client.get("/default?limit=ten").status_code == 422
    assert client.get("/constraint?limit=100").status_code == 500


def test_a_signature_is_read_at_registration_and_for_a_router_at_first_use(monkeypatch):
    app, router, read = FastAPI(), APIRouter(), []
    inspect = utils.get_typed_signature

    def inspect_noting(call):
        read.append(call.__name__)
        return inspect(call)

    monkeypatch.setattr(utils, "get_typed_signature", inspect_noting)
    built = []

    def build_noting(*arguments, **options):
        built.append(arguments)
        return TypeAdapter(*arguments, **options)

    monkeypatch.setattr(v2, "TypeAdapter", build_noting)

    @app.get("/search")
    async def search(limit: int) -> int:
        return limit

    @router.get("/included")
    async def included(limit: int) -> int:
        return limit

    app.include_router(router)
    assert read == ["search", "included"]
    assert len(built) == 4  # of each, for the parameter and for the result
    client = TestClient(app)
    for _ in range(3):
        assert client.get("/search?limit=10").json() == 10
    assert (read, len(built)) == (["search", "included"], 4)
    for _ in range(3):
        assert client.get("/included?limit=10").json() == 10
    assert (read, len(built)) == (["search", "included", "included"], 6)

    # Any path that is not found before the router reaches it, and so does OpenAPI.
    for reach in (lambda app: TestClient(app).get("/nothing"), FastAPI.openapi):
        app = FastAPI()
        app.include_router(router)
        read.clear()
        reach(app)
        reach(app)
        assert read == ["included"]


def test_a_type_that_only_the_type_checker_knows_will_do_for_depends():
    app = FastAPI()

    def get_loans():
        return 3

    @app.get("/count")
    async def count(loans: Annotated["Decimal", Depends(get_loans)]) -> int:
        return loans  # pyright: ignore[reportReturnType]

    @app.post("/loans")
    async def lend(loan: "Loan") -> None: ...

    client = TestClient(app)
    assert client.get("/count").json() == 3
    lost = client.post("/loans", json={"title": "Emma"})
    assert lost.json()["detail"][0]["loc"] == ["query", "loan"]
    with pytest.raises(PydanticUserError, match="is not fully defined"):
        client.get("/openapi.json")


def test_what_is_raised_is_not_documented():
    app = FastAPI()

    @app.get("/books")
    async def read() -> str:
        raise HTTPException(404)

    assert list(app.openapi()["paths"]["/books"]["get"]["responses"]) == ["200"]


def test_nullable_is_not_optional():
    app = FastAPI()

    class Note(BaseModel):
        text: str | None

    @app.post("/notes")
    async def add(note: Note) -> Note:
        return note

    client = TestClient(app)
    assert client.post("/notes", json={"text": None}).status_code == 200
    missing = client.post("/notes", json={})
    assert missing.json()["detail"][0]["type"] == "missing"


def test_optional_fields_had_a_default_in_version_1_only():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydantic import v1

    class Old(v1.BaseModel):
        text: Optional[str]  # noqa: UP045

    class New(BaseModel):
        text: Optional[str]  # noqa: UP045

    assert Old().text is None  # pyright: ignore[reportCallIssue]
    with pytest.raises(ValidationError, match="Field required"):
        New()  # pyright: ignore[reportCallIssue]


def test_a_default_makes_a_parameter_optional_and_the_type_does_not():
    app = FastAPI()

    @app.get("/required")
    async def required(limit: int | None) -> None: ...

    @app.get("/optional")
    async def optional(limit: int | None = None) -> None: ...

    client = TestClient(app)
    assert client.get("/required").json()["detail"][0]["type"] == "missing"
    assert client.get("/optional").status_code == 200


def test_a_header_is_not_guessed_from_its_name():
    app = FastAPI()

    @app.get("/desk")
    async def read_desk(x_desk: int) -> int:
        return x_desk

    client = TestClient(app)
    wrong = client.get("/desk", headers={"X-Desk": "3"})
    assert wrong.json()["detail"][0]["loc"] == ["query", "x_desk"]
    assert client.get("/desk?x_desk=3").json() == 3


def test_an_error_in_a_cookie_names_the_cookie():
    app = FastAPI()

    @app.get("/desk")
    async def read_desk(desk: Annotated[int, Cookie()]) -> int:
        return desk

    wrong = TestClient(app, cookies={"desk": "front"}).get("/desk")
    assert wrong.json()["detail"][0]["loc"] == ["cookie", "desk"]


def test_response_model_takes_precedence_over_the_annotation():
    app = FastAPI()

    class Reader(BaseModel):
        name: str

    @app.get("/reader", response_model=Reader)
    async def read() -> dict[str, str]:
        return {"name": "Ada", "password_hash": "…"}

    assert TestClient(app).get("/reader").json() == {"name": "Ada"}


def test_response_model_turns_filtering_off_for_an_endpoint_that_yields():
    app = FastAPI()

    class Reader(BaseModel):
        name: str

    stored = {"name": "Ada", "password_hash": "…"}

    @app.get("/annotated")
    @app.get("/declared", response_model=Reader)
    async def read() -> AsyncIterator[Reader]:
        yield stored  # pyright: ignore[reportReturnType]

    client = TestClient(app)
    assert client.get("/annotated").json() == {"name": "Ada"}
    assert client.get("/declared").json() == stored


def test_a_response_model_that_allows_extra_fields_lets_them_out():
    app = FastAPI()

    class Reader(BaseModel):
        name: str

    class Open(Reader, extra="allow"): ...

    stored = {"name": "Ada", "password_hash": "…"}
    app.get("/closed", response_model=Reader)(lambda: stored)
    app.get("/open", response_model=Open)(lambda: stored)

    client = TestClient(app)
    assert client.get("/closed").json() == {"name": "Ada"}
    assert client.get("/open").json() == stored


def test_a_hidden_parameter_is_checked_and_not_documented():
    app = FastAPI()

    @app.get("/orders")
    async def search(
        copies: int, desk: Annotated[int, Query(include_in_schema=False)]
    ) -> None: ...

    parameters = app.openapi()["paths"]["/orders"]["get"]["parameters"]
    assert [one["name"] for one in parameters] == ["copies"]
    wrong = TestClient(app).get("/orders?copies=1&desk=front")
    assert wrong.json()["detail"][0]["loc"] == ["query", "desk"]


def test_an_invalid_value_closes_a_websocket():
    app = FastAPI()

    @app.websocket("/desks/{number}")
    async def chat(socket: WebSocket, number: int) -> None:
        await socket.accept()

    client = TestClient(app)
    with client.websocket_connect("/desks/3"):
        pass
    wrong = client.websocket_connect("/desks/front")
    with pytest.raises(WebSocketDisconnect) as closed, wrong:
        pass
    assert closed.value.code == 1008

    # A dependency that accepts runs first, and then the client sees the code.
    async def accept(socket: WebSocket) -> None:
        await socket.accept()

    app.websocket("/open/{number}", dependencies=[Depends(accept)])(chat)
    with client.websocket_connect("/open/front") as accepted:
        assert accepted.receive()["code"] == 1008


def test_a_result_that_does_not_fit_is_a_500():
    app = FastAPI()

    @app.get("/copies")
    async def copies() -> int:
        return "many"  # pyright: ignore[reportReturnType]

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/copies").status_code == 500


def test_a_union_of_scalars_is_a_query_and_text_stays_text_in_it():
    app = FastAPI()

    @app.get("/union")
    async def union(key: int | str) -> int | str:
        return key

    client = TestClient(app)
    assert client.get("/union?key=7").json() == "7"  # text fits `str` exactly
    assert client.get("/union?key=a7").json() == "a7"


def test_a_union_of_models_is_a_body_and_its_discriminator_picks_one():
    app = FastAPI()

    class Book(BaseModel):
        kind: Literal["book"]
        pages: int

    class Disc(BaseModel):
        kind: Literal["disc"]
        minutes: int

    @app.post("/plain")
    async def plain(medium: Book | Disc) -> str:
        return medium.kind

    @app.post("/picked")
    async def picked(
        medium: Annotated[Book | Disc, Field(discriminator="kind")],
    ) -> str:
        return medium.kind

    client = TestClient(app)
    assert client.post("/plain", json={"kind": "disc", "minutes": 74}).json() == "disc"
    assert client.post("/picked", json={"kind": "disc", "minutes": 74}).json() == "disc"

    def errors(path: str) -> list[list[str]]:
        detail = client.post(path, json={"kind": "disc"}).json()["detail"]
        return [one["loc"] for one in detail]

    assert errors("/plain") == [
        ["body", "Book", "kind"],
        ["body", "Book", "pages"],
        ["body", "Disc", "minutes"],
    ]
    assert errors("/picked") == [["body", "disc", "minutes"]]


def test_several_tools_read_the_same_metadata():
    """What `Annotated` holds is data: FastAPI and Pydantic take what they know."""
    app = FastAPI()

    @app.get("/orders")
    async def search(copies: Annotated[int, Field(gt=0), "for your own tool"]) -> int:
        return copies

    error = TestClient(app).get("/orders?copies=0").json()["detail"][0]
    assert error["type"] == "greater_than"
    assert get_args(search.__annotations__["copies"])[2] == "for your own tool"


def test_broken_json_is_reported_alone():
    app = FastAPI()

    @app.post("/{copies}")
    async def place(copies: int, tags: dict[str, str]) -> None: ...

    broken = TestClient(app).post(
        "/many", content="{", headers={"content-type": "application/json"}
    )
    assert [one["type"] for one in broken.json()["detail"]] == ["json_invalid"]


def test_strict_numbers_are_for_json_and_reject_every_query():
    app = FastAPI()

    class Order(BaseModel):
        copies: Annotated[int, Field(strict=True)]

    @app.get("/orders")
    async def search(copies: Annotated[int, Query(strict=True)] = 1) -> int:
        return copies

    @app.post("/orders")
    async def place(order: Order) -> Order:
        return order

    client = TestClient(app)
    assert client.get("/orders?copies=3").status_code == 422
    assert client.get("/orders").json() == 1  # nothing sent, nothing rejected
    assert client.post("/orders", json={"copies": "3"}).status_code == 422
    assert client.post("/orders", json={"copies": 3}).status_code == 200


def test_a_strict_model_rejects_dates_uuids_and_sets_in_json():
    app = FastAPI()

    class Loan(BaseModel, strict=True):
        day: date | None = None
        key: UUID | None = None
        tags: set[str] | None = None
        copies: int | None = None

    class Lax(BaseModel):
        day: date | None = None
        key: UUID | None = None
        tags: set[str] | None = None
        copies: Annotated[int | None, Field(strict=True)] = None

    @app.post("/strict")
    async def lend(loan: Loan) -> None: ...

    @app.post("/field")
    async def lend_lax(loan: Lax) -> None: ...

    client = TestClient(app)
    for field, value in {
        "day": "2026-01-01",
        "key": "12345678-1234-5678-1234-567812345678",
        "tags": ["new"],
    }.items():
        assert client.post("/strict", json={field: value}).status_code == 422
        assert client.post("/field", json={field: value}).status_code == 200
        for other in (0, 86400, 0.5, True, "0", "new", [], {}, {"new": 1}):
            assert client.post("/strict", json={field: other}).status_code == 422
    for path in ("/strict", "/field"):
        assert client.post(path, json={"copies": 3}).status_code == 200
        assert client.post(path, json={"copies": "3"}).status_code == 422


def test_serialize_as_any_lets_the_fields_of_a_subclass_out():
    app = FastAPI()

    class Reader(BaseModel):
        name: str

    class StoredReader(Reader):
        password_hash: str

    stored = StoredReader(name="Ada", password_hash="…")
    app.get("/reader", response_model=Reader)(lambda: stored)
    app.get("/any", response_model=SerializeAsAny[Reader])(lambda: stored)

    client = TestClient(app)
    assert client.get("/reader").json() == {"name": "Ada"}
    assert client.get("/any").json() == {"name": "Ada", "password_hash": "…"}


def test_a_name_in_a_prefix_is_a_path_parameter_and_in_a_mount_it_is_not():
    app, router, mounted = FastAPI(), APIRouter(), FastAPI()

    @app.get("/shops/{shop}")
    @router.get("/stock")
    @mounted.get("/stock")
    async def read(shop: str, request: Request) -> list[str]:
        return [shop, request.path_params["shop"]]

    app.include_router(router, prefix="/prefixed/{shop}")
    app.mount("/mounted/{shop}", mounted)
    client = TestClient(app)
    assert client.get("/shops/north").json() == ["north", "north"]
    assert client.get("/prefixed/north/stock").json() == ["north", "north"]
    missing = client.get("/mounted/north/stock")
    assert missing.json()["detail"][0]["loc"] == ["query", "shop"]
    sent = client.get("/mounted/north/stock?shop=south")
    assert sent.json() == ["south", "north"]


def test_a_parameter_without_annotation_is_a_query():
    app = FastAPI()

    @app.get("/books")
    async def read(title) -> str:
        return repr(title)

    client = TestClient(app)
    assert client.get("/books?title=7").json() == "'7'"
    assert client.get("/books").json()["detail"][0]["loc"] == ["query", "title"]


def test_a_name_declared_twice_is_checked_twice_and_documented_once():
    app = FastAPI()

    def page(limit: Annotated[int, Query(gt=5)]) -> int:
        return limit

    @app.get("/books")
    async def read(limit: str, page: Annotated[int, Depends(page)]) -> list[str | int]:
        return [limit, page]

    client = TestClient(app)
    assert client.get("/books?limit=7").json() == ["7", 7]
    assert client.get("/books?limit=3").status_code == 422
    (documented,) = app.openapi()["paths"]["/books"]["get"]["parameters"]
    assert documented["name"] == "limit"

    # The same name in another place is another parameter.
    def desk(limit: Annotated[int, Header()]) -> None: ...

    @app.get("/desks", dependencies=[Depends(desk)])
    async def read_desks(limit: int) -> None: ...

    both = FastAPI.openapi(FastAPI(routes=app.routes))["paths"]["/desks"]["get"]
    assert {one["in"] for one in both["parameters"]} == {"query", "header"}


def test_a_function_with_annotated_keeps_its_python_default():
    async def old_style(limit: int | None = Query(default=None)):
        return limit

    async def annotated(limit: Annotated[int | None, Query()] = None):
        return limit

    assert asyncio.run(annotated()) is None
    assert isinstance(asyncio.run(old_style()), params.Query)


def test_type_aliases_carry_their_metadata():
    app = FastAPI()

    @app.get("/orders")
    async def search(number: Copies) -> int:
        return number

    error = TestClient(app).get("/orders?number=0").json()["detail"][0]
    assert error["type"] == "greater_than"

    # Pydantic would see a limit without FastAPI, but neither of these.
    named: Any = TypeAliasType
    header = named("header", Annotated[str, Header()])
    found = named("found", Annotated[str, Depends(lambda: "found")])

    async def read(agent, user) -> str:
        return f"{agent}, {user}"

    read.__annotations__ |= {"agent": header, "user": found}
    app.get("/read")(read)
    sent = TestClient(app).get("/read?agent=q&user=q", headers={"agent": "h"})
    assert sent.json() == "h, found"


def test_a_model_behind_a_type_statement_is_a_query_in_a_union():
    class Order(BaseModel):
        sku: str

    # What `type Name = Order` makes, from Python 3.12 on.
    named: Any = TypeAliasType
    name = named("name", Order)
    places = {}
    for key, kind in {
        "alone": name,
        "in a union": name | None,
        "in a union of its own": named("inside", Order | None),
        "without the statement": Order | None,
        "behind a second": named("second", name),
        "a list": named("rows", list[int]) | None,
    }.items():

        async def read(order) -> None: ...

        read.__annotations__["order"] = kind
        app = FastAPI()
        app.post("/")(read)
        operation = app.openapi()["paths"]["/"]["post"]
        places[key] = "body" if "requestBody" in operation else "query"
    assert places == {
        "alone": "body",
        "in a union": "query",
        "in a union of its own": "body",
        "without the statement": "body",
        "behind a second": "query",
        "a list": "query",
    }


def test_the_declaration_decides_the_source():
    app = FastAPI()

    class Shelf(Enum):
        a = "a"

    @dataclass
    class Copy:
        shelf: str

    class Book(BaseModel):
        title: str

    @app.post("/{name}")
    async def sources(
        name: str,
        shelf: Shelf,
        day: date,
        key: UUID,
        kind: Literal["book"],
        raw: bytes,
        either: int | str,
        volume: Copy,
        model: Book,
        tags: dict[str, str],
        numbers: list[int],
        some: set[int],
        pair: tuple[int, int],
        request: Request,
        response: Response,
        tasks: BackgroundTasks,
        scopes: SecurityScopes,
        agent: Annotated[str, Cookie()],
    ) -> None: ...

    @app.post("/covers")
    async def upload(cover: UploadFile) -> None: ...

    @app.post("/marked/{name}")
    async def marked(
        name: Annotated[str, Path()],
        queries: Annotated[list[int], Query()],
        header: Annotated[str, Header()],
        cookie: Annotated[str, Cookie()],
        field: Annotated[str, Form()],
    ) -> None: ...

    paths = app.openapi()["paths"]
    operation = paths["/{name}"]["post"]
    places = {one["name"]: one["in"] for one in operation["parameters"]}
    assert places == {
        "name": "path",
        "shelf": "query",
        "day": "query",
        "key": "query",
        "kind": "query",
        "raw": "query",
        "either": "query",
        "agent": "cookie",
    }
    body = app.openapi()["components"]["schemas"]["Body_sources__name__post"]
    assert list(body["properties"]) == [
        "volume",
        "model",
        "tags",
        "numbers",
        "some",
        "pair",
    ]
    form = paths["/covers"]["post"]["requestBody"]["content"]
    assert list(form) == ["multipart/form-data"]
    operation = paths["/marked/{name}"]["post"]
    assert {one["name"]: one["in"] for one in operation["parameters"]} == {
        "name": "path",
        "queries": "query",
        "header": "header",
        "cookie": "cookie",
    }
    form = operation["requestBody"]["content"]
    assert list(form) == ["application/x-www-form-urlencoded"]


@pytest.mark.parametrize("bare", [list, set, tuple])
def test_a_list_without_the_type_of_its_items_is_a_form(bare):
    app = FastAPI()

    for path, hint in {"/bare": bare, "/typed": bare[int]}.items():

        async def count(numbers: hint) -> int:  # pyright: ignore[reportInvalidTypeForm]
            return len(numbers)

        app.post(path)(count)

    @app.post("/covers")
    async def upload(cover: UploadFile) -> None: ...

    def media(path: str) -> list[str]:
        return list(app.openapi()["paths"][path]["post"]["requestBody"]["content"])

    assert media("/bare") == media("/covers") == ["multipart/form-data"]
    assert media("/typed") == ["application/json"]
    client = TestClient(app)
    missing = client.post("/bare", json=[4]).json()["detail"]
    assert [(one["type"], one["loc"]) for one in missing] == [
        ("missing", ["body", "numbers"])
    ]
    assert client.post("/typed", json=[4]).json() == 1

    # Beside a form, a model is one of its fields, and JSON in it is not decoded.
    class Book(BaseModel):
        title: str

    @app.post("/books")
    async def add(cover: UploadFile, book: Book) -> None: ...

    assert media("/books") == ["multipart/form-data"]
    book = {"book": '{"title": "Emma"}'}
    wrong = client.post("/books", data=book, files={"cover": b"x"}).json()["detail"]
    assert [(one["type"], one["loc"]) for one in wrong] == [
        ("model_attributes_type", ["body", "book"])
    ]


def test_numbers_in_text_are_converted():
    adapter = TypeAdapter(int)
    assert adapter.validate_python("21") == 21
    assert adapter.validate_python("3.0") == 3


def test_text_is_not_converted_to_numbers_of_a_literal_or_plain_enum():
    class Shelf(Enum):
        FIRST = 1

    class Floor(IntEnum):
        FIRST = 1

    def status(hint: Any, text: str) -> int:
        app = FastAPI()

        async def read(place) -> None: ...

        read.__annotations__["place"] = hint
        app.get("/query")(read)
        app.get("/path/{place}")(read)
        client = TestClient(app)
        sent = {client.get(f"/query?place={text}").status_code}
        sent.add(client.get(f"/path/{text}").status_code)
        return sent.pop() if len(sent) == 1 else 0

    assert status(Literal[1, 2], "1") == status(Shelf, "1") == 422
    assert status(Literal["1"], "1") == status(Floor, "1") == 200
    assert status(int, "1") == 200


def test_a_request_is_given_over_http_and_a_websocket_over_websocket():
    app = FastAPI()

    def over_http(request: Request) -> None: ...

    def over_websocket(websocket: WebSocket) -> None: ...

    def over_both(connection: HTTPConnection) -> None: ...

    for path, depends in (
        ("/request", over_http),
        ("/websocket", over_websocket),
        ("/both", over_both),
    ):

        async def read() -> None: ...

        async def talk(websocket: WebSocket) -> None:
            await websocket.accept()
            await websocket.close()

        app.get(path, dependencies=[Depends(depends)])(read)
        app.websocket(path, dependencies=[Depends(depends)])(talk)
    client = TestClient(app)
    assert client.get("/request").status_code == client.get("/both").status_code == 200
    with pytest.raises(TypeError, match="websocket"):
        client.get("/websocket")
    for path in ("/websocket", "/both"):
        with client.websocket_connect(path):
            pass
    with (
        pytest.raises(TypeError, match="request"),
        client.websocket_connect("/request"),
    ):
        pass
