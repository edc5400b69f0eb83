from contextlib import suppress
from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.responses import JSONResponse, ORJSONResponse, UJSONResponse
from fastapi.testclient import TestClient


def test_a_declared_type_skips_the_walk_over_every_value(program):
    p = program("json_cost.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    undeclared, declared, raw = ran.stdout.splitlines()
    # One call for the list, then eight for each order: what grows is the data.
    assert undeclared.split()[1] == "801"
    assert declared.split()[1] == raw.split()[1] == "0"
    assert ran.stdout.count("same bytes: True") == 3
    p.record_output("calls", ran)


def test_every_route_is_tried_in_turn_and_a_prefix_prunes_nothing(program):
    p = program("routes_tried.py")
    ran = p.run()
    assert ran.returncode == 0, ran.stderr
    tried = [int(line.split()[-3]) for line in ran.stdout.splitlines()]
    # A matching router is searched twice: to find it and to choose in it.
    assert tried == [2, 550, 1000, 0, 500]
    p.record_output("tried", ran)


def test_a_ready_response_bypasses_the_response_model(program):
    p = program("raw_rows.py")
    module = p.load()
    client = TestClient(module.app)
    declared = client.get("/declared")
    assert "cost_price" not in declared.json()
    p.record_http("declared", declared)
    fast = client.get("/fast")
    assert fast.json()["cost_price"] == "4.10"
    p.record_http("fast", fast)
    with pytest.raises(TypeError, match="not JSON serializable"):
        module.JSONResponse({"price": Decimal("9.90")})


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


def test_even_the_default_class_closes_the_direct_way_when_named(monkeypatch):
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
