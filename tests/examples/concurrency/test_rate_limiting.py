import asyncio
import inspect
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Annotated

import httpx2
import pytest
import uvicorn
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    FastAPI,
    HTTPException,
    Request,
    Response,
    WebSocket,
)
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from fastapi_cli import cli as fastapi_cli
from harness.waiting import wait_for
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_ipaddr, get_remote_address
from starlette.middleware.base import RequestResponseEndpoint
from testing.postgresql import postgresql_server
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from websockets.sync.client import connect

ACME, ORBIT = {"X-Key": "key-of-acme"}, {"X-Key": "key-of-orbit"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which is gone afterwards."""
    with postgresql_server() as url:
        yield url


def test_a_bucket_per_customer_empties_and_fills_with_time(program):
    p = program("quota.py")
    module = p.load()
    now = 0.0
    module.app.dependency_overrides[module.read_clock] = lambda: now
    client = TestClient(module.app)
    assert client.get("/orders", headers={"X-Key": "invented"}).status_code == 401
    assert module.buckets == {}

    answers = [client.get("/orders", headers=ACME) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    other = client.get("/orders", headers=ORBIT)
    assert other.status_code == 200
    now = 4.0
    early = client.get("/orders", headers=ACME)
    assert early.headers["Retry-After"] == "6"
    now = 10.0
    later = client.get("/orders", headers=ACME)
    assert later.status_code == 200
    assert client.get("/orders", headers=ACME).status_code == 429
    now = 1000.0  # the bucket holds no more than its capacity
    burst = [client.get("/orders", headers=ACME).status_code for _ in range(3)]
    assert burst == [200, 200, 429]

    now = 995.0
    buckets = module.buckets["acme"]
    assert client.get("/orders", headers=ACME).status_code == 429
    assert module.buckets["acme"] == buckets  # a refused call costs no token

    note = "the third call at second 0"
    p.record_http("refused", answers[2], headers=["Retry-After"], note=note)
    p.record_http("other", other, note="another customer at second 0")
    p.record_http("later", later, note="at second 10")


@pytest.mark.parametrize("second", [0.0, 0.3, 3.0, 9.4, 9.999])
def test_whoever_waits_as_long_as_told_gets_through(program, second):
    module = program("quota.py").load()
    now = 0.0
    module.app.dependency_overrides[module.read_clock] = lambda: now
    client = TestClient(module.app)
    for _ in range(2):
        assert client.get("/orders", headers=ACME).status_code == 200
    now = second
    told = int(client.get("/orders", headers=ACME).headers["Retry-After"])
    assert told >= 1
    now = second + told
    assert client.get("/orders", headers=ACME).status_code == 200


def test_the_default_clock_never_goes_back(program):
    module = program("quota.py").load()
    assert asyncio.run(module.read_clock()) <= time.monotonic()
    assert asyncio.run(module.read_clock()) <= asyncio.run(module.read_clock())


async def burst(urls: list[str], calls: int) -> list[int]:
    """Send ``calls`` calls to each of ``urls``, all at once; give the status codes."""
    async with httpx2.AsyncClient(timeout=180, headers=ACME) as client:
        sent = [client.get(f"{url}/orders") for url in urls for _ in range(calls)]
        return sorted(one.status_code for one in await asyncio.gather(*sent))


def test_counters_in_memory_let_each_process_allow_the_whole_limit(program):
    p = program("quota.py")
    command = """
import quota, uvicorn
quota.SECONDS_PER_TOKEN = 1_000_000  # however long the test takes
uvicorn.run(quota.app, port={port})"""
    with p.serve("-c", command) as one, p.serve("-c", command) as two:
        codes = asyncio.run(burst([one.url, two.url], 5))
    assert codes == [200] * 4 + [429] * 6


@pytest.fixture(params=["sqlite", "postgresql"])
def quota_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/quota.sqlite"
    return request.getfixturevalue("postgresql")


def test_one_bucket_for_two_servers(program, quota_url):
    p = program("shared_quota.py")
    environment = {"QUOTA_URL": quota_url}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUOTA_URL", quota_url)
        made = p.run()
    assert made.returncode == 0, made.stderr
    with p.serve(env=environment) as one, p.serve(env=environment) as two:
        codes = asyncio.run(burst([one.url, two.url], 10))
        assert codes == [200] * 5 + [429] * 15
        refused = httpx2.get(f"{one.url}/orders", headers=ACME)
        assert refused.headers["Retry-After"] == "60"
        assert httpx2.get(f"{two.url}/orders", headers=ORBIT).status_code == 200
        assert httpx2.get(f"{two.url}/orders").status_code == 401
    if quota_url.startswith("sqlite"):
        label = "twenty calls at once, ten to each of two servers"
        shown = {"200": codes.count(200), "429": codes.count(429)}
        p.record_value("shared", label, shown, note="Both servers use one database.")


@pytest.fixture
def shared(program, tmp_path, monkeypatch):
    """The program over an empty SQLite file, and a clock that the test moves."""
    monkeypatch.setenv("QUOTA_URL", f"sqlite:///{tmp_path}/quota.sqlite")
    p = program("shared_quota.py")
    p.run()
    module, clock = p.load(), SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(module.time, "time", lambda: clock.now)
    yield TestClient(module.app, raise_server_exceptions=False), module, clock
    module.engine.dispose()
    sys.modules.pop("quota", None)


def test_the_shared_bucket_fills_with_time_and_holds_no_more_than_its_capacity(shared):
    client, _, clock = shared

    def calls(count: int) -> list[int]:
        return [client.get("/orders", headers=ACME).status_code for _ in range(count)]

    assert calls(7) == [200] * 5 + [429] * 2
    clock.now += 58.9
    assert calls(1) == [429]
    clock.now += 1.1
    assert calls(2) == [200, 429]
    clock.now += 120
    assert calls(3) == [200, 200, 429]
    clock.now += 100_000
    assert calls(7) == [200] * 5 + [429] * 2


def test_a_call_whose_clock_is_a_second_behind_gets_its_token(shared):
    client, _, clock = shared

    def call(behind: float) -> int:
        clock.now -= behind
        status = client.get("/orders", headers=ACME).status_code
        clock.now += behind
        return status

    # The call that took the first token has the latest time, as when calls overtake
    # each other between two servers.
    assert [call(behind) for behind in (0, 0.3, 0.1, 0.6, 1)] == [200] * 5
    assert [call(0), call(-1)] == [429, 429]
    clock.now += 120
    assert [call(1), call(2), call(0)] == [200, 429, 200]


def test_a_store_that_is_down_fails_the_request(shared):
    client, module, _ = shared
    with module.engine.begin() as database:
        database.execute(module.text("DROP TABLE buckets"))
    assert client.get("/orders", headers=ACME).status_code == 500


def call_at_once(module, paths: list[str]) -> dict[str, list[int] | int]:
    async def call() -> dict[str, list[int] | int]:
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            calls = [asyncio.create_task(client.get(path)) for path in paths]
            for _ in range(500):  # all that can run without the printer has run
                await asyncio.sleep(0)
            at_once = len(module.writing)
            under_way = sum(not one.done() for one in calls)
            assert at_once <= under_way  # whoever is inside has not left
            module.printer.set()
            answers = await asyncio.gather(*calls)
        statuses = sorted(one.status_code for one in answers)
        return {"inside at once": at_once, "answers": statuses}

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("path", "at_once", "answers"),
    [
        ("/waits", 2, [200] * 5),
        ("/refuses", 2, [200, 200, 503, 503, 503]),
        ("/slips", 5, [200] * 5),
    ],
)
def test_five_calls_at_once(program, path, at_once, answers):
    p = program("slips.py" if path == "/slips" else "reports.py")
    seen = call_at_once(p.load(), [path] * 5)
    assert seen == {"inside at once": at_once, "answers": answers}
    p.record_value(path.strip("/"), f"five calls of {path} at once", seen)


def test_a_busy_resource_says_when_to_come_back(program, monkeypatch):
    p = program("reports.py")
    module = p.load()
    monkeypatch.setattr(module, "seats", asyncio.Semaphore(0))
    busy = TestClient(module.app).get("/refuses")
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "5"
    p.record_http("busy", busy, headers=["Retry-After"], note="while two are inside")


def test_the_limit_that_slips_is_really_declared(program):
    (route,) = [
        one
        for one in program("slips.py").load().app.routes
        if getattr(one, "path", "") == "/slips"
    ]
    assert [one.max_concurrency for one in route.dependencies] == [2]


@pytest.mark.parametrize(("shared", "at_once"), [(True, 2), (False, 4)])
def test_only_a_shared_alias_shares_the_limit(program, shared, at_once):
    module = program("reports.py").load()
    other = Annotated[None, Depends(module.hold_seat, max_concurrency=2)]
    seat = module.Seat if shared else other

    @module.app.get("/more")
    async def write_more(_: seat) -> None:  # pyright: ignore[reportInvalidTypeForm]
        module.writing.append("more")
        await module.printer.wait()

    seen = call_at_once(module, ["/waits", "/more"] * 3)
    assert seen == {"inside at once": at_once, "answers": [200] * 6}


def test_a_limit_has_no_say_where_an_earlier_depends_has_the_value(program):
    module = program("reports.py").load()
    plain = Depends(module.hold_seat)
    limited = Depends(module.hold_seat, max_concurrency=2)

    @module.app.get("/more", dependencies=[plain, limited])
    async def write_more() -> None:
        module.writing.append("more")
        await module.printer.wait()

    seen = call_at_once(module, ["/more"] * 5)
    assert seen == {"inside at once": 5, "answers": [200] * 5}


@pytest.mark.parametrize(("scope", "at_once"), [("request", 1), ("function", 2)])
def test_a_background_task_keeps_the_seat_unless_the_scope_is_function(
    program, scope, at_once
):
    module = program("reports.py").load()

    @module.app.get(
        "/", dependencies=[Depends(module.hold_seat, scope=scope, max_concurrency=1)]
    )
    async def write_later(tasks: BackgroundTasks) -> None:
        module.writing.append("later")
        tasks.add_task(module.printer.wait)

    assert call_at_once(module, ["/"] * 2)["inside at once"] == at_once


def statuses(client: TestClient, path: str, **options) -> list[int]:
    return [client.get(path, **options).status_code for _ in range(4)]


def test_the_slowapi_decorator_limits_a_route_of_a_router(program):
    p = program("slowapi_limits.py")
    client = TestClient(p.load().app)
    decorated = statuses(client, "/orders")
    assert decorated == [200, 200, 429, 429]
    refused = client.get("/orders")
    assert refused.headers["Retry-After"] == "60"
    assert refused.json() == {"detail": "2 per 1 minute"}
    p.record_value("decorated", "four calls of /orders", decorated)
    p.record_http("refused", refused, headers=["Retry-After"])


def test_the_slowapi_limiter_counts_outside_the_event_loop(program, monkeypatch):
    """A storage that is asked over the network would hold up all other requests."""
    module = program("slowapi_limits.py").load()
    storage, loops = module.limiter._storage, []
    count = storage.incr

    def incr(*arguments, **options):
        loops.append(asyncio._get_running_loop())  # in a thread no loop runs
        return count(*arguments, **options)

    monkeypatch.setattr(storage, "incr", incr)
    assert statuses(TestClient(module.app), "/orders") == [200, 200, 429, 429]
    assert loops == [None] * 4


def test_slowapi_default_limits_pass_over_included_routers(program, caplog):
    p = program("slowapi_traps.py")
    app = p.load().app
    app.get("/own")(lambda: "a route that stands on the app itself")
    client = TestClient(app)
    assert statuses(client, "/own") == [200, 200, 429, 429]
    assert client.get("/invoices").json() == "invoices"
    caplog.clear()
    default = statuses(client, "/invoices")
    assert default == [200, 200, 200, 200]
    assert not [one for one in caplog.records if "slowapi" in one.name]
    p.record_value("default", "four calls of /invoices", default)


def test_a_claimed_address_is_never_limited(program):
    p = program("slowapi_traps.py")
    client = TestClient(p.load().app)
    spoofed = [
        client.get("/login", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(4)
    ]
    assert spoofed == [200, 200, 200, 200]
    label = "four calls of /login, each with another X-Forwarded-For"
    p.record_value("spoofed", label, spoofed)
    assert statuses(client, "/login") == [200, 200, 429, 429]


def slowapi_app(**options) -> tuple[FastAPI, Limiter]:
    app = FastAPI()
    app.state.limiter = limiter = Limiter(key_func=get_remote_address, **options)
    app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)  # pyright: ignore[reportArgumentType]
    app.add_middleware(SlowAPIMiddleware)
    return app, limiter


def test_slowapi_middleware_still_limits_routes_of_the_app_itself():
    app, _ = slowapi_app(default_limits=["2/minute"])

    @app.get("/")
    async def read() -> None: ...

    assert statuses(TestClient(app), "/") == [200, 200, 429, 429]


def test_slowapis_own_handler_needs_the_limiter_in_the_state():
    app, limiter = FastAPI(), Limiter(key_func=get_remote_address)
    app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)  # pyright: ignore[reportArgumentType]

    @app.get("/")
    @limiter.limit("1/minute")
    async def read(request: Request) -> None: ...

    client = TestClient(app)
    assert client.get("/").status_code == 200
    with pytest.raises(AttributeError, match="limiter"):
        client.get("/")
    app.state.limiter = limiter
    assert client.get("/").status_code == 429


def test_slowapi_above_the_route_limits_nothing():
    app, limiter = slowapi_app()
    router = APIRouter()

    @limiter.limit("2/minute")
    @router.get("/")
    async def read(request: Request) -> None: ...

    app.include_router(router)
    assert statuses(TestClient(app), "/") == [200, 200, 200, 200]


def test_slowapi_sends_headers_only_when_told_and_then_needs_the_response():
    app, limiter = slowapi_app()

    @app.get("/")
    @limiter.limit("1/minute")
    async def read(request: Request) -> None: ...

    client = TestClient(app)
    client.get("/")
    assert "Retry-After" not in client.get("/").headers

    app, limiter = slowapi_app(headers_enabled=True)

    @app.get("/")
    @limiter.limit("1/minute")
    async def read_without_response(request: Request) -> None: ...

    with pytest.raises(Exception, match="parameter `response` must be an instance"):
        TestClient(app).get("/")
    refused = TestClient(app).get("/")
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers


def test_slowapi_sends_headers_when_the_environment_says_so(monkeypatch):
    monkeypatch.setenv("RATELIMIT_HEADERS_ENABLED", "true")
    app, limiter = slowapi_app()

    @app.get("/")
    @limiter.limit("1/minute")
    async def read(request: Request) -> Response:
        return Response()

    assert TestClient(app).get("/").headers["X-RateLimit-Limit"] == "1"


def test_slowapi_headers_need_no_parameter_where_a_response_is_returned():
    app, limiter = slowapi_app(headers_enabled=True)

    @app.get("/")
    @limiter.limit("1/minute")
    async def read(request: Request) -> Response:
        return Response()

    answer = TestClient(app).get("/")
    assert answer.status_code == 200
    assert answer.headers["X-RateLimit-Limit"] == "1"


def test_slowapi_cannot_limit_a_websocket():
    app, limiter = slowapi_app()

    @app.websocket("/ws")
    @limiter.limit("1/minute")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()

    with (
        pytest.raises(Exception, match="must be an instance of"),
        TestClient(app).websocket_connect("/ws"),
    ):
        pass


def test_behind_a_proxy_every_client_has_its_address_unless_it_is_trusted():
    async def address(trusted: str) -> str:
        seen: list[str] = []

        async def app(scope, receive, send) -> None:
            seen.append(scope["client"][0])

        scope = {
            "type": "http", "scheme": "http", "client": ("10.0.0.1", 1),
            "headers": [(b"x-forwarded-for", b"203.0.113.9, 192.0.2.9")],
        }  # fmt: skip
        await ProxyHeadersMiddleware(app, trusted)(scope, None, None)  # pyright: ignore[reportArgumentType]
        return seen[0]

    assert asyncio.run(address("127.0.0.1")) == "10.0.0.1"  # the proxy is not trusted
    assert asyncio.run(address("10.0.0.1")) == "192.0.2.9"  # what the proxy added
    assert uvicorn.Config(FastAPI()).forwarded_allow_ips == "127.0.0.1,::1"


def test_a_rate_limit_lets_slow_calls_pile_up(program):
    module = program("quota.py").load()
    inside, done = [], asyncio.Event()

    @module.app.get("/slow", dependencies=[Depends(module.spend_token)])
    async def write_slowly() -> None:
        inside.append(1)
        await done.wait()

    now = 0.0
    module.app.dependency_overrides[module.read_clock] = lambda: now

    async def call() -> list[int]:
        nonlocal now
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test", headers=ACME
        ) as client:
            calls = []
            for minute in range(10):
                now = minute * 60.0
                calls.append(asyncio.create_task(client.get("/slow")))
                while len(inside) <= minute:  # noqa: ASYNC110
                    await asyncio.sleep(0)
            done.set()
            return [one.status_code for one in await asyncio.gather(*calls)]

    assert asyncio.run(asyncio.wait_for(call(), 180)) == [200] * 10


def test_a_queued_call_waits_as_long_as_it_takes(program):
    module = program("reports.py").load()

    async def call() -> None:
        transport = httpx2.ASGITransport(module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            calls = [asyncio.create_task(client.get("/waits")) for _ in range(100)]
            loop = asyncio.get_running_loop()
            for _ in range(500):
                await asyncio.sleep(0)
            timers = [one for one in loop._scheduled if not one.cancelled()]  # pyright: ignore[reportAttributeAccessIssue]
            assert timers == []  # nothing is going to end the wait
            assert module.writing == ["waits"] * 2
            module.printer.set()
            answers = await asyncio.gather(*calls)
        assert {one.status_code for one in answers} == {200}

    asyncio.run(call())


def test_a_fixed_window_lets_nearly_double_the_limit_through_at_its_edge(monkeypatch):
    store, limit = FixedWindowRateLimiter(MemoryStorage()), parse("5/minute")
    allowed = []
    for second, calls in [(0, 1), (59, 10), (60, 10)]:
        monkeypatch.setattr(time, "time", lambda now=1_800_000_000.0 + second: now)
        allowed.append(sum(store.hit(limit, "acme") for _ in range(calls)))
    assert allowed == [1, 4, 5]


def test_get_ipaddr_reads_a_header_that_no_proxy_sends():
    scope = {"type": "http", "client": ("192.0.2.1", 1)}
    usual = [(b"x-forwarded-for", b"192.0.2.9")]
    literal = [(b"x_forwarded_for", b"192.0.2.9")]
    assert get_ipaddr(Request(scope | {"headers": usual})) == "192.0.2.1"
    assert get_ipaddr(Request(scope | {"headers": literal})) == "192.0.2.9"


def test_uvicorn_counts_idle_connections_and_refuses_at_the_limit(program):
    p = program("reports.py")
    command = "uvicorn reports:app --limit-concurrency 3"
    with p.serve("-m", *command.split(), "--port", "{port}") as server:

        def call_until(status: int) -> httpx2.Response:
            deadline = (
                time.monotonic() + 180
            )  # connections open and close in their time
            while (answer := httpx2.get(f"{server.url}/nothing")).status_code != status:
                assert time.monotonic() < deadline, answer
                time.sleep(0.1)
            return answer

        call_until(404)
        here = ("127.0.0.1", server.port)
        idle = [socket.create_connection(here) for _ in range(2)]
        refused = call_until(503)
        assert refused.text == "Service Unavailable"
        assert "Retry-After" not in refused.headers
        assert "WARNING:  Exceeded concurrency limit." in server.output
        idle.pop().close()
        call_until(404)
        idle.pop().close()

        call_until(404)
        with httpx2.Client(base_url=server.url) as first:
            while first.get("/nothing").status_code != 404:
                time.sleep(0.1)
            idle = [socket.create_connection(here) for _ in range(2)]
            deadline = time.monotonic() + 180
            while first.get("/nothing").status_code != 503:  # it came before they did
                assert time.monotonic() < deadline
                time.sleep(0.1)
            for one in idle:
                one.close()


def test_fastapi_run_has_no_flag_for_it():
    parameters = inspect.signature(fastapi_cli.run).parameters
    assert "limit_concurrency" not in parameters
    assert "workers" in parameters


def test_a_body_over_the_limit_gets_413():
    app = FastAPI(max_body_size=10)
    uploads = APIRouter(max_body_size=1_000)

    @app.post("/orders")
    @uploads.post("/uploads")
    async def read(body: dict[str, str]) -> None: ...

    @app.post("/notes", max_body_size=1_000)
    async def read_note(body: dict[str, str]) -> None: ...

    app.include_router(uploads)
    client, long = TestClient(app), {"order": "much too long for that"}
    assert client.post("/orders", json=long).status_code == 413
    assert client.post("/uploads", json=long).status_code == 200
    assert client.post("/notes", json=long).status_code == 200


def status_of_a_note(*, of_app: int, own: int, reads: bool) -> int:
    """Of a note of 33 bytes to a path operation with a limit of its own."""
    app = FastAPI(max_body_size=of_app)

    @app.middleware("http")
    async def log_body(request: Request, call_next: RequestResponseEndpoint):
        if reads:
            await request.body()
        return await call_next(request)

    @app.post("/notes", max_body_size=own)
    async def read_note(body: dict[str, str]) -> None: ...

    answer = TestClient(app).post("/notes", json={"note": "much too long for that"})
    return answer.status_code


@pytest.mark.parametrize(("reads", "status"), [(False, 200), (True, 413)])
def test_a_middleware_that_reads_the_body_meets_the_limit_of_the_app(reads, status):
    assert status_of_a_note(of_app=10, own=1_000, reads=reads) == status


@pytest.mark.parametrize("reads", [False, True])
def test_a_smaller_limit_holds_for_a_body_that_a_middleware_reads_too(reads):
    assert status_of_a_note(of_app=1_000, own=10, reads=reads) == 413


def test_two_limits_taken_in_opposite_order_can_lock_each_other_out():
    app, served = FastAPI(), []

    async def let_the_other_call_take_its_first_one() -> None:
        for _ in range(100):
            await asyncio.sleep(0)

    async def hold_printer() -> AsyncIterator[None]:
        await let_the_other_call_take_its_first_one()
        yield

    async def hold_scanner() -> AsyncIterator[None]:
        await let_the_other_call_take_its_first_one()
        yield

    printer = Depends(hold_printer, max_concurrency=1)
    scanner = Depends(hold_scanner, max_concurrency=1)

    @app.get("/copy", dependencies=[scanner, printer])
    @app.get("/check", dependencies=[printer, scanner])
    async def serve() -> None:
        served.append(1)

    async def call() -> None:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            calls = [
                asyncio.create_task(client.get(path)) for path in ("/copy", "/check")
            ]
            for _ in range(5_000):
                await asyncio.sleep(0)
            assert served == []
            for one in calls:
                one.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    asyncio.run(call())


def test_without_a_handler_the_429_of_slowapi_lacks_only_its_header():
    app, limiter = FastAPI(), Limiter(key_func=get_remote_address)

    @app.get("/")
    @limiter.limit("2/minute")
    async def read(request: Request) -> None: ...

    client = TestClient(app)
    assert statuses(client, "/") == [200, 200, 429, 429]
    refused = client.get("/")
    assert refused.json() == {"detail": "2 per 1 minute"}
    assert "Retry-After" not in refused.headers


def test_the_slowapi_decorator_counts_only_calls_that_reach_the_endpoint():
    app, limiter = FastAPI(), Limiter(key_func=get_remote_address)

    def refuse() -> None:
        raise HTTPException(401)

    @app.get("/login", dependencies=[Depends(refuse)])
    @limiter.limit("2/minute")
    async def log_in(request: Request) -> None: ...

    @app.get("/orders/{number}")
    @limiter.limit("2/minute")
    async def read(request: Request, number: int) -> None: ...

    client = TestClient(app)
    assert statuses(client, "/login") == [401] * 4
    assert statuses(client, "/orders/none") == [422] * 4
    assert statuses(client, "/orders/1") == [200, 200, 429, 429]


def test_slowapi_calls_its_storage_where_the_endpoint_runs(monkeypatch):
    app, limiter = FastAPI(), Limiter(key_func=get_remote_address)
    threads, hit = [], limiter.limiter.hit

    def note(*args, **kwargs) -> bool:
        name = threading.current_thread().name
        threads.append("thread" if "worker" in name else "loop")
        return hit(*args, **kwargs)

    monkeypatch.setattr(limiter.limiter, "hit", note)

    @app.get("/async")
    @limiter.limit("2/minute")
    async def read_on_the_loop(request: Request) -> None: ...

    @app.get("/def")
    @limiter.limit("2/minute")
    def read_in_a_thread(request: Request) -> None: ...

    client = TestClient(app)
    client.get("/async")
    client.get("/def")
    assert threads == ["loop", "thread"]


def test_a_dependency_never_counts_a_body_that_is_not_json():
    app, counted = FastAPI(), []

    @app.post("/", dependencies=[Depends(lambda: counted.append(1))])
    async def read(body: dict[str, int]) -> None: ...

    client, headers = TestClient(app), {"Content-Type": "application/json"}
    assert client.post("/", content=b"{", headers=headers).status_code == 422
    not_utf8 = client.post("/", content=b'{"\xff": 1}', headers=headers)
    assert not_utf8.status_code == 400
    assert counted == []
    assert client.post("/", json={"order": "none"}).status_code == 422
    assert counted == [1]


ROOM = """
from fastapi import FastAPI, WebSocket
import uvicorn

app = FastAPI()

@app.websocket("/")
async def stay(websocket: WebSocket):
    await websocket.accept()
    await websocket.receive_text()

uvicorn.run(app, port={port}, limit_concurrency=3)
"""


def test_uvicorns_limit_lets_websockets_in_and_counts_them(program):
    with program("reports.py").serve("-c", ROOM) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        with connect(url), connect(url), connect(url), connect(url) as last:
            last.ping().wait(180)  # past the limit, and open
            assert httpx2.get(server.url).status_code == 503


def test_a_star_trusts_the_address_that_the_client_invents():
    async def address(trusted: str) -> str:
        seen: list[str] = []

        async def app(scope, receive, send) -> None:
            seen.append(scope["client"][0])

        scope = {
            "type": "http", "scheme": "http", "client": ("10.0.0.1", 1),
            "headers": [(b"x-forwarded-for", b"203.0.113.9, 192.0.2.9")],
        }  # fmt: skip
        await ProxyHeadersMiddleware(app, trusted)(scope, None, None)  # pyright: ignore[reportArgumentType]
        return seen[0]

    invented, added_by_the_proxy = "203.0.113.9", "192.0.2.9"
    assert asyncio.run(address("*")) == invented
    assert asyncio.run(address("10.0.0.0/8")) == added_by_the_proxy


@pytest.mark.parametrize(("scope", "inside"), [("request", 1), ("function", 2)])
def test_a_slow_client_keeps_the_slot_unless_the_scope_is_function(scope, inside):
    async def hold_seat() -> AsyncIterator[None]:
        yield

    app, writing = FastAPI(), []
    seat = Depends(hold_seat, scope=scope, max_concurrency=1)

    @app.get("/", dependencies=[seat])
    async def write() -> None:
        writing.append("report")

    async def two_clients_that_do_not_read() -> int:
        http = {
            "type": "http", "method": "GET", "path": "/", "headers": [],
            "query_string": b"",
        }  # fmt: skip

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: object) -> None:
            await asyncio.Event().wait()  # the server waits until the client reads

        calls = [asyncio.create_task(app(dict(http), receive, send)) for _ in range(2)]
        for _ in range(500):
            await asyncio.sleep(0)
        entered = len(writing)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return entered

    assert asyncio.run(two_clients_that_do_not_read()) == inside


def test_a_window_by_the_clock_lets_double_the_limit_through_at_its_edge():
    counters: dict[str, int] = {}

    def allow(client: str, now: float) -> bool:  # INCR of a key with the minute in it
        key = f"{client}:{int(now // 60)}"
        counters[key] = counters.get(key, 0) + 1
        return counters[key] <= 5

    assert [sum(allow("acme", now) for _ in range(9)) for now in (59.9, 60.0)] == [5, 5]


def test_slowapi_default_limits_pass_over_mounted_apps():
    app, _ = slowapi_app(default_limits=["2/minute"])
    mounted = FastAPI()
    mounted.get("/invoices")(lambda: "invoices")
    app.mount("/customers", mounted)
    assert statuses(TestClient(app), "/customers/invoices") == [200] * 4


@pytest.mark.parametrize(
    ("content_type", "counts"), [("application/json", 0), ("text/plain", 1)]
)
def test_only_a_body_sent_as_json_is_rejected_before_the_dependencies(
    content_type, counts
):
    app, counted = FastAPI(), []

    @app.post("/", dependencies=[Depends(lambda: counted.append(1))])
    async def read(body: dict[str, int]) -> None: ...

    headers = {"Content-Type": content_type}
    answer = TestClient(app).post("/", content=b"{", headers=headers)
    assert answer.status_code == 422
    assert len(counted) == counts


def test_an_endpoint_that_does_not_read_the_body_runs_in_spite_of_its_limit():
    app, ran = FastAPI(max_body_size=10), []

    @app.post("/")
    async def start() -> None:
        ran.append(1)

    client = TestClient(app)
    assert client.post("/", content=b"x" * 100).status_code == 413
    assert ran == [1]
    assert client.post("/", content=iter([b"x" * 100])).status_code == 200
    assert ran == [1, 1]


def test_a_body_that_is_read_once_the_response_has_begun_gets_no_413():
    app = FastAPI(max_body_size=10)

    @app.post("/")
    async def echo(request: Request) -> StreamingResponse:
        return StreamingResponse(request.stream())

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/", content=iter([b"x" * 100])).status_code == 200


@pytest.mark.parametrize(("scope", "at_once"), [("request", 1), ("function", 3)])
def test_a_stream_runs_outside_a_limit_of_function_scope(program, scope, at_once):
    module = program("reports.py").load()

    @module.app.get(
        "/", dependencies=[Depends(module.hold_seat, scope=scope, max_concurrency=1)]
    )
    async def stream() -> AsyncIterator[int]:
        module.writing.append("stream")
        await module.printer.wait()
        yield 1

    seen = call_at_once(module, ["/"] * 3)
    assert seen == {"inside at once": at_once, "answers": [200] * 3}


@pytest.mark.parametrize(
    ("options", "codes", "other_method"),
    [({}, [200] * 4, 429), ({"key_style": "endpoint"}, [200, 200, 429, 429], 200)],
)
def test_slowapi_counts_each_path_apart_unless_keyed_by_endpoint(
    options, codes, other_method
):
    app, limiter = slowapi_app(**options)

    @app.get("/orders/{number}")
    @limiter.limit("2/minute")
    async def read(request: Request, number: int) -> None: ...

    @app.post("/orders/{number}")
    @limiter.limit("2/minute")
    async def place(request: Request, number: int) -> None: ...

    client = TestClient(app)
    assert [client.get(f"/orders/{n}").status_code for n in range(4)] == codes
    assert client.get("/orders/0").status_code == codes[2]
    # The two calls of GET have used up what POST may do with the same path.
    assert client.post("/orders/0").status_code == other_method


def test_a_shared_limit_of_slowapi_counts_all_paths_together():
    app, limiter = slowapi_app()

    @app.get("/orders/{number}")
    @limiter.shared_limit("2/minute", scope="orders")
    async def read(request: Request, number: int) -> None: ...

    client = TestClient(app)
    codes = [client.get(f"/orders/{n}").status_code for n in range(4)]
    assert codes == [200, 200, 429, 429]


@pytest.mark.parametrize(("by_network", "codes"), [(False, 200), (True, 429)])
def test_ipv6_addresses_count_apart_until_they_are_keyed_by_network(by_network, codes):
    """A customer usually gets 2**64 addresses or more, to be used at will."""

    def network_of(request: Request) -> str:
        address = get_remote_address(request)
        return str(ip_network(f"{address}/64", strict=False))

    app, limiter = slowapi_app()

    @app.get("/")
    @limiter.limit("1/minute", key_func=network_of if by_network else None)
    async def read(request: Request) -> None: ...

    def status_for(address: str) -> int:
        return TestClient(app, client=(address, 1)).get("/").status_code

    assert status_for("2001:db8::1") == 200
    assert [status_for(f"2001:db8::{n}") for n in (2, 3)] == [codes] * 2
    assert status_for("2001:db8:0:1::1") == 200  # another network


QUEUE = """
import asyncio
from fastapi import Depends, FastAPI
import uvicorn

app, printer = FastAPI(), asyncio.Event()

async def note(call: int): print("asked", call)

async def hold_seat(): yield

seat = Depends(hold_seat, max_concurrency=1)

@app.get("/{call}", dependencies=[Depends(note), seat])
async def write(call: int):
    print("inside", call)
    await printer.wait()

@app.post("/printer")
async def start_printer(): printer.set()

uvicorn.run(app, port={port})
"""


def test_a_client_that_leaves_keeps_its_place_in_the_queue(program):
    with program("reports.py").serve("-c", QUEUE) as server:
        here = ("127.0.0.1", server.port)
        with socket.create_connection(here) as first:
            first.sendall(b"GET /1 HTTP/1.1\r\nHost: test\r\n\r\n")
            server.wait_for_output("inside 1", 180)
            with socket.create_connection(here) as leaving:
                leaving.sendall(b"GET /2 HTTP/1.1\r\nHost: test\r\n\r\n")
                server.wait_for_output("asked 2", 180)
            for _ in range(3):  # the event loop has come round
                httpx2.get(f"{server.url}/no/such/path")
            assert "inside 2" not in server.output
            httpx2.post(f"{server.url}/printer")
            server.wait_for_output("inside 2", 180)


WHO = """
from fastapi import FastAPI, Request
from slowapi.util import get_remote_address

app = FastAPI()

@app.get("/")
async def read(request: Request):
    return [request.client and request.client.host, get_remote_address(request)]
"""


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [("127.0.0.1,::1", [None, "127.0.0.1"]), ("*", ["192.0.2.9", "192.0.2.9"])],
)
def test_over_a_unix_socket_there_is_no_client_without_a_star(tmp_path, trusted, seen):
    """And SlowAPI then counts all clients together, as 127.0.0.1."""
    (tmp_path / "who.py").write_text(WHO)
    with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
        path = f"{folder}/app.sock"
        words = f"uvicorn who:app --uds {path} --forwarded-allow-ips {trusted}"
        server = subprocess.Popen([sys.executable, "-m", *words.split()], cwd=tmp_path)

        def told() -> list[str | None] | None:
            transport = httpx2.HTTPTransport(uds=path)
            headers = {"X-Forwarded-For": "192.0.2.9"}
            try:
                with httpx2.Client(transport=transport, timeout=180) as client:
                    return client.get("http://test/", headers=headers).json()
            except httpx2.ConnectError:
                return None

        try:
            wait_for(lambda: told() is not None)
            assert told() == seen
        finally:
            server.terminate()
            server.wait(timeout=180)


def test_the_numbers_of_a_shared_bucket_may_be_large(program, quota_url, monkeypatch):
    monkeypatch.setenv("QUOTA_URL", quota_url)
    p = program("shared_quota.py")
    p.run()  # fails where the table is there already
    module = p.load()
    monkeypatch.setattr(
        module, "CAPACITY", 40_000_000
    )  # an `integer`, but not times 60
    client = TestClient(module.app, raise_server_exceptions=False)
    codes = [client.get("/orders", headers=ACME).status_code for _ in range(7)]
    module.engine.dispose()
    sys.modules.pop("quota", None)
    assert codes == [200] * 7
