import json

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient


def json_lines(output: str) -> list[dict]:
    return [json.loads(one) for one in output.splitlines() if one.startswith("{")]


def test_each_request_leaves_json_lines_with_its_id(program):
    p = program("access_log.py")
    command = (
        "uvicorn", "access_log:app", "--port", "{port}", "--no-access-log",
        "--header", "X-App-Version:1.5",
    )  # fmt: skip
    with p.serve(*command) as server:

        def ask(order: str, **headers: str) -> httpx2.Response:
            return httpx2.get(f"{server.url}/orders/{order}", headers=headers)

        found = ask("7", **{"X-Request-ID": "checkout-7"})
        invalid = ask("seven", **{"X-Request-ID": "checkout-8"})
        failed = ask("0", **{"X-Request-ID": "checkout-9"})
        own = ask("1")
        server.stop()  # a line may be written after its response was sent
        output = server.output
    lines = json_lines(output)
    assert len(own.headers["X-Request-ID"]) == 32
    assert [one["request_id"] for one in lines[:5]] == [
        "checkout-7", "checkout-7", "checkout-8", "checkout-9", "checkout-9",
    ]  # fmt: skip
    assert {one["request_id"] for one in lines[5:]} == {own.headers["X-Request-ID"]}
    requests = [one for one in lines if one["message"] == "request"]
    assert [one["status"] for one in requests] == [200, 422, 500, 200]
    assert {one["route"] for one in requests} == {"/orders/{order_id}"}
    assert failed.status_code == 500
    assert failed.headers["X-App-Version"] == "1.5"
    assert output.count("ZeroDivisionError") == 1  # Uvicorn's log still has it
    p.record_http("failed", failed, headers=["X-Request-ID"])
    assert found.headers["X-Request-ID"] == "checkout-7"
    assert invalid.headers["X-Request-ID"] == "checkout-8"
    p.record_output(
        "log", server, "\n".join(json.dumps(one) for one in lines[:5]),
        mask={r'"ms": \d+': '"ms": …'}, note="the lines of the app for three requests",
    )  # fmt: skip


def test_an_unhandled_error_leaves_without_the_middleware_header(program):
    p = program("lost_id.py")
    client = TestClient(p.load().app, raise_server_exceptions=False)
    sent = {"X-Request-ID": "checkout-9"}
    fine = client.get("/share/4", headers=sent)
    assert fine.headers["X-Request-ID"] == "checkout-9"
    failed = client.get("/share/0", headers=sent)
    assert failed.status_code == 500
    assert "X-Request-ID" not in failed.headers
    p.record_http("failed", failed, note="no X-Request-ID among the headers")


def test_spans_show_what_the_status_hides(program):
    p = program("traces.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    blocks = ran.stdout.split("/")
    assert "healthz 200\n" in blocks  # excluded: no spans
    first = ran.stdout.split("/orders/seven")[0]
    assert first.startswith("/orders/7 200")
    # The response counts as finished before the background task fails.
    assert first.index("GET /orders/{order_id} UNSET") < first.index(
        "fastapi.background_task ERROR"
    )
    p.record_output("spans", ran)


def series(counter) -> list[str]:
    (metric,) = counter.collect()
    return sorted(
        next(iter(sample.labels.values()))
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


def test_labels_differ_by_what_one_takes_them_from(program):
    p = program("labels.py")
    module = p.load()
    client = TestClient(module.app)
    for number in range(50):
        client.get(f"/orders/{number}").raise_for_status()
        client.get(f"/invoices/{number}").raise_for_status()
    assert len(series(module.by_path)) == 100
    # The route is the router's own: it knows nothing of include_router's prefix.
    assert series(module.by_route) == ["/{number}"]
    data = module.reader.get_metrics_data()
    native = sorted(
        str(point.attributes["http.route"])
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        if metric.name == "http.server.request.duration"
        for point in metric.data.data_points
    )
    assert native == ["/invoices/{number}", "/orders/{number}"]
    p.record_value(
        "series", "time series after 100 requests",
        {
            "by_path": len(series(module.by_path)),
            "by_route": series(module.by_route),
            "http.server.request.duration": native,
        },
        note="the last one is FastAPI's own metric, by http.route",
    )  # fmt: skip
    # A path without a route has no key "route" either, and its 404 becomes a 500.
    stranger = TestClient(module.app, raise_server_exceptions=False)
    assert stranger.get("/favicon.ico").status_code == 500


@pytest.mark.parametrize("setting", ["", "true"])
def test_nothing_is_exported_unless_asked(setting, monkeypatch):
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", setting)
    app = FastAPI()
    assert app._telemetry.get("auto_configure") is bool(setting)
    assert not app._native_telemetry.enabled()


class OpenTelemetryMiddleware:
    """Stands in for the middleware of the contributed instrumentation."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


def test_native_spans_give_way_to_the_contributed_instrumentation(program, monkeypatch):
    module = program("traces.py").load()
    client = TestClient(module.app)
    parent = "0af7651916cd43dd8448eb211c80319c"
    client.get(
        "/orders/seven", headers={"traceparent": f"00-{parent}-b7ad6b7169203331-01"}
    )
    traces = {
        f"{one.context.trace_id:032x}" for one in module.spans.get_finished_spans()
    }
    assert len(module.spans.get_finished_spans()) == 2
    assert traces == {parent}  # it joins the caller's trace
    module.spans.clear()

    contributed = "opentelemetry.instrumentation.asgi"
    monkeypatch.setattr(OpenTelemetryMiddleware, "__module__", contributed)
    module = program("traces.py").load()
    module.app.add_middleware(OpenTelemetryMiddleware)
    TestClient(module.app).get("/orders/seven")
    assert module.spans.get_finished_spans() == ()


def test_a_prefix_of_the_router_itself_stays_in_its_routes():
    app = FastAPI()
    router, outer = APIRouter(prefix="/orders"), APIRouter(prefix="/shop")

    @router.get("/{number}")
    def order(number: int, request: Request) -> str:
        return request.scope["route"].path

    app.include_router(router)
    outer.include_router(router)
    app.include_router(outer)
    client = TestClient(app)
    # Its own prefix only: that of a router around it is missing.
    for path in ("/orders/7", "/shop/orders/7"):
        assert client.get(path).json() == "/orders/{number}"
