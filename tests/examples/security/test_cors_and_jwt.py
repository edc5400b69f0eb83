import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import fastapi_cli.cli
import httpx2
import pytest
import starlette.middleware.cors
from fastapi import (
    APIRouter,
    Body,
    FastAPI,
    HTTPException,
    Request,
    Response,
    WebSocket,
)
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from fastapi_cli.discover import ModuleData, get_app_name
from fastapi_cli.exceptions import FastAPICLIException
from harness.program import Program
from pydantic import BaseModel, Json, model_validator
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from typer.testing import CliRunner
from uvicorn.importer import import_from_string

Open = Callable[[str], Program]
OURS = {"Origin": "https://shop.example"}
FOREIGN = {"Origin": "https://evil.example"}
ALLOW = "access-control-allow-origin"
CREDENTIALS = "access-control-allow-credentials"


def preflight(
    client: TestClient,
    path: str,
    origin: dict[str, str],
    method: str,
    headers: str = "",
) -> httpx2.Response:
    asked = {"Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    return client.options(path, headers={**origin, **asked})


def test_the_middleware_answers_the_preflight(program: Open) -> None:
    p = program("shop_api.py")
    client = TestClient(p.load().app)

    allowed = preflight(client, "/orders", OURS, "POST", "content-type")
    assert allowed.status_code == 200
    shown = [ALLOW, CREDENTIALS, "access-control-allow-methods"]
    p.record_http("preflight-allowed", allowed, headers=shown)
    assert preflight(client, "/no/such/route", OURS, "POST").status_code == 200

    refused = preflight(client, "/orders", FOREIGN, "POST")
    assert refused.status_code == 400
    assert ALLOW not in refused.headers
    p.record_http("preflight-refused", refused)
    assert preflight(client, "/orders", OURS, "PUT").text == "Disallowed CORS method"
    unlisted = preflight(client, "/orders", OURS, "POST", "x-tenant")
    assert unlisted.text == "Disallowed CORS headers"
    no_preflight = client.options("/orders", headers=OURS)
    assert no_preflight.status_code == 405
    assert p.load().orders == []


def test_a_foreign_request_runs_and_only_its_answer_is_hidden(program: Open) -> None:
    p = program("shop_api.py")
    module = p.load()
    client = TestClient(module.app)

    ours = client.post("/orders", headers=OURS)
    assert (ours.status_code, ours.headers[ALLOW]) == (201, OURS["Origin"])

    foreign = client.post("/orders", headers=FOREIGN)
    assert foreign.status_code == 201
    assert ALLOW not in foreign.headers
    # Useless to the browser without the other: it is sent whatever the origin.
    assert foreign.headers[CREDENTIALS] == "true"
    assert module.orders == ["tea", "tea"]
    p.record_http(
        "foreign-ran", foreign,
        note="The second order was placed. The browser hides the response: "
        "it has no access-control-allow-origin.",
    )  # fmt: skip
    assert foreign.headers["vary"] == ours.headers["vary"] == "Origin"
    plain = client.post("/orders")
    assert plain.status_code == 201
    assert plain.headers.keys() - {"content-length", "content-type"} == {"vary"}
    assert plain.headers["vary"] == "Origin"


def test_a_crash_loses_the_headers_unless_cors_is_outside(program: Open) -> None:
    p = program("shop_api.py")
    module = p.load()
    inside = TestClient(module.app, raise_server_exceptions=False)
    outside = TestClient(module.wrapped, raise_server_exceptions=False)

    answers = {
        "HTTPException 404": inside.get("/orders/0", headers=OURS),
        "IndexError 500": inside.get("/orders/9", headers=OURS),
        "IndexError 500, wrapped": outside.get("/orders/9", headers=OURS),
    }
    assert answers["HTTPException 404"].json() == {"detail": "No such order"}
    module.orders[:] = ["tea", "milk"]
    assert [inside.get(f"/orders/{n}").json() for n in (1, 2)] == ["tea", "milk"]
    statuses = [response.status_code for response in answers.values()]
    assert statuses == [404, 500, 500]
    seen = {name: response.headers.get(ALLOW) for name, response in answers.items()}
    assert list(seen.values()) == [OURS["Origin"], None, OURS["Origin"]]
    p.record_value("crash", "access-control-allow-origin in the response", seen)
    # A front end that sends cookies needs this one too, and its preflights answered.
    wrapped = answers["IndexError 500, wrapped"]
    assert wrapped.headers[CREDENTIALS] == "true"
    assert preflight(outside, "/orders", OURS, "POST", "content-type").is_success
    # Both layers together still send one header, not two.
    assert outside.get("/orders/0", headers=OURS).headers.get_list(ALLOW) == [
        OURS["Origin"]
    ]


def test_a_handler_for_exception_does_not_add_them(program: Open) -> None:
    app = program("shop_api.py").load().app

    @app.exception_handler(Exception)
    def explain(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": "ours"}, 500)

    client = TestClient(app, raise_server_exceptions=False)
    crashed = client.get("/orders/9", headers=OURS)
    assert (crashed.json(), ALLOW in crashed.headers) == ({"error": "ours"}, False)

    @app.exception_handler(IndexError)
    def narrower(request: Request, error: IndexError) -> JSONResponse:
        return JSONResponse({"error": "narrow"}, 500)

    app.middleware_stack = None
    handled = client.get("/orders/9", headers=OURS)
    assert (handled.json(), ALLOW in handled.headers) == ({"error": "narrow"}, True)


def test_a_crash_in_a_mounted_app_keeps_the_headers(program: Open) -> None:
    shop = program("shop_api.py").load().app
    app, bare = FastAPI(), FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])

    @bare.get("/orders")
    def crash() -> None:
        raise IndexError

    app.mount("/with-its-own", shop)
    app.mount("/without", bare)

    async def no_app_of_its_own(*_: object) -> None:
        raise IndexError

    app.mount("/no-app", no_app_of_its_own)
    client = TestClient(app, raise_server_exceptions=False)
    for path in ["/with-its-own/orders/9", "/without/orders"]:
        crashed = client.get(path, headers=OURS)
        assert (crashed.status_code, crashed.headers[ALLOW]) == (500, OURS["Origin"])
    plain = client.get("/no-app", headers=OURS)
    assert (plain.status_code, ALLOW in plain.headers) == (500, False)


def test_the_413_of_a_declared_length_has_no_cors_headers() -> None:
    app = FastAPI(max_body_size=100)
    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])

    @app.post("/")
    def read(order: dict[str, str]) -> None: ...

    def in_chunks() -> Iterator[bytes]:
        yield b'{"note": "' + b"x" * 200
        yield b'"}'

    client = TestClient(app)
    headers = {**OURS, "Content-Type": "application/json"}
    declared = client.post("/", json={"note": "x" * 200}, headers=headers)
    assert (declared.status_code, declared.headers.get(ALLOW)) == (413, None)
    counted = client.post("/", content=in_chunks(), headers=headers)
    assert (counted.status_code, counted.headers[ALLOW]) == (413, OURS["Origin"])
    wrapped = CORSMiddleware(app, allow_origins=[OURS["Origin"]])
    outside = TestClient(wrapped).post("/", json={"note": "x" * 200}, headers=headers)
    assert (outside.status_code, outside.headers[ALLOW]) == (413, OURS["Origin"])


def test_with_a_limit_of_the_app_a_routers_413_loses_the_headers() -> None:
    app = FastAPI(max_body_size=1000)
    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])
    router = APIRouter(max_body_size=100)

    @router.post("/")
    def read(order: dict[str, str]) -> None: ...

    app.include_router(router)
    declared = TestClient(app).post("/", json={"note": "x" * 200}, headers=OURS)
    assert (declared.status_code, declared.headers.get(ALLOW)) == (413, None)


def test_the_413_of_a_router_has_cors_headers() -> None:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])
    router = APIRouter(max_body_size=100)

    @router.post("/of-the-router")
    @app.post("/of-the-path-operation", max_body_size=100)
    def read(order: dict[str, str]) -> None: ...

    app.include_router(router)
    client = TestClient(app)
    for path in ["/of-the-router", "/of-the-path-operation"]:
        declared = client.post(path, json={"note": "x" * 200}, headers=OURS)
        assert (declared.status_code, declared.headers[ALLOW]) == (413, OURS["Origin"])


def app_with(*, cors_last: bool) -> TestClient:
    app = FastAPI()
    if not cors_last:
        app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])

    @app.middleware("http")
    async def refuse(request: Request, call_next: object) -> JSONResponse:
        return JSONResponse({"detail": "no token"}, 401)

    if cors_last:
        app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])
    return TestClient(app)


def test_the_last_added_middleware_is_the_outermost() -> None:
    inside = preflight(app_with(cors_last=False), "/", OURS, "GET")
    assert inside.status_code == 401
    assert ALLOW not in inside.headers

    outside = app_with(cors_last=True)
    assert preflight(outside, "/", OURS, "GET").status_code == 200
    refused = outside.get("/", headers=OURS)
    assert (refused.status_code, refused.headers[ALLOW]) == (401, OURS["Origin"])


def test_what_an_inner_middleware_raises_has_no_headers() -> None:
    """What it returns has them; an exception passes through the CORS layer."""
    app = FastAPI()

    @app.middleware("http")
    async def crash(request: Request, call_next: object) -> JSONResponse:
        raise IndexError

    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])
    client = TestClient(app, raise_server_exceptions=False)
    crashed = client.get("/", headers=OURS)
    assert (crashed.status_code, ALLOW in crashed.headers) == (500, False)


def test_the_first_of_the_middleware_argument_is_the_outermost() -> None:
    async def refuse(request: Request, call_next: object) -> JSONResponse:
        return JSONResponse({"detail": "no token"}, 401)

    auth = Middleware(BaseHTTPMiddleware, dispatch=refuse)
    cors = Middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])
    outside = TestClient(FastAPI(middleware=[cors, auth]))
    refused = outside.get("/", headers=OURS)
    assert (refused.status_code, refused.headers[ALLOW]) == (401, OURS["Origin"])
    inside = TestClient(FastAPI(middleware=[auth, cors]))
    assert preflight(inside, "/", OURS, "GET").status_code == 401


def test_a_preflight_may_be_reused_for_ten_minutes() -> None:
    for given, seconds in [({}, "600"), ({"max_age": 5}, "5")]:
        app = FastAPI()
        origins = [OURS["Origin"]]
        app.add_middleware(CORSMiddleware, allow_origins=origins, **given)
        allowed = preflight(TestClient(app), "/", OURS, "GET")
        assert allowed.headers["access-control-max-age"] == seconds


def test_fastapi_run_rejects_the_wrapped_app(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shop_api", program("shop_api.py").load())
    data = ModuleData("shop_api", Path(), [])
    assert get_app_name(mod_data=data, app_name="app") == "app"
    with pytest.raises(FastAPICLIException, match="doesn't seem to be a FastAPI app"):
        get_app_name(mod_data=data, app_name="wrapped")


def test_fastapi_run_takes_the_wrapped_app_as_an_entrypoint(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entrypoint goes to Uvicorn as it is; `--app` is looked at before."""
    served: list[object] = []
    module = program("shop_api.py").load()
    monkeypatch.setitem(sys.modules, "shop_api", module)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(
        "fastapi_cli.cli.uvicorn.run",
        lambda app, **_: served.append(import_from_string(app)),
    )
    run = partial(CliRunner().invoke, fastapi_cli.cli.app)
    rejected = run(["run", f"{module.__file__}", "--app", "wrapped"])
    assert (rejected.exit_code, served) == (1, [])
    taken = run(["run", "--entrypoint", "shop_api:wrapped"])
    assert (taken.exit_code, served) == (0, [module.wrapped])
    assert isinstance(module.wrapped, CORSMiddleware)


def test_fastapi_re_exports_the_middleware_of_starlette() -> None:
    assert CORSMiddleware is starlette.middleware.cors.CORSMiddleware


def test_cors_does_not_see_websockets() -> None:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=[OURS["Origin"]])

    @app.websocket("/ws")
    async def feed(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("open")
        await websocket.close()

    with TestClient(app).websocket_connect("/ws", headers={**FOREIGN}) as websocket:
        assert websocket.receive_text() == "open"


def test_the_built_in_bearer_takes_anything(program: Open) -> None:
    p = program("bearer.py")
    module = p.load()
    client = TestClient(module.app)

    garbage = client.get("/token", headers={"Authorization": "Bearer not-a-jwt"})
    assert garbage.json() == {"scheme": "Bearer", "credentials": "not-a-jwt"}
    p.record_http("anything", garbage)

    schemes = module.app.openapi()["components"]["securitySchemes"]
    assert schemes["HTTPBearer"]["bearerFormat"] == "JWT"
    p.record_value("documented", "OpenAPI: securitySchemes", schemes)


def test_the_wildcard_alone_allows_no_json_post(program: Open) -> None:
    p = program("open_to_all.py")
    client = TestClient(p.load().only_gets)
    refused = preflight(client, "/account", OURS, "POST", "content-type")
    assert refused.status_code == 400
    p.record_http("wildcard", refused, headers=["access-control-allow-methods"])
    for header in ["authorization", "x-tenant"]:
        unlisted = preflight(client, "/account", OURS, "GET", header)
        assert unlisted.text == "Disallowed CORS headers"
    assert preflight(client, "/account", OURS, "GET", "content-type").is_success
    for method in ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "QUERY"]:
        assert preflight(client, "/account", OURS, method).status_code == 400
    # What needs no preflight is readable by anybody: a GET, and a form POST.
    readable = client.get("/account", headers=FOREIGN)
    assert readable.json() == {"owner": "ada"}
    assert readable.headers[ALLOW] == "*"

    named = FastAPI()
    named.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["POST"])
    assert preflight(TestClient(named), "/", OURS, "POST", "content-type").is_success

    closed = FastAPI()
    closed.add_middleware(CORSMiddleware)
    assert preflight(TestClient(closed), "/", OURS, "GET").status_code == 400


def test_the_wildcard_with_credentials_trusts_every_origin(program: Open) -> None:
    p = program("open_to_all.py")
    client = TestClient(p.load().everybody)
    for origin in ["https://shop.example", "http://localhost:3000", "null"]:
        assert client.get("/account", headers={"Origin": origin}).headers[ALLOW] == (
            origin
        )
    answer = client.get("/account", headers=FOREIGN)
    assert answer.headers[ALLOW] == FOREIGN["Origin"]
    assert answer.headers[CREDENTIALS] == "true"
    p.record_http("credentials", answer, headers=[ALLOW, CREDENTIALS])


def test_an_unescaped_dot_lets_a_neighbor_in(program: Open) -> None:
    p = program("open_to_all.py")
    client = TestClient(p.load().neighbors)
    origins = [
        "https://pay.shop.example",
        "https://evil-shop.example",
        "https://pay.shop.example.evil.example",
    ]
    allowed = {
        origin: ALLOW in client.get("/account", headers={"Origin": origin}).headers
        for origin in origins
    }
    assert list(allowed.values()) == [True, True, False]
    mended = FastAPI()
    pattern = r"https://[a-z0-9-]+\.shop\.example"
    mended.add_middleware(CORSMiddleware, allow_origin_regex=pattern)
    assert client.get("/account").json() == {"owner": "ada"}
    for origin in origins:
        seen = ALLOW in TestClient(mended).get("/", headers={"Origin": origin}).headers
        assert seen == (origin == origins[0])
    p.record_value("pattern", "Allowed origins", allowed)


def test_the_wildcard_of_methods_includes_query() -> None:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"])
    answer = preflight(TestClient(app), "/", OURS, "QUERY")
    assert answer.status_code == 200
    assert "QUERY" in answer.headers["access-control-allow-methods"]


def test_a_header_of_your_own_is_exposed_by_name() -> None:
    for names, exposed in [
        ((), None),
        (("X-Total-Count", "Retry-After"), "X-Total-Count, Retry-After"),
    ]:
        app = FastAPI()
        app.add_middleware(
            CORSMiddleware, allow_origins=[OURS["Origin"]], expose_headers=names
        )

        @app.get("/")
        def read(response: Response) -> None:
            response.headers["X-Total-Count"] = "3"

        @app.get("/busy")
        def refuse() -> None:
            raise HTTPException(429, headers={"Retry-After": "6"})

        listed = TestClient(app).get("/", headers=OURS)
        assert listed.headers["x-total-count"] == "3"
        refused = TestClient(app).get("/busy", headers=OURS)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "6")
        for one in (listed, refused):
            assert one.headers.get("access-control-expose-headers") == exposed


def test_a_trailing_slash_matches_no_origin() -> None:
    app = FastAPI()
    slash, pattern = "https://shop.example/", "https://*.shop.example"
    app.add_middleware(CORSMiddleware, allow_origins=[slash, pattern])
    for origin in [
        OURS["Origin"],
        "https://shop.example:443",
        "http://shop.example",
        "https://www.shop.example",
    ]:
        answer = TestClient(app).get("/", headers={"Origin": origin})
        assert ALLOW not in answer.headers


def test_a_bare_string_of_origins_lets_its_parts_in() -> None:
    for origins, allowed in [("https://shop.example", True), ([OURS["Origin"]], False)]:
        app = FastAPI()
        app.add_middleware(CORSMiddleware, allow_origins=origins)
        part = TestClient(app).get("/", headers={"Origin": "https://shop.exam"})
        assert (ALLOW in part.headers) == allowed
        assert ALLOW in TestClient(app).get("/", headers=OURS).headers


def test_json_that_is_sent_as_text_is_not_read() -> None:
    app = FastAPI()

    @app.post("/transfer")
    def transfer(order: dict[str, int]) -> dict[str, int]:
        return order

    @app.post("/by-hand")
    async def by_hand(request: Request) -> dict[str, int]:
        return await request.json()

    class Order(BaseModel):
        cents: int

    @app.post("/order")
    def place(order: Order | None = None) -> None: ...

    class Read(BaseModel):
        given: Any

        @model_validator(mode="before")
        @classmethod
        def keep(cls, given: object) -> dict[str, object]:
            return {"given": given}

    # What is not parsed arrives as bytes: a model may still read those.
    @app.post("/whatever")
    def see(found: Read) -> str:
        return type(found.given).__name__

    client = TestClient(app)
    assert client.post("/transfer", json={"cents": 1}).status_code == 200
    assert client.post("/whatever", json={"cents": 1}).json() == "dict"
    for headers in [{"Content-Type": "text/plain"}, {}]:
        seen = client.post("/whatever", content='{"cents": 1}', headers=headers)
        assert seen.json() == "bytes"
        for path in ["/transfer", "/order"]:
            sneaked = client.post(path, content='{"cents": 1}', headers=headers)
            assert "content-type" not in sneaked.request.headers or headers
            assert sneaked.status_code == 422
        read = client.post("/by-hand", content='{"cents": 1}', headers=headers)
        assert read.json() == {"cents": 1}


def test_several_body_parameters_keep_their_defaults_when_json_is_not_read() -> None:
    app = FastAPI()

    @app.post("/transfer")
    def transfer(
        cents: Annotated[int, Body()] = 1, note: Annotated[str, Body()] = "tip"
    ) -> str:
        return f"{cents} {note}"

    @app.post("/embedded")
    def embedded(cents: Annotated[int, Body(embed=True)] = 1) -> str:
        return str(cents)

    @app.post("/required")
    def required(cents: Annotated[int, Body()], note: Annotated[str, Body()]) -> None:
        raise AssertionError

    client = TestClient(app)
    sent = '{"cents": 900, "note": "x"}'
    for headers in [{"Content-Type": "text/plain"}, {}]:
        for path, ran in [("/transfer", "1 tip"), ("/embedded", "1")]:
            assert client.post(path, content=sent, headers=headers).json() == ran
        assert client.post("/required", content=sent, headers=headers).is_error
    assert client.post("/transfer", json={"cents": 900}).json() == "900 tip"


def test_a_lone_number_or_text_is_read_whatever_its_type() -> None:
    """Nothing parses JSON here: the bytes arrive, and Pydantic converts them."""
    app = FastAPI()

    @app.post("/number")
    def pay(cents: Annotated[int, Body()]) -> int:
        return cents

    @app.post("/text")
    def say(note: Annotated[str, Body()]) -> str:
        return note

    client = TestClient(app)
    for headers in [{"Content-Type": "text/plain"}, {}]:
        for path, read in [("/number", 900), ("/text", "900")]:
            response = client.post(path, content="900", headers=headers)
            assert response.json() == read


def test_a_body_declared_as_json_text_is_read_whatever_its_type() -> None:
    """What is no JSON to FastAPI arrives as bytes, and `Json` reads those."""
    app = FastAPI()

    @app.post("/transfer")
    def transfer(order: Annotated[Json[dict[str, int]], Body()]) -> dict[str, int]:
        return order

    @app.post("/raw")
    def raw(order: Annotated[bytes, Body()]) -> bytes:
        return order

    client = TestClient(app)
    for headers in [{"Content-Type": "text/plain"}, {}]:
        read = client.post("/transfer", content='{"cents": 1}', headers=headers)
        assert read.json() == {"cents": 1}
        passed = client.post("/raw", content='{"cents": 1}', headers=headers)
        assert passed.json() == '{"cents": 1}'
