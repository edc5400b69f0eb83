from collections.abc import Iterable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Annotated, Any, Literal

import httpx2
import pytest
from fastapi import (
    APIRouter,
    Body,
    Depends,
    FastAPI,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    UploadFile,
    WebSocket,
    status,
)
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import (
    RequestValidationError,
    ResponseValidationError,
    WebSocketRequestValidationError,
)
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from harness.server import serve_here
from harness.waiting import wait_for
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    field_validator,
)
from pydantic.v1 import Field as OldField
from pydantic.v1 import ValidationError as OldValidationError
from pydantic.v1 import create_model as create_old_model
from pydantic_core._pydantic_core import list_all_errors
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.exceptions import StarletteDeprecationWarning
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

JSON = {"content-type": "application/json"}
SECRET = {"card": "4242 4242 4242 4242"}
INVOICE = {"card": "4242", "lines": [{"sku": "pen", "price": "1.10"}]}


def quiet(app):
    return TestClient(app, raise_server_exceptions=False)


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def test_a_valid_body_reaches_the_function(program):
    module = program("invoices.py").load()
    answer = TestClient(module.app).post("/invoices", json=INVOICE)
    assert (answer.status_code, answer.json()) == (200, INVOICE)
    assert module.ran == ["dependency", "function"]


def test_the_errors_of_all_fields_come_at_once(program):
    p = program("invoices.py")
    body = {"card": 4242, "lines": [{"sku": "pen", "price": 0}]}
    refused = TestClient(p.load().app).post("/invoices", json=body)
    assert errors(refused) == [
        ("string_type", ["body", "card"]),
        ("greater_than", ["body", "lines", 0, "price"]),
    ]
    p.record_http("two-errors", refused)


def test_parameters_and_body_share_one_list(program):
    program("invoices.py")
    app = FastAPI()

    @app.post("/loans/{number}")
    def lend(
        number: int,
        days: int,
        reader: Annotated[int, Header()],
        copies: Annotated[int, Body(embed=True)],
    ) -> None: ...

    bad = TestClient(app).post("/loans/x?days=x", json={"copies": "x"})
    assert errors(bad) == [
        ("int_parsing", ["path", "number"]),
        ("int_parsing", ["query", "days"]),
        ("missing", ["header", "reader"]),
        ("int_parsing", ["body", "copies"]),
    ]


def test_the_function_does_not_run_but_a_dependency_may_have(program):
    p = program("invoices.py")
    module = p.load()
    refused = TestClient(module.app).post("/invoices", json={})
    assert refused.status_code == 422
    assert module.ran == ["dependency"]
    p.record_value("ran", "What had run by then", module.ran)


def test_an_error_has_a_type_a_place_a_message_and_the_input(program):
    app = program("invoices.py").load().app
    body = {"card": 4242, "lines": [{"sku": "pen", "price": 0}]}
    kind, limit = TestClient(app).post("/invoices", json=body).json()["detail"]
    assert set(kind) == {"type", "loc", "msg", "input"}
    assert set(limit) == {"type", "loc", "msg", "input", "ctx"}
    assert limit["ctx"] == {"gt": 0}


def test_a_context_comes_only_with_parameters():
    with_context = [one for one in list_all_errors() if one["example_context"]]
    assert 0 < len(with_context) < len(list_all_errors()) / 2
    names = {one["type"] for one in with_context}
    assert "greater_than" in names
    assert not {"missing", "string_type", "int_parsing"} & names


def test_pydantic_1_had_other_types():
    old = create_old_model("Old", price=(float, OldField(gt=0)))
    with pytest.raises(OldValidationError) as caught:
        old(price=0)
    error = caught.value.errors()[0]
    assert error["type"] == "value_error.number.not_gt"
    assert "input" not in error


def test_openapi_lists_input_and_ctx(program):
    schemas = program("invoices.py").load().app.openapi()["components"]["schemas"]
    fields = set(schemas["ValidationError"]["properties"])
    assert fields == {"type", "loc", "msg", "input", "ctx"}


def test_fastapi_puts_the_place_first_and_the_name_of_a_parameter(program):
    module = program("invoices.py").load()

    @module.app.get("/feed")
    def feed(limit: int) -> None: ...

    assert errors(TestClient(module.app).get("/feed?limit=x")) == [
        ("int_parsing", ["query", "limit"])
    ]
    with pytest.raises(ValidationError) as caught:
        module.Invoice.model_validate({"card": "1", "lines": [{"sku": "pen"}]})
    assert caught.value.errors()[0]["loc"] == ("lines", 0, "price")

    @module.app.get("/pages")
    def pages(
        page_size: Annotated[int, Header()],
        limit: Annotated[int, Query(alias="max-items")],
        page: Annotated[int, Query(validation_alias=AliasChoices("page", "p"))],
    ) -> None: ...

    bad = TestClient(module.app).get(
        "/pages?max-items=x&p=x", headers={"page-size": "x"}
    )
    assert {tuple(loc) for _, loc in errors(bad)} == {
        ("header", "page-size"),
        ("query", "max-items"),
        ("query", "p"),
    }

    @module.app.get("/union")
    def union(limit: int | bool) -> None: ...

    missed = errors(TestClient(module.app).get("/union?limit=x"))
    assert [loc[1:] for _, loc in missed] == [["limit", "int"], ["limit", "bool"]]


def test_malformed_json_is_a_422_before_the_dependencies(program):
    p = program("invoices.py")
    module = p.load()
    malformed = TestClient(module.app).post(
        "/invoices", content='{"card": "4242", "lines": [}', headers=JSON
    )
    assert errors(malformed) == [("json_invalid", ["body", 27])]
    assert malformed.json()["detail"][0]["input"] == {}
    assert module.ran == []
    p.record_http("malformed", malformed)


def test_dependencies_with_yield_are_closed_again(program):
    module = program("invoices.py").load()
    seen: list[str] = []

    def session():
        seen.append("open")
        try:
            yield
        finally:
            seen.append("closed")

    module.app.dependency_overrides[module.open_session] = session
    assert TestClient(module.app).post("/invoices", json={}).status_code == 422
    assert seen == ["open", "closed"]
    assert module.ran == []

    def swallowing():
        with suppress(RequestValidationError):
            yield

    module.app.dependency_overrides[module.open_session] = swallowing
    assert quiet(module.app).post("/invoices", json={}).status_code == 500
    assert quiet(module.app).post("/invoices", json=INVOICE).status_code == 200


def test_an_unreadable_body_is_a_400(program):
    client = TestClient(program("invoices.py").load().app)
    unreadable = {
        "Latin-1": b'{"card": "\xe9"}',
        "a number of 5,000 digits": b'{"card": ' + b"9" * 5000 + b"}",
        "100,000 levels": b"[" * 100_000,
    }
    for body in unreadable.values():
        answer = client.post("/invoices", content=body, headers=JSON)
        assert answer.status_code == 400
        assert answer.json() == {"detail": "There was an error parsing the body"}


def test_a_body_over_the_limit_is_a_413(program):
    program("invoices.py")
    app = FastAPI(max_body_size=10)

    @app.exception_handler(StarletteHTTPException)
    def problem(request, error):
        return JSONResponse({"status": error.status_code}, error.status_code)

    @app.post("/notes")
    def note(text: Annotated[str, Body()]) -> str:
        return text

    client = TestClient(app)
    assert client.post("/notes", json="12345678").status_code == 200
    body = b'"123456789"'
    announced = client.post("/notes", content=body, headers=JSON)
    assert (announced.status_code, announced.text) == (413, "Content Too Large")
    assert announced.headers["content-type"].startswith("text/plain")
    chunked = client.post("/notes", content=iter([body]), headers=JSON)
    assert (chunked.status_code, chunked.json()) == (413, {"status": 413})

    # So it is if the path operation alone has a limit.
    alone = FastAPI()
    alone.add_exception_handler(StarletteHTTPException, problem)
    alone.post("/notes", max_body_size=10)(note)
    announced = TestClient(alone).post("/notes", content=body, headers=JSON)
    assert (announced.status_code, announced.text) == (413, "Content Too Large")


def test_authentication_in_a_dependency_comes_before_the_422(program):
    module = program("invoices.py").load()

    def refuse() -> None:
        raise HTTPException(401)

    module.app.dependency_overrides[module.open_session] = refuse
    client = TestClient(module.app)
    assert client.post("/invoices", json={}).status_code == 401
    assert client.post("/invoices", content="{", headers=JSON).status_code == 422


def test_a_dependency_with_a_bad_parameter_is_not_called(program):
    module = program("invoices.py").load()

    def refuse_token(token: Annotated[int, Header()]) -> None:
        raise HTTPException(401)

    module.app.dependency_overrides[module.open_session] = refuse_token
    client = TestClient(module.app)
    bad_token = client.post("/invoices", json={}, headers={"token": "x"})
    assert ("int_parsing", ["header", "token"]) in errors(bad_token)
    good_token = client.post("/invoices", json={}, headers={"token": "1"})
    assert good_token.status_code == 401

    def read_token(token: Annotated[int, Header()]) -> int:
        return token

    def refuse_reader(token: Annotated[int, Depends(read_token)]) -> None:
        raise HTTPException(401)

    module.app.dependency_overrides[module.open_session] = refuse_reader
    bad_token = client.post("/invoices", json={}, headers={"token": "x"})
    assert ("int_parsing", ["header", "token"]) in errors(bad_token)


class Text(RootModel[str]): ...


def takes_text(text: Text) -> Text:
    return text


def test_another_content_type_is_not_parsed(program):
    p = program("invoices.py")
    client = TestClient(p.load().app)
    plain = client.post(
        "/invoices", content='{"card": "4242"}', headers={"content-type": "text/plain"}
    )
    assert errors(plain) == [("model_attributes_type", ["body"])]
    p.record_http("plain-text", plain, note="Sent as text/plain.")
    none = client.post("/invoices", content='{"card": "4242"}')
    assert errors(none) == [("model_attributes_type", ["body"])]
    app = FastAPI()
    app.post("/text")(takes_text)
    assert TestClient(app).post("/text", content="plain").json() == "plain"


def test_json_sent_to_a_form_makes_each_required_field_missing(program):
    program("invoices.py")
    app = FastAPI()

    @app.post("/logins")
    def login(
        username: Annotated[str, Form()],
        password: Annotated[str, Form()],
        remember: Annotated[bool, Form()] = False,
    ) -> str:
        return username

    client = TestClient(app)
    login_data = {"username": "ada", "password": "secret"}
    assert client.post("/logins", data=login_data).json() == "ada"
    rejected = client.post("/logins", json=login_data)
    assert rejected.status_code == 422
    assert errors(rejected) == [
        ("missing", ["body", "username"]),
        ("missing", ["body", "password"]),
    ]


def test_an_unparsed_body_is_bytes(program):
    program("invoices.py")
    app = FastAPI()

    @app.post("/notes")
    def write(note: Annotated[Any, Body()]) -> str:
        return type(note).__name__

    client = TestClient(app)
    plain = client.post("/notes", content="1", headers={"content-type": "text/plain"})
    assert plain.json() == "bytes"
    assert client.post("/notes", content="1", headers=JSON).json() == "int"


def test_a_switch_lets_a_body_without_content_type_through(program):
    invoice = program("invoices.py").load().Invoice
    for strict, status_code in ((True, 422), (False, 200)):
        app = FastAPI(strict_content_type=strict)

        @app.post("/invoices")
        def send(invoice: invoice) -> None: ...  # pyright: ignore[reportInvalidTypeForm]

        client = TestClient(app)
        body = invoice.model_validate(INVOICE).model_dump_json()
        assert client.post("/invoices", content=body).status_code == status_code
        plain = client.post(
            "/invoices", content=body, headers={"content-type": "text/plain"}
        )
        assert plain.status_code == 422


def test_a_bad_return_value_is_a_500(program):
    p = program("invoices.py")
    app = p.load().app
    with pytest.raises(ResponseValidationError, match="card of invoice 1") as caught:
        TestClient(app).get("/invoices/1")
    assert caught.value.errors()[0]["loc"] == ("response", "lines")
    answer = quiet(app).get("/invoices/1")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    p.record_http("bad-return", answer)
    trusted = p.load()
    invalid = trusted.Invoice.model_construct(card="4242", lines=["no line"])
    trusted.app.get("/trusted", response_model=trusted.Invoice)(lambda: invalid)
    with pytest.warns(UserWarning, match="serialized value may not be as expected"):
        assert TestClient(trusted.app).get("/trusted").status_code == 200

    def stream():
        yield {"sku": "pen", "price": "1.10"}
        yield {}

    stream.__annotations__["return"] = Iterable[trusted.Line]
    trusted.app.get("/stream")(stream)

    answer = quiet(trusted.app).get("/stream")
    assert (answer.status_code, answer.text) == (200, '{"sku":"pen","price":"1.10"}\n')
    with pytest.raises(ResponseValidationError):
        TestClient(trusted.app).get("/stream")


def test_debug_sends_the_traceback(program):
    app = program("invoices.py").load().app
    debugging = quiet(FastAPI(debug=True, routes=app.routes)).get("/invoices/1")
    assert debugging.status_code == 500
    assert "Traceback" in debugging.text


def test_the_input_is_echoed(program):
    p = program("invoices.py")
    echoed = TestClient(p.load().app).post("/invoices", json=SECRET)
    assert echoed.json()["detail"][0]["input"] == SECRET
    p.record_http("echo", echoed)
    other = {"cvv": "737"}  # two fields are missing, so it is echoed twice
    twice = TestClient(p.load().app).post("/invoices", json=other).json()["detail"]
    assert [one["input"] for one in twice] == [other, other]
    app = FastAPI()

    class Caller(BaseModel):
        caller: int

    @app.get("/")
    def read(caller: Annotated[Caller, Header()]) -> None: ...

    refused = TestClient(app).get("/", headers={"authorization": "Bearer secret"})
    missing = refused.json()["detail"][0]
    assert missing["loc"] == ["header", "caller"]
    assert missing["input"]["authorization"] == "Bearer secret"

    # Outside a model there is no object to echo.
    @app.post("/alone")
    def add(
        caller: Annotated[str, Header()],
        card: Annotated[str, Body()],
        code: Annotated[str, Body()],
    ) -> None: ...

    headers = {"authorization": "Bearer secret"}
    alone = TestClient(app).post("/alone", json={"code": "4242"}, headers=headers)
    assert [one["input"] for one in alone.json()["detail"]] == [None, None]


def test_the_input_is_echoed_at_each_level_of_a_union_that_nests_itself(program):
    class Node(BaseModel):
        child: "Node | int"

    Node.model_rebuild(_types_namespace={"Node": Node})

    def answer_of(file: str, body: str) -> int:
        app = program(file).load().app

        @app.post("/nodes")
        def add(node: Node) -> None: ...

        answer = TestClient(app).post("/nodes", content=body, headers=JSON)
        assert answer.status_code == 422
        return len(answer.content)

    body = '{"child":' * 100 + '"x"' + "}" * 100
    assert len(body) == 1003
    assert answer_of("invoices.py", body) > 100_000
    assert answer_of("problems.py", body) < 30_000
    Node.model_fields["child"].annotation = Node | None
    Node.model_rebuild(force=True)
    assert answer_of("invoices.py", body) < 3_000

    class Tagged(BaseModel):
        kind: Literal["node"]
        child: Annotated["Tagged | Leaf", Field(discriminator="kind")]

    class Leaf(BaseModel):
        kind: Literal["leaf"]

    Tagged.model_rebuild(_types_namespace={"Tagged": Tagged, "Leaf": Leaf})
    with pytest.raises(ValidationError) as caught:
        Tagged.model_validate_json(body.replace("{", '{"kind":"node",'))
    assert caught.value.error_count() == 1


def test_nan_turns_the_422_into_a_500(program):
    p = program("invoices.py")
    app = p.load().app
    body = '{"card": "4242", "lines": [{"sku": "pen", "price": NaN}]}'
    answer = quiet(app).post("/invoices", content=body, headers=JSON)
    assert answer.status_code == 500
    p.record_http("nan", answer)
    with pytest.raises(ValueError, match="not JSON compliant"):
        TestClient(app).post("/invoices", content=body, headers=JSON)


UNWRITABLE = {
    "a lone surrogate": ('{"card": 1, "lines": "\\ud800"}', "application/json"),
    "binary data": (b"\xff\xfe", "application/octet-stream"),
    "NaN": ('{"card": NaN}', "application/json"),
}


@pytest.mark.parametrize("sent", UNWRITABLE.values(), ids=UNWRITABLE)
def test_input_that_cannot_be_echoed_turns_the_422_into_a_500(program, sent):
    content, kind = sent
    client = quiet(program("invoices.py").load().app)
    answer = client.post("/invoices", content=content, headers={"content-type": kind})
    assert answer.status_code == 500


def test_nesting_that_can_be_read_but_not_echoed_turns_the_422_into_a_500(program):
    def statuses(file, path):
        client = quiet(program(file).load().app)
        bodies = ("[" * depth + "]" * depth for depth in range(800, 1000))
        answers = (client.post(path, content=body, headers=JSON) for body in bodies)
        return {answer.status_code for answer in answers}

    # From which depth on, and whether it is read at all, depends on the Python.
    assert {422, 500} <= statuses("invoices.py", "/invoices") <= {422, 500, 400}
    # Without the input in the response, there is nothing that is too deep to write.
    assert 500 not in statuses("problems.py", "/accounts")


@pytest.mark.parametrize("sent", UNWRITABLE.values(), ids=UNWRITABLE)
def test_problem_details_stand_what_cannot_be_echoed(program, sent):
    content, kind = sent
    with TestClient(program("problems.py").load().app) as client:
        answer = client.post(
            "/accounts", content=content, headers={"content-type": kind}
        )
        assert answer.status_code == 422
        assert answer.json()["errors"]
        # Here the input of the error is the value itself.
        for password in ('"\\ud800"', "NaN", "1e999"):
            answer = client.post(
                "/accounts", content=f'{{"password": {password}}}', headers=JSON
            )
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["loc"] == ["body", "password"]


def test_problem_details_keep_the_password_out(program):
    p = program("problems.py")
    module = p.load()
    with TestClient(module.app) as client:
        refused = client.post("/accounts", json={"password": "hunter2"})
        malformed = client.post("/accounts", content='{"password"', headers=JSON)
        accepted = client.post("/accounts", json={"password": "correct horse battery"})
    assert accepted.status_code == 200
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in refused.text
    assert refused.json() == {
        "title": "Unprocessable Content",
        "status": 422,
        "errors": [
            {
                "type": "string_too_short",
                "loc": ["body", "password"],
                "msg": "String should have at least 15 characters",
            }
        ],
    }
    assert module.Problem.model_validate(refused.json()), "as documented"
    assert malformed.json()["errors"][0]["type"] == "json_invalid"
    p.record_http("problem", refused, headers=["content-type"])


def test_problem_details_without_a_type_are_titled_by_the_status(program):
    answer = TestClient(program("problems.py").load().app).post("/accounts", json={})
    assert "type" not in answer.json()
    title = answer.json()["title"].replace(" ", "_").upper()
    assert getattr(status, f"HTTP_422_{title}") == 422


def test_problem_details_stand_a_key_that_cannot_be_echoed(program):
    app = program("problems.py").load().app

    @app.post("/counts")
    def count(counts: dict[str, int]) -> None: ...

    with TestClient(app) as client:
        answer = client.post("/counts", content='{"\\ud800": "x"}', headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["type"] == "int_parsing"


def test_problem_details_list_20_errors_at_most(program):
    app = program("problems.py").load().app

    @app.post("/counts")
    def count(counts: list[int]) -> None: ...

    with TestClient(app) as client:
        assert len(client.post("/counts", json=["x"] * 20).json()["errors"]) == 20
        assert len(client.post("/counts", json=["x"] * 21).json()["errors"]) == 20


def test_problem_details_are_documented_with_their_media_type(program):
    app = program("problems.py").load().app
    documented = app.openapi()["paths"]["/accounts"]["post"]["responses"]["422"]
    sent = documented["content"]["application/problem+json"]["schema"]
    assert sent == {"$ref": "#/components/schemas/Problem"}
    schemas = app.openapi()["components"]["schemas"]
    assert set(schemas["Problem"]["properties"]) == {"title", "status", "errors"}
    assert set(schemas["InvalidValue"]["properties"]) == {"type", "loc", "msg"}
    assert "HTTPValidationError" not in schemas


def test_openapi_lists_application_json_beside_it(program):
    app = program("problems.py").load().app
    documented = app.openapi()["paths"]["/accounts"]["post"]["responses"]["422"]
    assert set(documented["content"]) == {
        "application/json",
        "application/problem+json",
    }


@pytest.mark.parametrize("where", ["function", "dependency"])
def test_a_rule_of_ones_own_can_join_the_format(program, where):
    taken = {
        "type": "taken",
        "loc": ("body", "password"),
        "msg": "This password is taken",
        "input": "hunter2",
    }

    def refuse() -> None:
        raise RequestValidationError([taken])

    def answer_of(app):
        if where == "function":
            app.post("/rule")(refuse)
        else:
            app.post("/rule", dependencies=[Depends(refuse)])(lambda: None)
        answer = TestClient(app).post("/rule")
        assert answer.status_code == 422
        return answer.json()

    (error,) = answer_of(program("invoices.py").load().app)["detail"]
    assert error == taken | {"loc": ["body", "password"]}
    (error,) = answer_of(program("problems.py").load().app)["errors"]
    assert set(error) == {"type", "loc", "msg"}, "the handler was called"


def test_other_errors_keep_their_format_until_they_have_handlers(program):
    app = program("problems.py").load().app
    client = TestClient(app)
    missing = client.get("/missing")
    unreadable = client.post("/accounts", content=b'{"\xe9"}', headers=JSON)
    assert missing.headers["content-type"] == "application/json"
    assert set(missing.json()) == set(unreadable.json()) == {"detail"}
    assert (missing.status_code, unreadable.status_code) == (404, 400)

    later = program("problems.py").load().app

    @later.exception_handler(StarletteHTTPException)
    def problem(request, error):
        return JSONResponse({"status": error.status_code}, error.status_code)

    client = TestClient(later)
    assert client.get("/missing").json() == {"status": 404}
    unreadable = client.post("/accounts", content=b'{"\xe9"}', headers=JSON)
    assert unreadable.json() == {"status": 400}


def test_a_handler_for_the_exception_of_fastapi_misses_the_404_of_the_router(program):
    app = program("problems.py").load().app

    @app.get("/raised")
    def raised() -> None:
        raise HTTPException(404)

    @app.exception_handler(HTTPException)
    def problem(request, error):
        return JSONResponse({"status": error.status_code}, error.status_code)

    client = TestClient(app)
    assert client.get("/raised").json() == {"status": 404}
    unreadable = client.post("/accounts", content=b'{"\xe9"}', headers=JSON)
    for missed in (client.get("/missing"), client.get("/accounts"), unreadable):
        assert set(missed.json()) == {"detail"}


@pytest.mark.parametrize("encoded", [True, False])
def test_a_response_of_whole_errors_needs_an_encoder(encoded):
    app = FastAPI()

    class Known(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def known(cls, value: str) -> str:
            raise ValueError("not known")

    @app.exception_handler(RequestValidationError)
    def reject(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = error.errors()
        return JSONResponse(jsonable_encoder(errors) if encoded else errors, 422)

    @app.post("/names")
    def add(known: Known) -> None: ...

    client = quiet(app)
    refused = client.post("/names", json={"name": "Ada"})
    assert refused.status_code == (422 if encoded else 500)
    assert client.post("/names", json={}).status_code == 422, "no exception in `ctx`"
    if not encoded:
        with pytest.raises(TypeError, match="ValueError is not JSON serializable"):
            TestClient(app).post("/names", json={"name": "Ada"})


def test_some_messages_quote_the_value(program):
    program("problems.py")

    class Card(BaseModel):
        kind: Literal["card"]

    class Transfer(BaseModel):
        kind: Literal["transfer"]

    class Payment(BaseModel):
        means: Annotated[Card | Transfer, Field(discriminator="kind")]

    with pytest.raises(ValidationError) as caught:
        Payment.model_validate({"means": {"kind": "hunter2"}})
    error = caught.value.errors()[0]
    assert error["type"] == "union_tag_invalid"
    assert "hunter2" in error["msg"]

    class Known(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def known(cls, value: str) -> str:
            raise ValueError(f"{value} is not known")

    with pytest.raises(ValidationError, match="Value error, hunter2 is not known"):
        Known(name="hunter2")


def test_a_location_can_hold_the_clients_own_key(program):
    app = program("problems.py").load().app

    class Note(BaseModel):
        model_config = ConfigDict(extra="forbid")

    @app.post("/notes")
    def write(note: Note) -> None: ...

    refused = TestClient(app).post("/notes", json={"hunter2": 1})
    assert refused.json()["errors"][0]["loc"] == ["body", "hunter2"]


def test_openapi_does_not_learn_of_a_handler(program):
    app = program("invoices.py").load().app
    app.add_exception_handler(RequestValidationError, lambda *_: JSONResponse({}))
    assert "HTTPValidationError" in app.openapi()["components"]["schemas"]


def teapot(request, error):
    return JSONResponse({}, 418)


def test_one_handler_covers_all_routers_but_no_mounted_app(program):
    app = program("invoices.py").load().app
    router, mounted = APIRouter(), FastAPI()
    for place in (router, mounted):

        @place.get("/typed/{number}")
        def typed(number: int) -> int:
            return number

    app.include_router(router, prefix="/router")
    app.mount("/mounted", mounted)
    app.add_exception_handler(RequestValidationError, teapot)
    client = TestClient(app)
    assert client.post("/invoices", json={}).status_code == 418
    assert client.get("/router/typed/x").status_code == 418
    assert client.get("/mounted/typed/x").status_code == 422


def test_a_websocket_needs_a_handler_of_its_own(program):
    app = program("feed.py").load().app
    called: list[str] = []

    @app.exception_handler(RequestValidationError)
    def http_only(request, error):
        called.append("http")

    @app.get("/typed/{number}")
    def typed(number: int) -> int:
        return number

    client = quiet(app)
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/feed?shelf=north"),
    ):
        pass
    assert (closed.value.code, called) == (1008, [])
    client.get("/typed/x")
    assert called == ["http"]


@pytest.mark.parametrize("when", ["in the lifespan", "after startup"])
def test_a_late_handler_is_ignored(program, when):
    program("invoices.py")

    def add_handler(app):
        app.add_exception_handler(RequestValidationError, teapot)

    @asynccontextmanager
    async def lifespan(app):
        if when == "in the lifespan":
            add_handler(app)
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/{number}")
    def read(number: int) -> int:
        return number

    with TestClient(app) as client:
        if when == "after startup":
            add_handler(app)
        assert client.get("/x").status_code == 422


@pytest.mark.parametrize("key", [422, Exception, RequestValidationError])
def test_a_handler_for_the_number_or_for_exception_misses_the_422(program, key):
    """FastAPI's own handler is for the class, and the number is for HTTPException."""
    app = program("invoices.py").load().app
    app.add_exception_handler(key, teapot)
    app.get("/raised")(lambda: invalid())

    def invalid() -> None:
        raise HTTPException(422)

    client = TestClient(app)
    seen = client.post("/invoices", json={}).status_code
    assert seen == (418 if key is RequestValidationError else 422)
    assert client.get("/raised").status_code == (418 if key == 422 else 422)


def test_a_handler_in_time_is_used(program):
    app = program("invoices.py").load().app
    app.add_exception_handler(RequestValidationError, teapot)
    assert TestClient(app).post("/invoices", json={}).status_code == 418


def test_the_two_exceptions_are_not_related():
    assert not issubclass(RequestValidationError, ValidationError)
    assert not issubclass(ValidationError, RequestValidationError)


def test_a_handler_for_validation_error_blames_the_client(program):
    p = program("catching.py")
    with TestClient(p.load().app) as client:
        request = client.post("/orders", json={"quantity": "two"})
        own = client.get("/orders/1")
    assert request.status_code == 422
    assert "detail" in request.json(), "the default handler made it"
    assert own.status_code == 400, "a bug of the server is blamed on the client"
    p.record_http("request", request)
    p.record_http("own", own)
    module = p.load()
    del module.app.exception_handlers[ValidationError]
    module.app.add_exception_handler(ValueError, teapot)
    with TestClient(module.app) as client:
        assert client.post("/orders", json={"quantity": "two"}).status_code == 422
        assert client.get("/orders/1").status_code == 418


def test_the_error_of_the_corrupt_row_is_the_servers(program):
    module = program("catching.py").load()
    with pytest.raises(ValidationError) as caught:
        module.read()
    error = caught.value.errors()[0]
    assert (error["loc"], error["input"]) == (("quantity",), "corrupt row")
    placed = TestClient(module.app).post("/orders", json={"quantity": 2})
    assert placed.json() == {"quantity": 2}


def test_a_validation_error_of_ones_own_code_is_a_500(program):
    program("catching.py")
    app = FastAPI()

    class Order(BaseModel):
        quantity: int

    @app.get("/orders/1")
    def read() -> Order:
        return Order.model_validate({})

    @app.get("/orders/2", dependencies=[Depends(lambda: Order.model_validate({}))])
    def read_another() -> None: ...

    class Page(BaseModel):
        size: int

        @field_validator("size")
        @classmethod
        def is_positive(cls, size: int) -> int:
            if size < 1:
                raise ValueError("not positive")
            return size

    # FastAPI validates the parameters of `Page`, and the call does the rest.
    for path, marker in (("/pages", Depends()), ("/checked", Query())):

        def read_page(page) -> int:
            return page.size

        read_page.__annotations__["page"] = Annotated[Page, marker]
        app.get(path)(read_page)

    for path in ("/orders/1", "/orders/2", "/pages?size=0"):
        answer = quiet(app).get(path)
        assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert quiet(app).get("/pages?size=x").status_code == 422
    assert quiet(app).get("/checked?size=0").status_code == 422


def test_a_validation_error_in_a_dependency_is_a_500(program):
    order = program("catching.py").load().Order
    app = FastAPI()

    def load() -> None:
        order.model_validate({})

    @app.get("/orders/1", dependencies=[Depends(load)])
    def read() -> None: ...

    assert quiet(app).get("/orders/1").status_code == 500


def test_a_validation_error_inside_a_validator_joins_the_422(program):
    order = program("catching.py").load().Order
    app = FastAPI()

    class Basket(BaseModel):
        order: str

        @field_validator("order")
        @classmethod
        def is_an_order(cls, value: str) -> str:
            order.model_validate_json(value)
            return value

    @app.post("/baskets")
    def place(basket: Basket) -> None: ...

    refused = TestClient(app).post("/baskets", json={"order": "{}"})
    assert errors(refused) == [("missing", ["body", "order", "quantity"])]


def test_an_error_can_be_told_by_its_type_and_filled_from_its_context(program):
    app = program("invoices.py").load().app
    texts = {"greater_than": "muss über {gt} liegen"}

    @app.exception_handler(RequestValidationError)
    def translate(request, error):
        told = [
            (texts.get(one["type"]) or str(one["msg"])).format(**one.get("ctx", {}))
            for one in error.errors()
        ]
        return JSONResponse(told, 422)

    body = {"lines": [{"sku": "pen", "price": 0}]}
    told = TestClient(app).post("/invoices", json=body)
    assert told.json() == ["Field required", "muss über 0 liegen"]


def test_the_application_closes_a_websocket_with_1008(program):
    p = program("feed.py")
    client = TestClient(p.load().app)
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/feed?shelf=north"),
    ):
        pass
    assert closed.value.code == 1008
    assert "int_parsing" in str(closed.value.reason)
    p.record_websocket("test-client", "/feed?shelf=north", [("close", 1008)])


def test_a_server_makes_it_a_403_without_the_reason(program):
    p = program("feed.py")
    with p.serve() as server, pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{server.port}/feed?shelf=north", open_timeout=120)
    response = refused.value.response
    assert response.status_code == 403
    assert not response.body, "the reason does not arrive"
    app = p.load().app

    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()

    @app.websocket("/accepted", dependencies=[Depends(accept)])
    async def accepted(websocket: WebSocket, shelf: int) -> None: ...

    with TestClient(app).websocket_connect("/accepted?shelf=north") as socket:
        assert socket.receive()["code"] == 1008, "it was accepted by then"
    p.record_value(
        "uvicorn", "The same handshake at Uvicorn: HTTP status", response.status_code
    )


def test_an_accepted_websocket_is_dropped_unless_a_handler_closes_it(program):
    program("feed.py")

    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()

    async def tell(websocket, error):
        await websocket.close(1008, error.errors()[0]["type"])

    def closing(**settings):
        app = FastAPI(**settings)

        @app.websocket("/accepted", dependencies=[Depends(accept)])
        async def accepted(websocket: WebSocket, shelf: int) -> None: ...

        with (
            serve_here(app) as url,
            connect(
                f"{url.replace('http', 'ws')}/accepted?shelf=north", open_timeout=120
            ) as socket,
            pytest.raises(ConnectionClosed) as closed,
        ):
            socket.recv(timeout=120)
        return closed.value.rcvd

    assert closing() is None, "no close frame: a browser reports 1006"
    told = closing(exception_handlers={WebSocketRequestValidationError: tell})
    assert told
    assert (told.code, told.reason) == (1008, "int_parsing")


def test_a_denial_response_carries_the_errors_of_a_handshake(program):
    app = program("feed.py").load().app

    @app.exception_handler(WebSocketRequestValidationError)
    async def deny(websocket, error):
        types = [one["type"] for one in error.errors()]
        await websocket.send_denial_response(JSONResponse(types, 422))

    with serve_here(app) as url, pytest.raises(InvalidStatus) as refused:
        connect(f"{url.replace('http', 'ws')}/feed?shelf=north", open_timeout=120)
    response = refused.value.response
    assert (response.status_code, response.body) == (422, b'["int_parsing"]')


def test_after_accepting_the_code_and_a_reason_arrive(program):
    p = program("feed.py")
    with p.serve() as server:
        for shelf, code, reason in (
            ("north", 1008, "int_parsing"),
            ("0", 1008, "greater_than_equal"),
            ("1", 1000, ""),
        ):
            url = f"ws://127.0.0.1:{server.port}/told?shelf={shelf}"
            with (
                connect(url, open_timeout=120) as socket,
                pytest.raises(ConnectionClosed) as closed,
            ):
                socket.recv(timeout=120)
            assert closed.value.rcvd
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (code, reason)
            if shelf == "north":
                p.record_value(
                    "told",
                    "Uvicorn, /told?shelf=north: close code and reason",
                    [closed.value.rcvd.code, closed.value.rcvd.reason],
                )


def test_a_shelf_that_is_left_out_is_told_too(program):
    client = TestClient(program("feed.py").load().app)
    with client.websocket_connect("/told") as socket:
        closed = socket.receive()
    assert (closed["code"], closed["reason"]) == (1008, "int_type")


def test_a_good_shelf_is_accepted(program):
    client = TestClient(program("feed.py").load().app)
    with client.websocket_connect("/feed?shelf=1") as socket:
        assert socket.receive()["code"] == 1000
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/feed?shelf=0"),
    ):
        pass


def test_the_phrase_is_the_one_of_python(program):
    p = program("invoices.py")
    with p.serve() as server:
        refused = httpx2.post(
            f"{server.url}/invoices", json={}, trust_env=False, timeout=120
        )
    assert refused.reason_phrase == HTTPStatus(422).phrase


def test_the_old_constant_warns(program):
    program("invoices.py")
    assert status.HTTP_422_UNPROCESSABLE_CONTENT == 422
    with pytest.warns(StarletteDeprecationWarning):
        assert status.HTTP_422_UNPROCESSABLE_ENTITY == 422


def test_a_mounted_app_takes_handlers_until_its_first_request(program):
    program("invoices.py")
    mounted = FastAPI()

    @mounted.get("/{number}")
    def read(number: int) -> int:
        return number

    @asynccontextmanager
    async def lifespan(app):
        mounted.add_exception_handler(RequestValidationError, teapot)
        yield

    app = FastAPI(lifespan=lifespan)
    app.mount("/mounted", mounted)
    with TestClient(app) as client:
        assert client.get("/mounted/x").status_code == 418
        mounted.add_exception_handler(
            RequestValidationError, lambda *_: JSONResponse({})
        )
        assert client.get("/mounted/x").status_code == 418, "too late"


def test_a_message_of_ones_own_with_a_surrogate_is_a_500(program):
    app = program("problems.py").load().app

    class Note(BaseModel):
        text: str

        @field_validator("text", mode="before")
        @classmethod
        def known(cls, value: object) -> object:
            raise ValueError(f"{value} is not known")

    @app.post("/notes")
    def write(note: Note) -> None: ...

    client = quiet(app)
    for text, status_code in (("a", 422), ("\\ud800", 500)):
        answer = client.post("/notes", content=f'{{"text": "{text}"}}', headers=JSON)
        assert answer.status_code == status_code


def test_text_that_is_accepted_can_make_the_response_a_500():
    app = FastAPI()

    @app.post("/plain")
    def plain(text: Annotated[str, Body(embed=True)]) -> str:
        return text

    @app.post("/limited")
    def limited(text: Annotated[str, Body(embed=True, max_length=9)]) -> str:
        return text

    @app.post("/files")
    def upload(scan: UploadFile) -> dict[str, object]:
        return {"named": scan.filename}

    @app.exception_handler(RequestValidationError)
    def reject(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse(error.errors()[0]["type"], 422)

    client = quiet(app)
    for text, plain_status, limited_status in (("a", 200, 200), ("\\ud800", 500, 422)):
        body = f'{{"text": "{text}"}}'
        answers = [
            client.post(path, content=body, headers=JSON).status_code
            for path in ("/plain", "/limited")
        ]
        assert answers == [plain_status, limited_status]
        part = f'--x\r\nContent-Disposition: form-data; name="scan"; filename="{text}"'
        kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"
        answer = client.post(
            "/files",
            content=f"{part}\r\n\r\n1\r\n--x--\r\n",
            headers={"content-type": kind},
        )
        assert answer.status_code == plain_status


def test_a_handler_returns_a_response(program):
    program("catching.py")
    app = FastAPI()
    answers: list[Any] = [{"error": "bad"}, JSONResponse({"error": "bad"}, 400)]

    @app.exception_handler(RequestValidationError)
    def reject(request: Request, error: RequestValidationError) -> Any:
        return answers.pop(0)

    @app.get("/orders/{number}")
    def read(number: int) -> int:
        return number

    with pytest.raises(TypeError, match="'dict' object is not callable"):
        TestClient(app).get("/orders/x")
    assert TestClient(app).get("/orders/x").status_code == 400


def names_in(caplog):
    names = {record.name for record in caplog.records}
    ours = ("fastapi", "starlette", "uvicorn")
    return {name for name in names if name.startswith(ours)}


def test_a_422_is_not_logged(program, caplog):
    """Only the access line tells of it, while a 500 is logged with its traceback."""
    app = program("invoices.py").load().app
    with serve_here(app, log_config=None, log_level="info") as url:
        caplog.set_level(0)
        for path, status_code, loggers in (
            ("/invoices/x", 422, {"uvicorn.access"}),
            ("/invoices/1", 500, {"uvicorn.access", "uvicorn.error"}),
        ):
            caplog.clear()
            answer = httpx2.get(f"{url}{path}", trust_env=False, timeout=120)
            assert answer.status_code == status_code
            # The traceback is logged when the response has been sent.
            wait_for(lambda loggers=loggers: loggers <= names_in(caplog))
            assert names_in(caplog) == loggers
