import re
from collections.abc import Callable
from importlib.metadata import requires
from urllib.parse import urlsplit

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.applications import Starlette


def test_one_signature_gives_values_errors_and_documentation(program):
    p = program("library.py")
    client = TestClient(p.load().app)

    found = client.get("/books/5?containing=long")
    assert found.json() == {
        "id": 5,
        "title": "Emma",
        "reviews": ["Too long", "Not long enough"],
    }
    p.record_http("found", found)

    refused = client.get("/books/emma")
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["type"] == "int_parsing"
    assert refused.json()["detail"][0]["loc"] == ["path", "book_id"]
    p.record_http("refused", refused)

    assert client.get("/books/6").status_code == 404


def test_the_document_is_made_at_its_first_request(program):
    p = program("library.py")
    module = p.load()
    with TestClient(module.app) as client:  # with start-up and shutdown
        made_at_start = module.app.openapi_schema is not None
        document = client.get("/openapi.json").json()
        assert not made_at_start
        assert module.app.openapi_schema is not None
    operation = document["paths"]["/books/{book_id}"]["get"]
    assert operation["description"] == module.read_book.__doc__
    shown = {
        "made at start-up": made_at_start,
        "openapi": document["openapi"],
        "title": document["info"]["title"],
        "paths": list(document["paths"]),
        "parameters": [f"{one['in']} {one['name']}" for one in operation["parameters"]],
        "schemas": list(document["components"]["schemas"]),
    }
    assert shown["openapi"] == "3.1.0"
    p.record_value("documented", "From GET /openapi.json", shown)


def test_a_model_without_a_schema_is_noticed_when_the_document_is_asked_for():
    app = FastAPI()

    class Reminder(BaseModel):
        text: str
        format_text: Callable[[str], str] = str.upper

    @app.post("/reminders")
    async def remind(reminder: Reminder) -> str:
        return reminder.format_text(reminder.text)

    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post("/reminders", json={"text": "read"}).json() == "READ"
        assert client.get("/openapi.json").status_code == 500


def test_the_document_is_kept_until_routes_change():
    app = FastAPI()
    app.get("/books")(lambda: [])
    first = app.openapi()
    assert app.openapi() is first
    app.get("/readers")(lambda: [])
    assert list(app.openapi()["paths"]) == ["/books", "/readers"]


def test_the_docs_page_loads_its_scripts_from_elsewhere(program):
    p = program("library.py")
    client = TestClient(p.load().app)
    hosts = {}
    for path in ("/docs", "/redoc"):
        page = client.get(path)
        assert page.headers["content-type"].startswith("text/html")
        loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', page.text)
        hosts[path] = sorted({urlsplit(url).netloc for url in loaded} - {""})
    assert hosts["/docs"] == ["cdn.jsdelivr.net", "fastapi.tiangolo.com"]
    p.record_value("foreign-hosts", "Hosts from which the two pages load files", hosts)


def test_running_the_file_serves_nothing(program):
    p = program("library.py")
    ended = p.run()
    assert ended.returncode == 0
    assert ended.stdout + ended.stderr == ""
    p.record_output("as-a-script", ended, exit_code=True)
    # The same file, given to a server.
    command = (
        "fastapi",
        "run",
        "library.py",
        "--host",
        "127.0.0.1",
        "--port",
        "{port}",
    )
    with p.serve(*command) as server:
        assert httpx2.get(f"{server.url}/books/5", timeout=60).json()["title"] == "Emma"


def test_fastapi_is_a_starlette_with_few_needs_and_no_server(program):
    p = program("anatomy.py")
    ran = p.run()
    printed = ran.stdout
    assert "fastapi.applications.FastAPI < starlette.applications.Starlette" in printed
    assert "pydantic>=2" in printed
    assert "opentelemetry-api" in printed
    assert "uvicorn" not in printed
    p.record_output("ran", ran)
    standard = [line for line in requires("fastapi") or [] if "standard" in line]
    assert any(line.startswith("uvicorn[standard]") for line in standard)
    assert any(line.startswith("fastapi-cli[standard]") for line in standard)


def test_what_fastapi_takes_over_and_what_it_adds():
    def own(name: str) -> bool:
        """Whether FastAPI defines it itself and does not inherit it."""
        return name in vars(FastAPI)

    assert issubclass(FastAPI, Starlette)
    for inherited in ("mount", "add_middleware", "url_path_for"):
        assert hasattr(FastAPI, inherited)
        assert not own(inherited)
    for added in ("openapi", "include_router", "get", "websocket"):
        assert own(added)
