import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import httpx2
import pytest
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.program import Program
from harness.server import free_port

Open = Callable[[str], Program]


def test_the_tests_pass(program: Open) -> None:
    p = program("test_catalogue.py")
    p.record_pytest("passed", "-q", "test_catalogue.py", passed=7)


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
    copy = changed_copy(p, tmp_path, script)
    failed = copy.failures("test_catalogue.py")
    assert list(failed) == ["test_the_contract_is_unchanged"]
    p.record_value(
        "required-now", f"After sed -i '{script}' catalogue.py, failed", list(failed),
        note="`weeks` is required now. Every other test sends it and passes.",
    )  # fmt: skip


def test_a_patched_name_is_not_called(program: Open) -> None:
    p = program("test_brittle.py")
    failed = p.failures("test_brittle.py")
    assert list(failed) == ["test_the_date_is_asked_for"]
    message = failed["test_the_date_is_asked_for"]
    assert message.endswith(
        "Expected 'get_today' to be called once. Called 0 times."
    ), message
    p.record_value("patched-name", "pytest test_brittle.py: failed", failed)


def test_a_message_changes_where_the_type_does_not(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_brittle.py")
    script = "s/le=8/le=6/"
    failed = changed_copy(p, tmp_path, script).failures("test_brittle.py")
    assert set(failed) > {"test_nine_weeks_are_refused"}
    one = {"test_nine_weeks_are_refused": failed["test_nine_weeks_are_refused"]}
    p.record_value("message", f"After sed -i '{script}' catalogue.py, failed", one)

    test = program("test_catalogue.py")
    others = changed_copy(test, tmp_path, script).failures("test_catalogue.py")
    assert list(others) == ["test_the_contract_is_unchanged"]


def test_a_body_that_is_no_text_gets_a_status_that_is_not_documented(
    program: Open,
) -> None:
    p = program("catalogue.py")
    app = p.load().app
    client = TestClient(app)
    headers = {"Content-Type": "application/json"}
    response = client.post("/loans", content=b"\xff", headers=headers)
    assert response.status_code == 400
    documented = list(app.openapi()["paths"]["/loans"]["post"]["responses"])
    assert documented == ["201", "422"]
    p.record_value(
        "undocumented", "POST /loans with the byte FF as its body",
        {
            "status": response.status_code, "body": response.json(),
            "statuses in /openapi.json": documented,
        },
    )  # fmt: skip


def test_what_patches_httpx_does_not_see_httpx2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """respx and pytest-httpx do it so; their packages are not needed to show it."""

    def answer(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return httpx.Response(204, request=request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    nobody = f"http://127.0.0.1:{free_port()}"
    assert httpx.get(nobody).status_code == 204
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(nobody)
