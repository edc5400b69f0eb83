import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from importlib.metadata import metadata, requires
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import httpx2
import psutil
import pytest
import uvicorn
from deployment.nginx import nginx
from fastapi import FastAPI
from fastapi.exceptions import FastAPIDeprecationWarning
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.server import free_port
from harness.waiting import wait_for
from packaging.specifiers import SpecifierSet
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

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


def stages_of(dockerfile: Path) -> list[list[str]]:
    """The instructions of each stage, `FROM` first, without what marks the point."""
    stages: list[list[str]] = []
    for name, rest in instructions_of(dockerfile):
        if name == "FROM":
            stages.append([])
        rest = " ".join(rest.removesuffix("# point").split())
        stages[-1].append(f"{name} {rest}")
    return stages


def test_the_image_installs_only_what_the_lock_file_pins(program):
    build, final = stages_of(program("Dockerfile").path)
    assert build[1:] == [
        "RUN python -m venv /venv",
        "COPY requirements.txt .",
        "RUN /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all:"
        " -r requirements.txt",
    ]
    assert not any("pip" in one for one in final)
    # So that what was installed is what runs.
    assert final[1] == "COPY --from=build /venv /venv"
    assert final[2] == "ENV PATH=/venv/bin:$PATH"


def test_pip_installs_no_file_whose_hash_the_lock_does_not_name(tmp_path):
    wheel = tmp_path / "shop-1.0-py3-none-any.whl"
    about = "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("shop-1.0.dist-info/METADATA", about)
        archive.writestr("shop-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("shop-1.0.dist-info/RECORD", "")
    right = sha256(wheel.read_bytes()).hexdigest()
    lock = tmp_path / "requirements.txt"
    ended = []
    for pins in (f"shop==1.0 --hash=sha256:{right}", "shop==1.0",
                 f"shop==1.0 --hash=sha256:{'0' * 64}"):  # fmt: skip
        lock.write_text(pins)
        ran = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--require-hashes", "--dry-run",
             "--no-index", "--find-links", str(tmp_path), "-r", str(lock)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        ended.append((ran.returncode, ran.stderr))
    assert [code for code, _ in ended] == [0, 1, 1]
    assert "Hashes are required" in ended[1][1]
    assert "DO NOT MATCH THE HASHES" in ended[2][1]


BACKEND = """
import zipfile
from pathlib import Path

Path("/RAN/ran").touch()


def build_wheel(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/shop-1.0-py3-none-any.whl", "w") as archive:
        about = "Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n"
        archive.writestr("shop-1.0.dist-info/METADATA", about)
        tag = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        archive.writestr("shop-1.0.dist-info/WHEEL", tag)
        archive.writestr("shop-1.0.dist-info/RECORD", "")
    return "shop-1.0-py3-none-any.whl"
"""


def make_source(tmp_path: Path) -> Path:
    """A source distribution, beside a wheel of the tool that builds it."""
    with ZipFile(tmp_path / "tool-1.0-py3-none-any.whl", "w") as archive:
        about = "Metadata-Version: 2.1\nName: tool\nVersion: 1.0\n"
        archive.writestr("tool-1.0.dist-info/METADATA", about)
        tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr("tool-1.0.dist-info/WHEEL", tag)
        archive.writestr("tool-1.0.dist-info/RECORD", "")
        archive.writestr("tool.py", BACKEND.replace("/RAN", str(tmp_path)))
    source = tmp_path / "shop-1.0.tar.gz"
    with tarfile.open(source, "w:gz") as archive:
        for name, text in (
            ("PKG-INFO", "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n"),
            ("pyproject.toml",
             "[build-system]\nrequires = ['tool']\nbuild-backend = 'tool'\n"),
        ):  # fmt: skip
            info = tarfile.TarInfo(f"shop-1.0/{name}")
            info.size = len(text)
            archive.addfile(info, BytesIO(text.encode()))
    return source


def test_the_build_tools_of_a_source_distribution_need_no_hash(program, tmp_path):
    source = make_source(tmp_path)
    lock = tmp_path / "requirements.txt"
    right = sha256(source.read_bytes()).hexdigest()
    lock.write_text(f"shop==1.0 --hash=sha256:{right}")  # and nothing of the tool
    (line,) = [
        one for one in stages_of(program("Dockerfile").path)[0] if " install " in one
    ]
    as_shown = line.split(" install ")[1].split()[:-1]
    for options, code, ran_it in (
        (["--require-hashes", "-r"], 0, True),
        (as_shown, 1, False),
    ):
        (tmp_path / "ran").unlink(missing_ok=True)
        ran = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index",
             "--find-links", str(tmp_path), *options, str(lock)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == code, ran.stderr
        assert (tmp_path / "ran").exists() is ran_it


@pytest.mark.parametrize("named", ["shop @ {0}", "{1}"])
def test_a_source_distribution_named_by_url_is_built_all_the_same(
    program, tmp_path, named
):
    """And one that is named by its path."""
    source = make_source(tmp_path)
    right = sha256(source.read_bytes()).hexdigest()
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"{named.format(source.as_uri(), source)} --hash=sha256:{right}")
    (line,) = [
        one for one in stages_of(program("Dockerfile").path)[0] if " install " in one
    ]
    as_shown = line.split(" install ")[1].split()[:-1]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index",
         "--find-links", str(tmp_path), *as_shown, str(lock)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (tmp_path / "ran").exists()


def test_the_code_is_copied_after_what_changes_less_often(program):
    p = program("Dockerfile")
    _, final = stages_of(p.path)
    assert final.index("WORKDIR /code") < final.index("COPY main.py .")
    # Nothing after the code but who runs it and how.
    assert [one.split()[0] for one in final[-3:]] == ["COPY", "USER", "CMD"]
    assert (p.path.parent / "main.py").exists()


def test_the_image_runs_as_a_user_with_a_number_that_is_not_root(program):
    _, final = stages_of(program("Dockerfile").path)
    (user,) = [one.split()[1] for one in final if one.startswith("USER")]
    assert int(user) > 0
    assert not any("COPY" in one for one in final[final.index(f"USER {user}") :])


def test_the_base_image_has_a_python_that_fastapi_supports(program):
    base = [stage[0] for stage in stages_of(program("Dockerfile").path)]
    python = re.findall(r"python:(\d+\.\d+)-slim", " ".join(base))
    assert len(python) == len(base) == 2
    supported = SpecifierSet(metadata("fastapi")["Requires-Python"])
    assert all(one in supported for one in python)
    assert "3.10" not in supported
    assert "3.11" in supported


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
        assert SETTINGS["DATABASE_URL"] not in server.output  # may hold a password
    assert lines == ["pool opened", "pool closed"]
    p.record_http("healthz", alive)
    p.record_value("sigterm", "what the app logged, SIGTERM included", lines)


def test_the_shell_form_keeps_sigterm_from_the_server(program):
    p = program("shell-form.Dockerfile")
    name, rest = instructions_of(p.path)[-1]
    assert name == "CMD"
    assert not rest.startswith("[")
    shell = ("dash", "-c", " ".join(on_loopback(rest.split())))  # Debian's `sh`
    with p.serve(*shell, env=SETTINGS) as server:
        (child,) = children_of(server.process.pid)
        try:
            server.stop()
            answer = httpx2.get(f"{server.url}/healthz")
            assert answer.status_code == 200
            assert of_the_app(server.output) == ["pool opened"]
            p.record_http(
                "orphan", answer,
                note="asked after SIGTERM went to the shell; the server never saw it",
            )  # fmt: skip
        finally:
            os.kill(child, signal.SIGTERM)
            wait_for(lambda: "pool closed" in server.output)


def test_bash_makes_way_for_a_single_command(program):
    """As `sh` it does the same: then SIGTERM reaches the server."""
    p = program("shell-form.Dockerfile")
    command = " ".join(on_loopback(instructions_of(p.path)[-1][1].split()))
    with p.serve("bash", "-c", command, env=SETTINGS) as server:
        assert children_of(server.process.pid) == []
        server.stop()
        assert of_the_app(server.output)[-1] == "pool closed"


COUNTING = """
import os
import time

from fastapi import FastAPI

app, calls = FastAPI(), []


@app.get("/")
async def count() -> list[int]:
    time.sleep(0.2)  # meanwhile the other worker takes what comes
    calls.append(1)
    return [os.getpid(), len(calls)]
"""


def test_two_workers_are_two_applications(program, tmp_path):
    p = program("main.py")
    command = "fastapi run main.py --workers 2 --host 127.0.0.1"
    with p.serve(*command.split(), env=SETTINGS | {"PORT": "{port}"}) as server:
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
        wait_for(lambda: server.output.count("startup complete") == 2)
        pids = set(re.findall(r"Started server process \[(\d+)\]", server.output))
        assert len(pids) == 2
        assert server.stop() == 0
        wait_for(lambda: of_the_app(server.output).count("pool closed") == 2)
        lines = of_the_app(server.output)
    assert lines == ["pool opened"] * 2 + ["pool closed"] * 2
    p.record_output(
        "two-workers", server, "\n".join(lines),
        note="the lines of the app, up to SIGTERM and after it",
    )  # fmt: skip
    (tmp_path / "counting.py").write_text(COUNTING)
    command = f"uvicorn counting:app --port {{port}} --workers 2 --app-dir {tmp_path}"
    with p.serve(*command.split()) as server, ThreadPoolExecutor(4) as pool:
        wait_for(lambda: server.output.count("startup complete") == 2)
        counted: dict[int, list[int]] = {}
        deadline = time.monotonic() + 180
        while len(counted) < 2:  # what one has counted the other does not know
            assert time.monotonic() < deadline
            urls = [server.url] * 8
            for answer in pool.map(partial(httpx2.get, timeout=120), urls):
                pid, calls = answer.json()
                counted.setdefault(pid, []).append(calls)
    for calls in counted.values():
        assert sorted(calls) == list(range(1, len(calls) + 1))


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


SERVERS = {
    "uvicorn main:app --port {port}": 143,
    "fastapi run main.py --host 127.0.0.1 --port {port}": 143,
    "uvicorn main:app --workers 2 --port {port}": 0,
    "gunicorn main:app -k asgi --bind 127.0.0.1:{port} --no-control-socket": 0,
}


@pytest.mark.parametrize(("command", "code"), SERVERS.items())
def test_the_exit_code_of_a_clean_stop_depends_on_who_runs_the_server(
    program, command, code
):
    with program("main.py").serve(*command.split(), env=SETTINGS) as server:
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
        stopped = server.stop()
        if "gunicorn" not in command:  # it leaves Uvicorn's logger without a handler
            wait_for(lambda: "pool closed" in server.output)
    # Python gives a signal as a negative number, a shell as 128 and the number.
    assert (128 - stopped if stopped < 0 else stopped) == code


FAILING_END = """
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    yield
    raise ConnectionError("the database is down")


app = FastAPI(lifespan=lifespan)
"""


@pytest.mark.parametrize(
    ("sig", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)]
)
def test_an_end_of_lifespan_that_fails_does_not_change_the_code(
    program, tmp_path, sig, code
):
    """Which is another one where the signal is another one."""
    (tmp_path / "failing_end.py").write_text(FAILING_END)
    command = (
        "-m", "uvicorn", "failing_end:app", "--port", "{port}",
        "--app-dir", str(tmp_path),
    )  # fmt: skip
    with program("main.py").serve(*command) as server:
        server.wait_for_output("startup complete")
        assert server.stop(sig) == code
        assert "Application shutdown failed" in server.output


def test_process_one_of_a_container_ends_with_0_after_sigterm(program):
    """Linux keeps from process 1 every signal for which it has no handler, so the one
    that Uvicorn raises again at its end has no effect. The shell makes it so here: what
    it ignores is ignored by the command that takes its place, until that has a handler
    of its own, and again when the handler is gone."""
    p = program("Dockerfile")
    command = on_loopback(json.loads(instructions_of(p.path)[-1][1]))
    as_process_one = f"trap '' TERM; exec {' '.join(command)}"
    with p.serve("/bin/sh", "-c", as_process_one, env=SETTINGS) as server:
        server.wait_for_output("pool opened")
        assert server.stop() == 0
        assert of_the_app(server.output)[-1] == "pool closed"


WAITING = """
import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/wait")
async def wait() -> None:
    print("waiting")
    await asyncio.sleep(600)
"""


def test_the_code_is_the_same_when_requests_were_cut_off(program, tmp_path):
    p = program("main.py")
    (tmp_path / "waiting.py").write_text(WAITING)
    command = (
        "-m", "uvicorn", "waiting:app", "--port", "{port}", "--app-dir", str(tmp_path),
        "--timeout-graceful-shutdown", "1",
    )  # fmt: skip
    with p.serve(*command) as server, ThreadPoolExecutor() as pool:
        asked = pool.submit(httpx2.get, f"{server.url}/wait", timeout=120)
        server.wait_for_output("waiting")
        assert 128 - server.stop() == 143
        assert asked.result().status_code == 500


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1].removeprefix("ERROR:").strip()


def test_each_fault_of_a_start_has_its_message_and_code_3(program):
    p = program("main.py")
    commands = {
        "uvicorn orders:app": 'Could not import module "orders".',
        "uvicorn main:api": 'Attribute "api" not found in module "main".',
        "uvicorn main": 'must be in format "<module>:<attribute>".',
        "uvicorn main:app": "address already in use",
    }
    ended = {}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for command, message in commands.items():
            ran = subprocess.run(
                [sys.executable, "-m", *command.split(),
                 "--port", str(taken.getsockname()[1])],
                cwd=p.path.parent, env=environment() | SETTINGS, capture_output=True,
                text=True, timeout=90, check=False,
            )  # fmt: skip
            assert ran.returncode == 3, ran.stderr
            (said,) = [
                one.removeprefix("ERROR:").strip()
                for one in ran.stderr.splitlines()
                if one.startswith("ERROR:")
            ]
            assert message in said
            ended[command] = said
    p.record_value(
        "faults", "what Uvicorn says before it ends with code 3", ended,
        note="the port of the last one was taken",
        mask={r"Errno \d+": "Errno …", r"', \d+\)": "', …)"},
    )  # fmt: skip


def test_with_workers_the_last_error_line_is_the_supervisors(program):
    command = "uvicorn orders:app --workers 2 --port {port}"
    ran = program("main.py").run_command(*command.split())
    errors = [one for one in ran.stderr.splitlines() if one.startswith("ERROR:")]
    assert "failed to start, stopping the parent process" in errors[-1]
    assert any('Could not import module "orders".' in one for one in errors[:-1])


def test_the_reason_of_a_failed_lifespan_is_above_the_last_line(program):
    ran = program("main.py").run_command("uvicorn", "main:app", "--port", "{port}")
    assert last_line(ran.stderr) == "Application startup failed. Exiting."
    assert "KeyError: 'DATABASE_URL'" in ran.stderr


def test_fastapi_run_imports_the_module_before_it_starts_workers(program):
    command = "fastapi run eager.py --workers 2 --host 127.0.0.1 --port {port}"
    ran = program("eager.py").run_command(*command.split())
    assert ran.returncode == 1
    assert "DATABASE_URL" in ran.stdout + ran.stderr
    assert "died" not in ran.stdout + ran.stderr


LATER_WITHOUT = """
import os
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    Path(os.environ["DATABASE"]).read_text()
    yield


app = FastAPI(lifespan=lifespan)
"""


def test_a_replacement_that_cannot_start_takes_the_healthy_workers_with_it(
    program, tmp_path
):
    p = program("main.py")
    (tmp_path / "later_without.py").write_text(LATER_WITHOUT)
    database = tmp_path / "database"
    database.touch()
    command = (
        "-m", "uvicorn", "later_without:app", "--workers", "2", "--port", "{port}",
        "--app-dir", str(tmp_path),
    )  # fmt: skip
    with p.serve(*command, env={"DATABASE": str(database)}) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        database.unlink()
        pids = re.findall(r"Started server process \[(\d+)\]", server.output)
        os.kill(int(pids[0]), signal.SIGKILL)
        assert server.process.wait(timeout=120) == 0
        assert "failed to start, stopping the parent process" in server.output
        assert f"Finished server process [{pids[1]}]" in server.output


def test_an_error_at_import_is_tried_again_and_again_by_the_supervisor(program):
    p = program("eager.py")
    alone = p.run_command("uvicorn", "eager:app", "--port", "{port}")
    assert alone.returncode == 1
    assert last_line(alone.stderr) == "KeyError: 'DATABASE_URL'"
    # Uvicorn knows only the whole name: a package that is missing is such an error.
    missing = p.run_command("uvicorn", "orders.main:app", "--port", "{port}")
    assert missing.returncode == 1
    assert last_line(missing.stderr) == "ModuleNotFoundError: No module named 'orders'"
    assert "ERROR:" not in missing.stderr
    with p.serve(env=SETTINGS) as server:  # with the setting it works
        assert httpx2.get(f"{server.url}/healthz").json() == {"status": "alive"}
    # With a path, `fastapi run` imports the app before there is a supervisor.
    run = "fastapi run {} --workers 2 --host 127.0.0.1 --port {{port}}"
    early = p.run_command(*run.format("eager.py").split())
    assert early.returncode == 1
    assert last_line(early.stderr) == "KeyError: 'DATABASE_URL'"
    serve = "uvicorn {}:app --port {{port}} --workers 2"
    for command in (
        run.format("--entrypoint eager:app"),
        serve.format("orders.main"),
        serve.format("eager"),
    ):
        with p.serve(*command.split(), listens=False) as supervisor:
            wait_for(lambda s=supervisor: s.output.count("died") >= 4)
            assert not supervisor.listens()  # nor has it given up
            assert "Started server process" not in supervisor.output
    p.record_output(
        "one", alone, "KeyError: 'DATABASE_URL'", exit_code=True,
        note="without DATABASE_URL; most of the log is left out",
    )  # fmt: skip
    p.record_value(
        "restarts", "{command}",
        {"workers that died": "4, and no end of it", "supervisor": "still running",
         "port": "connection refused"},
        note="without DATABASE_URL; stopped by the test", ran=supervisor,
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
        p.record_http(step, answer, note="{command}", ran=server)


WRITTEN_BY_NGINX = """
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
"""


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", {"scheme": "https", "client": "198.51.100.66"}),
        (WRITTEN_BY_NGINX, {"scheme": "http", "client": "127.0.0.1"}),
    ],
    ids=["handed-on", "replaced"],
)
def test_nginx_hands_on_a_forged_address_unless_told_to_write_its_own(
    program, tmp_path, settings, seen
):
    """Uvicorn trusts loopback, where nginx is, so it believes what nginx hands on."""
    p = program("main.py")
    command = (*TRUST.split(), "127.0.0.1", "--port", "{port}")
    with p.serve(*command, env=SETTINGS) as server:
        port = free_port()
        configuration = f"""events {{}}
            http {{
                server {{
                    listen 127.0.0.1:{port};
                    location / {{ proxy_pass {server.url}; {settings} }}
                }}
            }}"""
        forged = FORGED | {"X-Forwarded-For": "198.51.100.66"}
        with nginx(tmp_path, configuration, port):
            url = f"http://127.0.0.1:{port}/caller"
            answer = httpx2.get(url, headers=forged, timeout=60)
    assert answer.json() == seen


def test_a_peer_that_is_not_named_is_not_believed(program):
    app = program("main.py").load().app
    for trusted, believed in (
        ("10.0.0.1", False),
        ("10.0.0.0/8", False),
        ("localhost", False),  # a name, and nobody asks for its address
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


def test_the_environment_may_name_the_trusted_proxies(program, monkeypatch):
    app = program("main.py").load().app
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.0/8")
    assert uvicorn.Config(app).forwarded_allow_ips == "10.0.0.0/8"


def test_whoever_is_in_a_trusted_network_may_name_any_address_in_it(program):
    """The peer and all that the header names are trusted: it is the leftmost."""
    app: Any = program("main.py").load().app
    wrapped: Any = ProxyHeadersMiddleware(app, trusted_hosts="10.0.0.0/8")
    client = TestClient(wrapped, client=("10.0.9.9", 50000))
    forged = {"X-Forwarded-For": "10.0.0.5, 10.0.0.6"}
    assert client.get("/caller", headers=forged).json()["client"] == "10.0.0.5"


def test_the_unix_socket_is_writable_for_everyone(program, tmp_path):
    path = tmp_path / "socket"
    command = ("umask 077; exec python -m uvicorn main:app --uds", str(path))
    p = program("main.py")
    with p.serve(
        "/bin/sh", "-c", " ".join(command), env=SETTINGS, listens=False
    ) as server:
        server.wait_for_output("startup complete")
        wait_for(lambda: path.exists() and path.stat().st_mode & 0o777 == 0o666)


def test_behind_a_unix_socket_only_a_star_is_believed(program, tmp_path):
    p = program("main.py")
    seen = {}
    for trusted in ("127.0.0.1", "*"):
        path = tmp_path / f"socket-{len(seen)}"
        command = (
            "uvicorn", "main:app", "--uds", str(path), "--forwarded-allow-ips", trusted,
        )  # fmt: skip
        with p.serve(*command, env=SETTINGS, listens=False) as server:
            server.wait_for_output("startup complete")
            wait_for(path.exists)
            transport = httpx2.HTTPTransport(uds=str(path))
            with httpx2.Client(transport=transport) as client:
                answer = client.get("http://shop/caller", headers=FORGED)
        seen[trusted] = answer.json()["client"]
    assert seen == {"127.0.0.1": "unknown", "*": "198.51.100.66"}


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


MOUNTED = """
from fastapi import FastAPI

app, reports = FastAPI(), FastAPI()
app.mount("/reports", reports)


@app.get("/orders")
@reports.get("/daily")
async def read() -> str:
    return "read"
"""


@pytest.mark.parametrize(
    ("command", "mounted", "prefix"),
    [
        ("uvicorn --port {port}", 200, "/api"),
        ("gunicorn --bind 127.0.0.1:{port} -k asgi --no-control-socket", 404, ""),
    ],
    ids=["uvicorn", "gunicorn"],
)
def test_gunicorn_does_not_put_the_prefix_back(
    program, tmp_path, command, mounted, prefix
):
    """A path has to begin with the root path for what is mounted to be found, and the
    proxy has taken the prefix off."""
    (tmp_path / "mounted.py").write_text(MOUNTED)
    words = ["-m", *command.split(), "--root-path", "/api", "mounted:app"]
    with program("main.py").serve(*words, env={"PYTHONPATH": str(tmp_path)}) as server:
        assert httpx2.get(f"{server.url}/orders").status_code == 200
        assert httpx2.get(f"{server.url}/reports/daily").status_code == mounted
        redirected = httpx2.get(f"{server.url}/orders/")
        assert redirected.headers["location"] == f"{server.url}{prefix}/orders"


def test_fastapi_run_takes_the_options_of_a_proxy_but_not_all_of_uvicorn(program):
    def options(*command: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", *command, "--help"], capture_output=True,
            text=True, check=True, env=environment() | {"COLUMNS": "200"},
        ).stdout  # fmt: skip

    short, full = options("fastapi", "run"), options("uvicorn")
    for one in ("--workers", "--root-path", "--forwarded-allow-ips", "--port"):
        assert one in short
        assert one in full
    for one in ("--timeout-graceful-shutdown", "--timeout-keep-alive",
                "--limit-concurrency", "--limit-max-requests",
                "--header", "--log-config"):  # fmt: skip
        assert one not in short
        assert one in full
    assert "0.0.0.0" in short
    run = ("fastapi", "run", "main.py", "--host", "127.0.0.1")
    for command, port in ((run, "{port}"), ((*run, "--port", "{port}"), "1")):
        with program("main.py").serve(*command, env=SETTINGS | {"PORT": port}) as here:
            assert httpx2.get(f"{here.url}/healthz", timeout=60).status_code == 200


def test_uvicorn_listens_on_loopback_unless_told_otherwise(program):
    """Another address of this machine stands for that of a container."""
    address = "127.0.0.2"  # on Linux, loopback has more than one
    if sys.platform != "linux":
        with socket.socket(type=socket.SOCK_DGRAM) as outward:
            outward.connect(("192.0.2.1", 9))  # sends nothing
            address = outward.getsockname()[0]
    for options, reached in (((), False), (("--host", "0.0.0.0"), True)):
        command = ("-m", "uvicorn", "main:app", "--port", "{port}", *options)
        with (
            program("main.py").serve(*command, env=SETTINGS) as server,
            socket.socket() as outside,
        ):
            outside.settimeout(60)
            assert (outside.connect_ex((address, server.port)) == 0) is reached


def test_uvicorn_closes_a_connection_that_is_idle_for_5_seconds(program):
    def asked(port: int) -> socket.socket:
        """A connection that has had one response, and stays open if it may."""
        connection = socket.create_connection(("127.0.0.1", port), timeout=180)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\n")
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(4096)
        assert b"connection: close" not in received.lower()
        return connection

    def is_open(connection: socket.socket) -> bool:
        """Whether nothing but the rest of the response has come, and no end."""
        connection.setblocking(False)
        try:
            while connection.recv(4096):
                pass
        except BlockingIOError:
            return True
        return False

    assert uvicorn.Config("main:app").timeout_keep_alive == 5
    p = program("main.py")
    usual = ("-m", "uvicorn", "main:app", "--port", "{port}")
    longer = (*usual, "--timeout-keep-alive", "600")
    with (
        p.serve(*longer, env=SETTINGS) as patient,
        p.serve(*usual, env=SETTINGS) as server,
        asked(patient.port) as kept,
        asked(server.port) as dropped,
    ):
        wait_for(lambda: not is_open(dropped), 180)
        assert is_open(kept)


def test_without_the_option_the_environment_sets_the_workers(program, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    assert uvicorn.Config("main:app").workers == 3
    assert uvicorn.Config("main:app", workers=1).workers == 1
    command = "fastapi run main.py --host 127.0.0.1 --port {port}"
    env = SETTINGS | {"WEB_CONCURRENCY": "2"}
    with program("main.py").serve(*command.split(), env=env) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)


def test_reload_leaves_workers_out(capfd):
    uvicorn.Config("main:app", reload=True, workers=4)
    ignored = '"workers" flag is ignored when reloading is enabled'
    assert ignored in capfd.readouterr().err
    # An application that is not named cannot be imported in another process.
    for option in ("reload=True", "workers=2"):
        code = f"import fastapi, uvicorn\nuvicorn.run(fastapi.FastAPI(), {option})"
        ran = subprocess.run(
            [sys.executable, "-c", code], env=environment(), capture_output=True,
            text=True, timeout=300, check=False,
        )  # fmt: skip
        assert ran.returncode == 3
        assert "You must pass the application as an import string" in ran.stderr


def test_the_standard_extra_brings_the_server_and_the_command():
    extra = [one for one in requires("fastapi") or [] if 'extra == "standard"' in one]
    assert any(one.startswith("uvicorn[standard]") for one in extra)
    assert any(one.startswith("fastapi-cli") for one in extra)


BLOCKED = """
import os
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/block")
async def block() -> str:
    time.sleep(float(os.environ["BLOCK"]))
    return "done"
"""


def test_a_blocked_event_loop_ends_a_worker_of_gunicorn_but_not_of_uvicorn(
    program, tmp_path
):
    """Uvicorn's worker answers its supervisor in a thread of its own."""
    p = program("main.py")
    (tmp_path / "blocked.py").write_text(BLOCKED)
    in_folder = {"PYTHONPATH": str(tmp_path)}
    patient = (
        "-m", "uvicorn", "blocked:app", "--workers", "2", "--port", "{port}",
        "--timeout-worker-healthcheck", "5",
    )  # fmt: skip
    with p.serve(*patient, env=in_folder | {"BLOCK": "12"}) as server:
        wait_for(lambda: server.output.count("startup complete") == 2)
        answer = httpx2.get(f"{server.url}/block", timeout=120)
        assert answer.json() == "done"
        assert "died" not in server.output
    strict = (
        "-m", "gunicorn", "blocked:app", "-k", "asgi", "--bind", "127.0.0.1:{port}",
        "--timeout", "2", "--no-control-socket",
    )  # fmt: skip
    with p.serve(*strict, env=in_folder | {"BLOCK": "600"}) as server:
        with pytest.raises(httpx2.TransportError):
            httpx2.get(f"{server.url}/block", timeout=120)
        server.wait_for_output("WORKER TIMEOUT", 120)


FAILING = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def read_orders() -> None:
    raise ConnectionError("the database is down")
"""


@pytest.mark.parametrize(
    ("command", "logged"),
    [
        ("uvicorn --port {port}", True),
        ("gunicorn --bind 127.0.0.1:{port} -k uvicorn_worker.UvicornWorker", True),
        ("gunicorn --bind 127.0.0.1:{port} -k asgi --no-control-socket", False),
    ],
)
def test_gunicorns_own_worker_logs_no_unhandled_error(
    program, tmp_path, command, logged
):
    (tmp_path / "failing.py").write_text(FAILING)
    p = program("main.py")
    words = ["-m", *command.split(), "failing:app"]
    with p.serve(*words, env={"PYTHONPATH": str(tmp_path)}) as server:
        response = httpx2.get(f"{server.url}/orders")
        assert response.status_code == 500
        if logged:
            server.wait_for_output("ConnectionError: the database is down", 120)
        server.stop()
        assert ("ConnectionError" in server.output) == logged


MAIL = """
import asyncio

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def send_mail() -> None:
    print("mail begun")
    try:
        await asyncio.sleep(4)
        print("mail sent")
    except asyncio.CancelledError:
        print("mail lost")
        raise


@app.post("/orders", status_code=202)
async def place_order(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail)
"""


@pytest.mark.parametrize(
    ("command", "ends"),
    [
        ("gunicorn --bind 127.0.0.1:{port} -k asgi --no-control-socket"
         " --asgi-disconnect-grace-period 1", "mail lost"),
        ("uvicorn --port {port}", "mail sent"),
    ],
    ids=["gunicorn", "uvicorn"],
)  # fmt: skip
def test_behind_proxy_pass_gunicorn_cancels_tasks(program, tmp_path, command, ends):
    """nginx closes its connection to an address in ``proxy_pass`` after each response;
    it keeps those to an ``upstream``, before 1.29.7 only to one that says so."""
    (tmp_path / "mail.py").write_text(MAIL)
    words = ["-m", *command.split(), "mail:app"]
    with program("main.py").serve(*words, env={"PYTHONPATH": str(tmp_path)}) as server:
        port = free_port()
        configuration = f"""events {{}}
            http {{
                server {{
                    listen 127.0.0.1:{port};
                    location / {{ proxy_pass {server.url}; }}
                }}
            }}"""
        with (
            nginx(tmp_path, configuration, port),
            httpx2.Client(timeout=180) as client,
        ):
            response = client.post(f"http://127.0.0.1:{port}/orders")
            assert response.status_code == 202
            # The client's own connection, to the proxy, is still open.
            server.wait_for_output(ends, 180)
        assert "mail begun" in server.output


FAILING_OTHERWISE = """
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse


class Shop(FastAPI):
    async def __call__(self, scope, receive, send) -> None:
        if scope.get("path") == "/outside":
            raise ConnectionError("raised outside FastAPI")
        await super().__call__(scope, receive, send)


app = Shop()


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"part"
        raise ConnectionError("raised in the body")

    return StreamingResponse(parts())


@app.websocket("/ws")
async def listen(websocket: WebSocket) -> None:
    await websocket.accept()
    raise ConnectionError("raised in a WebSocket")
"""


def test_gunicorns_own_worker_logs_what_is_no_complete_500(program, tmp_path):
    (tmp_path / "failing_otherwise.py").write_text(FAILING_OTHERWISE)
    command = (
        "-m", "gunicorn", "failing_otherwise:app", "-k", "asgi",
        "--bind", "127.0.0.1:{port}", "--no-control-socket",
    )  # fmt: skip
    in_folder = {"PYTHONPATH": str(tmp_path)}
    with program("main.py").serve(*command, env=in_folder) as server:
        assert httpx2.get(f"{server.url}/outside").status_code == 500
        with pytest.raises(httpx2.TransportError):
            httpx2.get(f"{server.url}/stream")
        with (
            connect(f"ws://127.0.0.1:{server.port}/ws") as websocket,
            pytest.raises(ConnectionClosed),
        ):
            websocket.recv(timeout=60)
        server.stop()
        for where in ("outside FastAPI", "in the body", "in a WebSocket"):
            assert f"ConnectionError: raised {where}" in server.output


HOLDING = """
import re

from fastapi import FastAPI

app = FastAPI()


@app.get("/hold")
async def hold() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")  # for years, and no other thread may run
"""


def test_a_worker_that_holds_the_gil_is_killed_by_uvicorn_too(program, tmp_path):
    p = program("main.py")
    (tmp_path / "holding.py").write_text(HOLDING)
    command = (
        "-m", "uvicorn", "holding:app", "--workers", "2", "--port", "{port}",
        "--app-dir", str(tmp_path), "--timeout-worker-healthcheck", "10",
    )  # fmt: skip
    with p.serve(*command) as server:
        wait_for(lambda: server.output.count("startup complete") >= 2)
        with pytest.raises(httpx2.TransportError):
            httpx2.get(f"{server.url}/hold", timeout=120)
        server.wait_for_output("died", 120)


def test_fastapi_run_looks_for_the_module_itself(program):
    command = "fastapi run orders.py --host 127.0.0.1 --port {port}"
    ran = program("main.py").run_command(*command.split())
    assert ran.returncode == 1
    assert "Path does not exist" in ran.stdout + ran.stderr
    assert "Could not import module" not in ran.stdout + ran.stderr
