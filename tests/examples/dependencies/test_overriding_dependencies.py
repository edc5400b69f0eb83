import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from types import ModuleType
from typing import Annotated
from unittest.mock import Mock, create_autospec
from urllib.parse import quote

import pytest
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Cookie,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Security,
    WebSocket,
)
from fastapi.dependencies import utils
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient
from harness.program import SECONDS, Program
from sqlalchemy import QueuePool, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, create_engine, select, text


def test_a_fixture_overrides_and_takes_back(program):
    p = program("test_orders.py")
    program("orders.py")
    p.record_pytest("passed", "-q", "-rp", "test_orders.py", passed=3)


def test_an_order_that_is_shown_to_another_user_is_noticed(program, tmp_path):
    p = program("test_orders.py")
    copy = shutil.copytree(p.path.parent, tmp_path / "copy")
    source = (copy / "orders.py").read_text()
    own = ".where(Order.buyer == user)"
    assert source.count(own) == 1
    (copy / "orders.py").write_text(source.replace(own, ""))
    failed = Program(copy / p.path.name).failures(p.path.name)
    assert list(failed) == ["test_an_order_belongs_to_the_current_user"]


@pytest.fixture
def orders(program) -> Iterator[ModuleType]:
    """The application; its database lives until the last connection is closed."""
    module = program("orders.py").load()
    yield module
    module.engine.dispose()


@pytest.fixture
def client(program) -> Iterator[TestClient]:
    """The fixture of test_orders.py, step by step: until its end and after it."""
    sys.modules.pop("orders", None)
    module = program("test_orders.py").load()
    fixture = module.client._get_wrapped_function()()
    yield next(fixture)
    assert next(fixture, None) is None
    assert module.app.dependency_overrides == {}
    with Session(module.engine) as session:
        assert session.connection().execute(text("SELECT * FROM 'order'")).all() == []
    module.engine.dispose()


def test_the_client_of_the_fixture_is_entered_so_that_a_lifespan_runs(client):
    assert client.portal is not None
    assert TestClient(client.app).portal is None


def test_what_the_application_has_committed_is_rolled_back(client):
    for _ in range(2):
        assert client.post("/orders/dune").status_code == 201
    assert client.get("/orders").json() == ["dune", "dune"]
    overrides = client.app.dependency_overrides
    orders = sys.modules["orders"]
    with contextmanager(overrides[orders.get_session])() as session:
        bought = session.exec(select(orders.Order)).all()
        assert [(one.book, one.buyer) for one in bought] == [("dune", "ada")] * 2


def test_a_roll_back_of_the_application_does_not_undo_an_earlier_commit(client):
    orders = sys.modules["orders"]

    @orders.app.post("/broken")
    def fail(session: Annotated[Session, Depends(orders.get_session)]) -> None:
        session.add(orders.Order(book="emma", buyer="ada"))
        session.flush()
        session.rollback()

    assert client.post("/orders/dune").status_code == 201
    assert client.post("/broken").status_code == 200
    assert client.get("/orders").json() == ["dune"]


@pytest.mark.parametrize("overlapping", [True, False])
@pytest.mark.filterwarnings("ignore:nested transaction already deassociated")
def test_two_sessions_at_once_break_the_savepoints_of_one_connection(
    client, overlapping
):
    """To release one savepoint releases those that were set after it."""
    orders = sys.modules["orders"]
    open_session = contextmanager(client.app.dependency_overrides[orders.get_session])

    def add(session: Session) -> None:
        session.add(orders.Order(book="dune", buyer="ada"))
        session.flush()

    with open_session() as first, open_session() as second:
        add(first)
        if not overlapping:
            first.commit()
        add(second)
        if overlapping:
            first.commit()
            with pytest.raises(OperationalError, match="no such savepoint"):
                second.commit()
        else:
            second.commit()


def test_an_order_of_any_form_is_kept_as_it_was_sent(client):
    books = ["x" * 5000, "\u00e9\U0001f600", "a'--", "0"]
    for book in books:
        assert client.post(f"/orders/{quote(book)}").status_code == 201
    assert client.get("/orders").json() == books


def test_without_its_own_begin_sqlite_keeps_what_a_savepoint_has_released(orders):
    module = orders

    def orders_left(begin: bool) -> int:
        with module.engine.connect() as connection:
            connection.begin()
            if begin:
                connection.exec_driver_sql("BEGIN")

            def get_test_session():
                mode = "create_savepoint"
                with Session(connection, join_transaction_mode=mode) as session:
                    yield session

            module.app.dependency_overrides = {
                module.get_session: get_test_session,
                module.get_current_user: lambda: "ada",
            }
            client = TestClient(module.app)
            assert client.post(f"/orders/{begin}").status_code == 201
        del module.app.dependency_overrides[module.get_session]
        return len(client.get("/orders").json())

    assert orders_left(begin=True) == 0
    assert orders_left(begin=False) == 1


def test_a_session_of_its_own_is_outside_of_the_transaction_of_the_test(tmp_path):
    """It does not see the rows of the test, and what it commits stays."""
    engine = create_engine(f"sqlite:///{tmp_path}/shop.db")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE audit (line TEXT)")
    app = FastAPI()

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    def lines(session: Session) -> list:
        return [*session.connection().exec_driver_sql("SELECT line FROM audit")]

    seen = []

    def work(write: bool) -> None:
        with Session(engine) as session:
            seen.append(lines(session))
            if write:
                session.connection().exec_driver_sql(
                    "INSERT INTO audit VALUES ('task')"
                )
                session.commit()

    @app.post("/{by}")
    def note(
        by: str,
        tasks: BackgroundTasks,
        session: Annotated[Session, Depends(get_session)],
    ) -> None:
        if by == "endpoint":
            session.connection().exec_driver_sql(
                "INSERT INTO audit VALUES ('endpoint')"
            )
            session.commit()
        tasks.add_task(work, by == "task")

    with engine.connect() as connection:
        connection.begin()

        def get_test_session() -> Iterator[Session]:
            mode = "create_savepoint"
            with Session(connection, join_transaction_mode=mode) as session:
                yield session

        app.dependency_overrides[get_session] = get_test_session
        client = TestClient(app)
        assert client.post("/endpoint").status_code == 200
        assert seen == [[]]
    with engine.connect() as connection:
        connection.begin()
        assert client.post("/task").status_code == 200
    with Session(engine) as session:
        assert lines(session) == [("task",)]
    engine.dispose()


@pytest.mark.parametrize("shared", [False, True])
def test_a_session_of_its_own_is_locked_out_by_what_the_test_has_written(
    tmp_path, shared
):
    """In a file it can still read, in shared memory as in the example not even that."""
    url = "sqlite:///file:locked?mode=memory&cache=shared&uri=true"
    url = url if shared else f"sqlite:///{tmp_path}/shop.db"
    # SQLAlchemy gives a thread one connection for memory unless told otherwise.
    engine = create_engine(url, poolclass=QueuePool, connect_args={"timeout": 0})

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE audit (line TEXT)")
        connection.commit()
        connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            session.connection().exec_driver_sql("INSERT INTO audit VALUES ('test')")
            session.commit()
        locked = pytest.raises(OperationalError, match="locked")
        with Session(engine) as own, locked:
            own.connection().exec_driver_sql("INSERT INTO audit VALUES ('task')")
        with Session(engine) as own:
            read = partial(own.connection().exec_driver_sql, "SELECT line FROM audit")
            if shared:
                with pytest.raises(OperationalError, match="locked"):
                    read()
            else:
                assert read().all() == []
    engine.dispose()


def test_the_example_opens_no_more_sessions_than_its_pool_has_connections(orders):
    (declared,) = orders.SessionDep.__metadata__
    pool = orders.engine.pool
    assert declared.max_concurrency == pool.size() + pool._max_overflow == 15


def test_the_memory_of_the_example_is_locked_for_a_second_request(orders):
    """Without a wait, as its comment says; a file is waited for."""
    orders.app.dependency_overrides = {orders.get_current_user: lambda: "ada"}
    with Session(orders.engine) as first:
        first.add(orders.Order(book="emma", buyer="bob"))
        first.flush()  # a request that has yet to commit
        with pytest.raises(OperationalError, match="table is locked"):
            TestClient(orders.app).post("/orders/dune")


def test_an_overridden_user_skips_the_check_and_a_real_request_does_not(orders):
    module = orders
    client = TestClient(module.app)
    bearer = {"Authorization": "Bearer any"}
    assert client.get("/orders").status_code == 401
    unknown = client.get("/orders", headers=bearer)
    assert (unknown.status_code, unknown.json()["detail"]) == (401, "unknown token")
    assert unknown.headers["www-authenticate"] == "Bearer"
    module.app.dependency_overrides[module.get_current_user] = lambda: "ada"
    assert client.get("/orders").status_code == 200


def test_a_module_that_is_loaded_twice_has_two_functions(tmp_path, monkeypatch):
    """Both folders are searched, so one file is `twice` as well as `shop.twice`."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "twice.py").write_text("""
from fastapi import HTTPException

def get_user() -> str:
    raise HTTPException(401)
""")
    for folder in (tmp_path, tmp_path / "shop"):
        monkeypatch.syspath_prepend(folder)
    used = import_module("shop.twice").get_user
    other = import_module("twice").get_user
    for name in ("shop", "shop.twice", "twice"):
        del sys.modules[name]
    app = FastAPI(dependencies=[Depends(used)])
    app.get("/")(lambda: None)
    for key, status_code in ((other, 401), (used, 200)):
        app.dependency_overrides[key] = lambda: "ada"
        assert TestClient(app).get("/").status_code == status_code


def test_an_override_that_stays_decides_the_next_test(program):
    p = program("test_leaky.py")
    names = ("test_ada_may_see_her_orders", "test_a_stranger_is_refused")
    done = p.run_pytest("-q", "--tb=no", "-rpf", "test_leaky.py")
    assert "1 failed, 1 passed" in done.stdout
    p.record_output("failed", done, mask=SECONDS)
    reverse = [f"test_leaky.py::{name}" for name in reversed(names)]
    assert "2 passed" in p.run_pytest("-q", *reverse).stdout


def test_of_five_attempts_only_a_callable_overrides(program):
    p = program("mocked.py")
    done = p.run()
    assert [line[18:].strip() for line in done.stdout.splitlines()[:-1]] == [
        "401",
        "401",
        "422",
        "401",
        "200",
    ]
    assert done.stdout.endswith("calls of the mock: 1\n")
    p.record_output("attempts", done)


def test_a_bare_mock_asks_for_its_args_and_kwargs_as_query_parameters():
    app = app_with()
    app.dependency_overrides[get_user] = Mock(return_value="ada")
    client = TestClient(app)
    response = client.get("/")
    assert response.status_code == 422
    missing = [one["loc"] for one in response.json()["detail"]]
    assert missing == [["query", "args"], ["query", "kwargs"]]
    assert client.get("/?args=1&kwargs=2").json() == "ada"


def test_a_mock_in_a_lambda_counts_its_calls():
    app = app_with()
    mock = Mock(return_value="ada")
    app.dependency_overrides[get_user] = lambda: mock()
    assert TestClient(app).get("/").json() == "ada"
    mock.assert_called_once_with()


def test_an_autospec_still_asks_for_what_the_original_depends_on():
    app = FastAPI()

    def get_reader(token: Annotated[object, Depends(HTTPBearer())]) -> str:
        return "original"

    @app.get("/")
    def read(reader: Annotated[str, Depends(get_reader)]) -> str:
        return reader

    mock = create_autospec(get_reader, return_value="ada")
    app.dependency_overrides[get_reader] = mock
    client = TestClient(app)
    assert client.get("/").status_code == 401
    mock.assert_not_called()
    headers = {"Authorization": "Bearer any"}
    assert client.get("/", headers=headers).json() == "ada"
    mock.assert_called_once()


POSTPONED = """
from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Header

app = FastAPI()


def get_token(token: Annotated[str, Header()]) -> str:
    return token


def get_reader(token: Annotated[str, Depends(get_token)]) -> str:
    return "original"


@app.get("/")
def read(reader: Annotated[str, Depends(get_reader)]) -> str:
    return reader
"""


@pytest.mark.parametrize("postponed", [True, False])
def test_an_autospec_of_annotations_as_strings_asks_for_query_parameters(
    postponed,
):
    """FastAPI looks for the names in the module in which the mock was made."""
    line = "from __future__ import annotations"
    module = ModuleType("postponed")
    code = POSTPONED if postponed else POSTPONED.replace(line, "")
    exec(compile(code, "postponed", "exec", dont_inherit=True), module.__dict__)
    client = TestClient(module.app)
    headers = {"token": "any"}
    assert client.get("/", headers=headers).json() == "original"
    mock = create_autospec(module.get_reader, return_value="ada")
    module.app.dependency_overrides[module.get_reader] = mock
    response = client.get("/", headers=headers)
    if postponed:
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["query", "token"]
    else:
        assert response.json() == "ada"


def test_what_the_original_depends_on_is_not_resolved():
    app = FastAPI()
    ran = []

    def get_token() -> None:
        ran.append("token")

    def get_reader(token: Annotated[None, Depends(get_token)]) -> str:
        return "original"

    @app.get("/")
    def read(reader: Annotated[str, Depends(get_reader)]) -> str:
        return reader

    app.dependency_overrides[get_reader] = lambda: "ada"
    assert TestClient(app).get("/").json() == "ada"
    assert ran == []


def test_a_replacement_may_be_async_and_depend_on_things():
    app = app_with()

    async def get_name() -> str:
        return "ada"

    async def get_test_user(name: Annotated[str, Depends(get_name)]) -> str:
        return name

    app.dependency_overrides[get_user] = get_test_user
    assert TestClient(app).get("/").json() == "ada"


def test_a_replacement_that_depends_on_the_original_never_ends():
    app = FastAPI()

    def get_name() -> str:
        return "ada"

    def get_greeting(name: Annotated[str, Depends(get_name)]) -> str:
        return f"hello {name}"

    @app.get("/")
    def read(name: Annotated[str, Depends(get_name)]) -> str:
        return name

    app.dependency_overrides[get_name] = get_greeting
    with pytest.raises(RecursionError):
        TestClient(app).get("/")
    app.dependency_overrides[get_name] = lambda: f"hello {get_name()}"
    assert TestClient(app).get("/").json() == "hello ada"


def test_a_replacement_uses_a_generator_with_yield_from():
    app, steps = FastAPI(), []

    def get_session() -> Iterator[str]:
        yield "session"
        steps.append("closed")

    def call_it() -> Iterator[str]:
        return get_session()

    def yield_from_it() -> Iterator[str]:
        yield from get_session()

    @app.get("/")
    def read(session: Annotated[object, Depends(get_session)]) -> str:
        return type(session).__name__

    found = {}
    for replacement in (call_it, yield_from_it):
        app.dependency_overrides[get_session] = replacement
        found[replacement.__name__] = TestClient(app).get("/").json()
    assert found == {"call_it": "generator", "yield_from_it": "str"}
    assert steps == ["closed"]


def test_a_replacement_runs_once_for_each_original():
    app, opened = FastAPI(), []

    def get_writer() -> None: ...

    def get_reader() -> None: ...

    def get_test_session() -> int:
        opened.append("session")
        return len(opened)

    @app.get("/")
    def read(
        first: Annotated[int, Depends(get_writer)],
        again: Annotated[int, Depends(get_writer)],
        other: Annotated[int, Depends(get_reader)],
        direct: Annotated[int, Depends(get_test_session)],
    ) -> list[int]:
        return [first, again, other, direct]

    overrides = {get_writer: get_test_session, get_reader: get_test_session}
    app.dependency_overrides |= overrides
    assert TestClient(app).get("/").json() == [1, 1, 2, 3]


def test_an_autouse_fixture_clears_for_every_test(tmp_path):
    (tmp_path / "test_clear.py").write_text("""
import pytest
from fastapi import FastAPI

app = FastAPI()

@pytest.fixture(autouse=True)
def forget():
    yield
    app.dependency_overrides.clear()

def test_override():
    app.dependency_overrides[print] = lambda: None

def test_nothing_is_left():
    assert app.dependency_overrides == {}
""")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "2 passed" in done.stdout


def test_clear_also_takes_what_another_fixture_has_set():
    app = app_with()
    app.dependency_overrides[get_user] = lambda: "of an outer fixture"
    app.dependency_overrides[app_with] = lambda: "of an inner fixture"
    app.dependency_overrides.clear()
    assert TestClient(app).get("/").status_code == 401


def test_threads_share_the_dictionary_and_processes_do_not():
    app = app_with()

    def override() -> None:
        app.dependency_overrides[get_user] = lambda: "ada"

    forked = multiprocessing.get_context("fork").Process(target=override)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        forked.start()
    forked.join(timeout=120)
    assert forked.exitcode == 0
    assert TestClient(app).get("/").status_code == 401
    thread = threading.Thread(target=override)
    thread.start()
    thread.join()
    assert TestClient(app).get("/").status_code == 200


def test_an_override_of_a_dependency_with_arguments_by_what_it_depends_on():
    app = FastAPI()

    def get_role() -> str:
        raise HTTPException(401)

    class RequireRole:
        def __init__(self, role: str) -> None:
            self.role = role

        def __call__(self, role: Annotated[str, Depends(get_role)]) -> None:
            if role != self.role:
                raise HTTPException(403)

    app.get("/", dependencies=[Depends(RequireRole("admin"))])(lambda: None)
    codes = {}
    for role in ("admin", "reader"):
        app.dependency_overrides[get_role] = lambda role=role: role
        codes[role] = TestClient(app).get(f"/?role={role}").status_code
    assert codes == {"admin": 200, "reader": 403}


def test_cache_clear_makes_cached_settings_fresh_everywhere(monkeypatch):
    @lru_cache
    def get_settings() -> str:
        return os.environ["SHOP"]

    monkeypatch.setenv("SHOP", "production")
    assert get_settings() == "production"
    monkeypatch.setenv("SHOP", "test")
    assert get_settings() == "production"
    get_settings.cache_clear()
    assert get_settings() == "test"
    monkeypatch.setenv("SHOP", "production")  # for the next test
    assert get_settings() == "test"
    get_settings.cache_clear()
    assert get_settings() == "production"


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

    def get_by_all(
        shelf: int,
        extra: str,
        x_user: Annotated[str, Header()],
        basket: Annotated[str, Cookie()],
    ) -> str:
        return f"{shelf} {extra} {x_user} {basket}"

    app = app_with("/{shelf}")
    app.dependency_overrides[get_user] = get_by_all
    missing = TestClient(app).get("/x").json()["detail"]
    assert [one["loc"] for one in missing] == [
        ["path", "shelf"],
        ["query", "extra"],
        ["header", "x-user"],
        ["cookie", "basket"],
    ]
    client = TestClient(app, headers={"X-User": "ada"}, cookies={"basket": "full"})
    assert client.get("/7?extra=more").json() == "7 more ada full"


def test_openapi_keeps_the_parameters_of_the_original():
    app = FastAPI()

    def get_page(limit: int) -> None: ...

    def get_test_page(extra: str) -> None: ...

    app.get("/", dependencies=[Depends(get_page)])(lambda: None)
    app.dependency_overrides[get_page] = get_test_page
    client = TestClient(app)
    operation = client.get("/openapi.json").json()["paths"]["/"]["get"]
    assert [one["name"] for one in operation["parameters"]] == ["limit"]
    assert client.get("/?extra=x").status_code == 200


def test_a_body_is_read_if_the_original_declares_it_and_not_for_a_replacement():
    app = FastAPI()

    def plain() -> str:
        return "plain"

    def with_body(order: dict[str, int]) -> str:
        return "with body"

    app.post("/plain", dependencies=[Depends(plain)])(lambda: None)
    app.post("/with-body", dependencies=[Depends(with_body)])(lambda: None)
    client = TestClient(app)
    kind = {"Content-Type": "application/json"}

    def send(path: str, content: str) -> int:
        return client.post(path, content=content, headers=kind).status_code

    assert send("/with-body", "[]") == 422
    app.dependency_overrides = {plain: with_body, with_body: lambda: "replaced"}
    assert send("/plain", '{"number": 1}') == 422
    assert send("/with-body", "[]") == 200
    assert send("/with-body", "{") == 422


def test_a_replacement_is_given_the_body_that_the_path_operation_reads():
    app = FastAPI()

    def plain() -> str:
        return "plain"

    def with_body(order: dict[str, int]) -> dict[str, int]:
        return order

    @app.post("/")
    def add(order: dict[str, int], seen: Annotated[object, Depends(plain)]) -> object:
        return seen

    app.dependency_overrides[plain] = with_body
    assert TestClient(app).post("/", json={"number": 1}).json() == {"number": 1}


@pytest.mark.parametrize("named", [True, False])
def test_a_class_is_overridden_by_its_name(named):
    class Page:
        def __init__(self, limit: int = 20) -> None:
            self.limit = limit

    app = FastAPI()
    depends = Depends(Page) if named else Depends()

    @app.get("/")
    def read(page: Annotated[Page, depends]) -> int:
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
    for times in (1, 2):  # in each request
        assert client.get("/limit").json() == 20
        assert again == [get_limit] * times


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

    @router.websocket("/")
    async def greet(socket: WebSocket, user: Annotated[str, Depends(get_user)]) -> None:
        await socket.accept()
        await socket.send_text(user)
        await socket.close()

    app.include_router(router)
    app.dependency_overrides[get_user] = lambda: "ada"
    assert TestClient(app).get("/").json() == ["hello ada", "ada"]
    with TestClient(app).websocket_connect("/") as socket:
        assert socket.receive_text() == "ada"
    app.dependency_overrides.clear()
    assert TestClient(app).get("/").status_code == 401


def test_each_application_of_a_factory_has_overrides_of_its_own():
    """Although they include the same router."""
    router = APIRouter()

    def get_user() -> str:
        return "real"

    @router.get("/")
    def read(user: Annotated[str, Depends(get_user)]) -> str:
        return user

    def create_app() -> FastAPI:
        app = FastAPI()
        app.include_router(router)
        return app

    first, second = create_app(), create_app()
    first.dependency_overrides[get_user] = lambda: "ada"
    found = [TestClient(app).get("/").json() for app in (first, second, first)]
    assert found == ["ada", "real", "ada"]


def test_a_mounted_application_has_overrides_of_its_own():
    app, mounted = app_with(), app_with()
    app.mount("/mounted", mounted)
    app.dependency_overrides[get_user] = lambda: "ada"
    client = TestClient(app)
    assert client.get("/").status_code == 200
    assert client.get("/mounted/").status_code == 401
    mounted.dependency_overrides[get_user] = lambda: "ada"
    assert client.get("/mounted/").status_code == 200


def test_a_mounted_router_is_not_reached_by_any_override():
    router = APIRouter()
    router.get("/", dependencies=[Depends(get_user)])(lambda: None)
    assert not hasattr(router, "dependency_overrides")
    app = FastAPI()
    app.include_router(router, prefix="/included")
    app.mount("/mounted", router)
    app.dependency_overrides[get_user] = lambda: "ada"
    client = TestClient(app)
    assert client.get("/included/").status_code == 200
    assert client.get("/mounted/").status_code == 401


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
def test_a_session_that_is_returned_is_never_closed(orders, with_yield):
    module = orders
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


def test_a_partial_is_overridden_by_itself_and_not_by_its_function():
    declared = partial(get_user)
    app = FastAPI(dependencies=[Depends(declared)])
    app.get("/")(lambda: None)
    codes = []
    for key in (get_user, partial(get_user), declared):
        app.dependency_overrides = {key: lambda: "ada"}
        codes.append(TestClient(app).get("/").status_code)
    assert codes == [401, 401, 200]


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
