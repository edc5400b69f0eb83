import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from importlib.metadata import entry_points, requires
from pkgutil import iter_modules
from typing import Annotated, Any
from urllib.parse import urlsplit

import fastapi
import httpx2
import pydantic_core
import pytest
import starlette.testclient
from fastapi import APIRouter, Body, FastAPI, Request, cli
from fastapi.exceptions import PydanticV1NotSupportedError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.templating import Jinja2Templates
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.server import serve_here
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

    assert client.get("/books/5").json()["reviews"][1] == "A joy"
    missing = client.get("/books/6")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "no such book"}


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
    books = app.router.routes[-1]
    first = app.openapi()
    assert app.openapi() is first
    app.get("/readers")(lambda: [])
    kept = app.openapi()
    assert list(kept["paths"]) == ["/books", "/readers"]
    router = APIRouter()
    app.include_router(router)
    router.get("/orders")(lambda: [])
    kept = app.openapi()
    assert list(kept["paths"]) == ["/books", "/readers", "/orders"]
    # An endpoint that it does not name makes a new one as well.
    app.add_route("/plain", lambda request: PlainTextResponse("plain"))
    assert app.openapi() is not kept
    assert app.openapi() == kept
    kept = app.openapi()
    app.websocket("/chat")(lambda socket: None)
    assert app.openapi() is not kept
    assert app.openapi() == kept
    kept = app.openapi()
    # What is mounted, and a webhook, leave it as it is.
    app.mount("/shop", FastAPI())
    app.webhooks.post("order-placed")(lambda: None)
    assert app.openapi() is kept
    # What changes the list of routes in another way is not noticed.
    app.router.routes.append(APIRoute("/loans", lambda: []))
    assert app.openapi() is kept
    app.router.routes.remove(books)
    assert app.openapi() is kept


def test_the_docs_page_loads_its_scripts_from_elsewhere(program):
    p = program("library.py")
    client = TestClient(p.load().app)
    hosts = {}
    for path, tool in (("/docs", "SwaggerUIBundle("), ("/redoc", "<redoc ")):
        page = client.get(path)
        assert tool in page.text
        assert page.headers["content-type"].startswith("text/html")
        loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', page.text)
        hosts[path] = sorted({urlsplit(url).netloc for url in loaded} - {""})
    assert hosts["/docs"] == ["cdn.jsdelivr.net", "fastapi.tiangolo.com"]
    p.record_value("foreign-hosts", "Hosts from which the two pages load files", hosts)


def test_without_an_openapi_url_there_are_no_docs():
    for url, status in (("/openapi.json", 200), (None, 404)):
        client = TestClient(FastAPI(openapi_url=url))
        for path in ("/openapi.json", "/docs", "/redoc"):
            assert client.get(path).status_code == status


def test_the_docs_page_has_an_inline_script_wherever_its_files_are_from():
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Library",
        swagger_js_url="/static/swagger-ui.js",
        swagger_css_url="/static/swagger-ui.css",
    )
    scripts = re.findall(r"<script([^>]*)>", bytes(page.body).decode())
    # The second has neither a source nor a nonce.
    assert scripts == [' src="/static/swagger-ui.js"', ""]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_docs_page_asks_for_the_document_under_root_path(program, page):
    app = program("library.py").load().app
    for told, document in (("", "/openapi.json"), ("/api", "/api/openapi.json")):
        with serve_here(app, root_path=told) as url:  # as a proxy asks for `/api/docs`
            asked = re.findall(
                r"""["']([^"']*/openapi\.json)["']""",
                httpx2.get(f"{url}{page}", timeout=60).text,
            )
        assert asked == [document]


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
    assert re.search(r"^  starlette>=[\d.]+$", printed, re.MULTILINE)
    for other in ("anyio", "opentelemetry-api", "typing-extensions", "annotated-doc"):
        assert f"  {other}>=" in printed
    assert ">=3.11" in printed
    assert "uvicorn" not in printed
    p.record_output("ran", ran)


def test_the_server_and_the_command_come_with_the_standard_extra():
    standard = [line for line in requires("fastapi") or [] if "standard" in line]
    assert any(line.startswith("uvicorn[standard]") for line in standard)
    assert any(line.startswith("fastapi-cli[standard]") for line in standard)
    plain = [line for line in requires("fastapi") or [] if "extra ==" not in line]
    assert not [line for line in plain if line.startswith(("uvicorn", "fastapi-cli"))]


def test_the_command_of_plain_fastapi_only_tells_what_to_install(monkeypatch, capsys):
    commands = entry_points(group="console_scripts", name="fastapi")
    assert [one.value for one in commands] == ["fastapi.cli:main"]
    monkeypatch.setattr("fastapi.cli.cli_main", None)  # as without `fastapi-cli`
    with pytest.raises(RuntimeError):
        cli.main()
    assert 'pip install "fastapi[standard]"' in capsys.readouterr().out


def test_dev_reloads_on_loopback_and_run_serves_every_address(program):
    shown = {}
    for command in ("dev", "run"):
        printed = subprocess.run(
            ["fastapi", command, "--help"],
            cwd=program("library.py").path.parent,
            env=environment() | {"COLUMNS": "200"},
            text=True,
            capture_output=True,
            timeout=300,
            check=True,
        ).stdout
        defaults = re.findall(r"\[default: ([^\]]+)\]", " ".join(printed.split()))
        shown[command] = {"127.0.0.1", "0.0.0.0", "reload", "no-reload"} & {*defaults}
        assert ("--workers" in printed) == (command == "run")
    assert shown == {
        "dev": {"127.0.0.1", "reload"},
        "run": {"0.0.0.0", "no-reload"},
    }


def test_a_module_that_is_not_found_ends_the_server(program):
    p = program("library.py")
    for app, reason in {
        "libary:app": 'Could not import module "libary".',
        "library:api": 'Attribute "api" not found in module "library".',
        "library": (
            'Import string "library" must be in format "<module>:<attribute>".'
        ),
    }.items():
        ended = subprocess.run(
            [sys.executable, "-m", "uvicorn", app, "--port", "0"],
            cwd=p.path.parent,
            env=environment(),
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 3
        assert f"Error loading ASGI app. {reason}" in ended.stderr


def test_a_file_called_fastapi_hides_the_package(tmp_path):
    file = tmp_path / "fastapi.py"
    file.write_text("from fastapi import FastAPI\n\napp = FastAPI()\n")
    for command in ((str(file),), ("-m", "uvicorn", "fastapi:app", "--port", "0")):
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment(),
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 1
        assert "ImportError: cannot import name 'FastAPI' from" in ended.stderr


def test_template_response_takes_the_request_first(tmp_path):
    (tmp_path / "book.html").write_text("{{ title }}")
    templates, app = Jinja2Templates(directory=tmp_path), FastAPI()
    old: Any = templates.TemplateResponse

    @app.get("/book")
    async def read(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "book.html", {"title": "Emma"})

    @app.get("/old")
    async def read_as_before(request: Request) -> HTMLResponse:
        return old("book.html", {"request": request, "title": "Emma"})

    client = TestClient(app)
    assert client.get("/book").text == "Emma"
    with pytest.raises(TypeError, match="unhashable type: 'dict'"):
        client.get("/old")


def test_a_package_that_is_not_found_is_another_error(tmp_path):
    (tmp_path / "needs.py").write_text("import nothing_of_that_name\n")
    for app, name in {
        "shop.main:app": "shop",
        "needs:app": "nothing_of_that_name",
    }.items():
        ended = subprocess.run(
            [sys.executable, "-m", "uvicorn", app, "--port", "0"],
            cwd=tmp_path,
            env=environment(),
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 1
        assert f"ModuleNotFoundError: No module named '{name}'" in ended.stderr
        assert "Error loading ASGI app" not in ended.stderr


def test_v1_models_are_rejected_when_the_endpoint_is_declared():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        title: str

    async def place(old: Old) -> None: ...

    with pytest.raises(PydanticV1NotSupportedError):
        FastAPI().post("/old")(place)
    assert [one for one in requires("fastapi") or [] if one == "pydantic>=2.9.0"]


def test_v1_models_in_a_dict_or_annotated_fail_at_requests():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        title: str

    async def place(old) -> None: ...

    for hint in (dict[str, Old], Annotated[Old, Body()]):
        app = FastAPI()
        place.__annotations__["old"] = hint
        with pytest.warns(UserWarning, match="Mixing V1 models and V2 models"):
            app.post("/old")(place)  # is not rejected
        client = TestClient(app)
        with pytest.raises(TypeError):
            client.post("/old", json={"old": {"title": "Emma"}})
        # A dict without any item has nothing to fail at.
        if hint == dict[str, Old]:
            assert client.post("/old", json={}).status_code == 200


def test_what_is_not_in_the_package():
    """No ORM, no migrations, no admin, no accounts: no module of that name either."""
    modules = {one.name for one in iter_modules(fastapi.__path__)}
    assert modules >= {"routing", "security", "openapi", "testclient"}
    assert not modules & {"orm", "models", "db", "migrations", "admin", "auth", "users"}


def test_both_kinds_of_endpoint_run():
    app, threads = FastAPI(), {}

    @app.get("/async")
    async def on_the_loop() -> None:
        threads["loop"] = threading.get_ident()

    @app.get("/plain")
    def in_the_pool() -> None:
        threads["pool"] = threading.get_ident()

    with TestClient(app) as client:
        assert client.get("/async").status_code == 200
        assert client.get("/plain").status_code == 200
    assert threads["loop"] != threads["pool"]


def test_a_declared_type_checks_and_filters_the_response():
    app = FastAPI()

    class Reader(BaseModel):
        name: str

    @app.get("/reader")
    async def read() -> Reader:
        return {"name": "Ada", "password": "…"}  # pyright: ignore[reportReturnType]

    @app.get("/broken")
    async def read_broken() -> Reader:
        return {"name": None}  # pyright: ignore[reportReturnType]

    @app.get("/instance")
    async def read_instance() -> Reader:
        return Reader.model_construct(name=None)  # trusted, as any `Reader` is

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/reader").json() == {"name": "Ada"}
    assert client.get("/broken").status_code == 500
    assert client.get("/instance").json() == {"name": None}


def test_validation_runs_in_compiled_code():
    assert pydantic_core._pydantic_core.__file__.endswith((".so", ".pyd"))


def test_what_fastapi_takes_over_and_what_it_adds():
    def own(name: str) -> bool:
        """Whether FastAPI defines it itself and does not inherit it."""
        return name in vars(FastAPI)

    assert issubclass(FastAPI, Starlette)
    for inherited in ("mount", "add_middleware", "url_path_for"):
        assert hasattr(FastAPI, inherited)
        assert not own(inherited)
    assert TestClient is starlette.testclient.TestClient
    for added in ("openapi", "include_router", "get", "websocket"):
        assert own(added)
