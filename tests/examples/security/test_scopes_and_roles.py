import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Annotated

import jwt
import pytest
from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    Header,
    Request,
    Security,
    WebSocket,
)
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from fastapi.testclient import TestClient
from harness.program import Program
from sqlalchemy import create_engine, text
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    SimpleUser,
    requires,
)
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection
from starlette.testclient import WebSocketDenialResponse
from testing.postgresql import postgresql_server

Open = Callable[[str], Program]
KEY = "a key that only this test knows, 40 byte"
LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = datetime.now(UTC) - timedelta(days=1)
TOKEN = {r"ey[\w-]+\.[\w-]+\.[\w-]*": "<token>"}
READ, WRITE = "loans:read", "loans:write"


def token(
    scope: str | list[str] | None = "",
    role: str | None = "reader",
    *,
    sub: str | None = "ada",
    key: str = KEY,
    exp: datetime | None = LATER,
) -> dict[str, str]:
    says = {"sub": sub, "scope": scope, "role": role, "exp": exp}
    claims = {name: value for name, value in says.items() if value is not None}
    return {"Authorization": "Bearer " + jwt.encode(claims, key, "HS256")}


Library = tuple[Program, ModuleType, TestClient]


@pytest.fixture
def library(program: Open, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("JWT_KEY", KEY)
    tokens = program("library_tokens.py").load()
    monkeypatch.setitem(sys.modules, "library_tokens", tokens)
    p = program("loans.py")
    module = p.load()
    return p, module, TestClient(module.app)


def test_the_matrix_of_tokens_and_requests(library: Library) -> None:
    p, _, client = library
    tokens = {
        "no token": {},
        "garbage": {"Authorization": "Bearer garbage"},
        "expired": token(READ, exp=EARLIER),
        "signed with another key": token(READ, key="k" * 32),
        "no exp": token(READ, exp=None),
        "no sub": token(READ, sub=None),
        "scope is a list": token([READ]),
        "neither scope nor role": token(None, None),
        "empty scope": token(),
        "read": token(READ),
        "write": token(WRITE),
        "read write": token(f"{READ} {WRITE}"),
        "read, librarian": token(READ, "librarian"),
        "write, librarian": token(WRITE, "librarian"),
        "read write, librarian": token(f"{WRITE}  {READ}", "librarian"),
        "librarian without scopes": token("", "librarian"),
    }
    expected = {
        "no token": [401, 401, 401],
        "garbage": [401, 401, 401],
        "expired": [401, 401, 401],
        "signed with another key": [401, 401, 401],
        "no exp": [401, 401, 401],
        "no sub": [401, 401, 401],
        "scope is a list": [401, 401, 401],
        "neither scope nor role": [403, 403, 403],
        "empty scope": [403, 403, 403],
        "read": [200, 403, 403],
        "write": [403, 403, 403],
        "read write": [200, 200, 403],
        "read, librarian": [200, 403, 403],
        "write, librarian": [403, 403, 403],
        "read write, librarian": [200, 200, 200],
        "librarian without scopes": [403, 403, 403],
    }
    matrix = {
        name: [
            client.get("/loans/1", headers=headers).status_code,
            client.post("/loans", headers=headers).status_code,
            client.delete("/loans/7", headers=headers).status_code,
        ]
        for name, headers in tokens.items()
    }
    assert matrix == expected
    for role in [None, "reader", "Librarian", "librarian "]:
        unfit = client.delete("/loans/7", headers=token(f"{READ} {WRITE}", role))
        assert unfit.status_code == 403
    p.record_value("matrix", "GET /loans/1, POST /loans, DELETE /loans/7", matrix)


def test_the_challenge_says_what_was_missing(library: Library) -> None:
    p, _, client = library
    refused = client.post("/loans", headers=token(READ))
    assert refused.status_code == 403
    p.record_http("not-enough", refused, headers=["www-authenticate"], mask=TOKEN)

    expired = client.get("/loans/1", headers=token(READ, exp=EARLIER))
    assert expired.headers["www-authenticate"] == (
        'Bearer error="invalid_token", scope="loans:read"'
    )
    missing = client.get("/loans/1")
    assert (missing.status_code, missing.headers["www-authenticate"]) == (401, "Bearer")


def test_a_role_is_not_a_scope_that_a_client_could_ask_for(library: Library) -> None:
    p, _, client = library
    refused = client.delete("/loans/1", headers=token(f"{READ} {WRITE}"))
    assert refused.status_code == 403
    assert "www-authenticate" not in refused.headers
    p.record_http("no-role", refused, mask=TOKEN)
    # A router takes a role for all of its path operations.
    _, module, _ = library
    role = [Depends(module.RequireRole("librarian"))]
    included, own = FastAPI(), FastAPI()
    included.include_router(module.router, dependencies=role)
    router = APIRouter(dependencies=role)
    router.include_router(module.router)
    own.include_router(router)
    asked = [("GET", "/loans/1"), ("POST", "/loans"), ("DELETE", "/loans/7")]
    for app in (included, own):
        for who, answered in [("reader", [403] * 3), ("librarian", [200] * 3)]:
            client = TestClient(app, headers=token(f"{READ} {WRITE}", who))
            got = [client.request(*one).status_code for one in asked]
            assert got == answered


def test_the_scope_of_the_router_closes_a_new_endpoint(library: Library) -> None:
    _, module, client = library
    module.router.get("/reports")(lambda: "everything")
    module.app.get("/beside")(lambda: "everything")
    asked = [({}, 401), (token(WRITE), 403), (token(READ), 200)]
    for headers, status in asked:
        assert client.get("/reports", headers=headers).status_code == status
        assert client.get("/beside", headers=headers).status_code == 200


def test_without_scopes_the_challenge_names_none(library: Library) -> None:
    _, module, _ = library
    app = FastAPI(dependencies=[Depends(module.current_caller)])
    client = TestClient(app)

    @app.get("/")
    def read() -> None: ...

    refused = client.get("/", headers={"Authorization": "Bearer garbage"})
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert client.get("/", headers=token(None)).status_code == 200


def test_what_a_token_does_not_say_it_does_not_grant(library: Library) -> None:
    caller = sys.modules["library_tokens"].Caller(sub="ada")
    assert (caller.scope, caller.role) == ("", "")


def test_a_write_without_the_scope_changes_nothing(library: Library) -> None:
    _, module, client = library
    for held in [READ, WRITE, ""]:
        client.delete("/loans/1", headers=token(held, "librarian"))
    assert module.loans == {1: "ada", 2: "grace"}
    full = token(f"{READ} {WRITE}", "librarian")
    assert client.post("/loans", headers=full).json() == {"lent": True}
    assert client.delete("/loans/1", headers=full).json() == {"returned": True}
    assert client.delete("/loans/1", headers=full).json() == {"returned": False}
    assert module.loans == {2: "grace"}


def test_a_right_scope_does_not_make_it_your_loan(library: Library) -> None:
    p, _, client = library
    own = client.get("/loans/1", headers=token(READ))
    assert own.json() == {"reader": "ada"}
    other = client.get("/loans/2", headers=token(READ))
    assert other.status_code == 404
    assert other.content == client.get("/loans/9", headers=token(READ)).content
    p.record_http("not-yours", other, mask=TOKEN)


ISOLATED = """
    CREATE ROLE migrator; CREATE ROLE web; GRANT CREATE ON SCHEMA public TO migrator;
    SET ROLE migrator;
    CREATE TABLE loans (tenant text); GRANT SELECT ON loans TO web;
    INSERT INTO loans VALUES ('ours'), ('theirs');
    ALTER TABLE loans ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON loans USING (tenant = current_setting('app.tenant'));
    RESET ROLE"""


def test_row_level_security_lets_the_owner_of_the_table_see_all() -> None:
    with postgresql_server() as url, create_engine(url).connect() as database:

        def seen_by(role: str) -> list[str]:
            database.execute(text(f"SET LOCAL ROLE {role}"))
            database.execute(text("SET LOCAL app.tenant = 'ours'"))
            rows = list(database.scalars(text("SELECT tenant FROM loans")))
            database.rollback()
            return rows

        database.execute(text(ISOLATED))
        database.commit()
        assert seen_by("web") == ["ours"]
        assert seen_by("migrator") == ["ours", "theirs"]
        assert seen_by("app") == ["ours", "theirs"]  # a superuser
        database.execute(text("ALTER TABLE loans FORCE ROW LEVEL SECURITY"))
        database.commit()
        assert seen_by("migrator") == ["ours"]
        assert seen_by("app") == ["ours", "theirs"]


def test_openapi_lists_the_scopes_of_each_operation(library: Library) -> None:
    p, module, _ = library
    paths = module.app.openapi()["paths"]
    security = {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert security["POST /loans"] == [{"OAuth2PasswordBearer": [READ, WRITE]}]
    assert security["DELETE /loans/{number}"] == security["POST /loans"]
    scheme = module.app.openapi()["components"]["securitySchemes"]
    assert scheme["OAuth2PasswordBearer"]["flows"]["password"] == {
        "tokenUrl": "token",
        "scopes": {READ: "See loans", WRITE: "Change loans"},
    }
    p.record_value("documented", "OpenAPI: security of …", security)


def test_scopes_add_up_along_a_chain_and_not_between_siblings(program: Open) -> None:
    p = program("accumulate.py")
    module = p.load()
    client = TestClient(module.app)
    bearer = {"Authorization": "Bearer t"}
    seen = {}
    for path in ["/same", "/siblings", "/chain"]:
        module.seen.clear()
        seen[path] = client.get(path, headers=bearer).json()
    assert seen == {
        "/same": [["read"]],
        "/siblings": [["read"], ["write"]],
        "/chain": [["read"], ["read", "write"]],
    }
    p.record_value("seen", "required.scopes, once per run of check", seen)
    schemes = module.app.openapi()["components"]["securitySchemes"]
    flow = schemes["OAuth2PasswordBearer"]["flows"]["password"]
    assert flow["tokenUrl"] == "token"
    # The document adds them up everywhere.
    security = module.app.openapi()["paths"]["/siblings"]["get"]["security"]
    assert security == [{"OAuth2PasswordBearer": ["read", "write"]}]


def test_the_token_is_decoded_once_for_each_set_of_scopes() -> None:
    calls: list[str] = []
    scheme = OAuth2PasswordBearer(tokenUrl="token")

    def plain(request: Request) -> None:
        calls.append("plain")

    def decode(token: Annotated[str, Depends(scheme)]) -> None:
        calls.append("decode")

    def check(
        required: SecurityScopes,
        _plain: Annotated[None, Depends(plain)],
        _token: Annotated[None, Depends(decode)],
    ) -> None: ...

    app = FastAPI(dependencies=[Security(check, scopes=["a"])])

    @app.get("/", dependencies=[Security(check, scopes=["b"])])
    def read() -> None: ...

    answer = TestClient(app).get("/", headers={"Authorization": "Bearer t"})
    assert answer.status_code == 200
    assert sorted(calls) == ["decode", "decode", "plain"]


def test_a_role_decodes_the_token_once_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, client = library
    decode, calls = jwt.decode, []
    monkeypatch.setattr(
        sys.modules["library_tokens"].jwt,
        "decode",
        lambda *args, **options: calls.append(1) or decode(*args, **options),
    )
    full = token(f"{READ} {WRITE}", "librarian")
    counted = {}
    for method, path in [
        ("GET", "/loans/1"),
        ("POST", "/loans"),
        ("DELETE", "/loans/7"),
    ]:
        calls.clear()
        assert client.request(method, path, headers=full).is_success
        counted[method] = len(calls)
    assert counted == {"GET": 1, "POST": 2, "DELETE": 3}


def test_required_scopes_are_not_granted_scopes(program: Open) -> None:
    p = program("asks_itself.py")
    module = p.load()
    client = TestClient(module.app)
    schemes = module.app.openapi()["components"]["securitySchemes"]
    flow = schemes["OAuth2PasswordBearer"]["flows"]["password"]
    assert flow["tokenUrl"] == "token"
    any_token = {"Authorization": "Bearer any-string"}
    statuses = {
        path: client.get(path, headers=any_token).status_code
        for path in ["/security", "/depends"]
    }
    assert statuses == {"/security": 200, "/depends": 403}
    refused = client.get("/depends", headers=any_token).json()
    assert refused == {"detail": "Insufficient permissions"}
    assert client.get("/security", headers=any_token).json() == "secret"
    for path in statuses:
        assert client.get(path).status_code == 401
    p.record_value("any-token", "GET with Authorization: Bearer any-string", statuses)


def test_a_requirement_from_further_up_lets_any_string_in_too(program: Open) -> None:
    """It is the requirement that decides, and not `Security` or `Depends`."""
    require_admin = program("asks_itself.py").load().require_admin
    app = FastAPI()

    def outer(_: Annotated[None, Depends(require_admin)]) -> None: ...

    @app.get("/depends-below-admin", dependencies=[Security(outer, scopes=["admin"])])
    @app.get("/security-read", dependencies=[Security(require_admin, scopes=["read"])])
    def read() -> None: ...

    client = TestClient(app)
    any_token = {"Authorization": "Bearer any-string"}
    for path, status in [("/depends-below-admin", 200), ("/security-read", 403)]:
        assert client.get(path, headers=any_token).status_code == status


def test_asked_for_is_not_allowed(program: Open) -> None:
    p = program("as_you_wish.py")
    module = p.load()
    client = TestClient(module.app)
    form = {"username": "ada", "password": "x", "scope": "loans:read admin"}
    granted = {
        path: client.post(path, data=form).json()["scope"]
        for path in ["/generous", "/careful"]
    }
    assert granted == {"/generous": "loans:read admin", "/careful": "loans:read"}
    p.record_value("granted", "ada asks for loans:read admin and gets", granted)
    module.ALLOWED["ada"] = {"loans:write", "loans:read", "loans:extend"}
    both = {**form, "scope": "loans:write admin loans:read"}
    allowed = client.post("/careful", data=both).json()
    assert allowed == {"scope": "loans:read loans:write"}
    stranger = client.post("/careful", data={**both, "username": "eve"})
    assert stranger.json() == {"scope": ""}


def test_a_websocket_asks_for_its_scopes_before_it_opens(library: Library) -> None:
    caller = sys.modules["library_tokens"].current_caller
    app = FastAPI()

    @app.websocket("/ws", dependencies=[Security(caller, scopes=[READ])])
    async def feed(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    client = TestClient(app)
    with client.websocket_connect("/ws", headers=token(READ)):
        pass
    for headers, status in [({}, 401), (token(WRITE), 403)]:
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            client.websocket_connect("/ws", headers=headers),
        ):
            pass
        assert refused.value.status_code == status
        assert refused.value.headers["www-authenticate"].startswith("Bearer")


def test_without_a_scheme_no_scope_reaches_openapi() -> None:
    """The dependency sees them all the same; only the document says nothing."""
    seen: list[list[str]] = []

    def check(
        required: SecurityScopes, authorization: Annotated[str, Header()]
    ) -> None:
        seen.append(required.scopes)

    app = FastAPI()

    @app.get("/", dependencies=[Security(check, scopes=["read"])])
    def read() -> None: ...

    assert TestClient(app).get("/", headers={"Authorization": "x"}).is_success
    assert seen == [["read"]]
    assert "security" not in app.openapi()["paths"]["/"]["get"]


def test_a_pooled_connection_keeps_a_tenant_that_is_set_for_the_session() -> None:
    """Set for the transaction alone, it is gone when the next request comes."""
    kept: dict[str, str | None] = {}
    with postgresql_server() as url:
        for scope in ("SESSION", "LOCAL"):
            engine = create_engine(url, pool_size=1, max_overflow=0)
            with engine.begin() as request:
                request.execute(text(f"SET {scope} app.tenant = 'acme'"))
            with engine.begin() as next_request:
                now = next_request.execute(text("SHOW app.tenant"))
                kept[scope] = now.scalar_one()
            engine.dispose()
    assert kept == {"SESSION": "acme", "LOCAL": ""}


def test_openapi_shows_the_operation_that_forgot_its_scheme(library: Library) -> None:
    def unguarded(app: FastAPI) -> list[str]:
        return [
            f"{method.upper()} {path}"
            for path, operations in app.openapi()["paths"].items()
            for method, operation in operations.items()
            if not operation.get("security")
        ]

    _, module, _ = library
    assert unguarded(module.app) == []
    app, mounted = FastAPI(), FastAPI()
    app.include_router(module.router)
    app.mount("/mounted", mounted)

    @app.put("/loans/{number}")
    @app.put("/hidden", include_in_schema=False)
    @mounted.put("/loans")
    def extend_loan() -> None: ...

    @app.websocket("/ws")
    async def feed(websocket: WebSocket) -> None: ...

    assert unguarded(app) == ["PUT /loans/{number}"]


def test_requires_works_only_below_the_decorator_of_the_route() -> None:
    class Backend(AuthenticationBackend):
        async def authenticate(
            self, conn: HTTPConnection
        ) -> tuple[AuthCredentials, SimpleUser] | None:
            scope = conn.headers.get("scope")
            known = scope is not None
            return (AuthCredentials([scope]), SimpleUser("ada")) if known else None

    app, bare = FastAPI(), FastAPI()
    app.add_middleware(AuthenticationMiddleware, backend=Backend())

    @bare.get("/below")
    @app.get("/below")
    @requires("admin")
    def below(request: Request) -> None: ...

    @requires("admin")
    @app.get("/above")
    def above(request: Request) -> None: ...

    client = TestClient(app)
    for path, statuses in [("/below", [403, 403, 200]), ("/above", [200, 200, 200])]:
        sent = [{}, {"scope": "reader"}, {"scope": "admin"}]
        assert [client.get(path, headers=h).status_code for h in sent] == statuses
        assert "security" not in app.openapi()["paths"][path]["get"]
    with pytest.raises(AssertionError, match="AuthenticationMiddleware must be"):
        TestClient(bare).get("/below")
    with pytest.raises(Exception, match='No "request" or "websocket" argument'):
        requires("admin")(lambda: None)
