import base64
import hmac
import json
import secrets
import sys
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import anyio
import jwt
import pytest
from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Request,
    Security,
    UploadFile,
    WebSocket,
)
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
)
from fastapi.testclient import TestClient
from harness.program import Program
from starlette.testclient import WebSocketDenialResponse

Open = Callable[[str], Program]
GOOD = "acme-2027.Vd9sLh4GzR6oEf0tNk2xCi8w"
JWT_KEY = "a key that only this test knows, 40 byte"


def basic(text: str, encoding: str = "utf-8") -> dict[str, str]:
    return {
        "Authorization": "Basic " + base64.b64encode(text.encode(encoding)).decode()
    }


def test_a_key_is_verified_before_the_path_operation_runs(program: Open) -> None:
    p = program("reports.py")
    client = TestClient(p.load().app)

    missing = client.get("/reports")
    assert missing.status_code == 401
    p.record_http("missing", missing, headers=["www-authenticate"])

    wrong = client.get("/reports", headers={"X-API-Key": "acme-2027.guess"})
    assert wrong.status_code == 401
    assert wrong.content == missing.content
    p.record_http("wrong", wrong)

    right = client.get("/reports/usage", headers={"X-API-Key": GOOD})
    assert right.json() == {"key": "acme-2027"}
    p.record_http("right", right)
    listed = client.get("/reports", headers={"X-API-Key": GOOD})
    assert listed.json() == ["2026-10", "2026-11"]

    for key in [
        "",
        ".",
        "acme-2027",
        "nobody.guess",
        GOOD + "x",
        "acme-2026" + GOOD[9:],
    ]:
        for path in ["/reports", "/reports/usage"]:
            refused = client.get(path, headers={"X-API-Key": key})
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "APIKey"
    strange = [(b"X-API-Key", "acme-2027.clé".encode("latin-1"))]
    assert client.get("/reports", headers=strange).status_code == 401


def test_every_key_is_compared_in_bytes_of_one_length(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = program("reports.py").load()
    compare, compared = module.secrets.compare_digest, []
    monkeypatch.setattr(
        module.secrets,
        "compare_digest",
        lambda a, b: compared.append((len(a), len(b))) or compare(a, b),
    )
    client = TestClient(module.app)
    keys = [GOOD, "acme-2027.x", "nobody.guess", "nobody", "x" * 5000]
    for key in keys:
        client.get("/reports", headers={"X-API-Key": key})
    assert compared == [(64, 64)] * len(keys)


def test_a_key_is_revoked_and_rotated_alone(program: Open) -> None:
    module = program("reports.py").load()
    client = TestClient(module.app)
    old = {"X-API-Key": "acme-2026.jX2mP0v8Wc5nT1rKq7eYbA3u"}
    assert client.get("/reports", headers=old).status_code == 200
    del module.KEYS["acme-2026"]
    assert client.get("/reports", headers=old).status_code == 401
    assert client.get("/reports", headers={"X-API-Key": GOOD}).status_code == 200


def test_the_scheme_is_documented_once_and_required_by_each_operation(
    program: Open,
) -> None:
    document = program("reports.py").load().app.openapi()
    assert document["components"]["securitySchemes"] == {
        "APIKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    }
    for path in ["/reports", "/reports/usage"]:
        assert document["paths"][path]["get"]["security"] == [{"APIKeyHeader": []}]


def test_basic_gives_one_answer_to_every_wrong_pair(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "hopper-1906")
    p = program("operators.py")
    client = TestClient(p.load().app)

    right = client.get("/operator", headers=basic("grace:hopper-1906"))
    assert right.json() == {"operator": "grace"}
    p.record_http("right", right)

    wrong = client.get("/operator", headers=basic("grace:guess"))
    assert wrong.headers["www-authenticate"] == 'Basic realm="operators"'
    p.record_http("wrong", wrong, headers=["www-authenticate"])
    pairs = ["ada:hopper-1906", "ada:guess", ":", "grace:hopper-1906:", "grace"]
    answers = {client.get("/operator", headers=basic(pair)).content for pair in pairs}
    assert (
        answers == {wrong.content, client.get("/operator").content} == {wrong.content}
    )


def test_an_empty_password_stops_the_operators_app(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "")
    with pytest.raises(ValueError, match=r"^OPERATOR_PASSWORD is empty$"):
        program("operators.py").load()


def test_basic_compares_both_parts_of_every_pair_in_bytes_of_one_length(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "hopper-1906")
    module = program("operators.py").load()
    compare, compared = module.secrets.compare_digest, []
    monkeypatch.setattr(
        module.secrets,
        "compare_digest",
        lambda a, b: compared.append((len(a), len(b))) or compare(a, b),
    )
    client = TestClient(module.app)
    for pair in ["ada:hopper-1906", "grace:guess", "a:b", "grace:" + "x" * 5000]:
        compared.clear()
        assert client.get("/operator", headers=basic(pair)).status_code == 401
        assert compared == [(32, 32), (32, 32)]


def test_basic_cannot_carry_a_password_that_is_not_ascii(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "café")
    p = program("operators.py")
    client = TestClient(p.load().app)
    for encoding in ["utf-8", "latin-1"]:
        sent = client.get("/operator", headers=basic("grace:café", encoding))
        assert sent.status_code == 401
        assert sent.headers["www-authenticate"] == 'Basic realm="operators"'
    # Digests, so even that stored password makes no TypeError of a guess.
    assert client.get("/operator", headers=basic("grace:cafe")).status_code == 401
    answer = client.get("/operator", headers=basic("grace:café"))
    p.record_http(
        "not-ascii", answer, note="The right password, café, in UTF-8: rejected."
    )


def test_either_scheme_lets_the_caller_in_once_it_is_verified(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_KEY", JWT_KEY)
    monkeypatch.setitem(sys.modules, "reports", program("reports.py").load())
    p = program("either.py")
    module = p.load()
    client = TestClient(module.app)

    def bearer(**claims: object) -> dict[str, str]:
        encoded = jwt.encode(claims, JWT_KEY, "HS256")
        return {"Authorization": f"Bearer {encoded}"}

    def token(minutes: int, key: str = JWT_KEY) -> dict[str, str]:
        exp = datetime.now(UTC) + timedelta(minutes=minutes)
        encoded = jwt.encode({"sub": "ada", "exp": exp}, key, "HS256")
        return {"Authorization": f"Bearer {encoded}"}

    later = datetime.now(UTC) + timedelta(minutes=5)

    right = {"X-API-Key": GOOD}
    wrong = {"X-API-Key": "acme-2027.guess"}
    sent = {
        "neither": {},
        "a right key": right,
        "a right token": token(5),
        "a wrong key": wrong,
        "an expired token": token(-5),
        "a forged token": token(5, "k" * 32),
        "a token without exp": bearer(sub="ada"),
        "a token without sub": bearer(exp=later),
        "a wrong key, a right token": wrong | token(5),
        "a user named like a key": bearer(sub="acme-2027", exp=later),
    }
    answers = {name: client.get("/invoices", headers=h) for name, h in sent.items()}
    accepted = {n: a.json()["caller"] for n, a in answers.items() if a.is_success}
    assert accepted == {
        "a right key": "key acme-2027",
        "a right token": "user ada",
        "a user named like a key": "user acme-2027",
    }
    assert {a.status_code for n, a in answers.items() if n not in accepted} == {401}
    assert answers["neither"].headers["www-authenticate"] == "Bearer, APIKey"
    callers = {name: accepted.get(name, 401) for name in answers}
    p.record_value("callers", "GET /invoices with …", callers)

    security = module.app.openapi()["paths"]["/invoices"]["get"]["security"]
    assert security == [{"APIKeyHeader": []}, {"HTTPBearer": []}]
    p.record_value("documented", "OpenAPI: security of GET /invoices", security)


def verifications(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[str]]:
    """The program, and the keys that it verifies from now on."""
    module = program("reports.py").load()
    digest, calls = module.digest, []
    monkeypatch.setattr(module, "digest", lambda s: calls.append(s) or digest(s))
    return module, calls


def test_a_key_is_verified_once_for_the_router_and_the_endpoint(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, calls = verifications(program, monkeypatch)
    client = TestClient(module.app)
    assert client.get("/reports/usage", headers={"X-API-Key": GOOD}).is_success
    assert len(calls) == 1


def test_a_key_is_verified_anew_for_other_scopes(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, calls = verifications(program, monkeypatch)
    app = FastAPI(dependencies=[Security(module.verify_key)])

    @app.get("/none", dependencies=[Security(module.verify_key)])
    @app.get("/one", dependencies=[Security(module.verify_key, scopes=["usage"])])
    def read() -> None: ...

    client = TestClient(app)
    for path, runs in [("/none", 1), ("/one", 2)]:
        calls.clear()
        assert client.get(path, headers={"X-API-Key": GOOD}).is_success
        assert len(calls) == runs


def test_a_key_is_verified_anew_when_asked_for_in_another_way(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scope of `Depends`, its lifetime, is part of the key of the cache, too."""
    module, calls = verifications(program, monkeypatch)
    app = FastAPI(dependencies=[Security(module.verify_key)])
    ways = {
        "/security": (Security(module.verify_key), 1),
        "/depends": (Depends(module.verify_key), 1),
        "/function": (Depends(module.verify_key, scope="function"), 2),
        "/uncached": (Security(module.verify_key, use_cache=False), 2),
    }
    for path, (way, _) in ways.items():

        @app.get(path)
        def read(key_id: Annotated[str, way]) -> str:
            return key_id

    client = TestClient(app)
    for path, (_, runs) in ways.items():
        calls.clear()
        sent = client.get(path, headers={"X-API-Key": GOOD})
        assert (sent.json(), len(calls)) == ("acme-2027", runs)


def test_each_class_reads_one_place_and_challenges_for_it() -> None:
    given = {"Authorization": "Bearer t", "X-API-Key": "k", "Cookie": "key=k"}
    expected: dict[Callable[..., Any], tuple[str, object]] = {
        APIKeyHeader(name="X-API-Key"): ("APIKey", "k"),
        APIKeyQuery(name="key"): ("APIKey", "k"),
        APIKeyCookie(name="key"): ("APIKey", "k"),
        HTTPBearer(): ("Bearer", {"scheme": "Bearer", "credentials": "t"}),
    }
    for scheme, (challenge, value) in expected.items():
        app = FastAPI()

        @app.get("/")
        def read(found: Annotated[Any, Depends(scheme)]) -> Any:
            return found

        missing = TestClient(app).get("/")
        assert missing.status_code == 401
        assert missing.headers["www-authenticate"] == challenge
        assert TestClient(app).get("/?key=k", headers=given).json() == value

    app = FastAPI()

    @app.get("/")
    def read_basic(
        found: Annotated[Any, Depends(HTTPBasic(realm="operators"))],
    ) -> list[str]:
        return [found.username, found.password]

    missing = TestClient(app).get("/")
    assert missing.status_code == 401
    assert missing.headers["www-authenticate"] == 'Basic realm="operators"'
    named = TestClient(app).get("/", headers=basic("grace:hopper"))
    assert named.json() == ["grace", "hopper"]


def test_without_auto_error_an_absent_credential_is_none() -> None:
    for scheme in [
        APIKeyHeader(name="key", auto_error=False),
        APIKeyQuery(name="key", auto_error=False),
        APIKeyCookie(name="key", auto_error=False),
        HTTPBasic(auto_error=False),
        HTTPBearer(auto_error=False),
    ]:
        app = FastAPI()

        @app.get("/")
        def read(found: Annotated[Any, Depends(scheme)]) -> bool:
            return found is None

        assert TestClient(app).get("/").json() is True


def test_two_required_schemes_are_documented_as_alternatives() -> None:
    app = FastAPI()
    both = [Depends(APIKeyHeader(name="X-API-Key")), Depends(HTTPBasic())]

    @app.get("/both", dependencies=both)
    def read() -> None: ...

    assert TestClient(app).get("/both", headers={"X-API-Key": "k"}).status_code == 401
    security = app.openapi()["paths"]["/both"]["get"]["security"]
    assert security == [{"APIKeyHeader": []}, {"HTTPBasic": []}]


def test_two_schemes_of_one_class_need_a_name_each() -> None:
    for names, listed in [((None, None), {"APIKeyHeader"}), (("App", "Key"), None)]:
        app = FastAPI()
        both = [
            Depends(APIKeyHeader(name=f"X-{part}", scheme_name=name))
            for part, name in zip(["App", "Key"], names, strict=True)
        ]

        @app.get("/both", dependencies=both)
        def read() -> None: ...

        document = app.openapi()
        schemes = document["components"]["securitySchemes"]
        assert schemes.keys() == (listed or {"App", "Key"})
        security = document["paths"]["/both"]["get"]["security"]
        assert security == [{name: []} for name in schemes]


def test_two_schemes_are_listed_where_their_names_differ() -> None:
    """One name is enough, as the other has that of its class; equal names are not."""
    for names, listed in [
        (("App", None), {"App", "APIKeyHeader"}),
        (("App", "App"), {"App"}),
    ]:
        app = FastAPI()
        both = [
            Depends(APIKeyHeader(name=f"X-{part}", scheme_name=name))
            for part, name in zip(["App", "Key"], names, strict=True)
        ]

        @app.get("/both", dependencies=both)
        def read() -> None: ...

        document = app.openapi()
        assert document["components"]["securitySchemes"].keys() == listed
        security = document["paths"]["/both"]["get"]["security"]
        assert {name for one in security for name in one} == listed


def test_auto_error_false_still_refuses_a_malformed_basic_header() -> None:
    app = FastAPI()

    @app.get("/maybe", dependencies=[Depends(HTTPBasic(auto_error=False))])
    def read() -> None: ...

    client = TestClient(app)
    assert client.get("/maybe").status_code == 200
    for header in ["Basic %%%", "Basic bm8tY29sb24="]:
        malformed = client.get("/maybe", headers={"Authorization": header})
        assert malformed.status_code == 401
    # Python's decoder skips what is not Base64: not every malformed header is refused.
    padded = client.get("/maybe", headers={"Authorization": "Basic Z3J!hY2U6eA=="})
    assert padded.status_code == 200


def test_the_old_403_is_one_overridden_method() -> None:
    class Old(APIKeyHeader):
        def make_not_authenticated_error(self) -> HTTPException:
            return HTTPException(403, "Not authenticated")

    app = FastAPI(dependencies=[Depends(Old(name="X-API-Key"))])

    @app.get("/")
    def read() -> None: ...

    assert TestClient(app).get("/").status_code == 403


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        (APIKeyHeader(name="X-API-Key"), ("/ws", {"X-API-Key": "k"})),
        (APIKeyQuery(name="key"), ("/ws?key=k", {})),
        (APIKeyCookie(name="key"), ("/ws", {"Cookie": "key=k"})),
        (HTTPBasic(), ("/ws", basic("grace:x"))),
        (HTTPBearer(), ("/ws", {"Authorization": "Bearer t"})),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_scheme_guards_a_websocket_before_it_opens(
    scheme: Callable[..., Any], sent: tuple[str, dict[str, str]]
) -> None:
    app = FastAPI()

    @app.websocket("/ws", dependencies=[Depends(scheme)])
    async def feed(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    client = TestClient(app)
    url, headers = sent
    with client.websocket_connect(url, headers=headers):
        pass
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/ws"),
    ):
        pass
    assert refused.value.status_code == 401
    assert refused.value.headers["www-authenticate"]


def test_openapi_lists_no_scheme_of_a_websocket() -> None:
    app = FastAPI(dependencies=[Depends(APIKeyHeader(name="X-API-Key"))])

    @app.websocket("/ws")
    async def feed(websocket: WebSocket) -> None: ...

    document = app.openapi()
    assert (document["paths"], document.get("components")) == ({}, None)


def test_an_extracted_key_is_not_a_verified_key(program: Open) -> None:
    p = program("unverified.py")
    client = TestClient(p.load().app)

    anything = client.get("/extracted", headers={"X-API-Key": "anything"})
    assert anything.json() == {"key": "anything"}
    p.record_http("anything", anything)
    assert client.get("/extracted", headers={"X-API-Key": ""}).status_code == 401
    assert client.get("/extracted").status_code == 401


def test_two_strings_are_compared_in_ascii_only(program: Open) -> None:
    p = program("unverified.py")
    module = p.load()
    client = TestClient(module.app, raise_server_exceptions=False)
    not_ascii = [(b"X-API-Key", "clé".encode("latin-1"))]
    strange = client.get("/as-text", headers=not_ascii)
    assert strange.status_code == 500
    p.record_http("not-ascii", strange)
    with pytest.raises(TypeError):
        module.secrets.compare_digest("clé", "clé")
    for key, valid in [("guess", False), ("jX2mP0v8Wc5nT1rKq7eYbA3u", True)]:
        plain = client.get("/as-text", headers={"X-API-Key": key})
        assert plain.json() == {"valid": valid}


def test_nothing_to_compare_with_is_a_type_error(program: Open) -> None:
    module = program("unverified.py").load()
    for given in ["guess", b"guess"]:
        with pytest.raises(TypeError, match="'NoneType'"):
            module.secrets.compare_digest(given, None)


def test_a_union_around_a_dependency_lets_the_client_say_who_it_is(
    program: Open,
) -> None:
    p = program("optional_caller.py")
    client = TestClient(p.load().app)
    around = client.get("/around?caller=acme-2027")
    assert around.json() == "acme-2027"
    p.record_http("around", around)
    within = client.get("/within?caller=acme-2027")
    assert within.json() == "nobody"
    p.record_http("within", within)
    wrong, right = ({"X-API-Key": key} for key in ("acme-2027.guess", GOOD))
    assert client.get("/around", headers=wrong).json() == "nobody"
    assert client.get("/around", headers=right).json() == "nobody"
    assert client.get("/within", headers=wrong).status_code == 401
    assert client.get("/within", headers=right).json() == "acme-2027"


def test_malformed_json_is_a_422_before_any_key_is_asked_for(program: Open) -> None:
    module = program("reports.py").load()

    @module.router.post("/reports")
    def add(report: dict[str, str]) -> None: ...

    app = FastAPI()
    app.include_router(module.router)
    client = TestClient(app)
    json_type = {"Content-Type": "application/json"}
    malformed = client.post("/reports", content="{", headers=json_type)
    assert malformed.status_code == 422
    # What only fails validation waits for the key.
    assert client.post("/reports", json=[]).status_code == 401


def test_a_declared_body_is_read_before_any_key_is_asked_for() -> None:
    app = FastAPI(dependencies=[Depends(APIKeyHeader(name="X-API-Key"))])

    @app.post("/json")
    def add(report: dict[str, str]) -> None: ...

    @app.post("/form")
    def upload(report: UploadFile) -> None: ...

    @app.post("/no-body")
    def ping() -> None: ...

    client = TestClient(app)
    json_type = {"Content-Type": "application/json"}
    for body in [b"\xff", b"[" * 100_000, b"9" * 5000]:
        broken = client.post("/json", content=body, headers=json_type)
        assert broken.status_code == 400
        assert client.post("/no-body", content=body, headers=json_type).status_code == (
            401
        )
    # UTF-16 can be decoded: such a body waits for the key, as one in UTF-8 does.
    for encoding in ["utf-8", "utf-16", "utf-32"]:
        text = '{"a": "é"}'.encode(encoding)
        assert client.post("/json", content=text, headers=json_type).status_code == 401
        key = {**json_type, "X-API-Key": "k"}
        assert client.post("/json", content=text, headers=key).is_success
    form_type = {"Content-Type": "multipart/form-data"}
    assert client.post("/form", content=b"x", headers=form_type).status_code == 400
    # So does a form that is cut off, however broken it is.
    form_type["Content-Type"] += "; boundary=x"
    cut = b'--x\r\nContent-Disposition: form-data; name="report"\r\n\r\n2026'
    assert client.post("/form", content=cut, headers=form_type).status_code == 401

    async def chunks_read(path: str) -> int:
        """How many of three chunks are taken from a caller without a key."""
        chunks = iter([b'{"a": ', b'"b"', b"}"])
        statuses: list[int] = []
        sent = 0

        async def receive() -> dict[str, Any]:
            nonlocal sent
            sent += 1
            chunk = next(chunks)
            return {"type": "http.request", "body": chunk, "more_body": chunk != b"}"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if "status" in message:
                statuses.append(message["status"])

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }
        await app(scope, receive, send)
        assert statuses == [401]
        return sent

    assert anyio.run(chunks_read, "/json") == 3
    assert anyio.run(chunks_read, "/no-body") == 0


def test_the_hundredth_wrong_credential_gets_what_the_first_got(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "hopper-1906")
    keys = TestClient(program("reports.py").load().app)
    people = TestClient(program("operators.py").load().app)
    wrong = {"X-API-Key": "acme-2027.guess"}
    for _ in range(100):
        assert keys.get("/reports", headers=wrong).status_code == 401
        guess = people.get("/operator", headers=basic("grace:guess"))
        assert guess.status_code == 401
    assert keys.get("/reports", headers={"X-API-Key": GOOD}).status_code == 200


def test_a_webhook_is_verified_by_its_raw_body() -> None:
    """What was parsed and written again has other bytes: a space is enough."""

    def sign(body: bytes) -> str:
        return hmac.digest(b"shared with the sender", body, "sha256").hex()

    async def verify_raw(
        request: Request, x_signature: Annotated[str, Header()]
    ) -> None:
        right = sign(await request.body())
        if not secrets.compare_digest(x_signature.encode(), right.encode()):
            raise HTTPException(401)

    async def verify_parsed(
        request: Request, x_signature: Annotated[str, Header()]
    ) -> None:
        right = sign(json.dumps(await request.json()).encode())
        if not secrets.compare_digest(x_signature.encode(), right.encode()):
            raise HTTPException(401)

    app = FastAPI()

    @app.post("/raw", dependencies=[Depends(verify_raw)])
    @app.post("/parsed", dependencies=[Depends(verify_parsed)])
    def receive(event: dict[str, int]) -> dict[str, int]:
        return event

    client = TestClient(app, headers={"Content-Type": "application/json"})
    body = b'{"paid":1}'
    signed = {"X-Signature": sign(body)}
    received = client.post("/raw", content=body, headers=signed)
    assert received.json() == {"paid": 1}
    assert client.post("/parsed", content=body, headers=signed).status_code == 401
    for forged in (b'{"paid":2}', b'{"paid": 1}'):
        assert client.post("/raw", content=forged, headers=signed).status_code == 401
    strange = [(b"X-Signature", b"\xe9")]
    assert client.post("/raw", content=body, headers=strange).status_code == 401


def test_dependencies_guard_neither_mounts_nor_plain_routes() -> None:
    guard = [Depends(APIKeyHeader(name="X-API-Key"))]
    inner = FastAPI()
    router = APIRouter(dependencies=guard)

    @router.get("/reports")
    @inner.get("/reports")
    def read() -> str:
        return "2026-11"

    async def plain(request: Request) -> PlainTextResponse:
        return PlainTextResponse("2026-11")

    router.mount("/in-the-router", inner)
    router.add_route("/plain", plain)
    app = FastAPI(dependencies=guard)
    app.include_router(router)
    app.mount("/in-the-app", inner)
    client = TestClient(app)
    assert client.get("/reports").status_code == 401
    for path in ["/in-the-router/reports", "/in-the-app/reports", "/plain"]:
        assert client.get(path).status_code == 200, path


def test_dependencies_of_the_app_do_not_guard_its_docs(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "grace")
    monkeypatch.setenv("OPERATOR_PASSWORD", "hopper-1906")
    guard = [Depends(program("operators.py").load().verify_operator)]
    client = TestClient(FastAPI(dependencies=guard))
    assert client.get("/docs").status_code == 200
    assert client.get("/openapi.json").status_code == 200

    own = FastAPI(openapi_url=None)

    @own.get("/openapi.json", dependencies=guard, include_in_schema=False)
    def document() -> dict[str, Any]:
        return own.openapi()

    @own.get("/docs", dependencies=guard, include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="/openapi.json", title="Docs")

    client = TestClient(own)
    right = basic("grace:hopper-1906")
    for path in ["/docs", "/openapi.json"]:
        assert client.get(path).status_code == 401
        assert client.get(path, headers=right).status_code == 200


def test_docs_of_your_own_need_the_built_in_ones_turned_off() -> None:
    guard = [Depends(APIKeyHeader(name="X-API-Key"))]
    beside, instead = FastAPI(), FastAPI(docs_url=None)

    @beside.get("/docs", dependencies=guard)
    @instead.get("/docs", dependencies=guard)
    def docs() -> None: ...

    assert TestClient(beside).get("/docs").status_code == 200
    client = TestClient(instead)
    assert client.get("/docs").status_code == 401
    # `docs_url=None` alone leaves the rest of them open.
    for path in ["/openapi.json", "/redoc"]:
        assert client.get(path).status_code == 200
    closed = TestClient(FastAPI(openapi_url=None))
    for path in ["/docs", "/openapi.json", "/redoc"]:
        assert closed.get(path).status_code == 404
