import asyncio
import datetime
import re
import socket
import ssl

import grpc
import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from deployment.nginx import nginx, replaced
from fastapi.testclient import TestClient
from harness.server import free_port


def ask_in_http2(url: str) -> httpx2.Response:
    """Ask without TLS and without asking first whether HTTP/2 is understood."""
    with httpx2.Client(http1=False, http2=True) as client:
        return client.get(url)


def test_hypercorn_speaks_both_versions_to_the_same_app(program):
    p = program("version.py")
    command = ("hypercorn", "version:app", "--bind", "127.0.0.1:{port}")
    with p.serve("-m", *command) as server:
        second = ask_in_http2(f"{server.url}/version")
        first = httpx2.get(f"{server.url}/version")
    assert second.http_version == "HTTP/2"
    assert second.json() == {"http_version": "2"}
    assert first.http_version == "HTTP/1.1"
    assert first.json() == {"http_version": "1.1"}
    assert TestClient(p.load().app).get("/version").json() == {"http_version": "1.1"}
    p.record_http("hypercorn", second, note="asked in HTTP/2: hypercorn version:app")


def answer_to_preface(port: int) -> str:
    """The first line of what comes back after the opening words of HTTP/2."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        return connection.makefile("rb").readline().decode().strip()


def test_uvicorn_refuses_http2_by_default(program):
    p = program("version.py")
    with p.serve() as server:
        with pytest.raises(httpx2.TransportError):
            ask_in_http2(f"{server.url}/version")
        answered = answer_to_preface(server.port)
        assert httpx2.get(f"{server.url}/version").json() == {"http_version": "1.1"}
        server.stop()
        logged = set(re.findall(r"^WARNING: +(.*)", server.output, re.MULTILINE))
    assert answered == "HTTP/1.1 400 Bad Request"
    assert logged == {"Invalid HTTP request received."}
    p.record_value(
        "uvicorn", "asked in HTTP/2: uvicorn version:app",
        {"answers": answered, "logs": logged.pop()},
    )  # fmt: skip


def test_uvicorn_names_the_experimental_way(program):
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


def test_nginx_speaks_http2_for_an_app_that_does_not(program, tmp_path):
    p = program("http2.conf")
    trusted = make_certificate(tmp_path)
    port = free_port()
    with program("version.py").serve() as server:
        changes = {"443": f"127.0.0.1:{port}", "127.0.0.1:8000": server.url[7:]}
        with (
            nginx(tmp_path, replaced(p.path.read_text(), changes), port),
            httpx2.Client(http2=True, verify=trusted) as client,
        ):
            answer = client.get(f"https://localhost:{port}/version")
    assert answer.http_version == "HTTP/2"
    assert answer.json() == {"http_version": "1.1"}
    p.record_http(
        "terminated", answer,
        note="the client spoke HTTP/2 to nginx, nginx HTTP/1.1 to Uvicorn",
    )  # fmt: skip


READER = {"X-Reader": "anna"}
DEEP = "{ books { author { books { author { books { title } } } } } }"


def test_graphql_batches_limits_depth_and_hides_its_editor(program):
    p = program("library.py")
    module = p.load()
    client = TestClient(module.app, headers=READER)
    books = client.post(
        "/graphql", json={"query": "{ books { title author { name } } }"}
    )
    assert len(books.json()["data"]["books"]) == 3
    assert module.fetched == [[1, 2]]
    p.record_value(
        "batched", "author ids asked for, one list for each query", module.fetched
    )

    deep = client.post("/graphql", json={"query": DEEP})
    assert deep.status_code == 200
    assert "exceeds maximum operation depth of 3" in deep.json()["errors"][0]["message"]
    assert module.fetched == [[1, 2]]  # refused before a resolver ran
    p.record_http("too-deep", deep)

    stranger = TestClient(module.app).post(
        "/graphql", json={"query": "{ books { title } }"}
    )
    assert stranger.status_code == 422
    page = client.get("/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 404


def test_resolvers_without_a_loader_ask_once_for_each_book(program):
    p = program("n_plus_one.py")
    module = p.load()
    client = TestClient(module.app)
    query = "{ books { title author { name } } }"
    client.post("/graphql", json={"query": query}).raise_for_status()
    assert len(module.queries) == 1 + 3
    counts = {query: len(module.queries)}

    module.queries.clear()
    client.post("/graphql", json={"query": DEEP}).raise_for_status()
    assert len(module.queries) == 1 + 3 + 3 + 5 + 5
    counts[DEEP] = len(module.queries)
    p.record_value("queries", "queries to the database", counts)
    assert (
        "graphiql"
        in client.get("/graphql", headers={"Accept": "text/html"}).text.lower()
    )


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


def test_grpc_and_http_share_one_process(program, monkeypatch):
    program("stock.proto")
    p = program("stock.py")
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("GRPC_ADDRESS", address)
    monkeypatch.syspath_prepend(p.path.parent)
    module = p.load()
    with (
        TestClient(module.app) as client,
        TestClient(module.app),  # a second worker binds the same port, and may
        grpc.insecure_channel(address) as channel,
    ):
        stub = module.services.StockStub(channel)
        copies = stub.Count(module.messages.Book(title="Emma"), timeout=30).copies
        http = client.get("/stock/Emma")
        with pytest.raises(grpc.RpcError) as missing:
            stub.Count(module.messages.Book(title="Nobody"), timeout=30)
    assert copies == http.json()["copies"] == 3
    code = missing.value.code()  # pyright: ignore[reportAttributeAccessIssue]
    assert code == grpc.StatusCode.NOT_FOUND
    p.record_value(
        "grpc", "stock.Stock/Count",
        {'title: "Emma"': f"copies: {copies}", 'title: "Nobody"': code.name},
    )  # fmt: skip
    p.record_http("http", http)
