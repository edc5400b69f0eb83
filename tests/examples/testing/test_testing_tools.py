import asyncio
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import httpcore
import httpx
import httpx2
import jwt
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.program import Program
from harness.server import free_port

Open = Callable[[str], Program]


def test_the_tests_pass(program: Open) -> None:
    p = program("test_catalogue.py")
    p.record_pytest("passed", "-q", "test_catalogue.py", passed=8)


def changed_copy(p: Program, folder: Path, script: str) -> Program:
    """The program in a copy of its folder, where sed has changed catalogue.py."""
    shutil.copytree(p.path.parent, folder, dirs_exist_ok=True)
    before = (folder / "catalogue.py").read_text()
    subprocess.run(
        ["sed", "-i", script, "catalogue.py"], cwd=folder, env=environment(), check=True
    )
    assert (folder / "catalogue.py").read_text() != before
    return Program(folder / p.path.name)


def test_only_the_contract_notices_a_new_required_field(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_catalogue.py")
    program("catalogue.py")
    script = "s/default=2, //"
    assert p.failures("test_catalogue.py") == {}
    copy = changed_copy(p, tmp_path, script)
    failed = copy.failures("test_catalogue.py")
    assert list(failed) == ["test_the_contract_is_unchanged"]
    p.record_value(
        "required-now", f"After sed -i '{script}' catalogue.py, failed", list(failed),
        note="`weeks` is required now. Every other test sends it and passes.",
    )  # fmt: skip


def test_a_loan_that_ignores_the_weeks_asked_for_is_noticed(
    program: Open, tmp_path: Path
) -> None:
    copy = changed_copy(program("test_catalogue.py"), tmp_path, "s/asked.weeks/2/")
    failed = copy.failures("test_catalogue.py")
    assert list(failed) == ["test_a_loan_may_end_on_a_leap_day"]


@pytest.mark.parametrize(
    "script",
    [
        "s/default=2, //", "s/le=8/le=6/", "s/{13}/{10}/", "s/isbn: str/isbn: bytes/",
        "s/    weeks: /    member: str | None = None\\n    weeks: /",
        's/class LoanRequest(BaseModel)/class LoanRequest(BaseModel, extra="forbid")/',
    ],
)  # fmt: skip
def test_any_change_of_the_request_fails_the_contract_test(
    program: Open, tmp_path: Path, script: str
) -> None:
    copy = changed_copy(program("test_catalogue.py"), tmp_path, script)
    failed = copy.failures("test_catalogue.py::test_the_contract_is_unchanged")
    assert list(failed) == ["test_the_contract_is_unchanged"]


@pytest.mark.parametrize(
    "script",
    [
        "s/lend(/lend(branch: str, /",
        "s/Depends,/Body, Depends,/;s/lend(/lend(note: Annotated[str, Body()], /",
    ],
)
def test_the_contract_test_does_not_see_a_new_parameter(
    program: Open, tmp_path: Path, script: str
) -> None:
    p = program("test_catalogue.py")
    before = program("catalogue.py").load().app.openapi()
    copy = changed_copy(p, tmp_path, script)
    assert copy.failures("test_catalogue.py::test_the_contract_is_unchanged") == {}
    assert Program(tmp_path / "catalogue.py").load().app.openapi() != before


def test_a_patched_name_is_not_called(program: Open) -> None:
    p = program("test_brittle.py")
    failed = p.failures("test_brittle.py", "-k", "asked_for")
    assert list(failed) == ["test_the_date_is_asked_for"]
    message = failed["test_the_date_is_asked_for"]
    assert message.endswith(
        "Expected 'get_today' to be called once. Called 0 times."
    ), message
    p.record_value("patched-name", "{command}: failed", failed, ran=failed)


def test_an_override_on_the_outer_application_is_ignored(program: Open) -> None:
    p = program("test_brittle.py")
    failed = p.failures("test_brittle.py", "-k", "chosen")
    (message,) = failed.values()
    assert re.fullmatch(r"AssertionError: assert '[\d-]+' == '2028-02-29'", message)
    p.record_value(
        "missed-override", "{command}: failed", failed, ran=failed,
        mask={r"assert '[\d-]+'": "assert '…'"},
    )  # fmt: skip


def test_an_override_needs_the_function_and_the_application_of_the_route() -> None:
    def get_name() -> str:
        return "real"

    def get_greeting(name: Annotated[str, Depends(get_name)]) -> str:
        return name

    def another_get_name() -> str:
        return "real"

    router = APIRouter()

    @router.get("/")
    def read_greeting(greeting: Annotated[str, Depends(get_greeting)]) -> str:
        return greeting

    app, site = FastAPI(), FastAPI()
    app.include_router(router, prefix="/included")
    site.mount("/mounted", app)
    client = TestClient(site)

    def answer() -> str:
        return client.get("/mounted/included/").json()

    app.dependency_overrides = {another_get_name: lambda: "fake"}
    assert answer() == "real"
    app.dependency_overrides = {}
    site.dependency_overrides = {get_name: lambda: "fake"}
    assert answer() == "real"
    app.dependency_overrides = {get_name: lambda: "fake"}
    assert answer() == "fake"  # a router that is included, a dependency below another


def test_a_mounted_router_reads_no_overrides() -> None:
    def get_name() -> str:
        return "real"

    router = APIRouter()

    @router.get("/")
    def read_name(name: Annotated[str, Depends(get_name)]) -> str:
        return name

    app = FastAPI()
    app.mount("/mounted", router)
    app.include_router(router, prefix="/included")
    app.dependency_overrides = {get_name: lambda: "fake"}
    client = TestClient(app)
    assert client.get("/included/").json() == "fake"
    assert client.get("/mounted/").json() == "real"
    site = FastAPI()  # the router of an application knows its application
    site.mount("/mounted", app.router)
    assert TestClient(site).get("/mounted/included/").json() == "fake"


def test_an_override_goes_by_callable_and_including_application() -> None:
    class Clock:
        def __init__(self) -> None:
            self.day = "real"

        def read(self) -> str:
            return "real"

    clock, inner, outer = Clock(), FastAPI(), FastAPI()

    @inner.get("/")
    def read(
        class_: Annotated[Clock, Depends()], method: Annotated[str, Depends(clock.read)]
    ) -> list[str]:
        return [class_.day, method]

    class Fake:
        day = "fake"

    outer.include_router(inner.router)
    client = TestClient(outer)
    inner.dependency_overrides = {Clock: Fake, clock.read: lambda: "fake"}
    assert client.get("/").json() == ["real", "real"]
    outer.dependency_overrides = inner.dependency_overrides
    assert client.get("/").json() == ["fake", "fake"]


def test_a_message_changes_where_the_type_does_not(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_brittle.py")
    script = "s/le=8/le=6/"
    args = ("test_brittle.py", "-k", "too_many")
    assert p.failures(*args) == {}
    failed = changed_copy(p, tmp_path, script).failures(*args)
    assert list(failed) == ["test_nine_weeks_are_too_many"]
    p.record_value("message", f"After sed -i '{script}' catalogue.py, failed", failed)

    test = program("test_catalogue.py")
    others = changed_copy(test, tmp_path, script).failures("test_catalogue.py")
    assert list(others) == ["test_the_contract_is_unchanged"]


def test_hostile_bodies_get_a_status_that_is_not_documented(program: Open) -> None:
    p = program("catalogue.py")
    app = p.load().app
    client = TestClient(app, raise_server_exceptions=False)
    headers = {"Content-Type": "application/json"}
    bodies = {
        "the byte FF": b"\xff",
        "a number of 5000 digits": b"9" * 5000,
        "NaN": b"NaN",
        "half of a surrogate pair": b'{"isbn": "\\ud800"}',
    }
    valid = b'{"isbn": "9780132350884", "note": %s}'
    for harmless in (b"NaN", b'"\\ud800"'):  # in a field that is ignored
        body = valid % harmless
        assert client.post("/loans", content=body, headers=headers).is_success
    plain = {"Content-Type": "text/plain"}  # `input` is the bytes themselves
    assert client.post("/loans", content=b"\xff", headers=plain).status_code == 500
    body = valid % b'"\xff"'
    assert client.post("/loans", content=body, headers=headers).status_code == 400
    got = {
        name: client.post("/loans", content=body, headers=headers).status_code
        for name, body in bodies.items()
    }
    assert list(got.values()) == [400, 400, 500, 500]
    with pytest.raises(UnicodeEncodeError):  # FastAPI puts the input into its 422
        TestClient(app).post("/loans", content=b'"\\ud800"', headers=headers)
    with pytest.raises(ValueError, match="not JSON compliant"):
        TestClient(app).post("/loans", content=b"NaN", headers=headers)
    documented = list(app.openapi()["paths"]["/loans"]["post"]["responses"])
    assert documented == ["201", "422"]
    p.record_value(
        "undocumented", "POST /loans with a body that a fuzzer tries",
        {**got, "statuses in /openapi.json": documented},
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"{", b"not json", b'{\x00"', b"+AGE-"])
def test_broken_json_is_a_validation_error(program: Open, body: bytes) -> None:
    client = TestClient(program("catalogue.py").load().app)
    headers = {"Content-Type": "application/json"}
    response = client.post("/loans", content=body, headers=headers)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["type"] == "json_invalid"


@pytest.mark.parametrize("end", [b"", b"]" * 100_000])
def test_json_that_is_nested_too_deeply_is_a_400(program: Open, end: bytes) -> None:
    client = TestClient(program("catalogue.py").load().app)
    headers = {"Content-Type": "application/json"}
    body = b"[" * 100_000 + end
    assert client.post("/loans", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"note": NaN}', 500),  # `isbn` is missing, and `input` is the whole body
        (b'{"note": "\\ud800"}', 500),
        (b'{"isbn": "9780132350884", "note": NaN}', 201),
        ('{"isbn": "9780132350884"}'.encode("utf-16"), 201),  # no UTF-8, but decoded
        (b'{"isbn": "9780132350884", "note": %s}' % (b"9" * 5000), 400),
        (b'{"isbn": "9780132350884", "note": %s.0}' % (b"9" * 5000), 201),
    ],
)
def test_what_a_validation_error_repeats_decides_the_status(
    program: Open, body: bytes, status: int
) -> None:
    app = program("catalogue.py").load().app
    client = TestClient(app, raise_server_exceptions=False)
    headers = {"Content-Type": "application/json"}
    response = client.post("/loans", content=body, headers=headers)
    assert response.status_code == status


def test_what_patches_httpx_does_not_see_httpx2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pytest-httpx does the first, respx the second; neither is needed to show it."""

    def answer(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return httpx.Response(204, request=request)

    def answer_below(self: object, request: httpcore.Request) -> httpcore.Response:
        return httpcore.Response(204)

    nobody = f"http://127.0.0.1:{free_port()}"
    for owner, patch in (
        (httpx.HTTPTransport, answer), (httpcore.ConnectionPool, answer_below),
    ):  # fmt: skip
        with monkeypatch.context() as patches:
            patches.setattr(owner, "handle_request", patch)
            assert httpx.get(nobody).status_code == 204
            with pytest.raises(httpx2.ConnectError):
                httpx2.get(nobody)


def test_an_alias_that_comes_first_lets_a_patch_see_httpx2() -> None:
    """In a process of its own, since the alias is for all of it."""
    alias = "import httpx2; httpx2.alias_httpx()"
    patch = (
        "import httpcore, httpx, httpx2",
        "answer = lambda self, request: httpcore.Response(204)",
        "httpcore.ConnectionPool.handle_request = answer",
        f"print(httpx2.get('http://127.0.0.1:{free_port()}').status_code)",
    )

    def run(*lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "\n".join(lines)],
            env=environment(), capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    assert run(alias, *patch).stdout == "204\n"
    assert "ConnectError" in run(*patch).stderr
    for first in ("httpx", "httpcore"):
        assert "already imported" in run(f"import {first}", alias, *patch).stderr


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"isbn": 9780132350884}', b'{"isbn": "\\u0000"}',
        b'{"isbn": "9780132350884\\n"}', b'{"isbn": "9780132350884", "weeks": 1e300}',
    ],
)  # fmt: skip
def test_a_hostile_loan_is_a_422(program: Open, body: bytes) -> None:
    client = TestClient(program("catalogue.py").load().app)
    headers = {"Content-Type": "application/json"}
    response = client.post("/loans", content=body, headers=headers)
    assert response.status_code == 422


def test_the_due_date_counts_weeks_from_today(program: Open) -> None:
    module = program("catalogue.py").load()
    before = datetime.now(UTC).date()
    assert module.get_today() in {before, before + timedelta(1)}
    for weeks in (1, 8):
        asked = module.LoanRequest(isbn="9780132350884", weeks=weeks)
        today = date(2028, 2, 15)
        loan = asyncio.run(module.lend(asked, today))
        assert loan.due - today == timedelta(7 * weeks)


def test_the_zone_of_the_server_does_not_move_the_date(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No moment has one date in two zones that are 26 hours apart."""
    module = program("catalogue.py").load()
    dates = []
    try:
        for zone in ("AHEAD-14", "BEHIND+12"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            dates.append(module.get_today())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert dates[0] <= dates[1]


def test_an_overridden_clock_does_not_reach_pyjwt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def get_now() -> datetime:
        return datetime.now(UTC)

    app = FastAPI()

    @app.get("/")
    def read(now: Annotated[datetime, Depends(get_now)], token: str) -> datetime:
        jwt.decode(token, "k" * 32, ["HS256"])
        return now

    late = datetime(2199, 1, 1, tzinfo=UTC)
    soon = datetime.now(UTC) + timedelta(minutes=5)
    token = jwt.encode({"exp": soon}, "k" * 32, "HS256")
    app.dependency_overrides[get_now] = lambda: late
    client = TestClient(app)
    assert client.get("/", params={"token": token}).json() == "2199-01-01T00:00:00Z"

    class Late(datetime):  # what freezegun puts there, and time-machine below it
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return late

    monkeypatch.setattr("jwt.api_jwt.datetime", Late)
    with pytest.raises(jwt.ExpiredSignatureError):
        client.get("/", params={"token": token})
