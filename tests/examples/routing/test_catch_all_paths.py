"""Question 10: what a catch-all route receives, and what it must not do with it."""

import asyncio
import email.message
import http.client
import inspect
import sys
import time
import warnings
from pathlib import Path

import fastapi
import httpx2
import pytest
from deployment.nginx import nginx
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from harness.server import free_port, serve_here


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A directory to serve, with a private one and a secret file beside it."""
    files = tmp_path / "files"
    (files / "some/folder").mkdir(parents=True)
    (files / "some/folder/file.txt").write_text("hello")
    (tmp_path / "files-private").mkdir()
    (tmp_path / "files-private/payroll.txt").write_text("Ada 9000")
    (tmp_path / "secret.txt").write_text("secret")
    (files / "shortcut.txt").symlink_to(tmp_path / "secret.txt")
    (files / "inside.txt").symlink_to(files / "some/folder/file.txt")
    (files / "loop.txt").symlink_to(files / "loop.txt")
    monkeypatch.setenv("FILES_ROOT", str(files))
    return files


def client_of(program):
    return TestClient(program.load().app, follow_redirects=False)


def raw_get(port, path):
    """GET with the path exactly as given: clients tidy up dots and slashes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("GET", path)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_a_nested_file_is_served_and_nothing_outside(program, root):
    files = program("files.py")
    client = client_of(files)
    nested = client.get("/files/some/folder/file.txt")
    assert nested.text == "hello"
    files.record_http("nested", nested)

    dots = client.get("/files/..%2fsecret.txt")
    assert dots.status_code == 404
    files.record_http("dots", dots)

    others = {
        "/files/..%2ffiles-private%2fpayroll.txt": "the sibling",
        "/files//etc/passwd": "an absolute path",
        "/files/shortcut.txt": "a link that leads outside",
        "/files/some": "a directory",
        "/files/": "nothing at all",
        "/files/a%00b": "a null byte",
        "/files/loop.txt": "a link to itself",
        "/files/nowhere.txt": "no file at all",
        f"/files/{'a' * 256}": "256 letters, more than a name may have",
        f"/files/{'a/' * 4000}": "8,000 letters, more than a path may have",
        "/files/%ff%fe": "bytes that are no UTF-8",
    }
    statuses = {path: client.get(path).status_code for path in others}
    assert statuses == dict.fromkeys(others, 404)
    assert client.get("/files/inside.txt").text == "hello"
    files.record_value(
        "refused",
        "status of other paths",
        {
            f"{path if len(path) < 99 else '/files/…'} ({others[path]})": status
            for path, status in statuses.items()
        },
    )


def test_one_file_has_many_names(program, root):
    client = client_of(program("files.py"))
    names = [
        "some/folder/file.txt",
        "some/folder/file.txt/",
        "some//folder/./file.txt",
        "some/folder%2f..%2ffolder/file.txt",
        "inside.txt",
    ]
    for name in names:
        assert client.get(f"/files/{name}").text == "hello"


def test_a_long_name_is_a_404_by_a_server_too(program, root):
    files = program("files.py")
    with files.serve(env={"FILES_ROOT": str(root)}) as server:
        for name, status in [("some/folder/file.txt", 200), ("a" * 256, 404)]:
            assert raw_get(server.port, f"/files/{name}")[0] == status
        server.stop()
        assert "Traceback" not in server.output


def test_an_empty_root_stops_the_app_that_would_serve_its_own_folder(
    program, monkeypatch
):
    monkeypatch.setenv("FILES_ROOT", "")
    with pytest.raises(ValueError, match=r"^FILES_ROOT is empty$"):
        program("files.py").load()


def test_each_exception_that_a_name_can_raise_is_caught(program, root):
    find_file = program("files.py").load().find_file
    for name, error in [
        ("a\0b", ValueError),
        ("a" * 256, OSError),
        ("nowhere.txt", OSError),
        ("loop.txt", RuntimeError if sys.version_info < (3, 13) else OSError),
    ]:
        with pytest.raises(error):
            (root / name).resolve(strict=True)
        assert find_file(name) is None
    # Without `strict`, a name that is too long is noticed only when it is opened.
    assert (root / ("a" * 256)).resolve().name == "a" * 256


def test_what_a_name_raises_is_a_500_where_nothing_catches_it(root):
    app = FastAPI()

    @app.get("/files/{name:path}")
    def read_file(name: str) -> str:
        return (root / name).resolve(strict=True).read_text()

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/files/some/folder/file.txt").json() == "hello"
    for name in ["a%00b", "a" * 256, "loop.txt"]:
        assert client.get(f"/files/{name}").status_code == 500


def test_joining_an_absolute_name_forgets_the_directory():
    assert Path("/srv/files") / "/etc/passwd" == Path("/etc/passwd")


def test_a_file_that_vanishes_after_the_check_is_a_500(program, root):
    files = program("files.py").load()
    vanished = root / "vanished.txt"
    files.find_file = lambda name: vanished
    with pytest.raises(RuntimeError, match="does not exist"):
        TestClient(files.app).get("/files/vanished.txt")


def test_a_file_that_may_not_be_read_breaks_off_after_a_200(program, root, monkeypatch):
    files = program("files.py").load()
    client = TestClient(files.app, raise_server_exceptions=False)
    whole = client.get("/files/some/folder/file.txt")
    assert (whole.status_code, whole.text) == (200, "hello")

    async def refuse(*arguments, **options):
        raise PermissionError

    # As for a file of another user, which a test that runs as root can read.
    monkeypatch.setattr("starlette.responses.anyio.open_file", refuse)
    broken = client.get("/files/some/folder/file.txt")
    assert (broken.status_code, broken.content) == (200, b"")
    assert broken.headers["content-length"] == "5"
    with pytest.raises(PermissionError):
        TestClient(files.app).get("/files/some/folder/file.txt")


def test_a_file_route_answers_ranges_but_head_only_where_declared(program, root):
    files = program("files.py").load()
    client = TestClient(files.app)
    part = client.get("/files/some/folder/file.txt", headers={"range": "bytes=1-3"})
    assert part.status_code == 206
    assert part.text == "ell"
    assert client.head("/files/some/folder/file.txt").status_code == 405

    both = FastAPI()
    both.api_route("/files/{name:path}", methods=["GET", "HEAD"])(files.read_file)
    head = TestClient(both).head("/files/some/folder/file.txt")
    assert head.status_code == 200
    assert head.headers["content-length"] == "5"
    assert head.content == b""


def test_a_fixed_path_declared_first_wins_over_the_catch_all(program, root):
    files = program("files.py")
    special = client_of(files).get("/files/special")
    assert special.json() == "not a file"
    files.record_http("special", special)


def test_the_value_arrives_decoded_and_may_be_empty_or_absolute(program):
    arrivals = program("arrivals.py")
    expected = {
        "/files/some/folder/file.txt": "some/folder/file.txt",
        "/files/": "",
        "/files//etc/passwd": "/etc/passwd",
        "/files/../etc": "../etc",
        "/files/..%2f..%2fetc": "../../etc",
        "/files/a%252fb": "a%2fb",
        "/files/a%0A": "a",
    }
    with arrivals.serve() as server:
        for path, name in expected.items():
            assert raw_get(server.port, path) == (200, f'"{name}"')
        assert raw_get(server.port, "/files")[0] == 307
        assert raw_get(server.port, "/files/a%0Ab")[0] == 404
    arrivals.record_value("names", "path sent → name received, by Uvicorn", expected)


def test_nginx_resolves_dots_if_its_proxy_pass_has_a_path(program, tmp_path):
    app = program("arrivals.py").load().app
    app.get("/{other:path}")(lambda other: f"other: {other}")
    names = {"": ["../etc", "../etc", "/etc"], "/": ["other: etc", "other: etc", "etc"]}
    for path, expected in names.items():
        port, folder = free_port(), tmp_path / f"path{len(path)}"
        folder.mkdir()
        with serve_here(app) as url:
            proxy = f"listen 127.0.0.1:{port}; location / {{ proxy_pass {url}{path}; }}"
            with nginx(folder, f"events {{}} http {{ server {{ {proxy} }} }}", port):
                for sent, name in zip(
                    ["../etc", "..%2fetc", "/etc"], expected, strict=True
                ):
                    assert raw_get(port, f"/files/{sent}") == (200, f'"{name}"')
                # What climbs above the root is refused by nginx itself.
                assert raw_get(port, "/files/..%2f..%2fetc")[0] == 400


def test_openapi_shows_a_plain_string(program):
    (path,) = program("arrivals.py").load().app.openapi()["paths"].items()
    assert path[0] == "/files/{name}"
    assert path[1]["get"]["parameters"][0]["schema"] == {
        "type": "string",
        "title": "Name",
    }


def test_a_prefix_check_lets_the_sibling_out(program, root):
    prefix_check = program("prefix_check.py")
    client = client_of(prefix_check)
    refused = client.get("/files/..%2fsecret.txt")
    assert refused.status_code == 404
    assert refused.json() == {"detail": "No such file"}
    assert client.get("/files/some/folder/file.txt").text == "hello"
    leak = client.get("/files/..%2ffiles-private%2fpayroll.txt")
    assert leak.text == "Ada 9000"
    prefix_check.record_http("leak", leak)


def test_a_catch_all_declared_first_takes_everything(program):
    """Everything of its method, that is, which is declared after it."""
    lost = program("lost.py")
    client = client_of(lost)
    swallowed = client.get("/orders")
    assert swallowed.status_code == 404
    assert swallowed.json() == {"lost": "orders"}
    assert lost.load().app.openapi()["paths"].keys() == {"/{rest}", "/orders"}
    alone = FastAPI()
    alone.get("/orders")(lost.load().list_orders)
    assert TestClient(alone).get("/orders").json() == []
    lost.record_http("swallowed", swallowed)
    post = client.post("/nowhere")
    assert post.status_code == 405
    lost.record_http("method", post, headers=["allow"])
    app = lost.load().app
    app.post("/late")(lambda: "late")  # of another method: reached
    assert TestClient(app).post("/late").json() == "late"
    # Those of FastAPI itself were declared in the constructor, before it.
    assert client.get("/openapi.json").status_code == 200


def test_a_catch_all_declared_last_ends_the_slash_redirect():
    app = FastAPI()

    @app.get("/orders")
    def list_orders(): ...

    client = TestClient(app, follow_redirects=False)
    app.post("/orders")(list_orders)
    assert client.get("/orders/").status_code == 307
    assert client.post("/orders/").status_code == 307

    @app.get("/{rest:path}")
    def lost(rest: str):
        return rest

    assert client.get("/orders/").json() == "orders/"
    assert client.post("/orders/").status_code == 405


def test_a_404_handler_leaves_routes_methods_and_redirects_alone(program):
    not_found = program("not_found.py")
    app = not_found.load().app
    client = TestClient(app, follow_redirects=False)
    assert client.get("/orders").json() == []
    assert client.get("/orders/").status_code == 307
    assert client.post("/orders").status_code == 405
    unknown = client.post("/nowhere")
    assert unknown.status_code == 404
    not_found.record_http("unknown", unknown)

    @app.get("/orders/{order_id}")
    def read_order(order_id: int):
        raise HTTPException(404, "No such order", {"x-reason": "sold"})

    missing = client.get("/orders/7")
    assert missing.json() == {"lost": "/orders/7", "detail": "No such order"}
    assert missing.headers["x-reason"] == "sold"


def test_frontend_serves_pages_and_leaves_the_api_alone(program, tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("<h1>Shop</h1>")
    (tmp_path / "404.html").write_text("lost")  # the fallback, were it not named
    monkeypatch.setenv("DIST", str(tmp_path))
    shop = program("shop.py")
    client = client_of(shop)
    html = {"accept": "text/html"}
    api = client.get("/api/orders", headers={"accept": "*/*"})
    assert api.json() == ["A1"]
    page = client.get("/orders/7", headers=html)
    assert page.text == "<h1>Shop</h1>"
    asset = client.get("/app.js", headers={"accept": "*/*"})
    assert asset.status_code == 404
    data = client.get("/api/ordes", headers={"accept": "application/json"})
    assert data.status_code == 404
    post = client.post("/orders/7", headers=html)
    assert post.status_code == 404
    typo = client.get("/api/ordes", headers=html)
    assert typo.text == "<h1>Shop</h1>"
    assert client.delete("/api/orders").status_code == 405
    assert client.get("/api/orders/", headers=html).status_code == 307
    shop.record_http("api", api)
    shop.record_http("page", page, note="Sent with Accept: text/html: a navigation.")
    shop.record_http("asset", asset, note="Sent with Accept: */*.")
    shop.record_http("post", post)
    shop.record_http(
        "typo", typo, note="Accept: text/html again. A mistyped API path gets the page."
    )
    assert list(shop.load().app.openapi()["paths"]) == ["/api/orders"]


def test_a_catch_all_page_answers_for_missing_scripts(tmp_path):
    (tmp_path / "index.html").write_text("<h1>Shop</h1>")
    (tmp_path / "app.js").write_text("")
    caught, served = FastAPI(), FastAPI()

    @caught.get("/{rest:path}")
    def read_page(rest: str) -> FileResponse:
        return FileResponse(tmp_path / "index.html")

    served.frontend("/", directory=tmp_path, fallback="index.html")
    missing = TestClient(caught).get("/gone.js")
    assert missing.status_code == 200
    assert missing.headers["content-type"] == "text/html; charset=utf-8"
    client = TestClient(served)
    assert client.get("/app.js").status_code == 200
    assert client.get("/gone.js").status_code == 404


def test_a_relative_directory_is_looked_for_in_the_working_directory(
    tmp_path, monkeypatch
):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "app.js").write_text("")
    monkeypatch.chdir(tmp_path)
    app = FastAPI()
    app.mount("/static", StaticFiles(directory="static"))
    app.frontend("/", directory="static")
    client = TestClient(app)
    for path in ["/static/app.js", "/app.js"]:
        assert client.get(path).status_code == 200

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(RuntimeError, match=r"^Directory 'static' does not exist$"):
        StaticFiles(directory="static")
    with pytest.raises(RuntimeError, match="Frontend directory 'static' does not exi"):
        FastAPI().frontend("/", directory="static")


def test_a_frontend_has_to_be_there_at_import_except_in_development(
    program, tmp_path, monkeypatch
):
    shop, built = program("shop.py"), tmp_path / "built"
    monkeypatch.setenv("DIST", str(built))
    monkeypatch.delenv("FASTAPI_ENV", raising=False)
    with pytest.raises(RuntimeError, match=r"Frontend directory .* does not exist"):
        shop.load()
    built.mkdir()
    with pytest.raises(RuntimeError, match=r"Frontend fallback file 'index\.html'"):
        shop.load()
    built.rmdir()
    monkeypatch.setenv("FASTAPI_ENV", "development")  # as `fastapi dev` does
    with pytest.warns(UserWarning, match="does not exist"):
        app = shop.load().app
    assert TestClient(app).get("/api/orders").json() == ["A1"]


def test_static_files_refuse_to_leave_but_a_mount_at_the_root_takes_all(root):
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=root))
    client = TestClient(app)
    assert client.get("/static/some/folder/file.txt").text == "hello"
    for path in ["..%2fsecret.txt", "/etc/passwd", "shortcut.txt", "a" * 256]:
        assert client.get(f"/static/{path}").status_code == 404

    app = FastAPI()
    app.mount("/", StaticFiles(directory=root))

    @app.post("/orders")
    def add_order(): ...

    @app.get("/late")
    def late(): ...

    assert TestClient(app).post("/orders").status_code == 405
    assert TestClient(app).get("/late").status_code == 404


def test_a_link_that_leads_outside_is_served_where_following_is_asked_for(root):
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=root, follow_symlink=True))
    assert TestClient(app).get("/static/shortcut.txt").text == "secret"


def test_static_files_answer_head_and_ranges(root):
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=root))
    client = TestClient(app)
    assert client.head("/static/some/folder/file.txt").status_code == 200
    part = client.get("/static/some/folder/file.txt", headers={"range": "bytes=1-3"})
    assert (part.status_code, part.text) == (206, "ell")


def test_a_client_tidies_dots_before_it_sends():
    request = httpx2.Request("GET", "http://shop/files/../secret.txt")
    assert request.url.path == "/secret.txt"


def test_a_catch_all_may_be_followed_by_more_path_and_is_greedy():
    app = FastAPI()

    @app.get("/repos/{path:path}/commits")
    def list_commits(path: str):
        return path

    client = TestClient(app)
    assert client.get("/repos/a/commits/b/commits").json() == "a/commits/b"


def test_a_frontend_file_refuses_other_methods_with_405(tmp_path):
    (tmp_path / "app.js").write_text("")
    app = FastAPI()
    app.frontend("/", directory=tmp_path)
    client = TestClient(app)
    assert client.post("/app.js").status_code == 405
    assert client.post("/nothing").status_code == 404
    assert client.head("/app.js").status_code == 200


def test_accept_is_parsed_on_the_event_loop_in_quadratic_time(
    program, tmp_path, monkeypatch
):
    (tmp_path / "index.html").write_text("<h1>Shop</h1>")
    monkeypatch.setenv("DIST", str(tmp_path))
    shop = program("shop.py")
    client = client_of(shop)
    parse = fastapi.routing._is_frontend_navigation_request
    seconds: list[float] = []

    def watched(scope):
        assert asyncio.get_running_loop()  # a worker thread has none
        start = time.thread_time()
        asks_for_html = parse(scope)
        seconds.append(time.thread_time() - start)
        return asks_for_html

    monkeypatch.setattr(fastapi.routing, "_is_frontend_navigation_request", watched)
    for length in (10_000, 40_000):
        accept = 'text/plain;"' + ";" * length
        assert client.get("/lost", headers={"accept": accept}).status_code == 404
    # Linear since Python 3.11.15, and where a distribution has taken over its fix.
    linear = "s = s[1:]" not in inspect.getsource(email.message)
    assert linear or seconds[1] > 8 * seconds[0]  # four times as long
    with shop.serve() as server:  # which lets such a header in
        request = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        request.request("GET", "/lost", headers={"accept": "a" * 1_000_000})
        assert request.getresponse().status == 404
        request.close()


def test_a_frontend_falls_back_to_404_html_for_everybody_else_to_index_html(tmp_path):
    (tmp_path / "index.html").write_text("home")
    app = FastAPI()
    app.frontend("/", directory=tmp_path)
    client = TestClient(app)

    def answer(accept):
        response = client.get("/nothing", headers={"accept": accept})
        return response.status_code, response.text

    assert answer("text/html") == (200, "home")
    assert answer("*/*")[0] == 404
    assert client.head("/nothing", headers={"accept": "text/html"}).is_success

    (tmp_path / "404.html").write_text("lost")
    assert answer("text/html") == answer("*/*") == (404, "lost")


def test_the_raw_path_is_kept_in_the_scope():
    app = FastAPI()

    @app.get("/files/{name:path}")
    def show(name: str, request: Request):
        return [name, request.scope["raw_path"].decode()]

    client = TestClient(app)
    assert client.get("/files/a%2Fb").json() == ["a/b", "/files/a%2Fb"]
    assert client.get("/files/a/b").json() == ["a/b", "/files/a/b"]


def test_a_link_put_in_place_after_the_check_is_followed(program, root):
    files = program("files.py").load()
    check = files.find_file

    def swap(name):
        target = check(name)
        target.unlink()
        target.symlink_to(root.parent / "secret.txt")
        return target

    files.find_file = swap
    client = TestClient(files.app)
    assert client.get("/files/some/folder/file.txt").text == "secret"
    files.find_file = check
    assert client.get("/files/some/folder/file.txt").status_code == 404


def test_a_hard_link_to_a_file_outside_is_served(program, root):
    (root / "hard.txt").hardlink_to(root.parent / "secret.txt")
    assert client_of(program("files.py")).get("/files/hard.txt").text == "secret"


def test_an_uploaded_page_is_a_page_unless_it_has_a_filename(program, root):
    page = root / "page.html"
    page.write_text("<script>steal()</script>")
    shown = client_of(program("files.py")).get("/files/page.html")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-disposition" not in shown.headers

    app = FastAPI()
    app.get("/page")(lambda: FileResponse(page, filename="page.html"))
    sent = TestClient(app).get("/page")
    assert sent.headers["content-disposition"] == 'attachment; filename="page.html"'


def test_a_file_route_sends_an_etag_but_no_304(program, root):
    app = program("files.py").load().app
    app.mount("/static", StaticFiles(directory=root))
    client = TestClient(app)
    for prefix, status in [("/files", 200), ("/static", 304)]:
        path = f"{prefix}/some/folder/file.txt"
        known = {"if-none-match": client.get(path).headers["etag"]}
        assert client.get(path, headers=known).status_code == status


def test_a_directory_that_is_itself_a_link_is_served(program, root, monkeypatch):
    current = root.parent / "current"  # as a deployment does that swaps releases
    current.symlink_to(root)
    monkeypatch.setenv("FILES_ROOT", str(current))
    client = client_of(program("files.py"))
    assert client.get("/files/some/folder/file.txt").text == "hello"
    assert client.get("/files/..%2fsecret.txt").status_code == 404


def test_the_dependencies_of_the_app_guard_a_frontend_but_not_a_mount(tmp_path):
    def require_login():
        raise HTTPException(401)

    (tmp_path / "app.js").write_text("")
    app = FastAPI(dependencies=[Depends(require_login)])
    app.frontend("/built", directory=tmp_path)
    app.mount("/static", StaticFiles(directory=tmp_path))
    client = TestClient(app)
    assert client.get("/built/app.js").status_code == 401
    assert client.head("/built/app.js").status_code == 401
    assert client.get("/static/app.js").status_code == 200
    # Other methods tell without a login which files there are.
    assert client.post("/built/app.js").status_code == 405
    assert client.post("/built/nothing").status_code == 404


def test_static_files_look_for_an_absolute_name_inside_the_directory(root):
    (root / "etc").mkdir()
    (root / "etc/passwd").write_text("inside")
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=root))
    client = TestClient(app)
    for path in ["/static//etc/passwd", "/static/%2fetc/passwd"]:
        assert client.get(path).text == "inside"
    assert client.get("/static//etc/hostname").status_code == 404


def test_a_path_operation_of_another_method_goes_before_a_frontend(tmp_path):
    (tmp_path / "index.html").write_text("home")
    app = FastAPI()
    app.frontend("/", directory=tmp_path, fallback="index.html")
    app.post("/login")(lambda: "in")
    client = TestClient(app, headers={"accept": "text/html"})
    assert client.get("/account").text == "home"
    assert client.get("/login").status_code == 405


def test_a_frontend_sends_a_dotfile_and_a_304_for_a_known_404_page(tmp_path):
    (tmp_path / ".env").write_text("TOKEN=secret")
    (tmp_path / "404.html").write_text("lost")
    app = FastAPI()
    app.frontend("/", directory=tmp_path)
    client = TestClient(app)
    assert client.get("/.env").text == "TOKEN=secret"
    lost = client.get("/nothing")
    assert (lost.status_code, lost.text) == (404, "lost")
    known = {"if-none-match": lost.headers["etag"]}
    assert client.get("/nothing", headers=known).status_code == 304


def test_a_second_decorator_adds_head_without_a_duplicate_id(program, root):
    read_file = program("files.py").load().read_file
    path = "/files/{name:path}"
    two, shared = FastAPI(), FastAPI()
    two.head(path)(two.get(path)(read_file))
    shared.api_route(path, methods=["GET", "HEAD"])(read_file)
    head = TestClient(two).head("/files/some/folder/file.txt")
    assert (head.status_code, head.headers["content-length"]) == (200, "5")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        two.openapi()
    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        shared.openapi()


def test_a_mount_goes_before_a_frontend_and_keeps_its_404(tmp_path):
    (tmp_path / "index.html").write_text("home")
    app = FastAPI()
    app.frontend("/", directory=tmp_path, fallback="index.html")
    app.mount("/reports", FastAPI())
    client = TestClient(app, headers={"accept": "text/html"})
    assert client.get("/account").text == "home"
    lost = client.get("/reports/account")
    assert (lost.status_code, lost.json()) == (404, {"detail": "Not Found"})
