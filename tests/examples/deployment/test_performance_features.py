import asyncio
import importlib.util
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import requires
from pathlib import Path
from typing import Annotated

import fastapi
import fastapi.security
import httpx2
import pydantic
import pydantic_core
import pytest
import starlette
from fastapi import Depends, FastAPI
from fastapi.dependencies import utils
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import (
    FileResponse,
    JSONResponse,
    ORJSONResponse,
    StreamingResponse,
    UJSONResponse,
)
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import StaticPool, create_engine, text
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect


def test_a_declared_type_skips_the_walk_over_every_value(program):
    p = program("json_cost.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    undeclared, declared, raw = ran.stdout.splitlines()
    # Six for each order: its model, the dict of it, two keys, two values.
    assert undeclared.split()[1] == "600"
    assert declared.split()[1] == raw.split()[1] == "0"
    assert ran.stdout.count("same bytes: True") == 3
    p.record_output("calls", ran)


def test_every_route_is_tried_in_turn_and_a_prefix_prunes_nothing(program):
    p = program("routes_tried.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    tried = [int(line.split()[-3]) for line in ran.stdout.splitlines()]
    # A matching router is searched twice: to find it and to choose in it.
    assert tried == [2, 550, 1000, 2, 0, 500]
    status = [line.split()[-4] for line in ran.stdout.splitlines()]
    assert status == ["200,", "200,", "404,", "200,", "404,", "404,"]
    p.record_output("tried", ran)


def test_the_root_and_a_websocket_are_looked_for_once(program):
    """The second round is for what may miss or have a final slash."""
    module = program("routes_tried.py").load()
    client = TestClient(module.app)
    rounds = []
    for path in ("/unknown", "/"):
        module.tried.clear()
        assert client.get(path).status_code == 404
        rounds.append(len(module.tried))
    module.tried.clear()
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/unknown"),
    ):
        pass
    assert [*rounds, len(module.tried)] == [1000, 500, 500]


def test_a_ready_response_bypasses_the_response_model(program):
    p = program("raw_rows.py")
    module = p.load()
    client = TestClient(module.app)
    declared = client.get("/declared")
    assert declared.json() == {"title": "Emma", "price": "9.90"}
    p.record_http("declared", declared)
    fast = client.get("/fast")
    assert fast.json()["cost_price"] == "4.10"
    p.record_http("fast", fast)
    documented = client.get("/openapi.json").json()["paths"]["/fast"]["get"]
    schema = documented["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Book"}


def test_dump_json_uses_aliases_only_when_told_to():
    """FastAPI uses them unless it is told not to."""

    class Aliased(pydantic.BaseModel):
        order_id: int = pydantic.Field(alias="orderId")

    app = FastAPI()
    order = Aliased(orderId=7)

    @app.get("/order")
    async def read() -> Aliased:
        return order

    adapter = pydantic.TypeAdapter(Aliased)
    answered = TestClient(app).get("/order").content
    assert answered == adapter.dump_json(order, by_alias=True) == b'{"orderId":7}'
    assert adapter.dump_json(order) == b'{"order_id":7}'


@pytest.mark.parametrize("value", [Decimal("9.90"), datetime.now(UTC)], ids=type)
def test_a_json_response_cannot_hold_a_decimal_or_a_date(program, value):
    module = program("raw_rows.py").load()
    module.ROW["price"] = value
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.get("/fast").status_code == 500
    with pytest.raises(TypeError, match="not JSON serializable"):
        JSONResponse({"price": value})


def test_a_response_class_that_is_named_renders_in_python(program):
    p = program("named_class.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines == [
        'direct {"Emma":3}',
        "render was given {'Emma': 3}",
        'named {"Emma":3}',
    ]
    p.record_output("rendered", ran)


def test_even_the_default_class_leaves_the_fast_path_when_named(monkeypatch):
    rendered = []
    render = JSONResponse.render
    monkeypatch.setattr(
        JSONResponse, "render", lambda *args: rendered.append(args[1]) or render(*args)
    )
    for app in (FastAPI(), FastAPI(default_response_class=JSONResponse)):

        @app.get("/stock")
        async def stock() -> dict[str, int]:
            return {"Emma": 3}

        assert TestClient(app).get("/stock").json() == {"Emma": 3}
    assert rendered == [{"Emma": 3}]  # by the second application only


def test_the_classes_for_orjson_and_ujson_are_deprecated():
    for one in (ORJSONResponse, UJSONResponse):
        with (
            pytest.warns(FastAPIDeprecationWarning, match="is deprecated"),
            suppress(AssertionError),  # the library itself need not be there
        ):
            one({})


def most_at_once(module, *paths: str) -> int:
    async def ask() -> None:
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://shop"
        ) as http:
            answers = await asyncio.gather(*(http.get(path) for path in paths))
        assert {one.status_code for one in answers} == {200}

    module.at_once.clear()
    asyncio.run(ask())
    assert len(module.at_once) == len(paths)
    return max(module.at_once)


def test_a_limit_protects_only_while_a_yield_dependency_is_open(program):
    p = program("limited.py")
    module = p.load()
    most = {
        "5 times /checked": most_at_once(module, *["/checked"] * 5),
        "5 times /held": most_at_once(module, *["/held"] * 5),
        "3 times /held, 3 times /held-too": most_at_once(
            module, *["/held", "/held-too"] * 3
        ),
    }
    assert list(most.values()) == [5, 1, 1]
    p.record_value("at-once", "most requests in the report at the same time", most)


def test_any_number_of_requests_may_wait_for_a_place(program):
    module = program("limited.py").load()
    assert most_at_once(module, *["/held"] * 50) == 1


def test_each_depends_object_has_a_limit_of_its_own(program):
    module = program("limited.py").load()
    for path in ("/own", "/own-too"):
        own = fastapi.Depends(module.place, max_concurrency=1)
        module.app.get(path, dependencies=[own])(module.build_report)
    assert most_at_once(module, *["/own", "/own-too"] * 3) == 2


def test_a_limit_is_held_until_the_response_is_sent_unless_scoped(program):
    module = program("limited.py").load()
    app = module.app = FastAPI()

    async def send_slowly() -> StreamingResponse:
        async def parts():
            await module.build_report()
            yield b"report"

        return StreamingResponse(parts())

    for scope in ("request", "function"):
        held = fastapi.Depends(module.place, scope=scope, max_concurrency=1)
        app.get(f"/{scope}", dependencies=[held])(send_slowly)
    assert most_at_once(module, *["/request"] * 4) == 1
    assert most_at_once(module, *["/function"] * 4) > 1


def test_the_place_is_kept_for_background_tasks_too(program):
    module = program("limited.py").load()
    app = module.app = FastAPI()

    for scope in ("request", "function"):
        held = fastapi.Depends(module.place, scope=scope, max_concurrency=1)

        @app.get(f"/{scope}", dependencies=[held])
        async def send(tasks: fastapi.BackgroundTasks) -> None:
            tasks.add_task(module.build_report)

    assert most_at_once(module, *["/request"] * 4) == 1
    assert most_at_once(module, *["/function"] * 4) > 1


def compiled(package) -> list[Path]:
    folder = Path(package.__file__).parent
    return [one for one in folder.rglob("*") if one.suffix in {".so", ".pyd"}]


def test_of_the_three_packages_only_pydantic_core_is_compiled():
    assert compiled(pydantic_core)
    assert not any(compiled(one) for one in (fastapi, starlette, pydantic))


def test_the_standard_extra_brings_a_compiled_loop_and_parser():
    extra = [one for one in requires("uvicorn") or [] if "standard" in one]
    (uvloop,) = [one for one in extra if one.startswith("uvloop")]
    assert any(one.startswith("httptools") for one in extra)
    assert "sys_platform != 'win32'" in uvloop.replace('"', "'")
    for name in ("uvloop.loop", "httptools.parser.parser"):
        spec = importlib.util.find_spec(name)
        assert spec
        assert Path(spec.origin or "").suffix in {".so", ".pyd"}


def test_a_signature_is_read_when_the_route_is_added_and_never_again(monkeypatch):
    read: list[str] = []
    original = utils.get_typed_signature

    def watched(call):
        read.append(call.__name__)
        return original(call)

    monkeypatch.setattr(utils, "get_typed_signature", watched)
    app = FastAPI()

    @app.get("/orders/{order_id}")
    async def order(order_id: int) -> int:
        return order_id

    assert read.count("order") >= 1
    before = list(read)
    client = TestClient(app)
    assert [client.get(f"/orders/{one}").json() for one in (1, 2, 3)] == [1, 2, 3]
    assert read == before


@pytest.mark.parametrize("prefix", ["", "/shop"])
def test_an_included_route_is_read_once_more_at_its_first_request(monkeypatch, prefix):
    read: list[str] = []
    original = utils.get_typed_signature

    def watched(call):
        read.append(call.__name__)
        return original(call)

    monkeypatch.setattr(utils, "get_typed_signature", watched)
    app, router = FastAPI(), fastapi.APIRouter()

    @router.get("/orders/{order_id}")
    async def order(order_id: int) -> int:
        return order_id

    app.include_router(router, prefix=prefix)
    counts = [len(read)]
    for one in (1, 2, 3):
        assert TestClient(app).get(f"{prefix}/orders/{one}").json() == one
        counts.append(len(read))
    assert counts == [1, 2, 2, 2]


def test_a_shared_dependency_runs_once_for_each_request():
    calls = []
    app = FastAPI()

    def connect() -> int:
        calls.append(1)
        return len(calls)

    def reader(connection: Annotated[int, fastapi.Depends(connect)]) -> int:
        return connection

    @app.get("/reader")
    def read(
        connection: Annotated[int, fastapi.Depends(connect)],
        again: Annotated[int, fastapi.Depends(reader)],
    ) -> list[int]:
        return [connection, again]

    client = TestClient(app)
    assert [client.get("/reader").json() for _ in range(2)] == [[1, 1], [2, 2]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (fastapi.Depends, {"use_cache": False}),
        (fastapi.Depends, {"scope": "function"}),
        (fastapi.Security, {"scopes": ["orders"]}),
    ],
)
def test_a_shared_dependency_runs_twice_for_another_scope_or_without_the_cache(
    first, second
):
    calls = []
    app = FastAPI()

    def connect() -> Iterator[int]:
        calls.append(1)
        yield len(calls)

    @app.get("/reader")
    def read(
        connection: Annotated[int, first(connect)],
        again: Annotated[int, first(connect, **second)],
    ) -> list[int]:
        return [connection, again]

    assert TestClient(app).get("/reader").json() == [1, 2]


def test_what_runs_without_the_cache_first_is_found_in_it_later():
    calls = []
    app = FastAPI()

    def connect() -> int:
        calls.append(1)
        return len(calls)

    @app.get("/reader")
    def read(
        connection: Annotated[int, fastapi.Depends(connect, use_cache=False)],
        again: Annotated[int, fastapi.Depends(connect)],
    ) -> list[int]:
        return [connection, again]

    assert TestClient(app).get("/reader").json() == [1, 1]


def test_one_process_and_one_thread_keep_many_waiting_requests_open():
    app = FastAPI()
    waiting, threads = [], set()
    everyone = asyncio.Event()

    @app.get("/wait")
    async def wait() -> None:
        waiting.append(1)
        threads.add(threading.get_ident())
        if len(waiting) == 200:
            everyone.set()
        await everyone.wait()  # nobody goes on before all 200 are here

    async def ask() -> list[int]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://shop"
        ) as http:
            answers = await asyncio.gather(*(http.get("/wait") for _ in range(200)))
        return [one.status_code for one in answers]

    assert asyncio.run(asyncio.wait_for(ask(), 120)) == [200] * 200
    assert len(threads) == 1


def test_a_blocking_call_holds_up_a_request_that_needs_nothing():
    happened: list[str] = []
    app = FastAPI()

    @app.get("/blocking")
    async def blocking() -> None:
        time.sleep(0.3)  # noqa: ASYNC251  (the fault that is shown)
        happened.append("slow")

    @app.get("/awaiting")
    async def awaiting() -> None:
        await asyncio.sleep(3)
        happened.append("slow")

    @app.get("/quick")
    async def quick() -> None:
        happened.append("quick")

    async def ask(slow: str) -> list[str]:
        happened.clear()
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://shop"
        ) as http:
            await asyncio.gather(http.get(slow), http.get("/quick"))
        return list(happened)

    assert asyncio.run(ask("/blocking")) == ["slow", "quick"]
    assert asyncio.run(ask("/awaiting")) == ["quick", "slow"]


def sent_by(app: FastAPI, path: str) -> tuple[dict[bytes, bytes], list[int]]:
    """The headers and the sizes of the parts that an application sends."""
    headers: dict[bytes, bytes] = {}
    sizes: list[int] = []

    async def send(message) -> None:
        headers.update(message.get("headers", []))
        if message["type"] == "http.response.body":
            sizes.append(len(message["body"]))

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nobody sends anything")

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"accept-encoding", b"gzip")],
        "scheme": "http", "server": ("shop", 80), "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return headers, sizes


def test_streams_and_files_are_sent_in_parts(tmp_path):
    (tmp_path / "catalog.csv").write_bytes(b"x" * 1_000_000)
    app = FastAPI()

    @app.get("/lines")
    def lines() -> Iterator[int]:
        yield from range(3)

    @app.get("/file")
    async def file() -> FileResponse:
        return FileResponse(tmp_path / "catalog.csv")

    headers, sizes = sent_by(app, "/lines")
    assert [one for one in sizes if one] == [2, 2, 2]
    assert b"content-length" not in headers
    headers, sizes = sent_by(app, "/file")
    assert headers[b"content-length"] == b"1000000"
    assert max(sizes) <= 64 * 1024


def test_gzip_leaves_the_event_loop_for_large_bodies(monkeypatch):
    from starlette.middleware.gzip import GZipResponder

    threads: list[bool] = []
    original = GZipResponder._compress_body

    def watched(self, *args):
        threads.append(threading.current_thread() is threading.main_thread())
        return original(self, *args)

    monkeypatch.setattr(GZipResponder, "_compress_body", watched)
    app = FastAPI()
    app.add_middleware(GZipMiddleware)

    @app.get("/{size}")
    async def text(size: int) -> str:
        return "x" * size

    for size in (1000, 200_000):
        headers, _ = sent_by(app, f"/{size}")
        assert headers[b"content-encoding"] == b"gzip"
    assert threads == [True, False]


def test_gzip_compresses_a_file_in_the_event_loop(monkeypatch, tmp_path):
    """It comes in parts, each of which is below the size for a thread."""
    from starlette.middleware.gzip import GZipResponder

    threads: list[bool] = []
    original = GZipResponder._compress_body

    def watched(self, *args):
        threads.append(threading.current_thread() is threading.main_thread())
        return original(self, *args)

    monkeypatch.setattr(GZipResponder, "_compress_body", watched)
    (tmp_path / "catalog.csv").write_bytes(b"x" * 1_000_000)
    app = FastAPI()
    app.add_middleware(GZipMiddleware)

    @app.get("/file")
    async def file() -> FileResponse:
        return FileResponse(tmp_path / "catalog.csv")

    headers, _ = sent_by(app, "/file")
    assert headers[b"content-encoding"] == b"gzip"
    assert len(threads) > 10
    assert all(threads)


def test_a_router_is_searched_once_more_for_each_router_around_it(program):
    module = program("routes_tried.py").load()
    for around in range(4):
        router = fastapi.APIRouter(route_class=module.CountedRoute)
        router.add_api_route("/stock", module.item)
        for _ in range(around):
            outer = fastapi.APIRouter()
            outer.include_router(router)
            router = outer
        app = FastAPI()
        app.include_router(router)
        module.tried.clear()
        TestClient(app).get("/stock?item_id=7").raise_for_status()
        assert len(module.tried) == 2 + around


def test_a_dependency_without_scopes_is_shared_below_other_security_scopes():
    calls = []
    app = FastAPI()

    def connect() -> int:
        calls.append(1)
        return len(calls)

    def orders(connection: Annotated[int, fastapi.Depends(connect)]) -> int:
        return connection

    def invoices(connection: Annotated[int, fastapi.Depends(connect)]) -> int:
        return connection

    @app.get("/reader")
    def read(
        first: Annotated[int, fastapi.Security(orders, scopes=["orders"])],
        second: Annotated[int, fastapi.Security(invoices, scopes=["invoices"])],
    ) -> list[int]:
        return [first, second]

    assert TestClient(app).get("/reader").json() == [1, 1]


def test_what_reads_scopes_or_a_token_runs_again_below_other_scopes():
    """Though it has no scopes of its own; `connect` above is shared."""
    calls = []
    app = FastAPI()
    bearer = fastapi.security.OAuth2PasswordBearer("login")

    def reader(token: Annotated[str, fastapi.Depends(bearer)]) -> None:
        calls.append("reader")

    def guard(asked: fastapi.security.SecurityScopes) -> None:
        calls.append(" ".join(asked.scopes))

    def orders(
        one: Annotated[None, fastapi.Depends(reader)],
        two: Annotated[None, fastapi.Depends(guard)],
    ) -> None: ...

    def invoices(
        one: Annotated[None, fastapi.Depends(reader)],
        two: Annotated[None, fastapi.Depends(guard)],
    ) -> None: ...

    @app.get("/reader")
    def read(
        first: Annotated[None, fastapi.Security(orders, scopes=["orders"])],
        second: Annotated[None, fastapi.Security(invoices, scopes=["invoices"])],
    ) -> None: ...

    headers = {"Authorization": "Bearer 77"}
    TestClient(app).get("/reader", headers=headers).raise_for_status()
    assert calls == ["reader", "orders", "reader", "invoices"]


def test_a_router_is_read_again_as_a_whole_at_the_first_request_to_it(monkeypatch):
    read: list[str] = []
    original = utils.get_typed_signature

    def watched(call):
        read.append(call.__name__)
        return original(call)

    app = FastAPI()
    for name in ("orders", "invoices"):
        router = fastapi.APIRouter()
        for one in (f"{name}_first", f"{name}_second"):

            async def answer() -> str:
                return "found"

            answer.__name__ = one
            router.get(f"/{one}")(answer)
        app.include_router(router)
    monkeypatch.setattr(utils, "get_typed_signature", watched)
    client = TestClient(app)
    seen = []
    for path in ("orders_first", "orders_second", "invoices_second", "orders_first"):
        read.clear()
        assert client.get(f"/{path}").json() == "found"
        seen.append(list(read))
    orders, invoices = (
        [f"{one}_first", f"{one}_second"] for one in ("orders", "invoices")
    )
    assert seen == [orders, [], invoices, []]


def test_fastapis_own_spans_show_no_query() -> None:
    """Where a request waits for its database, they show one long endpoint."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    app = FastAPI(telemetry={"tracer_provider": provider})

    async def query() -> int:
        with engine.connect() as connection:
            return connection.execute(text("SELECT 7")).scalar_one()

    @app.get("/")
    async def read(found: Annotated[int, Depends(query)]) -> int:
        return found + await query()

    assert TestClient(app).get("/").json() == 14
    assert [one.name for one in spans.get_finished_spans()] == [
        "fastapi.dependencies", "fastapi.endpoint", "fastapi.serialization", "GET /",
    ]  # fmt: skip
    engine.dispose()
