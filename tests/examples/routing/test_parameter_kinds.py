"""Question 8: which argument is read from where, and how a body is shaped."""

import asyncio
import json
import pathlib
import typing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
from deployment.nginx import nginx
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Response,
    UploadFile,
    WebSocket,
)
from fastapi.exceptions import FastAPIError, RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from harness.server import free_port, serve_here
from pydantic import (
    AliasChoices,
    BaseModel,
    HttpUrl,
    Json,
    PydanticUserError,
    SecretStr,
)
from starlette.requests import HTTPConnection
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from typing_extensions import TypedDict
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

JSON = {"content-type": "application/json"}
SHAKE = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "MDAwMDAwMDAwMDAwMDAwMA==",
}


def client_of(program):
    return TestClient(program.load().app)


def errors_of(response):
    assert response.status_code == 422
    return [(error["type"], error["loc"]) for error in response.json()["detail"]]


def place_of(kind):
    app = FastAPI()

    def read(value): ...

    read.__annotations__["value"] = kind
    app.post("/")(read)
    operation = app.openapi()["paths"]["/"]["post"]
    found = [one["in"] for one in operation.get("parameters", [])]
    return found + list(operation.get("requestBody", {}).get("content", []))


def test_each_argument_is_read_from_its_place(program):
    orders = program("orders.py")
    client = client_of(orders)
    client.cookies.set("cart", "3")
    response = client.put(
        "/orders/7?dry_run=yes", json={"sku": "A1"}, headers={"X-Token": "42"}
    )
    assert response.json() == {
        "order_id": 7,
        "order": {"sku": "A1", "quantity": 1},
        "x_token": 42,
        "cart": 3,
        "dry_run": True,
    }
    orders.record_http("all-right", response)
    least = TestClient(orders.load().app).put(
        "/orders/7", json={"sku": "A1", "quantity": 4}, headers={"X-Token": "42"}
    )
    assert least.json()["order"] == {"sku": "A1", "quantity": 4}
    assert (least.json()["cart"], least.json()["dry_run"]) == (None, False)


def test_scalars_are_query_parameters_and_the_rest_is_the_body():
    class Size(Enum):
        small = "s"

    class Order(BaseModel):
        sku: str

    scalars = [
        *(int, str, float, bool, date, datetime, timedelta, UUID, Decimal, Size, bytes),
        *(int | None, Literal["a"], int | str),
    ]
    bodies = [Order, Order | None, dict, dict[str, int], list[int], set[int]]
    for place, kinds in [("query", scalars), ("application/json", bodies)]:
        for kind in kinds:
            assert place_of(kind) == [place], kind


def test_what_is_neither_model_nor_collection_is_a_query_parameter():
    class Order(BaseModel):
        sku: str

    others = [typing.Any, object, HttpUrl, IPv4Address, SecretStr, pathlib.Path]
    for kind in [*others, int, str, date, typing.Iterable[int]]:
        assert place_of(kind) == ["query"], kind
    collections = [dict, set[int], frozenset[int], tuple[int, int], list[Order]]
    for kind in [*collections, Order, list[int] | None, int | Order]:
        assert place_of(kind) == ["application/json"], kind
    for kind in [UploadFile, UploadFile | None, list[UploadFile]]:
        assert place_of(kind) == ["multipart/form-data"], kind


def test_of_two_markers_the_last_counts():
    app, asked = FastAPI(), []

    def get_user() -> str:
        asked.append("get_user")
        return "ada"

    def get_admin() -> str:
        asked.append("get_admin")
        return "root"

    # As it is where the inner one is an alias.
    @app.get("/")
    def read(
        admin: Annotated[Annotated[str, Depends(get_user)], Depends(get_admin)],
    ) -> str:
        return admin

    assert TestClient(app).get("/").json() == "root"
    assert asked == ["get_admin"]
    assert place_of(Annotated[str, Header(), Query()]) == ["query"]
    assert place_of(Annotated[str, Depends(get_user), Body()]) == ["application/json"]

    # It sets the source, but the limits of both hold.
    @app.get("/limits")
    def limits(q: Annotated[int, Header(gt=0), Query(lt=9)]) -> int:
        return q

    for q, status in [(0, 422), (5, 200), (9, 422)]:
        assert TestClient(app).get(f"/limits?q={q}").status_code == status


def test_a_parameter_model_of_defaults_may_be_left_out():
    class Filter(BaseModel):
        limit: int = 10

    app = FastAPI()
    for marker in [Query, Header, Cookie, Form, Body]:

        def read(chosen):
            return chosen.limit

        read.__annotations__["chosen"] = Annotated[Filter, marker()]
        app.post(f"/{marker.__name__}")(read)
    client = TestClient(app)
    for name in ["Query", "Header", "Cookie", "Form"]:
        assert client.post(f"/{name}").json() == 10
    assert errors_of(client.post("/Body")) == [("missing", ["body"])]


def test_an_optional_parameter_model_needs_a_default_of_its_own():
    class Filter(BaseModel):
        limit: int = 10

    class Owed(BaseModel):
        limit: int

    app = FastAPI()
    for marker in [Query, Header, Cookie, Form]:
        for name, kind, default in [
            ("bare", Filter | None, ...),
            ("optional", Filter | None, None),
            ("ignored", Filter, None),
            ("required", Owed, None),
        ]:

            def read(chosen):
                return chosen

            read.__annotations__["chosen"] = Annotated[kind, marker()]
            read.__defaults__ = None if default is ... else (default,)
            app.post(f"/{marker.__name__}/{name}")(read)
    client = TestClient(app)
    for place in ["query", "header", "cookie", "body"]:
        name = "Form" if place == "body" else place.capitalize()
        assert errors_of(client.post(f"/{name}/bare")) == [("missing", [place])]
        assert client.post(f"/{name}/optional").json() is None
        assert client.post(f"/{name}/ignored").json() == {"limit": 10}
        missing = [("missing", [place, "limit"])]
        assert errors_of(client.post(f"/{name}/required")) == missing
    for name in ["bare", "optional"]:
        assert client.post(f"/Query/{name}?limit=3").json() == {"limit": 3}


def test_an_argument_without_a_default_is_required_wherever_it_comes_from():
    app = FastAPI()

    @app.post("/{item}")
    def read(
        item: str,
        q: str | None,
        h: Annotated[str, Header()],
        c: Annotated[str, Cookie()],
        b: dict[str, int],
    ): ...

    assert errors_of(TestClient(app).post("/1")) == [
        ("missing", ["query", "q"]),
        ("missing", ["header", "h"]),
        ("missing", ["cookie", "c"]),
        ("missing", ["body"]),
    ]


def test_a_header_is_never_guessed_from_the_name():
    app = FastAPI()

    @app.get("/")
    def read(x_token: int): ...

    response = TestClient(app).get("/", headers={"X-Token": "3"})
    assert errors_of(response) == [("missing", ["query", "x_token"])]


def test_a_parameter_may_have_another_name_or_several():
    app = FastAPI()

    @app.get("/")
    def read(
        words: Annotated[str, Query(alias="search-term")],
        page: Annotated[int, Query(validation_alias=AliasChoices("page", "p"))],
    ):
        return [words, page]

    client = TestClient(app)
    assert client.get("/?search-term=sea&p=2").json() == ["sea", 2]
    assert client.get("/?search-term=sea&page=3").json() == ["sea", 3]
    assert client.get("/?words=sea&page=3").status_code == 422


def test_an_input_that_json_cannot_hold_turns_the_422_into_a_500(program):
    plain, short = (program("orders.py").load().app for _ in range(2))

    @short.exception_handler(RequestValidationError)
    def reject(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse(error.errors()[0]["type"], 422)

    headers = JSON | {"x-token": "1"}
    for app, status in ((plain, 500), (short, 422)):
        client = TestClient(app, raise_server_exceptions=False)
        for quantity in ["NaN", '"\\ud800"']:
            body = f'{{"sku": "A1", "quantity": {quantity}}}'
            answer = client.put("/orders/7", content=body, headers=headers)
            assert answer.status_code == status


def test_one_422_names_every_place(program):
    orders = program("orders.py")
    client = client_of(orders)
    client.cookies.set("cart", "full")
    response = client.put("/orders/x?dry_run=maybe", json={"quantity": 2})
    assert errors_of(response) == [
        ("int_parsing", ["path", "order_id"]),
        ("bool_parsing", ["query", "dry_run"]),
        ("missing", ["header", "x-token"]),
        ("int_parsing", ["cookie", "cart"]),
        ("missing", ["body", "sku"]),
    ]
    orders.record_value(
        "all-wrong",
        "loc and type in the 422 for a request that is wrong in all five places",
        {".".join(loc): kind for kind, loc in errors_of(response)},
    )


def test_a_header_with_an_underscore_is_another_header(program):
    orders = program("orders.py")
    response = client_of(orders).put(
        "/orders/7", json={"sku": "A1"}, headers={"x_token": "42"}
    )
    assert errors_of(response) == [("missing", ["header", "x-token"])]
    orders.record_http("underscore", response)


def test_a_header_model_does_not_take_the_underscore_either():
    class Tokens(BaseModel):
        x_token: int

    app = FastAPI()

    @app.get("/")
    def read(tokens: Annotated[Tokens, Header()]) -> int:
        return tokens.x_token

    client = TestClient(app)
    assert client.get("/", headers={"x-token": "42"}).json() == 42
    assert client.get("/", headers={"x_token": "42"}).status_code == 422


def test_a_second_body_argument_changes_the_shape(program):
    bodies = program("bodies.py")
    client = client_of(bodies)
    bare = client.post("/one", json={"total": 3})
    assert bare.json() == {"total": 3, "note": "none"}
    bodies.record_http("bare", bare)

    keyed = client.post(
        "/two", json={"invoice": {"total": 3}, "payer": {"email": "ada@example.org"}}
    )
    assert keyed.status_code == 200
    bodies.record_http("keyed", keyed)
    assert errors_of(client.post("/two", json={"total": 3})) == [
        ("missing", ["body", "invoice"]),
        ("missing", ["body", "payer"]),
    ]


def test_an_optional_second_body_argument_keeps_an_embedded_shape():
    app = FastAPI()

    @app.post("/first")
    def first(total: Annotated[int, Body(embed=True)]) -> int:
        return total

    @app.post("/optional")
    def optional(total: Annotated[int, Body()], tip: Annotated[int, Body()] = 0) -> int:
        return total + tip

    @app.post("/required")
    def required(total: Annotated[int, Body()], tip: Annotated[int, Body()]): ...

    client = TestClient(app)
    for path in ["/first", "/optional"]:
        assert client.post(path, json={"total": 3}).json() == 3
    refused = client.post("/required", json={"total": 3})
    assert errors_of(refused) == [("missing", ["body", "tip"])]


def test_null_is_not_omitted(program):
    bodies = program("bodies.py")
    client = client_of(bodies)
    omitted = client.post("/embedded", json={})
    assert omitted.json() == 5
    bodies.record_http("omitted", omitted)

    assert client.post("/embedded", json={"total": 3}).json() == 3

    null = client.post("/embedded", json={"total": None})
    assert errors_of(null) == [("int_type", ["body", "total"])]
    bodies.record_http("null", null)


def test_json_needs_a_json_content_type(program):
    bodies = program("bodies.py")
    client = client_of(bodies)
    text = client.post(
        "/one", content='{"total": 3}', headers={"content-type": "text/plain"}
    )
    assert errors_of(text) == [("model_attributes_type", ["body"])]
    bodies.record_http(
        "text",
        text,
        note="The same bytes, sent as text/plain: a string, not an object.",
    )
    untyped = client.post("/one", content='{"total": 3}')
    assert errors_of(untyped) == [("model_attributes_type", ["body"])]
    assert "content-type" not in untyped.request.headers
    bodies.record_http("no-type", untyped, note="And without any content type.")
    vendor = {"content-type": "application/vnd.api+json"}
    assert client.post("/one", content='{"total": 3}', headers=vendor).is_success


def test_a_query_model_reads_repeated_keys_and_forbids_others(program):
    filters = program("filters.py")
    client = client_of(filters)
    repeated = client.get("/books?tag=sea&tag=war")
    assert repeated.json() == {"limit": 10, "tag": ["sea", "war"]}
    filters.record_http("repeated", repeated)

    assert client.get("/books?limit=100").json()["limit"] == 100
    assert client.get("/books?limit=1").is_success
    for limit in ["101", "0"]:
        assert client.get(f"/books?limit={limit}").status_code == 422

    typo = client.get("/books?limt=3")
    assert errors_of(typo) == [("extra_forbidden", ["query", "limt"])]
    filters.record_http("typo", typo)

    sibling = client.get("/films?page=2")
    assert errors_of(sibling) == [("extra_forbidden", ["query", "page"])]
    filters.record_http(
        "sibling", sibling, note="Declared, yet refused: the model sees every key."
    )
    assert client.get("/films?limit=3").json() == {"limit": 3, "tag": []}


def test_empty_text_is_missing_and_an_unticked_box_takes_its_default(program):
    uploads = program("uploads.py")
    client = client_of(uploads)
    file = {"scan": ("deed.txt", b"signed")}
    sent = client.post("/scans", files=file, data={"title": "Deed"})
    assert sent.json() == {
        "named": "deed.txt",
        "bytes": 6,
        "title": "Deed",
        "public": False,
    }
    ticked = client.post("/scans", files=file, data={"title": "Deed", "public": "on"})
    assert ticked.json()["public"] is True
    empty = client.post("/scans", files=file, data={"title": "", "public": "on"})
    assert errors_of(empty) == [("missing", ["body", "title"])]
    uploads.record_value("sent", "response, box unticked", sent.json())
    uploads.record_value("empty", "response, title left empty", empty.json())
    for length, status in [(100, 200), (101, 422)]:
        titled = client.post("/scans", files=file, data={"title": "x" * length})
        assert titled.status_code == status


def test_a_body_over_the_limit_is_a_413(program):
    uploads = program("uploads.py")
    client = client_of(uploads)

    def send(size):
        return client.post(
            "/scans", files={"scan": b"x" * size}, data={"title": "Deed"}
        )

    assert send(900_000).json()["bytes"] == 900_000
    large = send(1_000_000)  # and the rest of the form
    assert large.status_code == 413
    uploads.record_value(
        "too-large", "response to a file of 1,000,000 bytes", [413, large.text]
    )
    assert send(999_500).status_code == 200

    head = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nDeed\r\n'
    head += b'--b\r\nContent-Disposition: form-data; name="scan"; filename="a"\r\n\r\n'
    tail = b"\r\n--b--\r\n"
    typed = {"content-type": "multipart/form-data; boundary=b"}
    for size, status in [(1_000_000, 200), (1_000_001, 413)]:
        body = head + b"x" * (size - len(head) - len(tail)) + tail
        assert len(body) == size
        whole = client.post("/scans", content=body, headers=typed)
        pieces = iter([body[:500_000], body[500_000:]])  # chunked: no length is told
        chunked = client.post("/scans", content=pieces, headers=typed)
        assert (whole.status_code, chunked.status_code) == (status, status)


def test_the_file_name_arrives_as_the_client_wrote_it(program):
    sent = client_of(program("uploads.py")).post(
        "/scans", files={"scan": ("../../etc/passwd", b"x")}, data={"title": "Deed"}
    )
    assert sent.json()["named"] == "../../etc/passwd"

    app = FastAPI()

    @app.post("/")
    def read_type(scan: UploadFile) -> str | None:
        return scan.content_type

    page = {"scan": ("a.png", b"<script>", "image/png")}
    assert TestClient(app).post("/", files=page).json() == "image/png"


def test_an_upload_file_goes_to_disk_where_bytes_stay_in_memory():
    app = FastAPI()

    @app.post("/spooled")
    def spool(scan: UploadFile) -> bool:
        return vars(scan.file)["_rolled"]

    @app.post("/bytes")
    def read(scan: Annotated[bytes, File()]) -> int:
        return len(scan)

    client = TestClient(app)
    for size, on_disk in [(2**20, False), (2**20 + 1, True)]:
        file = {"scan": b"x" * size}
        assert client.post("/spooled", files=file).json() is on_disk
        assert client.post("/bytes", files=file).json() == size


def test_form_limits_bound_the_fields_of_a_form():
    app = FastAPI()

    @app.post("/", form_limits={"max_fields": 2})
    def read(title: Annotated[str, Form()]): ...

    client = TestClient(app)
    assert client.post("/", data={"title": "a", "b": "c"}).status_code == 200
    assert client.post("/", data={"title": "a", "b": "c", "d": "e"}).status_code == 400


def test_nginx_takes_bodies_of_1_mib_and_no_byte_more_by_default(tmp_path):
    app = FastAPI()

    @app.post("/")
    async def measure(request: Request) -> int:
        return len(await request.body())

    port = free_port()
    with serve_here(app) as url:
        proxy = f"listen 127.0.0.1:{port}; location / {{ proxy_pass {url}; }}"
        in_memory = "client_body_buffer_size 2m;"
        configuration = f"events {{}} http {{ server {{ {proxy} {in_memory} }} }}"
        with nginx(tmp_path, configuration, port):
            statuses = [
                httpx2.post(
                    f"http://127.0.0.1:{port}/", content=b"x" * size
                ).status_code
                for size in (2**20, 2**20 + 1)
            ]
    assert statuses == [200, 413]


def test_a_form_has_limits_before_any_are_set():
    app = FastAPI()

    @app.post("/")
    def read(
        note: Annotated[str, Form()] = "",
        pages: Annotated[list[UploadFile], File()] = [],  # noqa: B006
    ): ...

    def status(fields: int, files: int, size: int) -> int:
        data = {"note": "x" * size} | {f"more{n}": "" for n in range(1, fields)}
        pages = [("pages", b"")] * files
        return TestClient(app).post("/", data=data, files=pages).status_code

    assert status(1000, 1000, 2**20) == 200
    assert status(1001, 1000, 2**20) == 400
    assert status(1000, 1001, 2**20) == 400
    assert status(1000, 1000, 2**20 + 1) == 400


def test_empty_text_is_missing_in_a_form_model_too():
    class Scan(BaseModel):
        title: str
        pages: int | None = None

    app = FastAPI()

    @app.post("/scans")
    def add_scan(scan: Annotated[Scan, Form()]) -> Scan:
        return scan

    client = TestClient(app)
    kept = client.post("/scans", data={"title": "Deed", "pages": ""})
    assert kept.json() == {"title": "Deed", "pages": None}
    empty = client.post("/scans", data={"title": ""})
    assert errors_of(empty) == [("missing", ["body", "title"])]


def test_empty_text_in_a_list_of_a_form_is_kept():
    app = FastAPI()

    @app.post("/scans")
    def add_scan(tags: Annotated[list[str], Form()]) -> list[str]:
        return tags

    client = TestClient(app)
    assert client.post("/scans", data={"tags": ["", "sea"]}).json() == ["", "sea"]
    assert errors_of(client.post("/scans")) == [("missing", ["body", "tags"])]


def test_a_bare_list_is_a_body_even_on_get(program):
    bare = program("bare_list.py")
    client = client_of(bare)
    response = client.get("/books?ids=1&ids=2")
    assert errors_of(response) == [("missing", ["body"])]
    bare.record_http("bare-list", response)
    assert client.request("GET", "/books", json=[1, 2]).json() == [1, 2]
    operation = bare.load().app.openapi()["paths"]["/books"]["get"]
    assert "requestBody" in operation
    assert "parameters" not in operation


def test_json_and_a_file_do_not_fit_into_one_request(program):
    mixed = program("mixed.py")
    client = client_of(mixed)
    text = client.post(
        "/scans", files={"scan": b"x", "label": (None, '{"title": "a"}')}
    )
    assert errors_of(text) == [("model_attributes_type", ["body", "label"])]
    json = client.post("/scans", json={"label": {"title": "a"}})
    assert errors_of(json) == [
        ("missing", ["body", "label"]),
        ("missing", ["body", "scan"]),
    ]
    part = (None, '{"title": "a"}', "application/json")
    typed = client.post("/scans", files={"scan": b"x", "label": part})
    assert errors_of(typed) == errors_of(text)
    assert text.json()["detail"][0]["input"] == '{"title": "a"}'
    blob = ("blob", '{"title": "a"}', "application/json")  # as browsers name it
    filed = client.post("/scans", files={"scan": b"x", "label": blob})
    assert errors_of(filed) == [("missing", ["body", "label", "title"])]
    assert filed.json()["detail"][0]["input"]["filename"] == "blob"
    mixed.record_value(
        "mixed",
        "errors when the label is sent as JSON text in a form field",
        text.json()["detail"],
    )
    module = mixed.load()
    label = module.Label(title="a")
    assert asyncio.run(module.add_scan(label, b"x")) == "a"
    body = module.app.openapi()["paths"]["/scans"]["post"]["requestBody"]
    assert list(body["content"]) == ["multipart/form-data"]


def test_json_text_in_a_form_field_goes_with_a_file():
    class Label(BaseModel):
        title: str

    app = FastAPI()

    @app.post("/scans")
    def add_scan(label: Annotated[Json[Label], Form()], scan: UploadFile) -> str:
        return label.title

    client = TestClient(app)

    def send(label):
        return client.post("/scans", data={"label": label}, files={"scan": b"x"})

    assert send('{"title": "Deed"}').json() == "Deed"
    part = (None, '{"title": "Deed"}', "application/json")
    typed = client.post("/scans", files={"label": part, "scan": b"x"})
    assert typed.json() == "Deed"
    assert errors_of(send("{}")) == [("missing", ["body", "label", "title"])]
    assert errors_of(send("Deed")) == [("json_invalid", ["body", "label"])]
    blob = ("blob", '{"title": "Deed"}', "application/json")  # as browsers name it
    filed = client.post("/scans", files={"label": blob, "scan": b"x"})
    assert errors_of(filed) == [("json_type", ["body", "label"])]


def test_a_list_without_an_item_type_is_taken_for_files():
    assert place_of(list) == ["multipart/form-data"]
    assert place_of(list[typing.Any]) == ["application/json"]
    app = FastAPI()

    @app.post("/")
    def read(ids: list): ...

    response = TestClient(app).post("/", json=[1, 2])
    assert errors_of(response) == [("missing", ["body", "ids"])]


def test_a_list_of_files_needs_no_marker():
    app = FastAPI()

    @app.post("/scans")
    def add_scans(scans: list[UploadFile]) -> int:
        return len(scans)

    sent = TestClient(app).post("/scans", files=[("scans", b"a"), ("scans", b"b")])
    assert sent.json() == 2


def test_depends_goes_before_the_path_and_other_markers_are_refused_there():
    app = FastAPI()

    def find_order(order: int) -> str:
        return f"order {order}"

    @app.get("/orders/{order}")
    def read_order(order: Annotated[str, Depends(find_order)]) -> str:
        return order

    assert TestClient(app).get("/orders/7").json() == "order 7"

    class Order(BaseModel):
        sku: str

    for marker in [Query, Header, Cookie, Body, Form, File]:

        def read_marked(order): ...

        read_marked.__annotations__["order"] = Annotated[str, marker()]
        with pytest.raises(AssertionError, match=f"Cannot use `{marker.__name__}` for"):
            app.post("/marked/{order}")(read_marked)

    with pytest.raises(AssertionError, match="one of the supported types"):

        @app.get("/models/{order}")
        def read_model(order: Order): ...

    with pytest.raises(AssertionError, match="one of the supported types"):

        @app.get("/lists/{order}")
        def read_list(order: list[int]): ...


def test_a_request_is_injected_even_where_its_name_is_in_the_path():
    app = FastAPI()

    @app.get("/{request}")
    def read(request: Request) -> str:
        return request.path_params["request"]

    @app.get("/{response}/{tasks}")
    def read_both(response: Response, tasks: BackgroundTasks) -> list[str]:
        return [type(one).__name__ for one in (response, tasks)]

    client = TestClient(app)
    assert client.get("/7").json() == "7"
    assert client.get("/7/8").json() == ["Response", "BackgroundTasks"]

    for kind in [Request, Response, BackgroundTasks]:
        for marker in [Path, Query, Header, Cookie, Body, Form, File]:

            def read_marked(one): ...

            read_marked.__annotations__["one"] = Annotated[kind, marker()]
            with pytest.raises(AssertionError, match="Cannot specify FastAPI annot"):
                app.post("/marked")(read_marked)


def test_a_broken_body_and_a_raising_dependency_end_the_check_early():
    app = FastAPI()

    @app.put("/orders/{order_id}")
    def replace_order(order_id: int, order: dict[str, int]): ...

    def refuse():
        raise HTTPException(403)

    @app.get("/orders/{order_id}", dependencies=[Depends(refuse)])
    def read_order(order_id: int): ...

    @app.post("/orders", dependencies=[Depends(refuse)])
    def add_order(order: dict[str, int]): ...

    client = TestClient(app)
    broken = client.put("/orders/x", content="{", headers=JSON)
    assert errors_of(broken) == [("json_invalid", ["body", 1])]
    assert client.get("/orders/x").status_code == 403
    assert client.post("/orders", content="{", headers=JSON).status_code == 422
    assert client.post("/orders", json={"sku": "A1"}).status_code == 403


def test_a_body_that_python_cannot_read_is_a_400(program):
    client = client_of(program("bodies.py"))
    bodies = {
        b'{"total": 3}': 200,
        b'{"total": ': 422,
        b'{"total": 3, "note": "\xff"}': 400,
        b'{"total": ' * 100_000: 400,
        b'{"total": ' + b"1" * 4301 + b"}": 400,
    }
    for body, expected in bodies.items():
        sent = client.post("/one", content=body, headers=JSON)
        assert sent.status_code == expected


def test_null_does_not_bring_the_default_of_a_bare_body_either():
    app = FastAPI()

    @app.post("/")
    def read(total: Annotated[int, Body()] = 5) -> int:
        return total

    client = TestClient(app)
    assert client.post("/").json() == 5
    null = client.post("/", content="null", headers=JSON)
    assert errors_of(null) == [("int_type", ["body"])]


def test_the_typed_dict_of_typing_is_refused_by_old_pythons():
    class Address(typing.TypedDict):
        city: str

    app = FastAPI()
    with pytest.raises(PydanticUserError, match="use `typing_extensions"):

        @app.post("/")
        def add(address: Address): ...


def test_dict_list_dataclass_and_typed_dict_are_bodies_without_body():
    class Address(TypedDict):
        city: str

    @dataclass
    class Payer:
        email: str

    class Line(BaseModel):
        sku: str

    for kind, sent in [
        (dict[str, int], {"a": 1}),
        (list[Line], [{"sku": "A1"}]),
        (Payer, {"email": "ada@example.org"}),
        (Address, {"city": "Ghent"}),
    ]:
        app = FastAPI()

        def echo(value):
            return value

        echo.__annotations__["value"] = kind
        app.post("/")(echo)
        assert TestClient(app).post("/", json=sent).json() == sent


def test_a_body_that_is_read_by_hand_is_not_checked():
    app = FastAPI()

    @app.post("/orders")
    async def add_order(request: Request) -> dict[str, Any]:
        return {"body": await request.json(), **request.query_params}

    client = TestClient(app, raise_server_exceptions=False)
    read = client.post("/orders?limit=x", json={"quantity": "many"})
    assert read.json() == {"body": {"quantity": "many"}, "limit": "x"}
    for body in [b"", b"{"]:
        assert client.post("/orders", content=body).status_code == 500
        with pytest.raises(json.JSONDecodeError):
            TestClient(app).post("/orders", content=body)


def test_a_multipart_form_without_its_boundary_is_a_400():
    app = FastAPI()

    @app.post("/scans")
    def add_scan(title: Annotated[str, Form()]) -> str:
        return title

    form = (
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nEmma\r\n--b--\r\n'
    )
    client = TestClient(app)
    for parameter, status in [("; boundary=b", 200), ("", 400), ("; boundary=c", 400)]:
        sent = {"content-type": f"multipart/form-data{parameter}"}
        response = client.post("/scans", content=form, headers=sent)
        assert response.status_code == status
        if not parameter:
            assert response.json() == {"detail": "Missing boundary in multipart."}


def test_a_dict_cannot_be_a_query_parameter():
    app = FastAPI()
    with pytest.raises(AssertionError, match="must be one of the supported types"):

        @app.get("/")
        def read(value: Annotated[dict[str, int], Query()]): ...


def test_a_marked_list_is_a_query_parameter_and_of_a_scalar_the_last_one_counts():
    app = FastAPI()

    @app.get("/")
    def read(ids: Annotated[list[int], Query()], page: int = 1):
        return [ids, page]

    client = TestClient(app)
    assert client.get("/?ids=1&ids=2&page=3&page=4").json() == [[1, 2], 4]


def test_an_empty_query_value_is_an_empty_string():
    app = FastAPI()

    @app.get("/")
    def read(q: str = "none", n: int = 1):
        return [q, n]

    client = TestClient(app)
    assert client.get("/?q=").json() == ["", 1]
    assert errors_of(client.get("/?n=")) == [("int_parsing", ["query", "n"])]


def test_null_in_a_query_string_is_text():
    app = FastAPI()

    @app.get("/")
    def read(q: str | None = None, n: int | None = None):
        return [q, n]

    client = TestClient(app)
    assert client.get("/").json() == [None, None]
    assert client.get("/?q=null").json() == ["null", None]
    assert errors_of(client.get("/?n=null")) == [("int_parsing", ["query", "n"])]


def test_a_plus_in_a_query_string_is_a_space():
    app = FastAPI()

    @app.get("/")
    def read(q: str = "", at: datetime | None = None):
        return [q, at and at.utcoffset()]

    client = TestClient(app)
    assert client.get("/?q=a+b").json() == ["a b", None]
    assert client.get("/?q=a%2Bb").json() == ["a+b", None]
    plain = client.get("/?at=2026-01-01T00:00:00+01:00")
    ((_, place),) = errors_of(plain)
    assert (plain.status_code, place) == (422, ["query", "at"])
    encoded = client.get("/?at=2026-01-01T00:00:00%2B01:00")
    assert encoded.json() == ["", 3600]


def test_a_body_without_content_type_is_parsed_when_strictness_is_off():
    app = FastAPI(strict_content_type=False)

    @app.post("/")
    def read(value: dict[str, int]):
        return value

    client = TestClient(app)
    assert client.post("/", content='{"a": 1}').json() == {"a": 1}
    text = {"content-type": "text/plain"}
    assert client.post("/", content='{"a": 1}', headers=text).status_code == 422


def test_the_old_style_still_works():
    app = FastAPI()

    @app.get("/")
    def read(x_token: str = Header(...)):
        return x_token

    assert TestClient(app).get("/", headers={"x-token": "a"}).json() == "a"


def test_a_body_argument_of_a_dependency_counts_as_well():
    class Invoice(BaseModel):
        total: int

    class Payer(BaseModel):
        email: str

    def find_payer(payer: Payer) -> str:
        return payer.email

    def check(invoice: Invoice) -> None: ...

    app = FastAPI()

    @app.post("/keyed")
    def keyed(invoice: Invoice, email: Annotated[str, Depends(find_payer)]):
        return [invoice, email]

    @app.post("/bare", dependencies=[Depends(check)])  # one name, so one argument
    def bare(invoice: Invoice):
        return invoice

    client = TestClient(app)
    assert client.post("/bare", json={"total": 3}).json() == {"total": 3}
    assert errors_of(client.post("/keyed", json={"total": 3})) == [
        ("missing", ["body", "payer"]),
        ("missing", ["body", "invoice"]),
    ]
    both = {"invoice": {"total": 3}, "payer": {"email": "ada@example.org"}}
    sent = client.post("/keyed", json=both)
    assert sent.json() == [{"total": 3}, "ada@example.org"]


def test_bytes_that_are_no_text_turn_the_422_into_a_500(program):
    app = program("bodies.py").load().app
    client = TestClient(app, raise_server_exceptions=False)
    for headers in [{}, {"content-type": "text/plain"}]:
        for body, status in [(b"\xc3\xbf", 422), (b"\xff", 500)]:
            sent = client.post("/one", content=body, headers=headers)
            assert sent.status_code == status


def test_of_a_repeated_header_the_first_value_counts():
    app = FastAPI()

    @app.get("/")
    def read(
        x_page: Annotated[int, Header()],
        pages: Annotated[list[int], Header(alias="x-page")],
    ):
        return [x_page, pages]

    twice = [("x-page", "3"), ("x-page", "4")]
    assert TestClient(app).get("/", headers=twice).json() == [3, [3, 4]]


def test_json_may_be_utf_16_or_utf_32_as_well(program):
    client = client_of(program("bodies.py"))
    text = '{"total": 3, "note": "Ž"}'
    for name in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]:
        sent = client.post("/one", content=text.encode(name), headers=JSON)
        assert sent.json() == {"total": 3, "note": "Ž"}
    latin = client.post("/one", content=text.encode("iso8859-2"), headers=JSON)
    assert latin.status_code == 400


def test_a_websocket_reads_every_place_but_a_body():
    app = FastAPI()

    @app.websocket("/rooms/{room}")
    async def join(
        socket: WebSocket,
        room: int,
        seat: int,
        x_token: Annotated[str, Header()],
        cart: Annotated[int, Cookie()],
    ):
        await socket.accept()
        await socket.send_json([room, seat, x_token, cart])
        await socket.close()

    @app.websocket("/bodies")
    async def body(socket: WebSocket, order: dict[str, int]): ...

    @app.websocket("/defaults")
    async def default(socket: WebSocket, order: dict[str, int] | None = None):
        await socket.accept()
        await socket.send_json(order)
        await socket.close()

    client = TestClient(app, headers={"x-token": "a"}, cookies={"cart": "3"})
    with client.websocket_connect("/rooms/7?seat=2") as socket:
        assert socket.receive_json() == [7, 2, "a", 3]
    with client.websocket_connect("/defaults") as socket:
        assert socket.receive_json() is None
    for path in ["/rooms/x?seat=2", "/bodies"]:
        refused = pytest.raises(WebSocketDisconnect)
        with refused as closed, client.websocket_connect(path):
            pass
        assert closed.value.code == 1008


def test_a_class_that_pydantic_does_not_know_fails_at_import():
    class Session: ...

    app = FastAPI()
    with pytest.raises(FastAPIError, match="Invalid args for response field"):

        @app.get("/orders")
        def list_orders(session: Session): ...

    @app.get("/orders")
    def list_with(session: Annotated[Session, Depends(Session)]) -> str:
        return type(session).__name__

    assert TestClient(app).get("/orders").json() == "Session"


def test_a_named_tuple_is_taken_for_files_as_well():
    class Point(typing.NamedTuple):
        x: int
        y: int

    for kind in [Point, set, tuple, frozenset, list | None]:
        assert place_of(kind) == ["multipart/form-data"], kind
    for kind in [Annotated[Point, Body()], set[int], tuple[int, int]]:
        assert place_of(kind) == ["application/json"], kind


def test_a_windows_path_is_cut_to_its_last_part(program):
    client = client_of(program("uploads.py"))
    for sent, named in [
        ("C:\\Users\\Ada\\deed.txt", "deed.txt"),
        ("\\\\share\\deed.txt", "deed.txt"),
        ("..\\deed.txt", "..\\deed.txt"),
        ("C:/Users/deed.txt", "C:/Users/deed.txt"),
    ]:
        file = {"scan": (sent, b"x")}
        got = client.post("/scans", files=file, data={"title": "Deed"})
        assert got.json()["named"] == named


def test_a_header_model_that_forbids_extras_rejects_every_client():
    class Tokens(BaseModel):
        model_config = {"extra": "forbid"}
        x_token: int

    app = FastAPI()

    @app.get("/")
    def read(tokens: Annotated[Tokens, Header()]): ...

    refused = TestClient(app).get("/", headers={"x-token": "1"})
    unasked = ["host", "accept", "accept-encoding", "user-agent"]
    for name in unasked:
        assert ("extra_forbidden", ["header", name]) in errors_of(refused)


def test_the_access_log_shows_the_query_string_but_no_header_or_body(program):
    with program("orders.py").serve() as server:
        response = httpx2.put(
            f"{server.url}/orders/7?dry_run=yes",
            json={"sku": "SECRET-A1"},
            headers={"x-token": "31337"},
        )
        assert response.status_code == 200
        server.stop()
        assert '"PUT /orders/7?dry_run=yes HTTP/1.1" 200' in server.output
        assert "31337" not in server.output
        assert "SECRET" not in server.output


def test_the_error_of_a_header_model_repeats_authorization():
    class Tokens(BaseModel):
        x_token: int

    app = FastAPI()

    @app.get("/model")
    def read_model(tokens: Annotated[Tokens, Header()]): ...

    @app.get("/single")
    def read_single(x_token: Annotated[int, Header()]): ...

    client = TestClient(app, headers={"authorization": "Bearer secret"})
    for path, repeated in [("/model", True), ("/single", False)]:
        refused = client.get(path)
        assert errors_of(refused) == [("missing", ["header", "x-token"])]
        assert ("Bearer secret" in refused.text) is repeated
        echoed = refused.json()["detail"][0]["input"]
        assert echoed == (dict(refused.request.headers) if repeated else None)


def test_a_body_of_another_type_leaves_embedded_arguments_their_defaults(program):
    app = program("bodies.py").load().app
    client = TestClient(app)
    assert client.post("/embedded", json={"total": 3}).json() == 3
    text = {"content-type": "text/plain"}
    for headers in [text, {}]:
        sent = client.post("/embedded", content='{"total": 3}', headers=headers)
        assert (sent.status_code, sent.json()) == (200, 5)


def test_an_error_before_accept_is_a_403_by_uvicorn():
    app = FastAPI()

    @app.websocket("/rooms/{room}")
    async def join(socket: WebSocket, room: int):
        await socket.accept()
        await socket.close()

    async def accept(socket: WebSocket):
        await socket.accept()

    def refuse():
        raise HTTPException(401)

    @app.websocket("/late/{room}", dependencies=[Depends(accept)])
    async def join_late(socket: WebSocket, room: int): ...

    @app.websocket("/refused", dependencies=[Depends(accept), Depends(refuse)])
    async def join_refused(socket: WebSocket): ...

    with serve_here(app) as url, httpx2.Client(base_url=url, headers=SHAKE) as client:
        assert client.get("/rooms/x").status_code == 403
        with client.stream("GET", "/rooms/7") as accepted:
            assert accepted.status_code == 101
        # Accepted by a dependency, it neither closes with 1008 nor keeps a status.
        for path in ["/late/x", "/refused"]:
            with connect(url.replace("http", "ws", 1) + path) as broken:
                with pytest.raises(ConnectionClosedError) as end:
                    broken.recv(timeout=30)
                assert end.value.rcvd is None


def test_the_prefix_of_an_inclusion_decides_as_well_and_fails_at_a_request():
    class Order(BaseModel):
        sku: str

    app, router = FastAPI(), APIRouter()

    @router.post("/number")
    def number(order: int) -> int:
        return order

    @router.post("/model")
    def model(order: Order): ...

    app.include_router(router)
    assert TestClient(app).post("/number?order=7").json() == 7
    app = FastAPI()
    app.include_router(router, prefix="/orders/{order}")  # without complaint
    with pytest.raises(AssertionError, match="one of the supported types"):
        TestClient(app).post("/orders/7/number")
    router.routes.pop()
    app = FastAPI()
    app.include_router(router, prefix="/orders/{order}")
    assert TestClient(app).post("/orders/7/number").json() == 7


def test_a_class_that_pydantic_does_not_know_may_fail_at_a_request_only():
    class Session: ...

    def use(session: Session): ...

    app, router = FastAPI(), APIRouter()
    router.get("/orders")(lambda: [])
    app.include_router(router, dependencies=[Depends(use)])
    with pytest.raises(FastAPIError, match="valid Pydantic field type"):
        TestClient(app).get("/orders")


def test_two_models_of_form_fields_do_not_get_keys():
    class Invoice(BaseModel):
        total: int

    class Payer(BaseModel):
        email: str

    app = FastAPI()

    @app.post("/form")
    def form(invoice: Annotated[Invoice, Form()], payer: Annotated[Payer, Form()]):
        return [invoice, payer]

    sent = TestClient(app).post("/form", data={"total": 3, "email": "ada@example.org"})
    assert sent.json() == [{"total": 3}, {"email": "ada@example.org"}]


def test_a_query_model_reads_its_keys_beside_another_parameter():
    class Chosen(BaseModel):
        tag: list[str] = []

    app = FastAPI()

    @app.get("/required")
    def required(chosen: Annotated[Chosen, Query()], page: int = 1):
        return [chosen.tag, page]

    @app.get("/default")
    def default(chosen: Annotated[Chosen, Query()] = Chosen(), page: int = 1):  # noqa: B008
        return [chosen.tag, page]

    client = TestClient(app)
    for path in ("/required", "/default"):
        assert client.get(f"{path}?tag=sea&page=2").json() == [["sea"], 2]


def test_an_exception_of_a_dependency_of_a_websocket_keeps_its_status():
    app = FastAPI()

    def refuse():
        raise HTTPException(401)

    @app.websocket("/rooms", dependencies=[Depends(refuse)])
    async def join(socket: WebSocket): ...

    client = TestClient(app)
    refused = pytest.raises(WebSocketDenialResponse)
    with refused as denied, client.websocket_connect("/rooms"):
        pass
    assert denied.value.status_code == 401
    with serve_here(app) as url:
        assert httpx2.get(f"{url}/rooms", headers=SHAKE, timeout=30).status_code == 401


def test_a_websocket_has_no_request_but_an_http_connection():
    app = FastAPI()

    def by_request(request: Request) -> str:
        return request.url.path

    def by_connection(connection: HTTPConnection) -> str:
        return connection.url.path

    for find in [by_request, by_connection]:
        path = f"/{find.__name__}"

        async def join(socket: WebSocket, found):
            await socket.accept()
            await socket.send_text(found)
            await socket.close()

        join.__annotations__["found"] = Annotated[str, Depends(find)]
        app.websocket(path)(join)
        app.get(path, dependencies=[Depends(find)])(lambda: 1)
    client = TestClient(app)
    for path in ["/by_request", "/by_connection"]:
        assert client.get(path).status_code == 200
    with client.websocket_connect("/by_connection") as socket:
        assert socket.receive_text() == "/by_connection"
    missing = pytest.raises(TypeError, match="positional argument: 'request'")
    with missing, client.websocket_connect("/by_request"):
        pass


def test_a_class_for_the_type_checker_alone_is_taken_for_a_query_parameter():
    class Order(BaseModel):
        sku: str

    app = FastAPI()
    for path, kind in [("/known", Order), ("/unknown", "OnlyForTheTypeChecker")]:

        def add_order(order): ...

        add_order.__annotations__["order"] = kind  # a text: no such name at run time
        app.post(path)(add_order)
    client = TestClient(app)
    assert client.post("/known", json={"sku": "A1"}).status_code == 200
    refused = client.post("/unknown", json={"sku": "A1"})
    assert errors_of(refused) == [("missing", ["query", "order"])]
