import functools
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient


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


def test_oauth_scopes_are_part_of_the_cache_key():
    app = FastAPI()
    seen = []

    async def check(required: SecurityScopes) -> None:
        seen.append(required.scopes)

    read, write = Security(check, scopes=["read"]), Security(check, scopes=["write"])
    app.get("/", dependencies=[read, write, read])(lambda: None)
    assert TestClient(app).get("/").status_code == 200
    assert seen == [["read"], ["write"]]


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
    p.record_http("lost", lost)
    p.record_http("kept", kept)


def test_a_def_endpoint_sees_what_an_async_dependency_set(program):
    module = program("tenant.py").load()

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

    @app.get("/")
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
    }


def test_calling_the_dependency_fails_when_the_app_is_imported(program):
    p = program("called.py")
    with pytest.raises(TypeError, match="is not a callable object"):
        p.load()
    done = p.run()
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    p.record_output("failed", done, last, mask={r" at 0x[0-9a-f]+": " at …"})
