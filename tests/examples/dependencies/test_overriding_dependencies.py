from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated
from unittest.mock import create_autospec

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Security
from fastapi.dependencies import utils
from fastapi.testclient import TestClient
from harness.program import SECONDS


def test_a_fixture_overrides_and_takes_back(program):
    p = program("test_orders.py")
    program("orders.py")
    p.record_pytest("passed", "-q", "-rp", "test_orders.py", passed=3)


def test_the_rolled_back_order_was_really_committed_by_the_application(program):
    """Without the BEGIN, SQLite keeps what a savepoint has released."""
    source = program("test_orders.py").path.read_text()
    assert source.count('connection.exec_driver_sql("BEGIN")') == 1
    module = program("orders.py").load()

    def orders_left(begin: bool) -> int:
        with module.engine.connect() as connection:
            transaction = connection.begin()
            if begin:
                connection.exec_driver_sql("BEGIN")

            def get_test_session():
                mode = "create_savepoint"
                with module.Session(connection, join_transaction_mode=mode) as session:
                    yield session

            module.app.dependency_overrides = {
                module.get_session: get_test_session,
                module.get_current_user: lambda: "ada",
            }
            client = TestClient(module.app)
            assert client.post(f"/orders/{begin}").status_code == 201
            transaction.rollback()
        del module.app.dependency_overrides[module.get_session]
        return len(client.get("/orders").json())

    assert orders_left(begin=True) == 0
    assert orders_left(begin=False) == 1


def test_an_override_that_stays_decides_the_next_test(program):
    p = program("test_leaky.py")
    names = ("test_ada_may_see_her_orders", "test_a_stranger_is_refused")
    done = p.run_pytest("-q", "--tb=no", "-rpf", "test_leaky.py")
    assert "1 failed, 1 passed" in done.stdout
    p.record_output("failed", done, mask=SECONDS)
    reverse = [f"test_leaky.py::{name}" for name in reversed(names)]
    assert "2 passed" in p.run_pytest("-q", *reverse).stdout


def test_patches_aliases_and_bare_mocks_do_not_override(program):
    p = program("mocked.py")
    done = p.run()
    codes = [line[14:].split()[0] for line in done.stdout.splitlines()]
    assert codes == ["401", "401", "422", "200"]
    assert "[['query', 'args'], ['query', 'kwargs']]" in done.stdout
    p.record_output("attempts", done)


def get_user() -> str:
    raise HTTPException(401)


def app_with(path: str = "/", **options) -> FastAPI:
    app = FastAPI(**options)

    @app.get(path)
    def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    return app


def test_parameters_of_the_override_become_parameters_of_the_request():
    app = app_with()

    def get_test_user(extra: str) -> str:
        return extra

    app.dependency_overrides[get_user] = get_test_user
    client = TestClient(app)
    assert client.get("/").json()["detail"][0]["loc"] == ["query", "extra"]
    assert client.get("/?extra=ada").json() == "ada"


def test_a_class_is_overridden_by_its_name():
    class Page:
        def __init__(self, limit: int = 20) -> None:
            self.limit = limit

    app = FastAPI()

    @app.get("/")
    def read(page: Annotated[Page, Depends()]) -> int:
        return page.limit

    app.dependency_overrides[Page] = lambda: Page(limit=3)
    assert TestClient(app).get("/?limit=7").json() == 3


def test_monkeypatch_takes_back_its_own_override_and_no_other():
    app = app_with()
    app.dependency_overrides[get_user] = lambda: "of an outer fixture"
    client = TestClient(app)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setitem(app.dependency_overrides, get_user, lambda: "ada")
        assert client.get("/").json() == "ada"
    assert client.get("/").json() == "of an outer fixture"


def test_one_override_makes_fastapi_read_all_signatures_again(monkeypatch):
    app = app_with()

    def get_limit() -> int:
        return 20

    @app.get("/limit")
    def read(limit: Annotated[int, Depends(get_limit)]) -> int:
        return limit

    again = []
    read_signature = utils.get_dependant
    client = TestClient(app)

    def noted(*, call, **options):
        again.append(call)
        return read_signature(call=call, **options)

    monkeypatch.setattr(utils, "get_dependant", noted)
    assert client.get("/limit").json() == 20
    assert again == []
    app.dependency_overrides[get_user] = lambda: "ada"
    assert client.get("/limit").json() == 20
    assert again == [get_limit]


def test_a_mock_with_the_signature_of_the_original_works():
    app = FastAPI()

    def get_reader(x_user: Annotated[str, Header()]) -> str:
        return x_user

    @app.get("/")
    def read(reader: Annotated[str, Depends(get_reader)]) -> str:
        return reader

    mock = create_autospec(get_reader, return_value="ada")
    app.dependency_overrides[get_reader] = mock
    client = TestClient(app)
    assert client.get("/", headers={"X-User": "bob"}).json() == "ada"
    mock.assert_called_once_with(x_user="bob")
    assert client.get("/").status_code == 422


def test_an_override_reaches_sub_dependencies_security_and_routers():
    app = FastAPI()

    def get_greeting(user: Annotated[str, Depends(get_user)]) -> str:
        return f"hello {user}"

    router = APIRouter(dependencies=[Depends(get_user)])

    @router.get("/")
    def read(
        greeting: Annotated[str, Depends(get_greeting)],
        user: Annotated[str, Security(get_user, scopes=["read"])],
    ) -> list[str]:
        return [greeting, user]

    app.include_router(router)
    app.dependency_overrides[get_user] = lambda: "ada"
    assert TestClient(app).get("/").json() == ["hello ada", "ada"]
    app.dependency_overrides.clear()
    assert TestClient(app).get("/").status_code == 401


def test_a_mounted_application_has_overrides_of_its_own():
    app, mounted = app_with(), app_with()
    app.mount("/mounted", mounted)
    app.dependency_overrides[get_user] = lambda: "ada"
    client = TestClient(app)
    assert client.get("/").status_code == 200
    assert client.get("/mounted/").status_code == 401
    mounted.dependency_overrides[get_user] = lambda: "ada"
    assert client.get("/mounted/").status_code == 200


@pytest.mark.parametrize("scope", ["function", "request"])
def test_an_override_with_yield_is_cleaned_up_in_the_scope_of_the_original(scope):
    app = FastAPI()
    steps = []

    @app.get("/")
    def read(user: Annotated[str, Depends(get_user, scope=scope)]) -> str:
        return user

    def get_test_user():
        yield "ada"
        steps.append("closed")

    async def note(scope, receive, send):
        async def noted(message):
            if message["type"] == "http.response.body":
                steps.append("sent")
            await send(message)

        await app(scope, receive, noted)

    app.dependency_overrides[get_user] = get_test_user
    assert TestClient(note).get("/").json() == "ada"
    assert steps == (["closed", "sent"] if scope == "function" else ["sent", "closed"])


@pytest.mark.parametrize("with_yield", [True, False])
def test_a_session_that_is_returned_is_never_closed(program, with_yield):
    module = program("orders.py").load()
    closed = []

    class NotedSession(module.Session):
        def close(self) -> None:
            closed.append("closed")
            super().close()

    def yield_session():
        with NotedSession(module.engine) as session:
            yield session

    def return_session():
        return NotedSession(module.engine)

    module.app.dependency_overrides = {
        module.get_session: yield_session if with_yield else return_session,
        module.get_current_user: lambda: "ada",
    }
    assert TestClient(module.app).get("/orders").json() == []
    assert closed == (["closed"] if with_yield else [])


def test_an_instance_is_overridden_by_an_equal_one_only_if_it_defines_equality():
    @dataclass(frozen=True)
    class RequireRole:
        role: str

        def __call__(self) -> None:
            raise HTTPException(403)

    @dataclass(frozen=True, eq=False)
    class RequirePlan:
        plan: str

        def __call__(self) -> None:
            raise HTTPException(403)

    codes = []
    for guard in (RequireRole, RequirePlan):
        app = FastAPI(dependencies=[Depends(guard("admin"))])
        app.get("/")(lambda: None)
        app.dependency_overrides[guard("admin")] = lambda: None
        codes.append(TestClient(app).get("/").status_code)
    assert codes == [200, 403]


def test_settings_cached_with_lru_cache_are_overridden_in_dependencies_only():
    app = FastAPI()

    @lru_cache
    def get_settings() -> str:
        return "production"

    @app.get("/")
    def read(settings: Annotated[str, Depends(get_settings)]) -> list[str]:
        return [settings, get_settings()]

    app.dependency_overrides[get_settings] = lambda: "test"
    assert TestClient(app).get("/").json() == ["test", "production"]
