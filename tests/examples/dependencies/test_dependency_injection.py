import asyncio
import contextvars
import functools
import gc
import inspect
import re
import socket
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Self

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
    Query,
    Request,
    Response,
    Security,
    WebSocket,
)
from fastapi.exceptions import FastAPIError
from fastapi.security import HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from fastapi.testclient import TestClient
from pydantic import BaseModel, model_validator
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect
from typing_extensions import TypeAliasType


def test_each_callable_of_the_tree_runs_once_in_a_request(program):
    p = program("staff.py")
    module = p.load()
    client = TestClient(module.app)
    response = client.get("/staff?limit=1", headers={"X-User": "ada"})
    assert response.json() == ["ada"]
    p.record_http("listed", response)
    # The session is asked for twice: by get_role and by the endpoint.
    assert module.calls == {"get_session": 1, "get_role": 1}
    p.record_value("calls", "Calls during that request", dict(module.calls))


def test_a_dependency_of_the_router_guards_its_path_operations(program):
    p = program("staff.py")
    client = TestClient(p.load().app)
    for name in (b"bob", b"", b"x" * 5000, b"ada-", b"Ada", b"\xff"):
        refused = client.get("/staff", headers=[(b"x-user", name)])
        assert refused.status_code == 403
    assert client.get("/staff").status_code == 422
    assert client.get(f"/staff?limit={10**30}", headers={"X-User": "ada"}).json() == [
        "ada",
        "bob",
    ]
    response = client.get("/staff?limit=0", headers={"X-User": "bob"})
    assert response.status_code == 403
    p.record_http("refused", response)


def test_a_request_that_fails_validation_has_run_the_other_dependencies(program):
    p = program("staff.py")
    module = p.load()
    response = TestClient(module.app).get("/staff?limit=0", headers={"X-User": "ada"})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", "limit"]
    assert module.calls == {"get_session": 1, "get_role": 1}
    label = "Calls during GET /staff?limit=0 by ada, answered 422"
    p.record_value("invalid", label, dict(module.calls))


def test_what_depends_on_an_invalid_parameter_does_not_run():
    app = FastAPI()
    ran = []

    async def get_page(page: int) -> int:
        ran.append("page")
        return page

    async def get_rows(page: Annotated[int, Depends(get_page)]) -> None:
        ran.append("rows")

    async def open_session() -> None:
        ran.append("session")

    @app.get("/", dependencies=[Depends(get_rows), Depends(open_session)])
    async def read() -> None:
        ran.append("endpoint")

    assert TestClient(app).get("/?page=x").status_code == 422
    assert ran == ["session"]


def test_dependencies_run_although_a_path_parameter_is_invalid():
    app = FastAPI()
    ran = []

    async def open_session() -> AsyncIterator[None]:
        ran.append("opened")
        yield
        ran.append("closed")

    async def check_shelf(shelf: int) -> None:
        ran.append("shelf")

    both = [Depends(open_session), Depends(check_shelf)]

    @app.get("/{shelf}", dependencies=both)
    async def read(shelf: int) -> None:
        ran.append("endpoint")

    @app.websocket("/{shelf}", dependencies=both)
    async def watch(socket: WebSocket, shelf: int) -> None:
        ran.append("endpoint")

    client = TestClient(app)
    assert client.get("/x").status_code == 422
    # The 422 is an exception too: it is thrown in at `yield`.
    assert ran == ["opened"]
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/x"):
        pass
    assert ran == ["opened", "opened"]
    assert client.get("/1").status_code == 200
    assert ran[2:] == ["opened", "shelf", "endpoint", "closed"]


def test_an_invalid_parameter_of_a_shared_dependency_is_reported_for_each_place():
    async def get_page(limit: int) -> int:
        return limit

    async def get_rows(page: Annotated[int, Depends(get_page)]) -> None: ...

    app = FastAPI(dependencies=[Depends(get_page), Depends(get_rows)])
    app.get("/")(lambda: None)
    errors = TestClient(app).get("/?limit=x").json()["detail"]
    assert [one["loc"] for one in errors] == [["query", "limit"]] * 2


def test_an_exception_ends_the_walk():
    app = FastAPI()
    ran = []

    async def refuse() -> None:
        raise HTTPException(403)

    async def open_session() -> None:
        ran.append("session")

    @app.get("/", dependencies=[Depends(refuse), Depends(open_session)])
    async def read() -> None:
        ran.append("endpoint")

    assert TestClient(app).get("/").status_code == 403
    assert ran == []


def test_sibling_dependencies_run_one_after_another():
    app = FastAPI()
    steps = []

    def waiting(name):
        async def wait() -> None:
            steps.append(f"{name} begins")
            for _ in range(20):
                await asyncio.sleep(0)
            steps.append(f"{name} ends")

        return Depends(wait)

    app.get("/", dependencies=[waiting("first"), waiting("second")])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert steps == ["first begins", "first ends", "second begins", "second ends"]


def test_a_dependency_can_run_two_queries_side_by_side():
    app = FastAPI()

    async def get_both() -> list[str]:
        meeting = asyncio.Barrier(2)

        async def query(name: str) -> str:
            await meeting.wait()
            return name

        return list(await asyncio.gather(query("orders"), query("prices")))

    @app.get("/")
    async def read(both: Annotated[list[str], Depends(get_both)]) -> list[str]:
        return both

    assert TestClient(app).get("/").json() == ["orders", "prices"]


def test_dependencies_run_from_the_app_inwards():
    ran = []

    def note(name):
        return Depends(lambda: ran.append(name))

    router = APIRouter(dependencies=[note("router")])

    @router.get("/", dependencies=[note("decorator")])
    async def read(value: Annotated[None, note("parameter")]) -> None: ...

    app = FastAPI(dependencies=[note("app")])
    app.include_router(router, dependencies=[note("include_router")])
    assert TestClient(app).get("/").status_code == 200
    assert ran == ["app", "include_router", "router", "decorator", "parameter"]


def test_parameters_of_dependencies_are_in_openapi(program):
    p = program("staff.py")
    operation = p.load().app.openapi()["paths"]["/staff"]["get"]
    parameters = [f"{one['in']} {one['name']}" for one in operation["parameters"]]
    assert sorted(parameters) == ["header x-user", "query limit"]
    p.record_value("openapi", "Parameters of GET /staff in OpenAPI", parameters)


def test_the_cache_is_kept_per_request_callable_and_scope(program):
    p = program("cache.py")
    client = TestClient(p.load().app)
    first, second = client.get("/sessions"), client.get("/sessions")
    assert first.json() == {"endpoint": 1, "stock": 1, "no cache": 2, "function": 3}
    assert set(first.json().values()).isdisjoint(second.json().values())
    p.record_http("first", first)
    p.record_http("second", second)


def test_use_cache_is_ignored_in_a_list_of_dependencies():
    app = FastAPI()
    ran = []

    async def note() -> None:
        ran.append("call")

    fresh = Depends(note, use_cache=False)
    app.get("/list", dependencies=[fresh, fresh])(lambda: None)

    @app.get("/parameters")
    async def read(
        one: Annotated[None, fresh], two: Annotated[None, fresh]
    ) -> None: ...

    client = TestClient(app)
    client.get("/list")
    assert len(ran) == 1
    client.get("/parameters")
    assert len(ran) == 3


def test_oauth_scopes_are_part_of_the_cache_key():
    app = FastAPI()
    seen = []

    async def check(required: SecurityScopes) -> None:
        seen.append(required.scopes)

    read, write = Security(check, scopes=["read"]), Security(check, scopes=["write"])
    app.get("/", dependencies=[read, write, read])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert seen == [["read"], ["write"]]


def test_own_scopes_split_the_cache_although_nobody_reads_them():
    app = FastAPI()
    ran = []

    async def plain() -> None:
        ran.append("plain")

    read, write = Security(plain, scopes=["read"]), Security(plain, scopes=["write"])
    app.get("/", dependencies=[read, write, Depends(plain), read])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert len(ran) == 3


def test_a_dependency_that_reads_the_scopes_of_its_parents_runs_for_each():
    app = FastAPI()
    seen = []

    between = []

    async def look(required: SecurityScopes) -> None:
        seen.append(required.scopes)

    async def pass_on(seen: Annotated[None, Depends(look)]) -> None:
        between.append("call")

    async def check(passed: Annotated[None, Depends(pass_on)]) -> None: ...

    read, write = Security(check, scopes=["read"]), Security(check, scopes=["write"])

    @app.get("/")
    async def read_orders(
        one: Annotated[None, read],
        two: Annotated[None, write],
        again: Annotated[None, read],
    ) -> None: ...

    assert TestClient(app).get("/").status_code == 200
    assert seen == [["read"], ["write"]]
    assert len(between) == 2  # it reads nothing, and what is below it does


@pytest.mark.parametrize("scheme", [HTTPBearer(), OAuth2PasswordBearer("token")])
def test_a_security_scheme_below_splits_the_cache_too(scheme):
    app = FastAPI()
    ran = []

    async def get_token(token: Annotated[object, Depends(scheme)]) -> None:
        ran.append("token")

    async def check(token: Annotated[None, Depends(get_token)]) -> None: ...

    read, write = Security(check, scopes=["read"]), Security(check, scopes=["write"])
    app.get("/", dependencies=[read, write])(lambda: None)
    headers = {"Authorization": "Bearer t"}
    assert TestClient(app).get("/", headers=headers).status_code == 200
    assert len(ran) == 2


def test_the_scopes_of_security_are_shown_in_openapi():
    app = FastAPI()
    scheme = OAuth2PasswordBearer("token", scopes={"read": "Read orders"})

    async def get_user(token: Annotated[str, Depends(scheme)]) -> None: ...

    app.get("/", dependencies=[Security(get_user, scopes=["read"])])(lambda: None)
    operation = app.openapi()["paths"]["/"]["get"]
    assert operation["security"] == [{"OAuth2PasswordBearer": ["read"]}]

    # Without a scheme there is nothing that could list them.
    app = FastAPI(dependencies=[Security(lambda: None, scopes=["read"])])
    app.get("/")(lambda: None)
    assert "security" not in app.openapi()["paths"]["/"]["get"]


def test_oauth_scopes_that_nobody_reads_do_not_split_the_cache():
    app = FastAPI()
    opened = []

    async def open_session() -> None:
        opened.append("session")

    async def check(
        required: SecurityScopes, session: Annotated[None, Depends(open_session)]
    ) -> None: ...

    read, write = Security(check, scopes=["read"]), Security(check, scopes=["write"])
    app.get("/", dependencies=[read, write, Depends(open_session)])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert opened == ["session"]


def test_a_context_variable_set_in_a_def_dependency_is_lost(program):
    p = program("tenant.py")
    client = TestClient(p.load().app)
    lost = client.get("/def", headers={"X-Tenant": "acme"})
    kept = client.get("/async-def", headers={"X-Tenant": "acme"})
    assert (lost.json(), kept.json()) == ("nobody", "acme")
    assert client.get("/def").status_code == client.get("/async-def").status_code == 422
    p.record_http("lost", lost)
    p.record_http("kept", kept)


def test_a_def_endpoint_sees_what_an_async_dependency_set(program):
    module = program("tenant.py").load()
    context = contextvars.copy_context()  # without a thread in between it is set
    context.run(module.set_tenant_in_thread, "acme")
    assert context[module.tenant] == "acme"

    async def set_and_yield() -> AsyncIterator[None]:
        module.tenant.set("async yield")
        yield

    def set_in_thread_and_yield() -> Iterator[None]:
        module.tenant.set("def yield")
        yield

    def read() -> str:
        return module.tenant.get()

    found = {}
    for depends in (module.set_tenant, set_and_yield, set_in_thread_and_yield):
        app = FastAPI(dependencies=[Depends(depends)])
        app.get("/")(read)
        response = TestClient(app).get("/", headers={"X-Tenant": "acme"})
        found[depends.__name__] = response.json()
    assert found == {
        "set_tenant": "acme",
        "set_and_yield": "async yield",
        "set_in_thread_and_yield": "nobody",
    }

    # Each half of a `def` generator runs in a copy of the context, in one of its own.
    async def set_and_reset() -> AsyncIterator[None]:
        token = module.tenant.set("acme")
        yield
        module.tenant.reset(token)

    def set_and_reset_in_thread() -> Iterator[None]:
        token = module.tenant.set("acme")
        yield
        module.tenant.reset(token)

    app = FastAPI()
    app.get("/async-def", dependencies=[Depends(set_and_reset)])(read)
    app.get("/def", dependencies=[Depends(set_and_reset_in_thread)])(read)
    client = TestClient(app)
    assert client.get("/async-def").json() == "acme"
    with pytest.raises(ValueError, match="created in a different Context"):
        client.get("/def")


@pytest.mark.parametrize(("kind", "seen"), [("function", "nobody"), ("ASGI", "acme")])
def test_function_middleware_does_not_see_what_an_async_dependency_set(
    program, kind, seen
):
    """It has called the application in a task of its own, with a copied context."""
    module = program("tenant.py").load()
    found = []

    class Log:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            await self.app(scope, receive, send)
            found.append(module.tenant.get())

    if kind == "ASGI":
        module.app.add_middleware(Log)
    else:

        @module.app.middleware("http")
        async def log(request, call_next):
            response = await call_next(request)
            found.append(module.tenant.get())
            return response

    client = TestClient(module.app)
    assert client.get("/async-def", headers={"X-Tenant": "acme"}).json() == "acme"
    assert found == [seen]


def test_a_tenant_can_reach_the_next_request_of_a_connection(program):
    """The second one sets the value in a thread, so it reads what it has found."""
    head = "GET /{} HTTP/1.1\r\nHost: test\r\nX-Tenant: {}\r\n{}\r\n"
    first = head.format("async-def", "acme", "")
    second = head.format("def", "orbit", "Connection: close\r\n")

    def send_both(port: int) -> list[str]:
        received = b""
        with socket.create_connection(("127.0.0.1", port), 120) as connection:
            connection.sendall(f"{first}{second}".encode())
            while some := connection.recv(4096):
                received += some
        return re.findall(r'"(.*?)"', received.decode())

    p = program("tenant.py")
    command = ("uvicorn", "tenant:app", "--port", "{port}")
    with p.serve(*command) as server:
        assert send_both(server.port) == ["acme", "acme"]
    with p.serve(*command, "--reset-contextvars") as server:
        assert send_both(server.port) == ["acme", "nobody"]


def test_a_wrapper_without_wraps_asks_for_its_args_and_kwargs():
    def timed(function):
        def wrapped(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapped

    app = FastAPI(dependencies=[Depends(timed(lambda: None))])
    app.get("/")(lambda: None)
    response = TestClient(app).get("/")
    assert response.status_code == 422
    missing = [one["loc"] for one in response.json()["detail"]]
    assert missing == [["query", "args"], ["query", "kwargs"]]


def test_an_async_dependency_with_lru_cache_fails_the_second_time():
    @functools.lru_cache
    async def get_settings() -> str:
        return "settings"

    app = FastAPI(dependencies=[Depends(get_settings)])
    app.get("/")(lambda: None)
    client = TestClient(app)
    assert client.get("/").status_code == 200
    for _ in range(2):
        with pytest.raises(RuntimeError, match="already awaited coroutine"):
            client.get("/")

    # What fails is a cache hit, not the second call as such.
    @functools.lru_cache
    async def get_page(number: int) -> int:
        return number

    app = FastAPI(dependencies=[Depends(get_page)])
    app.get("/")(lambda: None)
    client = TestClient(app)
    assert [client.get(f"/?number={n}").status_code for n in (1, 2, 3)] == [200] * 3
    with pytest.raises(RuntimeError, match="already awaited coroutine"):
        client.get("/?number=1")


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_context_manager_is_not_a_dependency(kind):
    def generator() -> Iterator[str]:
        yield "value"

    async def async_generator() -> AsyncIterator[str]:
        yield "value"

    found = []
    decorated = {
        "def": (contextmanager(generator), generator),
        "async def": (asynccontextmanager(async_generator), async_generator),
    }
    for depends in decorated[kind]:
        app = FastAPI(dependencies=[Depends(depends)])
        app.get("/")(lambda: None)
        client = TestClient(app, raise_server_exceptions=False)
        found.append(client.get("/").status_code)
    assert found == [500, 200]


def test_scopes_declared_below_split_the_cache_too():
    """Nobody reads the scopes, and no security scheme is involved."""
    app = FastAPI()
    ran = []

    async def look() -> None: ...

    with_scopes, without = Security(look, scopes=["look"]), Depends(look)

    def checked(name, below):
        async def check(looked: Annotated[None, below]) -> None:
            ran.append(name)

        async def outer(checked: Annotated[None, Depends(check)]) -> None: ...

        return [Security(outer, scopes=[scope]) for scope in ("read", "write")]

    both = checked("with scopes", with_scopes) + checked("without", without)
    app.get("/", dependencies=both)(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert ran == ["with scopes", "with scopes", "without"]


def test_a_hidden_parameter_of_a_dependency_is_not_in_openapi():
    async def get_page(
        limit: int, trace: Annotated[int, Query(include_in_schema=False)] = 0
    ) -> None: ...

    app = FastAPI(dependencies=[Depends(get_page)])
    app.get("/")(lambda: None)
    operation = app.openapi()["paths"]["/"]["get"]
    assert [one["name"] for one in operation["parameters"]] == ["limit"]
    assert TestClient(app).get("/?limit=1&trace=x").status_code == 422

    # Of two parameters of one name both are validated and one is documented.
    @app.get("/twice")
    async def read(limit: Annotated[int, Query(ge=3)]) -> None: ...

    app.openapi_schema = None
    shown = app.openapi()["paths"]["/twice"]["get"]["parameters"]
    assert [one["schema"] for one in shown] == [{"type": "integer", "title": "Limit"}]
    assert TestClient(app).get("/twice?limit=2").status_code == 422
    assert TestClient(app).get("/twice?limit=3").status_code == 200


@pytest.mark.parametrize("second", [None, "order", "client"])
def test_a_body_in_a_dependency_changes_the_body_of_the_request(second):
    class Order(BaseModel):
        number: int

    class Client(BaseModel):
        name: str

    async def note_client(client: Client) -> None: ...

    async def note_order(order: Order) -> None: ...

    notes = {"client": [Depends(note_client)], "order": [Depends(note_order)]}
    app = FastAPI(dependencies=notes.get(second, []))

    @app.post("/")
    async def add(order: Order) -> int:
        return order.number

    client = TestClient(app)
    plain, embedded = {"number": 1}, {"order": {"number": 1}, "client": {"name": "x"}}
    codes = [client.post("/", json=body).status_code for body in (plain, embedded)]
    # A second parameter of the same name is the same body.
    assert codes == ([422, 200] if second == "client" else [200, 422])


def test_form_models_of_different_names_are_not_sent_under_their_names():
    class Order(BaseModel):
        number: int

    class Client(BaseModel):
        name: str

    async def note_client(client: Annotated[Client, Form()]) -> None: ...

    app = FastAPI(dependencies=[Depends(note_client)])

    @app.post("/")
    async def add(order: Annotated[Order, Form()]) -> int:
        return order.number

    assert TestClient(app).post("/", data={"number": 1, "name": "x"}).json() == 1


def test_use_cache_false_does_not_reach_the_dependencies_below():
    app = FastAPI()
    ran = []

    async def open_session() -> None:
        ran.append("session")

    async def get_role(session: Annotated[None, Depends(open_session)]) -> None:
        ran.append("role")

    @app.get("/")
    async def read(
        shared: Annotated[None, Depends(get_role)],
        fresh: Annotated[None, Depends(get_role, use_cache=False)],
    ) -> None: ...

    assert TestClient(app).get("/").status_code == 200
    assert ran == ["session", "role", "role"]


def test_a_fresh_value_that_comes_first_is_what_the_others_share():
    app = FastAPI()

    class Session: ...

    async def open_audit() -> Session:
        return Session()

    @app.get("/audit")
    async def audit(
        fresh: Annotated[Session, Depends(open_audit, use_cache=False)],
        shared: Annotated[Session, Depends(open_audit)],
        again: Annotated[Session, Depends(open_audit, use_cache=False)],
    ) -> list[bool]:
        return [shared is fresh, again is fresh]

    assert TestClient(app).get("/audit").json() == [True, False]


@pytest.mark.parametrize(("use_cache", "opened"), [(True, 1), (False, 2)])
def test_use_cache_false_runs_below_a_value_that_is_reused(use_cache, opened):
    """What a dependency needs is resolved before its value is looked up."""
    app = FastAPI()
    ran: list[str] = []

    async def open_session() -> None:
        ran.append("session")

    session = Depends(open_session, use_cache=use_cache)

    async def get_role(session: Annotated[None, session]) -> None:
        ran.append("role")

    async def get_page(role: Annotated[None, Depends(get_role)]) -> None: ...

    app.get("/", dependencies=[Depends(get_role), Depends(get_page)])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert (ran.count("session"), ran.count("role")) == (opened, 1)


@pytest.mark.parametrize(("equal", "calls"), [(True, 1), (False, 2)])
def test_instances_share_a_cache_entry_only_if_they_are_equal(equal, calls):
    ran = []

    @dataclass(frozen=True, eq=equal)
    class RequireRole:
        role: str

        async def __call__(self) -> None:
            ran.append(self.role)

    twice = [Depends(RequireRole("admin")), Depends(RequireRole("admin"))]
    app = FastAPI(dependencies=twice)
    app.get("/")(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert len(ran) == calls


@pytest.mark.parametrize("options", [{}, {"frozen": True}, {"eq": False}])
def test_an_instance_that_is_not_hashable_fails_at_the_first_request(options):
    """A dataclass that is neither frozen nor compared by identity has no hash."""

    @dataclass(**options)
    class RequireRole:
        role: str

        async def __call__(self) -> None: ...

    app = FastAPI(dependencies=[Depends(RequireRole("admin"))])
    app.get("/")(lambda: None)
    client = TestClient(app)
    if options:
        assert client.get("/").status_code == 200
    else:
        with pytest.raises(TypeError, match="unhashable type: 'RequireRole'"):
            client.get("/")


def test_functions_classes_instances_and_partials_are_dependencies():
    app = FastAPI()
    threads = {}

    def note(kind: str) -> str:
        threads[kind] = threading.current_thread()
        return kind

    def function() -> str:
        return note("def")

    async def coroutine() -> str:
        return note("async def")

    class Page:
        def __init__(self, limit: int = 20) -> None:
            note("class")
            self.limit = limit

    class Greeter:
        async def __call__(self) -> str:
            return note("instance")

    class Blocker:
        def __call__(self) -> str:
            return note("instance of a def")

    def generator() -> Iterator[str]:
        yield note("generator")
        note("generator's exit")

    async def async_generator() -> AsyncIterator[str]:
        yield note("async generator")
        note("async generator's exit")

    exits = [Depends(generator), Depends(async_generator), Depends(Blocker())]

    @app.get("/", dependencies=exits)
    async def read(
        a: Annotated[str, Depends(function)],
        b: Annotated[str, Depends(coroutine)],
        c: Annotated[Page, Depends()],
        d: Annotated[str, Depends(Greeter())],
        e: Annotated[Page, Depends(functools.partial(Page, limit=3))],
        f: Annotated[str, Depends(functools.partial(coroutine))],
    ) -> list[str | int]:
        note("endpoint")
        return [a, b, c.limit, d, e.limit, f]

    body = TestClient(app).get("/?limit=7").json()
    assert body == ["def", "async def", 7, "instance", 7, "async def"]
    loop = threads["endpoint"]
    assert {kind for kind, one in threads.items() if one is not loop} == {
        "def",
        "class",
        "instance of a def",
        "generator",
        "generator's exit",
    }


def test_a_request_can_override_the_keyword_of_a_partial():
    """What a partial has been given by place is no parameter any more."""

    def require(role: str) -> str:
        return role

    by_keyword = functools.partial(require, role="admin")
    by_place = functools.partial(require, "admin")
    app = FastAPI()

    @app.get("/")
    def read(
        keyword: Annotated[str, Depends(by_keyword)],
        place: Annotated[str, Depends(by_place)],
    ) -> list[str]:
        return [keyword, place]

    client = TestClient(app)
    assert client.get("/").json() == ["admin", "admin"]
    assert client.get("/?role=reader").json() == ["reader", "admin"]


@pytest.mark.parametrize("bound", [True, False])
def test_a_method_that_is_not_bound_asks_for_self(bound):
    class Service:
        def get(self) -> str:
            return "value"

    app = FastAPI()
    method: Any = Service().get if bound else Service.get

    @app.get("/")
    def read(value: Annotated[str, Depends(method)]) -> str:
        return value

    response = TestClient(app).get("/")
    if bound:
        assert response.json() == "value"
    else:
        missing = [one["loc"] for one in response.json()["detail"]]
        assert (response.status_code, missing) == (422, [["query", "self"]])


def test_a_decorated_dependency_is_called_like_the_one_inside():
    """Up to FastAPI 0.123.4 the endpoint was given a coroutine or a generator."""

    def timed(function):
        @functools.wraps(function)
        def wrapped(*args, **options):
            return function(*args, **options)

        return wrapped

    async def coroutine() -> str:
        return "async def"

    async def generator() -> AsyncIterator[str]:
        yield "generator"

    class Greeter:
        async def __call__(self) -> str:
            return "instance"

    app = FastAPI()

    @app.get("/")
    async def read(
        a: Annotated[str, Depends(timed(coroutine))],
        b: Annotated[str, Depends(timed(generator))],
        c: Annotated[str, Depends(functools.partial(coroutine))],
        d: Annotated[str, Depends(functools.partial(Greeter()))],
    ) -> list[str]:
        return [a, b, c, d]

    assert TestClient(app).get("/").json() == [
        "async def",
        "generator",
        "async def",
        "instance",
    ]


def test_a_def_wrapper_that_returns_a_value_is_awaited_all_the_same():
    """FastAPI looks at what is inside, and expects the coroutine of that."""

    async def read_stock() -> int:
        return 7

    @functools.wraps(read_stock)
    def read_cached_stock() -> int:
        return 7

    app = FastAPI()

    @app.get("/")
    async def read(stock: Annotated[int, Depends(read_cached_stock)]) -> int:
        return stock

    with pytest.raises(TypeError, match="await"):
        TestClient(app).get("/")


def test_a_decorator_without_wraps_still_hides_what_is_inside():
    def timed(function):
        def wrapped():
            return function()

        return wrapped

    async def coroutine() -> str:
        return "async def"

    def generator() -> Iterator[str]:
        yield "generator"

    app = FastAPI()

    @app.get("/")
    async def read(
        a: Annotated[object, Depends(timed(coroutine))],
        b: Annotated[object, Depends(timed(generator))],
    ) -> list[str]:
        assert asyncio.iscoroutine(a)
        a.close()
        return [type(a).__name__, type(b).__name__]

    assert TestClient(app).get("/").json() == ["coroutine", "generator"]


def test_a_generator_in_an_async_wrapper_fails():
    def timed(function):
        @functools.wraps(function)
        async def wrapped():
            return function()

        return wrapped

    def generator() -> Iterator[str]:
        yield "generator"

    codes = []
    for depends in (generator, timed(generator)):
        app = FastAPI(dependencies=[Depends(depends)])
        app.get("/")(lambda: None)
        client = TestClient(app, raise_server_exceptions=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            codes.append(client.get("/").status_code)
            gc.collect()  # the coroutine that nobody awaited
    assert codes == [200, 500]


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_generator_in_an_async_wrapper_with_yield_works(kind):
    def plain() -> Iterator[str]:
        yield "generator"

    async def waiting() -> AsyncIterator[str]:
        yield "generator"

    @functools.wraps(plain)
    async def around_plain() -> AsyncIterator[str]:
        for value in plain():
            yield value

    @functools.wraps(waiting)
    async def around_waiting() -> AsyncIterator[str]:
        async for value in waiting():
            yield value

    wrapper = around_plain if kind == "def" else around_waiting
    app = FastAPI()

    @app.get("/")
    def read(value: Annotated[str, Depends(wrapper)]) -> str:
        return value

    assert TestClient(app).get("/").json() == "generator"


def test_security_takes_neither_a_scope_nor_a_limit():
    taken = [set(inspect.signature(one).parameters) for one in (Depends, Security)]
    assert taken[0] - taken[1] == {"scope", "max_concurrency"}
    assert taken[1] - taken[0] == {"scopes"}


def test_what_include_router_adds_is_read_at_the_first_request():
    """And it is read when its routes are tried, whichever path was asked for."""

    class Pool:
        def __init__(self, size: int = 5) -> None: ...

    async def use(pool: Pool) -> None: ...

    router = APIRouter()
    router.get("/included")(lambda: None)
    app = FastAPI()
    app.get("/before")(lambda: None)
    app.include_router(router, dependencies=[Depends(use)])
    app.get("/after")(lambda: None)
    with TestClient(app) as client:
        assert client.get("/before").status_code == 200
        for path in ("/included", "/after", "/nowhere"):
            with pytest.raises(Exception, match="Invalid args for response field"):
                client.get(path)

    # The list of the app is read at once for its own path operations only.
    app = FastAPI(dependencies=[Depends(use)])
    app.include_router(router)
    with TestClient(app) as client:
        for path in ("/included", "/nowhere"):
            with pytest.raises(Exception, match="Invalid args for response field"):
                client.get(path)
    with pytest.raises(Exception, match="Invalid args for response field"):
        app.get("/own")(lambda: None)

    router = APIRouter(dependencies=[Depends(use)])
    with pytest.raises(Exception, match="Invalid args for response field"):
        router.get("/")(lambda: None)


@pytest.mark.parametrize("where", ["list", "include_router"])
def test_what_a_router_adds_to_one_it_includes_is_read_when_the_app_includes_it(where):
    def get_session() -> Iterator[str]:
        yield "session"

    called = [Depends(get_session())]  # pyright: ignore[reportArgumentType]
    inner = APIRouter()
    inner.get("/")(lambda: None)
    outer = APIRouter(dependencies=called if where == "list" else [])
    outer.include_router(inner, dependencies=called if where != "list" else [])
    with pytest.raises(AssertionError):
        FastAPI().include_router(outer)

    outer = APIRouter()
    outer.include_router(inner)
    app = FastAPI()
    app.include_router(outer, dependencies=called)
    with TestClient(app) as client, pytest.raises(AssertionError):
        client.get("/")


def test_a_request_is_not_supplied_on_a_websocket():
    app = FastAPI()

    async def read_request(request: Request) -> None: ...

    async def read_connection(connection: HTTPConnection) -> None: ...

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    for path, read in (("/request", read_request), ("/both", read_connection)):
        app.websocket(path, dependencies=[Depends(read)])(talk)
        app.get(path, dependencies=[Depends(read)])(lambda: None)
    client = TestClient(app)
    assert client.get("/request").status_code == client.get("/both").status_code == 200
    with client.websocket_connect("/both"):
        pass
    missing = "missing 1 required positional argument: 'request'"
    with pytest.raises(TypeError, match=missing), client.websocket_connect("/request"):
        pass


def test_six_types_are_supplied_by_annotation_alone():
    app = FastAPI()
    kinds = {}

    async def look(
        request: Request,
        connection: HTTPConnection,
        response: Response,
        tasks: BackgroundTasks,
        scopes: SecurityScopes,
    ) -> None:
        kinds["http"] = [type(one) for one in (request, response, tasks, scopes)]
        assert connection is request

    app.get("/", dependencies=[Depends(look)])(lambda: None)

    @app.websocket("/")
    async def talk(socket: WebSocket, connection: HTTPConnection) -> None:
        assert connection is socket
        await socket.accept()
        await socket.close()

    client = TestClient(app)
    assert client.get("/").status_code == 200
    assert kinds["http"] == [Request, Response, BackgroundTasks, SecurityScopes]
    with client.websocket_connect("/"):
        pass
    assert "parameters" not in app.openapi()["paths"]["/"]["get"]


@pytest.mark.parametrize(
    "kind",
    [Request, WebSocket, HTTPConnection, Response, BackgroundTasks, SecurityScopes],
)
def test_a_supplied_type_in_a_union_is_refused(kind):
    app = FastAPI()

    def supplied(value) -> None: ...

    def optional(value=None) -> None: ...

    supplied.__annotations__["value"] = kind
    optional.__annotations__["value"] = kind | None

    app.get("/", dependencies=[Depends(supplied)])(lambda: None)
    if kind is not WebSocket:
        assert TestClient(app).get("/").status_code == 200
    with pytest.raises(FastAPIError, match="Invalid args for response field"):
        app.get("/optional", dependencies=[Depends(optional)])(lambda: None)


def test_depends_in_a_union_or_without_parentheses_is_ignored():
    """And so is a marker's place. The client says who it is."""

    class User(BaseModel):
        name: str

    app, asked = FastAPI(), []

    def get_user() -> User:
        asked.append("get_user")
        raise HTTPException(401)

    def get_name() -> str:
        return get_user().name

    @app.post("/body")
    def from_body(user: Annotated[User, Depends(get_user)] | None = None) -> str:
        return user.name if user else "nobody"

    @app.get("/query")
    def from_query(
        name: Annotated[str, Depends(get_name)] | None = None,
        token: Annotated[str, Header()] | None = None,
    ) -> str:
        return f"{name}, {token}"

    client = TestClient(app)
    assert client.post("/body").json() == "nobody"
    assert client.post("/body", json={"name": "ada"}).json() == "ada"
    sent = client.get("/query?name=ada&token=t", headers={"token": "of the header"})
    assert sent.json() == "ada, t"

    # What `type` makes, in a union and behind a second `type`.
    named: Any = TypeAliasType
    by_name = named("by_name", Annotated[str, Depends(get_name)])
    by_header = named("by_header", Annotated[str, Header(max_length=2)])
    for path, name, token in [
        ("/union", by_name | None, by_header | None),
        ("/second", named("name", by_name), named("token", by_header)),
    ]:

        def from_alias(name, token) -> str:
            return f"{name}, {token}"

        from_alias.__annotations__ |= {"name": name, "token": token}
        app.get(path)(from_alias)
        sent = client.get(f"{path}?name=ada&token=t", headers={"token": "h"})
        assert sent.json() == "ada, t"
        # The limits of a marker hold all the same.
        assert client.get(f"{path}?name=ada&token=long").status_code == 422

    @app.post("/bare")
    def bare(user: Annotated[User, Depends], token: Annotated[str, Header]) -> str:
        return f"{user.name}, {token}"

    sent = client.post("/bare?token=t", json={"name": "ada"})
    assert sent.json() == "ada, t"
    assert not asked

    @app.post("/right")
    def right(user: Annotated[User | None, Depends(get_user)]) -> None: ...

    assert client.post("/right", json={"name": "ada"}).status_code == 401
    assert asked == ["get_user"]


def test_another_class_is_not_found_by_its_type():
    class Pool:
        def __init__(self, size: int = 5) -> None:
            self.size = size

    app = FastAPI()
    with pytest.raises(Exception, match="Invalid args for response field"):

        @app.get("/wired")
        async def wired(pool: Pool) -> None: ...

    @app.get("/declared")
    async def declared(pool: Annotated[Pool, Depends()]) -> int:
        return pool.size

    client = TestClient(app)
    assert client.get("/declared?size=7").json() == 7

    @dataclass
    class Clock:
        hour: int

    @app.post("/body")
    async def taken_for_the_body(clock: Clock) -> int:
        return clock.hour

    assert client.post("/body", json={"hour": 7}).json() == 7


@pytest.mark.parametrize(("declared", "status"), [(Depends(), 500), (Query(), 422)])
def test_a_model_as_a_class_dependency_answers_its_own_error_with_a_500(
    declared, status
):
    class Period(BaseModel):
        first: int = 1
        last: int = 12

        @model_validator(mode="after")
        def check(self) -> Self:
            if self.first > self.last:
                raise ValueError("ends before it begins")
            return self

    app = FastAPI()

    @app.get("/")
    async def read(period: Annotated[Period, declared]) -> int:
        return period.last

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/?last=3").json() == 3
    assert client.get("/?last=x").status_code == 422
    assert client.get("/?first=5&last=3").status_code == status


def test_a_function_that_is_called_directly_gets_no_dependencies():
    async def get_limit() -> int:
        return 20

    def with_default(limit: int = Depends(get_limit)) -> object:
        return limit

    def with_annotation(limit: Annotated[int, Depends(get_limit)]) -> object:
        return limit

    assert with_default() == Depends(get_limit)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        with_annotation()  # pyright: ignore[reportCallIssue]
    assert with_annotation(3) == 3

    app = FastAPI()
    app.get("/default")(with_default)
    app.get("/annotation")(with_annotation)
    client = TestClient(app)
    assert client.get("/default").json() == client.get("/annotation").json() == 20


def test_middleware_gets_no_dependencies():
    app = FastAPI()

    @app.middleware("http")
    async def guard(request, call_next, role: str = Depends(lambda: "admin")):
        response = await call_next(request)
        response.headers["x-role"] = type(role).__name__
        return response

    app.get("/")(lambda: None)
    assert TestClient(app).get("/").headers["x-role"] == "Depends"


def test_files_of_a_frontend_are_guarded_by_the_dependencies_of_the_app(tmp_path):
    (tmp_path / "index.html").write_text("page")

    def guard(x_user: Annotated[str, Header()]) -> None:
        if x_user != "ada":
            raise HTTPException(403)

    app = FastAPI(dependencies=[Depends(guard)])
    app.frontend("/", directory=tmp_path)
    client = TestClient(app)
    assert client.get("/", headers={"X-User": "ada"}).text == "page"
    assert client.get("/", headers={"X-User": "bob"}).status_code == 403


def test_the_value_of_a_listed_dependency_comes_through_a_parameter():
    """It is in the cache by then, so nothing is called twice."""
    ran = []

    async def get_user() -> str:
        ran.append("get_user")
        return "ada"

    router = APIRouter(dependencies=[Depends(get_user)])
    router.get("/named")(lambda user: user)

    @router.get("/asked")
    async def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    app = FastAPI(dependencies=[Depends(get_user)])
    app.include_router(router)
    client = TestClient(app)
    assert client.get("/named").status_code == 422  # a query parameter, no value
    ran.clear()
    assert client.get("/asked").json() == "ada"
    assert ran == ["get_user"]


def test_parameters_of_every_kind_may_be_in_a_dependency():
    app = FastAPI()

    async def get_filter(
        shelf: int,
        x_user: Annotated[str, Header()],
        basket: Annotated[str, Cookie()],
        words: list[str],
        limit: int = 20,
    ) -> None: ...

    app.post("/{shelf}", dependencies=[Depends(get_filter)])(lambda: None)
    operation = app.openapi()["paths"]["/{shelf}"]["post"]
    found = {(one["in"], one["name"]) for one in operation["parameters"]}
    assert found == {
        ("path", "shelf"),
        ("header", "x-user"),
        ("cookie", "basket"),
        ("query", "limit"),
    }
    assert operation["requestBody"]["required"] is True
    client = TestClient(app)
    response = client.post("/x?limit=y")
    assert response.status_code == 422
    wrong = {tuple(one["loc"]) for one in response.json()["detail"]}
    assert wrong == {
        ("path", "shelf"),
        ("header", "x-user"),
        ("cookie", "basket"),
        ("query", "limit"),
        ("body",),
    }


def test_naming_the_dependency_instead_of_calling_it_works(program):
    module = program("called.py").load_changed(
        "Depends(get_session())", "Depends(get_session)"
    )
    assert TestClient(module.app).get("/orders").json() == "session"


def test_calling_the_dependency_fails_when_the_app_is_imported(program):
    p = program("called.py")
    with pytest.raises(TypeError, match="is not a callable object"):
        p.load()
    done = p.run()
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    p.record_output("failed", done, last, mask={r" at 0x[0-9a-f]+": " at …"})


def test_a_called_dependency_in_a_list_is_an_assertion_error(program):
    module = program("called.py").load_changed(
        "Depends(get_session())", "Depends(get_session)"
    )
    called = Depends(module.get_session())
    must_be_callable = "must have a callable dependency"
    with pytest.raises(AssertionError, match=must_be_callable):
        module.app.get("/", dependencies=[called])(lambda: None)
    with pytest.raises(AssertionError, match=must_be_callable):
        FastAPI(dependencies=[called]).get("/")(lambda: None)

    router = APIRouter()
    router.get("/included")(lambda: None)
    module.app.include_router(router, dependencies=[called])
    with (
        TestClient(module.app) as client,
        pytest.raises(AssertionError, match=must_be_callable),
    ):
        client.get("/included")
