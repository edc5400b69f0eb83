import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import metadata
from pathlib import Path
from typing import Any, cast

import httpx2
import psutil
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.testclient import TestClient
from harness.record import CONTENT
from harness.waiting import wait_for
from packaging.specifiers import SpecifierSet
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

SETTINGS = {"DATABASE_URL": "orders.db"}
INSTRUCTIONS = {"FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "CMD"}


def instructions_of(dockerfile: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile in their order, comments left out."""
    text = dockerfile.read_text().replace("\\\n", " ")
    lines = [one for one in text.splitlines() if one and not one.startswith("#")]
    found = [(one.split()[0], one.split(maxsplit=1)[1]) for one in lines]
    assert {name for name, _ in found} <= INSTRUCTIONS
    assert found[0][0] == "FROM"
    return found


def children_of(pid: int) -> list[int]:
    return [one.pid for one in psutil.Process(pid).children()]


def of_the_app(output: str) -> list[str]:
    return re.findall(r"^INFO: +(pool .*)$", output, re.MULTILINE)


def on_loopback(command: list[str]) -> list[str]:
    """The same command on a free port, reachable from this machine only."""
    port = command.index("--port") + 1
    return [*command[:port], "{port}", *command[port + 1 :], "--host", "127.0.0.1"]


def test_the_image_pins_what_it_installs_and_runs_as_nobody(program):
    p = program("Dockerfile")
    found = instructions_of(p.path)
    base = [rest for name, rest in found if name == "FROM"]
    python = re.findall(r"python:(\d+\.\d+)-slim", " ".join(base))
    assert len(python) == 2
    supported = SpecifierSet(metadata("fastapi")["Requires-Python"])
    assert all(one in supported for one in python)
    assert "3.9" not in supported
    order = [f"{name} {rest}" for name, rest in found]
    assert order.index("COPY requirements.txt .") < order.index("COPY main.py .")
    assert (p.path.parent / "main.py").exists()
    assert "--hash=sha256:" in (CONTENT.parent / "requirements.txt").read_text()
    assert order.index("WORKDIR /code") < order.index("COPY main.py .")
    names = [name for name, _ in found]
    assert "USER" in names[names.index("WORKDIR") :]
    assert names[-1] == "CMD"


def test_the_exec_form_of_the_image_ends_with_the_lifespan(program):
    p = program("Dockerfile")
    name, rest = instructions_of(p.path)[-1]
    assert name == "CMD"
    command = json.loads(rest)
    with p.serve(*on_loopback(command), env=SETTINGS) as server:
        alive = httpx2.get(f"{server.url}/healthz")
        assert alive.status_code == 200
        server.stop()
        lines = of_the_app(server.output)
    assert lines == ["pool opened for orders.db", "pool closed"]
    p.record_http("healthz", alive)
    p.record_value("sigterm", "what the app logged, SIGTERM included", lines)


def test_the_shell_form_keeps_sigterm_from_the_server(program):
    p = program("shell-form.Dockerfile")
    name, rest = instructions_of(p.path)[-1]
    assert name == "CMD"
    assert not rest.startswith("[")
    shell = ("/bin/sh", "-c", " ".join(on_loopback(rest.split())))
    with p.serve(*shell, env=SETTINGS) as server:
        (child,) = children_of(server.process.pid)
        try:
            server.stop()
            answer = httpx2.get(f"{server.url}/healthz")
            assert answer.status_code == 200
            assert of_the_app(server.output) == ["pool opened for orders.db"]
            p.record_http(
                "orphan", answer,
                note="asked after SIGTERM went to the shell; the server never saw it",
            )  # fmt: skip
        finally:
            os.kill(child, signal.SIGTERM)
            wait_for(lambda: "pool closed" in server.output)


def test_two_workers_are_two_applications(program):
    p = program("main.py")
    command = "fastapi run main.py --workers 2 --host 127.0.0.1"
    with p.serve(*command.split(), env=SETTINGS | {"PORT": "{port}"}) as server:
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
        wait_for(lambda: server.output.count("startup complete") == 2)
        pids = set(re.findall(r"Started server process \[(\d+)\]", server.output))
        assert len(pids) == 2
        assert server.stop() == 0
        lines = of_the_app(server.output)
    assert lines == ["pool opened for orders.db"] * 2 + ["pool closed"] * 2
    p.record_output(
        "two-workers", server, "\n".join(lines),
        note="the lines of the app, up to SIGTERM and after it",
    )  # fmt: skip


def test_a_failed_start_is_told_apart_only_without_workers(program):
    p = program("main.py")
    commands = (
        "uvicorn main:app --port {port}",
        "uvicorn main:app --workers 2 --port {port}",
        "gunicorn main:app -k asgi --workers 2 --bind 127.0.0.1:{port} "
        "--no-control-socket",
    )
    with ThreadPoolExecutor() as pool:
        one, two, gunicorn = pool.map(lambda one: p.run_command(*one.split()), commands)
    assert (one.returncode, two.returncode) == (3, 0)
    # 3 as a rule, 1 when both workers fail in the same moment.
    assert gunicorn.returncode in (1, 3), gunicorn.stderr
    for step, parents, ran in (
        ("no-setting", 0, one),
        ("no-setting-two-workers", 1, two),
    ):
        failure = re.findall(r"^KeyError.*", ran.stderr, re.MULTILINE)[0]
        parent = re.findall(r"Child process .* failed to start.*", ran.stderr)
        assert len(parent) == parents
        p.record_output(
            step, ran, "\n".join([failure, *parent]), exit_code=True,
            note="without DATABASE_URL; most of the log is left out",
            mask={r"process \[\d+\]": "process […]"},
        )  # fmt: skip


FORGED = {
    "X-Forwarded-For": "198.51.100.66, 203.0.113.7",
    "X-Forwarded-Proto": "https",
}


TRUST = "uvicorn main:app --forwarded-allow-ips"


@pytest.mark.parametrize(
    ("step", "command", "client"),
    [
        ("trusts-all", f"{TRUST} *", "198.51.100.66"),
        ("trusts-proxy", f"{TRUST} 127.0.0.1", "203.0.113.7"),
        ("gunicorn", "gunicorn main:app -k asgi", "127.0.0.1"),
        ("", "gunicorn main:app -k uvicorn_worker.UvicornWorker", "203.0.113.7"),
    ],
)
def test_who_the_caller_is_depends_on_whom_the_server_trusts(
    program, step, command, client
):
    p = program("main.py")
    port = ("--port", "{port}")
    if command.startswith("gunicorn"):
        port = ("--bind", "127.0.0.1:{port}", "--no-control-socket")
    with p.serve(*command.split(), *port, env=SETTINGS) as server:
        answer = httpx2.get(f"{server.url}/caller", headers=FORGED)
    assert answer.json() == {"scheme": "https", "client": client}
    if step:
        p.record_http(step, answer, note=command)


def test_a_peer_that_is_not_named_is_not_believed(program):
    app = program("main.py").load().app
    for trusted, believed in (
        ("10.0.0.1", False),
        ("10.0.0.0/8", False),
        ("127.0.0.0/8", True),
    ):
        wrapped: Any = ProxyHeadersMiddleware(cast("Any", app), trusted_hosts=trusted)
        client = TestClient(wrapped, client=("127.0.0.1", 50000))
        expected = (
            {"scheme": "https", "client": "203.0.113.7"}
            if believed
            else {"scheme": "http", "client": "127.0.0.1"}
        )
        assert client.get("/caller", headers=FORGED).json() == expected
    assert uvicorn.Config(app).forwarded_allow_ips == "127.0.0.1,::1"  # the default


def test_gunicorn_finds_the_old_worker_deprecated(program):
    program("main.py")
    ran = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-c",
         "import uvicorn.workers"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "use `uvicorn-worker` package instead" in ran.stderr


def test_root_path_belongs_to_the_server():
    with pytest.warns(FastAPIDeprecationWarning, match="root_path"):
        FastAPI(root_path="/api")
