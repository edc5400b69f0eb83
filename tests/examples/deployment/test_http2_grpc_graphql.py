import asyncio
import datetime
import importlib
import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from os import environ
from typing import Annotated, Any, cast

import graphql
import grpc
import httpx2
import pytest
import strawberry
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from deployment.nginx import nginx, nginx_binary, replaced
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.server import free_port
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool
from starlette.websockets import WebSocketDisconnect
from strawberry.dataloader import DataLoader
from strawberry.extensions import DisableIntrospection, SchemaExtension
from strawberry.fastapi import GraphQLRouter
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig


def ask_in_http2(url: str) -> httpx2.Response:
    """Ask without TLS and without asking first whether HTTP/2 is understood."""
    with httpx2.Client(http1=False, http2=True) as client:
        return client.get(url)


def test_hypercorn_speaks_both_versions_to_the_same_app(program):
    p = program("version.py")
    command = ("hypercorn", "version:app", "--bind", "127.0.0.1:{port}")
    with p.serve(*command) as server:
        second = ask_in_http2(f"{server.url}/version")
        first = httpx2.get(f"{server.url}/version")
    assert second.http_version == "HTTP/2"
    assert second.json()["http_version"] == "2"
    assert first.http_version == "HTTP/1.1"
    assert first.json() == second.json() | {"http_version": "1.1"}
    assert TestClient(p.load().app).get("/version").json()["http_version"] == "1.1"
    p.record_http(
        "hypercorn", second, mask={r"127\.0\.0\.1:\d+": "127.0.0.1:8000"},
        note="asked in HTTP/2 with prior knowledge: {command}", ran=server,
    )  # fmt: skip


def test_a_server_need_not_know_who_calls(program):
    """Behind a Unix socket for example."""
    client: Any = None
    http = TestClient(program("version.py").load().app, client=client)
    assert http.get("/version").json()["client"] == "unknown"


SCOPES = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while message := await receive():
            await send({"type": message["type"] + ".complete"})
    offered = ",".join(scope["extensions"]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": offered})
"""


def test_the_scope_of_http2_offers_other_extensions(program, tmp_path):
    (tmp_path / "scopes.py").write_text(SCOPES)
    command = ("hypercorn", "scopes:app", "--bind", "127.0.0.1:{port}")
    in_folder = {"PYTHONPATH": str(tmp_path)}
    with program("version.py").serve("-m", *command, env=in_folder) as server:
        assert "http.response.push" in ask_in_http2(server.url).text
        assert "http.response.push" not in httpx2.get(server.url).text


MEETING = """
import asyncio

from fastapi import FastAPI

app = FastAPI()
both = asyncio.Event()


@app.get("/first")
async def first() -> str:
    await asyncio.wait_for(both.wait(), 120)
    return "met"


@app.get("/second")
async def second() -> str:
    both.set()
    return "met"
"""


def test_one_connection_carries_requests_side_by_side(program, tmp_path):
    """The first is answered only after the second has come, on the one connection."""
    (tmp_path / "meeting.py").write_text(MEETING)

    async def ask(url: str) -> list[str]:
        one = httpx2.Limits(max_connections=1)
        async with httpx2.AsyncClient(
            http1=False, http2=True, limits=one, base_url=url, timeout=120
        ) as client:
            waiting = asyncio.create_task(client.get("/first"))
            await asyncio.sleep(0)
            answers = [await client.get("/second"), await waiting]
        return [one.json() for one in answers]

    command = ("hypercorn", "meeting:app", "--bind", "127.0.0.1:{port}")
    in_folder = {"PYTHONPATH": str(tmp_path)}
    with program("version.py").serve("-m", *command, env=in_folder) as server:
        assert asyncio.run(ask(server.url)) == ["met", "met"]


def answer_to_preface(port: int) -> str:
    """The first line of what comes back after the connection preface of HTTP/2."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        return connection.makefile("rb").readline().decode().strip()


def test_uvicorn_takes_the_preface_for_a_broken_http1_request(program):
    p = program("version.py")
    with p.serve() as server:
        with pytest.raises(httpx2.TransportError):
            ask_in_http2(f"{server.url}/version")
        answered = answer_to_preface(server.port)
        first = httpx2.get(f"{server.url}/version")
        assert first.json()["http_version"] == "1.1"
        server.stop()
        logged = set(re.findall(r"^WARNING: +(.*)", server.output, re.MULTILINE))
    assert answered == "HTTP/1.1 400 Bad Request"
    assert logged == {"Invalid HTTP request received."}
    p.record_value(
        "uvicorn", "asked in HTTP/2: {command}",
        {"answers": answered, "logs": logged.pop()}, ran=server,
    )  # fmt: skip


def test_with_h11_the_preface_reaches_the_application(program):
    command = "uvicorn version:app --port {port} --http h11"
    with program("version.py").serve(*command.split()) as server:
        assert answer_to_preface(server.port) == "HTTP/1.1 404 Not Found"
        server.wait_for_output('"PRI %2A HTTP/2.0" 404', 30)


def test_uvicorn_speaks_http2_only_with_zttp(program):
    p = program("version.py")
    ran = p.run_command("uvicorn", "version:app", "--port", "{port}", "--http2")
    message = ran.stderr.strip().splitlines()[-1]
    assert "HTTP/2 requires the `zttp` HTTP protocol" in message
    p.record_output("opt-in", ran, message)


def make_certificate(folder) -> ssl.SSLContext:
    """Write a certificate for localhost; give a context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return ssl.create_default_context(cafile=folder / "cert.pem")


def for_old_nginx(configuration: str) -> str:
    """The same configuration for nginx before 1.25.1, which has no `http2 on`."""
    said = subprocess.run(
        [nginx_binary(), "-v"], capture_output=True, text=True, check=False
    ).stderr
    (version,) = re.findall(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    if tuple(map(int, version)) >= (1, 25, 1):
        return configuration
    lines = re.sub(r"\n +http2 on;.*", "", configuration)
    return replaced(lines, {" ssl;": " ssl http2;"})


def test_nginx_speaks_http2_for_an_app_that_does_not(program, tmp_path):
    p = program("http2.conf")
    trusted = make_certificate(tmp_path)
    port = free_port()
    with program("version.py").serve() as server:
        changes = {"443": f"127.0.0.1:{port}", "127.0.0.1:8000": server.url[7:]}
        configuration = for_old_nginx(replaced(p.path.read_text(), changes))
        with (
            nginx(tmp_path, configuration, port),
            httpx2.Client(http2=True, verify=trusted) as client,
        ):
            answer = client.get(
                f"https://localhost:{port}/version",
                headers={"Host": "shop.example", "X-Forwarded-For": "198.51.100.66"},
            )
    assert answer.http_version == "HTTP/2"
    assert answer.json() == {
        "http_version": "1.1",
        "url": "https://shop.example/version",
        "client": "127.0.0.1",  # what the caller forged has been replaced
    }
    p.record_http(
        "terminated", answer,
        note="the client spoke HTTP/2 to nginx, nginx HTTP/1.1 to Uvicorn",
    )  # fmt: skip


def test_the_handshake_of_tls_agrees_on_http2(tmp_path, program):
    """Whoever terminates TLS answers the client's list of protocols (ALPN)."""
    trusted = make_certificate(tmp_path)
    port = free_port()
    changes = {"443": f"127.0.0.1:{port}"}
    text = replaced(program("http2.conf").path.read_text(), changes)
    with nginx(tmp_path, for_old_nginx(text), port):
        for offered, agreed in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
            trusted.set_alpn_protocols(offered)
            with (
                socket.create_connection(("127.0.0.1", port), timeout=60) as plain,
                trusted.wrap_socket(plain, server_hostname="localhost") as connection,
            ):
                assert connection.selected_alpn_protocol() == agreed


DEEP = "{ books { author { books { author { books { title } } } } } }"


def ask(client: TestClient, query: str):
    answer = client.post("/graphql", json={"query": query})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_loader_turns_the_keys_of_all_resolvers_into_one_query(program):
    p = program("library.py")
    module = p.load()
    client = TestClient(module.app)
    books = ask(client, "{ books { title author } }").json()["data"]["books"]
    assert books == [
        {"title": title, "author": name} for title, name in module.AUTHORS.items()
    ]
    assert module.fetched == [["Emma", "Lodore", "Persuasion"]]
    p.record_value(
        "batched", "titles asked for, one list for each query", list(module.fetched)
    )
    # One loader for each request: another request asks the database again.
    ask(client, "{ books { author } }")
    assert len(module.fetched) == 2


def test_a_query_that_is_too_deep_reaches_no_resolver(program):
    p = program("library.py")
    module = p.load()
    client = TestClient(module.app)
    listed: list[object] = []

    class Watched(dict):
        def __iter__(self):
            listed.append(1)  # by the resolver of `books`
            return super().__iter__()

    module.AUTHORS = Watched(module.AUTHORS)
    ask(client, "{ books { books { books { title } } } }").json()["data"]
    assert listed
    listed.clear()
    deep = ask(client, "{ books { books { books { books { author } } } } }")
    assert listed == []
    assert "exceeds maximum operation depth of 3" in deep.json()["errors"][0]["message"]
    assert deep.json()["data"] is None
    assert module.fetched == []
    p.record_http("too-deep", deep)


def test_aliases_are_limited_too(program):
    module = program("library.py").load()
    client = TestClient(module.app)
    for aliases, allowed in ((10, True), (11, False)):
        query = " ".join(f"a{one}: books {{ author }}" for one in range(aliases))
        assert ("errors" not in ask(client, f"{{ {query} }}").json()) is allowed
    assert len(module.fetched) == 1


def test_a_query_that_repeats_a_field_is_stopped_while_it_is_parsed(program):
    """Validating it would take the square of its length, in the event loop."""
    module = program("library.py").load()
    client = TestClient(module.app)
    for times, allowed in ((24, True), (25, False)):  # 4 tokens each, and 2 around
        query = f"{{ {'books { title } ' * times} }}"
        errors = ask(client, query).json().get("errors", [])
        assert (not errors) is allowed
    assert "more than 100 tokens" in errors[0]["message"]


def test_commas_are_no_tokens_so_the_body_needs_a_limit_too(program):
    """What is no token is read one by one, in Python and in the event loop."""
    client = TestClient(program("library.py").load().app)
    books = "{ books { title } }"
    json = {"content-type": "application/json"}
    for filler in (",", "#"):
        for size, status in ((10_000, 200), (10_001, 413)):
            body = f'{{"query": "{books}'.ljust(size - 2, filler) + '"}'
            answer = client.post("/graphql", content=body, headers=json)
            assert answer.status_code == status
            assert status == 413 or "errors" not in answer.json()
    chunks = client.post("/graphql", content=iter([b" " * 6_000] * 2), headers=json)
    assert chunks.status_code == 413


def test_fragments_that_spread_others_multiply_the_work_of_the_limiters(
    program, monkeypatch
):
    """Without a limit on tokens; with that of the program, the long one is stopped."""
    module = program("library.py").load()
    steps = []
    for name, walk in (
        ("query_depth_limiter", "determine_depth"),
        ("max_aliases", "count_fields_with_alias"),
    ):
        limiter = importlib.import_module(f"strawberry.extensions.{name}")
        original = getattr(limiter, walk)
        monkeypatch.setattr(
            limiter, walk, lambda *a, original=original, **k: (
                steps.append(1) or original(*a, **k)
            ),
        )  # fmt: skip

    def spread(depth: int) -> str:
        middle = "".join(
            f" fragment F{one} on Shelf {{ ...F{one + 1} ...F{one + 1} }}"
            for one in range(depth)
        )
        return f"{{ ...F0 }}{middle} fragment F{depth} on Shelf {{ books {{ title }} }}"

    for limiter in module.shape:
        schema = strawberry.Schema(module.Shelf, extensions=[limiter])
        work = []
        for depth in (4, 8, 12):
            steps.clear()
            result = asyncio.run(schema.execute(spread(depth), context_value={}))
            assert result.errors is None
            work.append(len(steps))
        assert work[1] > 10 * work[0]
        assert work[2] > 10 * work[1]
    (error,) = ask(TestClient(module.app), spread(12)).json()["errors"]
    assert "more than 100 tokens" in error["message"]


def test_validating_a_repeated_field_compares_it_with_each_copy_until_it_gives_up(
    program, monkeypatch
):
    schema = program("library.py").load().schema._schema
    rules = importlib.import_module(
        "graphql.validation.rules.overlapping_fields_can_be_merged"
    )
    original, compared = rules.find_conflict, []
    monkeypatch.setattr(
        rules, "find_conflict", lambda *a: compared.append(1) or original(*a)
    )

    def validate(times: int) -> tuple[int, list[graphql.GraphQLError]]:
        compared.clear()
        query = graphql.parse(f"{{ {'books { title } ' * times} }}")
        errors = graphql.validate(schema, query)
        return len(compared), errors

    few, several = validate(20)[0], validate(80)[0]
    assert several > 12 * few > 20 * 20  # 4 times as long, some 16 times the work
    assert [one.message for one in validate(1000)[1]] == ["Validation aborted."]
    assert len(compared) > 50_000


def test_errors_in_a_query_come_with_200_and_what_is_no_query_gets_400(program):
    client = TestClient(program("library.py").load().app)
    for query in ("{ books {", "{ price }", "{ books { books { books { books } } } }"):
        answer = client.post("/graphql", json={"query": query})
        assert answer.status_code == 200
        assert answer.json()["errors"]
        assert answer.json()["data"] is None
    for asked in (
        {}, {"query": "query A { books { title } }", "operationName": "B"},
        {"query": "{ books { title } }", "variables": [1]},
    ):  # fmt: skip
        assert client.post("/graphql", json=asked).status_code == 400


def test_a_body_that_strawberry_cannot_read_is_a_500(program):
    app = program("library.py").load().app
    client = TestClient(app, raise_server_exceptions=False)
    headers = {"Content-Type": "application/json"}
    lone = b'{"query": "{ __typename }", "operationName": "\\ud800"}'
    for body, status_code in (
        (b"null", 500), (b"1", 500), (b"\xff", 500), (lone, 500),
        (lone.replace(b"\\ud800", b"other"), 400), (b"[]", 400), (b"{", 400),
    ):  # fmt: skip
        answer = client.post("/graphql", content=body, headers=headers)
        assert answer.status_code == status_code, body


def with_websocket(program) -> Any:
    """The program with the WebSocket that a router has unless told otherwise."""
    module = program("library.py").load()
    router = GraphQLRouter(module.schema, "/socket", context_getter=module.context)
    module.app.include_router(router)
    return module


def test_the_websocket_of_the_router_has_the_same_limits(program):
    """But not the body's. And the program has none: it has no subscriptions."""
    own = TestClient(program("library.py").load().app)
    with own.websocket_connect("/graphql", ["graphql-transport-ws"]) as connection:
        connection.send_json({"type": "connection_init"})
        with pytest.raises(WebSocketDisconnect) as refused:
            connection.receive_json()
    assert refused.value.code == 4406
    client = TestClient(with_websocket(program).app)
    queries = {
        "{ books { title } }": "next",
        f"{{ books {{ title }} }}{',' * 20_000}": "next",
        "{ books { books { books { books { title } } } } }": "maximum operation depth",
        f"{{ {' '.join(f'a{n}: books {{ title }}' for n in range(11))} }}": "aliases",
    }
    with client.websocket_connect("/socket", ["graphql-transport-ws"]) as connection:
        connection.send_json({"type": "connection_init"})
        assert connection.receive_json() == {"type": "connection_ack"}
        for name, (query, told) in enumerate(queries.items()):
            connection.send_json(
                {"id": f"{name}", "type": "subscribe", "payload": {"query": query}}
            )
            answer = connection.receive_json()
            while answer["id"] != f"{name}":  # the end of the one before
                answer = connection.receive_json()
            assert answer["type"] == ("error" if name > 1 else "next")
            assert told in json.dumps(answer)
        long = {"query": f"{{ {'books { title } ' * 25} }}"}  # no message: an end
        connection.send_json({"id": "long", "type": "subscribe", "payload": long})
        with pytest.raises(WebSocketDisconnect) as end:
            connection.receive_json()
        assert end.value.code == 4400
        assert "more than 100 tokens" in end.value.reason


def test_errors_suggest_field_names_until_that_is_disabled():
    told = []
    for config in (None, StrawberryConfig(disable_field_suggestions=True)):
        app = FastAPI()
        schema = strawberry.Schema(
            Greeting, extensions=[DisableIntrospection], config=config
        )
        app.include_router(GraphQLRouter(schema, path="/graphql"))
        told.append(ask(TestClient(app), "{ reade }").text)
    assert "Did you mean" in told[0]
    assert "Did you mean" not in told[1]


def test_the_message_of_an_unexpected_error_is_hidden(program):
    module = program("library.py").load()
    client = TestClient(module.app)

    async def broken(titles: list[str]) -> list[str]:
        raise ConnectionError("no route to db-7.internal, password hunter2")

    module.load_authors = broken
    failed = ask(client, "{ books { author } }")
    assert "hunter2" not in failed.text
    assert failed.json()["errors"][0]["message"] == "Unexpected error."
    assert failed.json()["data"] is None
    # What the client did wrong is still told.
    wrong = ask(client, "{ books { price } }").json()["errors"][0]["message"]
    assert wrong.startswith("Cannot query field 'price'")


def test_what_the_client_did_wrong_or_may_not_see_is_told(program):
    module = program("library.py").load()

    @strawberry.type
    class Query:
        @strawberry.field
        async def book(self, number: int) -> str:
            raise ConnectionError("no route to db-7.internal")

        @strawberry.field(permission_classes=[IsStaff])
        async def cost_price(self) -> str | None:
            return "4.10"

    app = FastAPI()
    schema = strawberry.Schema(Query, extensions=module.hide)
    router = GraphQLRouter(schema, context_getter=reader_of)
    app.include_router(router, prefix="/graphql")
    query = "query ($number: Int!) { book(number: $number) }"

    def message(asked: dict) -> str:
        answer = TestClient(app).post(
            "/graphql", json=asked, headers={"X-Reader": "anna"}
        )
        return answer.json()["errors"][0]["message"]

    wrong = message({"query": query, "variables": {"number": "seven"}})
    assert "Int cannot represent non-integer value" in wrong
    assert message({"query": "{ costPrice }"}) == "staff only"
    right = {"query": query, "variables": {"number": 7}}
    assert message(right) == "Unexpected error."


def test_an_error_of_a_subscription_is_hidden_although_it_has_no_path(program):
    module = program("library.py").load()

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def stock(self, number: int) -> AsyncIterator[int]:
            yield 3
            raise ConnectionError("no route to db-7.internal")

        @strawberry.subscription(permission_classes=[IsStaff])
        async def cost(self) -> AsyncIterator[int]:
            yield 4

    app = FastAPI()
    schema = strawberry.Schema(
        module.Shelf, subscription=Subscription, extensions=module.hide
    )
    router = GraphQLRouter(schema, path="/graphql", context_getter=reader_of)
    app.include_router(router)

    def told(query: str, **variables: Any) -> str:
        payload = {"query": query, "variables": variables}
        with TestClient(app).websocket_connect(
            "/graphql", ["graphql-transport-ws"], headers={"X-Reader": "anna"}
        ) as connection:
            connection.send_json({"type": "connection_init"})
            connection.send_json({"id": "1", "type": "subscribe", "payload": payload})
            while "message" not in (text := json.dumps(connection.receive_json())):
                pass
        return text

    query = "subscription ($number: Int!) { stock(number: $number) }"
    assert "Unexpected error." in told(query, number=7)
    assert "Int cannot represent non-integer value" in told(query, number="seven")
    assert "staff only" in told("subscription { cost }")


def test_what_another_extension_raises_is_not_hidden(program):
    """Only the errors of a result are masked, and here there is none."""
    module = program("library.py").load()

    class Audit(SchemaExtension):
        def on_execute(self) -> Iterator[None]:
            raise ConnectionError("no route to db-7.internal")
            yield

    app = FastAPI()
    schema = strawberry.Schema(module.Shelf, extensions=[Audit, *module.hide])
    app.include_router(GraphQLRouter(schema, path="/graphql"))
    (error,) = ask(TestClient(app), "{ books { title } }").json()["errors"]
    assert error["message"] == "no route to db-7.internal"


def test_process_errors_sees_what_an_extension_misses(program):
    """It is told before the errors are masked, and once for each response."""
    module = program("library.py").load()
    by_hook: list[str] = []
    by_extension: list[bool] = []

    class Counted(strawberry.Schema):
        def process_errors(self, errors, execution_context=None) -> None:
            by_hook.append(errors[0].message)

    class Count(SchemaExtension):
        def on_operation(self) -> Iterator[None]:
            yield
            result: Any = self.execution_context.result
            by_extension.append(bool(result and result.errors))

    async def broken(titles: list[str]) -> list[str]:
        raise ConnectionError("no route to db-7.internal")

    module.load_authors = broken
    app = FastAPI()
    schema = Counted(module.Shelf, extensions=[Count, *module.hide, *module.shape])
    router = GraphQLRouter(schema, path="/graphql", context_getter=module.context)
    app.include_router(router)
    client = TestClient(app)
    # The limiter of the depth stumbles over a fragment that is not there.
    asked = ("{ books {", "{ price }", "{ books { title } }", "{ ...Missing }",
             "{ books { author } }")  # fmt: skip
    counted = []
    for query in asked:
        by_hook.clear()
        by_extension.clear()
        failed = "errors" in ask(client, query).json()
        counted.append((failed, len(by_hook), sum(by_extension)))
    assert counted == [
        (True, 1, 1), (True, 1, 1), (False, 0, 0), (True, 1, 0), (True, 1, 1),
    ]  # fmt: skip
    assert by_hook == ["no route to db-7.internal"]
    by_hook.clear()
    by_extension.clear()
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as connection:
        connection.send_json({"type": "connection_init"})
        connection.receive_json()
        wrong = {"query": "{ price }"}
        connection.send_json({"id": "1", "type": "subscribe", "payload": wrong})
        assert connection.receive_json()["type"] == "error"
    assert len(by_hook) == 1
    assert by_extension == []


def test_what_replaces_process_errors_logs_nothing(program, caplog):
    module = program("library.py").load()

    class Silent(strawberry.Schema):
        def process_errors(self, errors, execution_context=None) -> None: ...

    class Counted(strawberry.Schema):
        def process_errors(self, errors, execution_context=None) -> None:
            super().process_errors(errors, execution_context)

    logged = []
    for schema in (strawberry.Schema, Silent, Counted):
        app = FastAPI()
        app.include_router(GraphQLRouter(schema(module.Shelf), path="/graphql"))
        caplog.clear()
        ask(TestClient(app), "{ price }")
        logged.append(
            [one.levelname for one in caplog.records if "'price'" in one.getMessage()]
        )
    assert logged == [["ERROR"], [], ["ERROR"]]


def test_resolvers_that_share_a_session_may_fail(tmp_path):
    """Where the session needs a connection that has yet to be made: then the second
    resolver meets it while it is busy. One after the other, they work."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    engine = create_async_engine(url, poolclass=NullPool)

    async def with_session() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine) as session:
            yield session

    async def context(
        session: Annotated[AsyncSession, Depends(with_session)],
    ) -> dict[str, AsyncSession]:
        return {"session": session}

    async def one(info: strawberry.Info) -> int:
        return (await info.context["session"].scalars(text("SELECT 3"))).one()

    @strawberry.type
    class Query:
        books: int = strawberry.field(resolver=one)
        readers: int = strawberry.field(resolver=one)

    app = FastAPI()
    router = GraphQLRouter(strawberry.Schema(Query), context_getter=context)
    app.include_router(router, prefix="/graphql")
    with TestClient(app) as client:
        for field in ("books", "readers"):
            assert ask(client, f"{{ {field} }}").json() == {"data": {field: 3}}
        (error,) = ask(client, "{ books readers }").json()["errors"]
    assert "concurrent operations are not permitted" in error["message"]


def test_queries_may_come_by_get_unless_that_is_switched_off(program):
    asked = {"query": "{ books { title } }"}
    page = {"Accept": "text/html"}
    as_it_comes = TestClient(program("n_plus_one.py").load().app)
    assert "data" in as_it_comes.get("/graphql", params=asked).json()
    assert "graphiql" in as_it_comes.get("/graphql", headers=page).text.lower()
    closed = TestClient(program("library.py").load().app)
    assert closed.get("/graphql", params=asked).status_code == 400
    assert closed.get("/graphql", headers=page).status_code == 404


@strawberry.type
class Greeting:
    @strawberry.field
    async def reader(self, info: strawberry.Info) -> str:
        return info.context["reader"]


@strawberry.type
class Orders:
    @strawberry.mutation
    async def place(self) -> str:
        return "placed"


async def reader_of(x_reader: Annotated[str, Header()]) -> dict[str, str]:
    return {"reader": x_reader}


def test_the_context_is_a_dependency_of_the_router():
    app = FastAPI()
    router = GraphQLRouter(strawberry.Schema(Greeting), context_getter=reader_of)
    app.include_router(router, prefix="/graphql")
    client = TestClient(app)
    asked = {"query": "{ reader }"}
    known = client.post("/graphql", json=asked, headers={"X-Reader": "anna"})
    assert known.json() == {"data": {"reader": "anna"}}
    assert client.post("/graphql", json=asked).status_code == 422
    assert isinstance(router, APIRouter)
    methods = [getattr(one, "methods", {"WebSocket"}) for one in router.routes]
    assert methods == [{"GET"}, {"POST"}, {"WebSocket"}]


def test_a_mutation_does_not_come_by_get():
    app = FastAPI()
    schema = strawberry.Schema(Greeting, mutation=Orders)
    app.include_router(GraphQLRouter(schema), prefix="/graphql")
    client = TestClient(app)
    mutation = {"query": "mutation { place }"}
    assert client.get("/graphql", params=mutation).status_code == 400
    assert "data" in client.post("/graphql", json=mutation).json()


def test_the_message_of_an_unexpected_error_reaches_the_client_by_default():
    @strawberry.type
    class Query:
        @strawberry.field
        async def books(self) -> list[str]:
            raise ConnectionError("no route to db-7.internal")

    app = FastAPI()
    app.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix="/graphql")
    assert "db-7.internal" in ask(TestClient(app), "{ books }").text


def test_introspection_tells_the_schema_until_it_is_disabled():
    asked = {"query": "{ __schema { types { name } } }"}
    for extensions, told in ([], True), ([DisableIntrospection], False):
        app = FastAPI()
        schema = strawberry.Schema(Greeting, extensions=extensions)
        app.include_router(GraphQLRouter(schema), prefix="/graphql")
        answer = TestClient(app).post("/graphql", json=asked)
        assert answer.status_code == 200
        assert ("Greeting" in answer.text) is told
        assert ("errors" in answer.json()) is not told


class IsStaff(BasePermission):
    message = "staff only"

    def has_permission(self, source, info, **arguments) -> bool:
        return info.context["reader"] == "staff"


def test_a_denied_field_that_may_not_be_null_takes_its_parent_along():
    @strawberry.type
    class Offer:
        @strawberry.field(permission_classes=[IsStaff])
        async def cost_price(self) -> str:
            return "4.10"

    @strawberry.type
    class Book:
        @strawberry.field
        async def offer(self) -> Offer:
            return Offer()

    @strawberry.type
    class Query:
        @strawberry.field
        async def title(self) -> str:
            return "Emma"

        @strawberry.field
        async def book(self) -> Book:
            return Book()

        @strawberry.field
        async def found(self) -> Book | None:
            return Book()

    app = FastAPI()
    router = GraphQLRouter(strawberry.Schema(Query), context_getter=reader_of)
    app.include_router(router, prefix="/graphql")
    client = TestClient(app, headers={"X-Reader": "anna"})
    for field, data in (("found", {"title": "Emma", "found": None}), ("book", None)):
        asked = {"query": f"{{ title {field} {{ offer {{ costPrice }} }} }}"}
        assert client.post("/graphql", json=asked).json()["data"] == data


def test_a_permission_class_guards_one_field():
    @strawberry.type
    class Book:
        title: str

        @strawberry.field(permission_classes=[IsStaff])
        async def cost_price(self) -> str | None:
            return "4.10"

    @strawberry.type
    class Query:
        @strawberry.field
        async def book(self) -> Book:
            return Book(title="Emma")

    app = FastAPI()
    router = GraphQLRouter(strawberry.Schema(Query), context_getter=reader_of)
    app.include_router(router, prefix="/graphql")
    asked = {"query": "{ book { title costPrice } }"}
    seen = {}
    for reader in ("anna", "staff"):
        headers = {"X-Reader": reader}
        answer = TestClient(app).post("/graphql", json=asked, headers=headers)
        seen[reader] = answer.json()["data"]["book"]
        assert ("errors" in answer.json()) is (reader == "anna")
    assert seen["anna"] == {"title": "Emma", "costPrice": None}
    assert seen["staff"] == {"title": "Emma", "costPrice": "4.10"}


def test_resolvers_without_a_loader_ask_once_for_each_book(program):
    p = program("n_plus_one.py")
    module = p.load()
    client = TestClient(module.app)
    query = "{ books { title author { name } } }"
    listed = client.post("/graphql", json={"query": query}).json()["data"]["books"]
    titles = {"Emma": "Austen", "Persuasion": "Austen", "Frankenstein": "Shelley"}
    assert {one["title"]: one["author"]["name"] for one in listed} == titles
    assert len(module.queries) == 1 + 3
    client.post("/graphql", json={"query": "{ books { author { books { title } } } }"})
    assert module.queries[-1] == "books by Shelley"
    del module.queries[4:]
    counts = {query: len(module.queries)}

    module.queries.clear()
    client.post("/graphql", json={"query": DEEP}).raise_for_status()
    assert len(module.queries) == 1 + 3 + 3 + 5 + 5
    counts[DEEP] = len(module.queries)
    p.record_value("queries", "queries to the database", counts)


def test_a_resolver_without_async_runs_in_the_event_loop(program):
    module = program("n_plus_one.py").load()
    loops = []

    class Watched(list):
        def append(self, _):
            loops.append(asyncio.get_running_loop())  # raises in a worker thread

    module.queries = Watched()
    answer = TestClient(module.app).post(
        "/graphql", json={"query": "{ books { title } }"}
    )
    assert "errors" not in answer.json()
    assert len(loops) == 1


@pytest.mark.parametrize("below", ["root", "package"])
def test_generated_code_imports_by_the_path_below_the_root(program, tmp_path, below):
    package = tmp_path / "shop"
    package.mkdir()
    (package / "stock.proto").write_text(program("stock.proto").path.read_text())
    root, file = {
        "root": (tmp_path, "shop/stock.proto"),
        "package": (package, "stock.proto"),
    }[below]
    made = [f"--{kind}_out={root}" for kind in ("python", "grpc_python")]
    compiler = [sys.executable, "-m", "grpc_tools.protoc", *made, f"-I{root}", file]
    subprocess.run(compiler, cwd=root, timeout=300, check=True)
    assert (package / "stock_pb2_grpc.py").exists()
    imported = subprocess.run(
        [sys.executable, "-c", "import shop.stock_pb2_grpc"], cwd=tmp_path,
        env=environment(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    missing = "No module named 'stock_pb2'" in imported.stderr
    assert missing is (below == "package"), imported.stderr
    assert imported.returncode == int(missing)


@pytest.fixture
def stock(program, monkeypatch):
    """The program, loaded, with the address on which its gRPC server will listen."""
    program("stock.proto")
    p = program("stock.py")
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("GRPC_ADDRESS", address)
    monkeypatch.syspath_prepend(p.path.parent)
    return p, p.load(), address


def test_grpc_and_http_share_one_process(stock):
    p, module, address = stock
    with TestClient(module.app) as client, grpc.insecure_channel(address) as channel:
        stub = module.services.StockStub(channel)
        copies = stub.Count(module.messages.Book(title="Emma"), timeout=60).copies
        http = client.get("/stock/Emma")
        with pytest.raises(grpc.RpcError) as missing:
            stub.Count(module.messages.Book(title="Nobody"), timeout=60)
    assert copies == http.json()["copies"] == 3
    code = missing.value.code()  # pyright: ignore[reportAttributeAccessIssue]
    assert code == grpc.StatusCode.NOT_FOUND
    p.record_value(
        "grpc", "stock.Stock/Count",
        {'title: "Emma"': f"copies: {copies}", 'title: "Nobody"': code.name},
    )  # fmt: skip
    p.record_http("http", http)


def test_the_grpc_port_takes_calls_without_tls(stock):
    _, module, address = stock
    with TestClient(module.app), grpc.insecure_channel(address) as channel:
        stub = module.services.StockStub(channel)
        assert stub.Count(module.messages.Book(title="Emma"), timeout=60).copies == 3


def test_what_guards_the_api_does_not_guard_grpc(stock):
    """Neither a dependency of the application nor its middleware is asked."""
    _, module, address = stock
    asked: list[str] = []

    async def deny() -> None:
        asked.append("dependency")
        raise HTTPException(401)

    class Watch:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            if scope["type"] == "http":
                asked.append("middleware")
            await self.app(scope, receive, send)

    app = FastAPI(lifespan=module.lifespan, dependencies=[Depends(deny)])
    app.add_middleware(cast("Any", Watch))
    app.get("/stock/{title}")(module.stock)
    with TestClient(app) as client, grpc.insecure_channel(address) as channel:
        assert client.get("/stock/Emma").status_code == 401
        assert asked == ["middleware", "dependency"]
        asked.clear()
        stub = module.services.StockStub(channel)
        assert stub.Count(module.messages.Book(title="Emma"), timeout=60).copies == 3
    assert asked == []


def test_a_second_grpc_server_binds_the_same_port_without_an_error(stock):
    _, module, _ = stock
    with TestClient(module.app), TestClient(module.app):
        pass


def test_without_that_option_a_second_grpc_server_fails_to_start(stock, monkeypatch):
    _, module, _ = stock
    alone = partial(grpc.aio.server, options=[("grpc.so_reuseport", 0)])
    monkeypatch.setattr(module.grpc.aio, "server", alone)
    with (
        TestClient(module.app),
        pytest.raises(RuntimeError, match="Failed to bind"),
        TestClient(module.app),
    ):
        pass


def test_a_call_that_takes_longer_than_the_grace_is_cut(stock):
    _, module, address = stock
    entered = threading.Event()

    async def endless(self, request, context):
        entered.set()
        await asyncio.Event().wait()

    module.StockService.Count = endless
    with grpc.insecure_channel(address) as channel:
        stub = module.services.StockStub(channel)
        with TestClient(module.app):
            call = stub.Count.future(module.messages.Book(title="Emma"), timeout=30)
            assert entered.wait(20)
        with pytest.raises(grpc.RpcError):
            call.result()
        assert call.code() != grpc.StatusCode.DEADLINE_EXCEEDED


def test_the_end_of_lifespan_lets_a_call_finish_and_then_frees_the_port(stock):
    _, module, address = stock
    entered, leave = threading.Event(), threading.Event()

    async def slow(self, request, context):
        entered.set()
        await asyncio.to_thread(leave.wait, 60)
        return module.messages.Copies(copies=3)

    module.StockService.Count = slow
    with grpc.insecure_channel(address) as channel:
        stub = module.services.StockStub(channel)
        with TestClient(module.app):
            call = stub.Count.future(module.messages.Book(title="Emma"), timeout=60)
            assert entered.wait(60)
            threading.Timer(0.5, leave.set).start()
        assert call.result().copies == 3
        with pytest.raises(grpc.RpcError):
            stub.Count(module.messages.Book(title="Emma"), timeout=60)


def test_what_blocks_the_event_loop_blocks_both_servers(stock):
    _, module, _ = stock
    loops = []

    async def watched(self, request, context):
        loops.append(asyncio.get_running_loop())
        return module.messages.Copies(copies=3)

    module.StockService.Count = watched

    @module.app.get("/loop")
    async def loop() -> None:
        loops.append(asyncio.get_running_loop())

    with (
        TestClient(module.app) as client,
        grpc.insecure_channel(environ["GRPC_ADDRESS"]) as channel,
    ):
        client.get("/loop")
        module.services.StockStub(channel).Count(module.messages.Book(), timeout=60)
    assert loops[0] is loops[1]


def fetched_after(module, wait: Callable[[str], Awaitable[None]]) -> list[list[str]]:
    """The queries for the authors of all books where each resolver awaits ``wait``."""

    @strawberry.type
    class Late:
        title: str

        @strawberry.field
        async def author(self, info: strawberry.Info) -> str:
            await wait(self.title)
            return await info.context["authors"].load(self.title)

    @strawberry.type
    class Query:
        @strawberry.field
        async def books(self) -> list[Late]:
            return [Late(title=title) for title in module.AUTHORS]

    app = FastAPI()
    router = GraphQLRouter(strawberry.Schema(Query), context_getter=module.context)
    app.include_router(router, prefix="/graphql")
    assert "errors" not in ask(TestClient(app), "{ books { author } }").json()
    return module.fetched


def test_a_key_that_is_asked_for_later_costs_another_query(program):
    async def one_sleeps(title: str) -> None:
        if title == "Persuasion":
            await asyncio.sleep(0.01)

    module = program("library.py").load()
    assert fetched_after(module, one_sleeps) == [["Emma", "Lodore"], ["Persuasion"]]


def test_a_loader_needs_one_result_for_each_key_in_their_order():
    authors = {"Emma": "Jane Austen", "Lodore": "Mary Shelley"}

    async def as_in_the_table(titles: list[str]) -> list[str]:
        return [name for title, name in authors.items() if title in titles]

    async def ask_for(*titles: str) -> list[Any]:
        loader = DataLoader(load_fn=as_in_the_table)
        loads = (loader.load(title) for title in titles)
        return await asyncio.gather(*loads, return_exceptions=True)

    assert asyncio.run(ask_for("Emma", "Lodore")) == ["Jane Austen", "Mary Shelley"]
    assert asyncio.run(ask_for("Lodore", "Emma")) == ["Jane Austen", "Mary Shelley"]
    for error in asyncio.run(ask_for("Emma", "Sanditon")):
        assert "wrong number of results in dataloader" in str(error)


def test_keys_asked_for_later_in_the_same_turn_cost_one_query(program):
    """Resolvers that all wait for one and the same thing."""
    module = program("library.py").load()
    ready, waiting = asyncio.Event(), []

    async def all_wait(title: str) -> None:
        waiting.append(title)
        if len(waiting) == len(module.AUTHORS):
            ready.set()
        await asyncio.sleep(0)
        await ready.wait()

    assert fetched_after(module, all_wait) == [list(module.AUTHORS)]


def test_a_websocket_keeps_its_loader_for_all_its_queries(program):
    module = with_websocket(program)
    client = TestClient(module.app)
    for connections in (1, 2):
        with client.websocket_connect("/socket", ["graphql-transport-ws"]) as socket_:
            socket_.send_json({"type": "connection_init"})
            assert socket_.receive_json() == {"type": "connection_ack"}
            for number in "12":
                query = {"query": "{ books { author } }"}
                socket_.send_json({"id": number, "type": "subscribe", "payload": query})
                assert socket_.receive_json()["type"] == "next"
                assert socket_.receive_json()["type"] == "complete"
        assert len(module.fetched) == connections


def test_an_error_that_quotes_a_value_of_the_wrong_type_is_hidden(program):
    module = program("library.py").load()

    @strawberry.type
    class Query:
        @strawberry.field
        async def copies(self) -> int:
            return cast("int", "hunter2")

    told = []
    for extensions in ([], module.hide):
        app = FastAPI()
        schema = strawberry.Schema(Query, extensions=extensions)
        app.include_router(GraphQLRouter(schema), prefix="/graphql")
        (error,) = ask(TestClient(app), "{ copies }").json()["errors"]
        told.append(error["message"])
    assert told == [
        "Int cannot represent non-integer value: 'hunter2'", "Unexpected error.",
    ]  # fmt: skip
