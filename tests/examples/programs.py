"""A program of an answer, the ways to run it, and the record of what it did."""

import difflib
import importlib.util
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Literal, Protocol
from xml.etree import ElementTree

import pytest

CONTENT = Path(__file__).parents[2] / "content"
Json = Any
Mask = Mapping[str, str]


class Response(Protocol):
    """What `record_http` reads: an answer of httpx, httpx2 or the TestClient."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def request(self) -> Any: ...
    @property
    def content(self) -> bytes: ...


def masked(value: Json, mask: Mask) -> Json:
    """Replace, in every string of ``value``, what the patterns of ``mask`` match."""
    if isinstance(value, str):
        for pattern, shown in mask.items():
            value = re.sub(pattern, shown, value)
        return value
    if isinstance(value, Mapping):
        return {masked(k, mask): masked(v, mask) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one, mask) for one in value]
    return value


def body_of(content: bytes) -> Json:
    """The body as JSON where it is JSON, else as text; None where there is none."""
    if not content:
        return None
    text = content.decode("utf-8", "replace")
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except ValueError:
        return text


def refuse_constant(name: str) -> Json:
    """Python reads NaN and Infinity; they are no JSON, nor could the site read them."""
    raise ValueError(f"{name} is not JSON")


def dump(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


class Recorder:
    """Gathers the steps of all programs, compares them and writes them."""

    def __init__(self) -> None:
        self.steps: dict[Path, dict[str, Json]] = {}
        self.tests: dict[Path, Path] = {}

    def add(self, program: Path, test: Path, step: str, record: Json) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step):
            raise ValueError(f"step '{step}': use lower-case words joined by '-'")
        steps = self.steps[program]
        if step in steps:
            raise ValueError(f"{program.name}: step '{step}' is recorded twice")
        steps[step] = {"step": step, **record}
        self.tests[program] = test

    def differences(self, program: Path) -> list[str]:
        """One message for each step that is not as the record file says."""
        stored = {one["step"]: one for one in stored_steps(program)}
        faults = []
        for name, now in self.steps.get(program, {}).items():
            then = stored.get(name)
            if then is None:
                faults.append(f"{record_path(program)}: step '{name}' is not recorded")
            elif json.loads(dump(now)) != then:
                diff = difflib.unified_diff(
                    dump(then).splitlines(), dump(now).splitlines(),
                    "recorded", "this run", lineterm="", n=2,
                )  # fmt: skip
                faults.append("\n".join([f"{record_path(program)}: '{name}'", *diff]))
        return faults

    def missing(self, folders: set[Path]) -> list[str]:
        """Programs of ``folders`` that no test opened, and records without a run."""
        faults = []
        for path in sorted(p for folder in folders for p in folder.iterdir()):
            if path.name == "index.mdx" or path.is_dir():
                continue
            if not path.name.endswith(".record.json"):
                if path not in self.steps:
                    faults.append(f"{path}: no test opens this program")
                continue
            owner = path.with_name(path.name.removesuffix(".record.json"))
            ran = self.steps.get(owner, {})
            faults += [
                f"{path}: no test recorded step '{one['step']}'"
                for one in json.loads(path.read_text())["steps"]
                if one["step"] not in ran
            ]
            if not ran:
                faults.append(f"{path}: a record without a run; delete it")
        return faults

    def write(self, folders: set[Path]) -> list[Path]:
        """Write the records of ``folders`` anew; give the files that changed."""
        changed = []
        for program, steps in self.steps.items():
            path = record_path(program)
            if program.parent not in folders:
                known = {one["step"]: one for one in stored_steps(program)}
                steps = known | steps
            if not steps:
                path.unlink(missing_ok=True)
                continue
            test = self.tests[program].relative_to(CONTENT.parent).as_posix()
            text = dump({"test": test, "steps": list(steps.values())})
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
                changed.append(path)
        return changed


def forget_tables() -> None:
    """Empty the one registry in which SQLModel keeps every table of the process: a
    program that is loaded twice would define its tables twice."""
    if sqlmodel := sys.modules.get("sqlmodel"):
        sqlmodel.SQLModel.metadata.clear()
        sqlmodel.SQLModel._sa_registry.dispose()


def record_path(program: Path) -> Path:
    return program.with_name(f"{program.name}.record.json")


def stored_steps(program: Path) -> list[Json]:
    path = record_path(program)
    return json.loads(path.read_text())["steps"] if path.exists() else []


@dataclass
class Program:
    """A file of an answer's folder: load, run or serve it, and record what it did."""

    path: Path
    test: Path
    recorder: Recorder
    mask: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise FileNotFoundError(f"{self.path}: no such program")
        self.recorder.steps.setdefault(self.path, {})

    def load(self) -> ModuleType:
        """Import the file afresh: nothing is shared with other tests."""
        name = f"{self.path.parent.name}.{self.path.stem}".replace("-", "_")
        spec = importlib.util.spec_from_file_location(name, self.path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        forget_tables()
        sys.modules[name] = module
        sys.path.insert(0, str(self.path.parent))
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(self.path.parent))
        return module

    def run(self, *args: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run ``python <file> <args>`` in the program's folder; nothing is raised."""
        return subprocess.run(
            [sys.executable, self.path.name, *args],
            cwd=self.path.parent, env=environment(), text=True,
            capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip

    def run_pytest(
        self, *args: str, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run ``pytest <args>`` in the program's folder, for a program that is a test
        itself. Mask the seconds that it prints with `SECONDS`.

        It is a process of its own, but a fork of one that has imported FastAPI and
        SQLAlchemy already, which takes longer than the tests."""
        with tempfile.TemporaryDirectory() as printed:
            process = FORKS.Process(
                target=pytest_in, args=(self.path.parent, environment(), printed, args)
            )
            process.start()
            process.join(timeout)
            if process.exitcode is None:
                process.kill()
                process.join()
                raise subprocess.TimeoutExpired(["pytest", *args], timeout)
            out, err = (Path(printed, name).read_text() for name in PRINTED)
        return subprocess.CompletedProcess(args, process.exitcode, out, err)

    def failures(self, *args: str) -> dict[str, str]:
        """Run ``pytest <args>`` likewise; give the failed tests, each with the first
        line of its message, which the summary cuts short on some machines."""
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            self.run_pytest(f"--junit-xml={report.name}", *args)
            cases = ElementTree.parse(report.name).iter("testcase")
        return {
            case.attrib["name"]: fault.attrib["message"].splitlines()[0]
            for case in cases
            for fault in case
            if fault.tag in {"failure", "error"}
        }

    @contextmanager
    def serve(
        self, *command: str, env: Mapping[str, str] | None = None
    ) -> Iterator["Server"]:
        """Start a server and stop it at the end; ``{port}`` in the command is a free
        port. Without a command it is Uvicorn with the ``app`` of this file."""
        port = free_port()
        words = command or (
            "-m", "uvicorn", f"{self.path.stem}:app", "--port", "{port}",
        )  # fmt: skip
        if words[0].startswith("-"):
            words = (sys.executable, *words)
        words = tuple(word.replace("{port}", str(port)) for word in words)
        with tempfile.TemporaryFile("w+") as printed:
            process = subprocess.Popen(
                words, cwd=self.path.parent, env=environment() | dict(env or {}),
                stdout=printed, stderr=subprocess.STDOUT,
            )  # fmt: skip
            server = Server(f"http://127.0.0.1:{port}", port, process, printed)
            try:
                server.wait_until_listening()
                yield server
            finally:
                server.stop()

    def record_http(
        self, step: str, response: Response, *, note: str = "",
        headers: Sequence[str] = (), mask: Mask | None = None,
    ) -> None:  # fmt: skip
        """Record an exchange: what was sent and what came back.

        ``headers`` names the response headers to show; request headers shown are
        those a client does not add by itself. ``mask`` maps patterns to what is
        written instead, for what differs from run to run.
        """
        request = response.request
        sent = {
            name.lower(): value
            for name, value in request.headers.items()
            if name.lower() not in CLIENT_HEADERS
        }
        wanted = {name.lower() for name in headers}
        got = {
            name.lower(): value
            for name, value in response.headers.items()
            if name.lower() in wanted
        }
        absent = wanted - got.keys()
        assert not absent, f"the response has no header {absent}"
        path = request.url.raw_path.decode("ascii")
        self._add(
            step, note, mask,
            kind="http",
            request=without_empty(
                method=request.method, path=path, headers=sent,
                body=body_of(request.read()),
            ),
            response=without_empty(
                status=response.status_code, headers=got,
                body=body_of(response.content),
            ),
        )  # fmt: skip

    def record_output(
        self, step: str, command: str, output: str, *, note: str = "",
        mask: Mask | None = None,
    ) -> None:  # fmt: skip
        """Record what a command printed: ``command`` as a reader would type it."""
        self._add(step, note, mask, kind="output", command=command, output=output)

    def record_value(
        self, step: str, label: str, value: Json, *, note: str = "",
        mask: Mask | None = None,
    ) -> None:  # fmt: skip
        """Record something observed: ``label`` says what ``value`` is."""
        self._add(step, note, mask, kind="value", label=label, value=value)

    def record_websocket(
        self, step: str, path: str,
        messages: Sequence[tuple[Literal["client", "server", "close"], Json]],
        *, note: str = "", mask: Mask | None = None,
    ) -> None:  # fmt: skip
        """Record a WebSocket's messages in their order, each with who sent it."""
        self._add(
            step, note, mask, kind="websocket", path=path,
            messages=[{"from": who, "data": data} for who, data in messages],
        )  # fmt: skip

    def _add(self, step: str, note: str, mask: Mask | None, **record: Json) -> None:
        record = masked(record, {**self.mask, **(mask or {})})
        if note:
            record["note"] = note
        if mask or self.mask:
            record["masked"] = True
        self.recorder.add(self.path, self.test, step, record)


SECONDS = {r" in \d+\.\d+s": " in … s"}

CLIENT_HEADERS = {
    "accept", "accept-encoding", "connection", "content-length", "content-type",
    "host", "user-agent", "sec-websocket-key", "sec-websocket-version", "upgrade",
    "transfer-encoding",
}  # fmt: skip


def without_empty(**values: Json) -> dict[str, Json]:
    """Leave out what is not there; an empty object that was sent as body stays."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and (value != {} or name == "body")
    }


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "fastapi.testclient", "sqlalchemy.orm"])
PRINTED = ("stdout", "stderr")


def pytest_in(folder: Path, env: dict[str, str], printed: str, args: list[str]) -> None:
    """What the forked process of `run_pytest` does."""
    for descriptor, name in enumerate(PRINTED, start=1):
        os.dup2(os.open(Path(printed, name), os.O_WRONLY | os.O_CREAT), descriptor)
    os.environ.clear()
    os.environ.update(env)
    sys.dont_write_bytecode = True
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # as `python -m pytest` does
    # Modules that were imported before the fork cannot be rewritten, nor need be.
    quiet = "-Wignore::pytest.PytestAssertRewriteWarning"
    sys.exit(pytest.main([quiet, *args]))


def environment() -> dict[str, str]:
    """The environment of child processes: this Python first, no colours, no cache."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {
        "PATH": path, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80",
    }  # fmt: skip


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Server:
    """A server process on loopback: ``url``, ``port``, and what it printed."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    printed: IO[str]

    @property
    def output(self) -> str:
        """All that the server has printed so far."""
        # Not seek and read: both ends share one position, and a line that the server
        # prints in between would overwrite the first ones.
        size = os.fstat(self.printed.fileno()).st_size
        return os.pread(self.printed.fileno(), size, 0).decode(errors="replace")

    def wait_until_listening(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended early:\n{self.output}")
            with socket.socket() as probe:
                probe.settimeout(0.5)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"nothing listens on port {self.port} after {seconds} s")

    def wait_for_output(self, text: str, seconds: float = 30) -> str:
        """Give all that the server has printed as soon as ``text`` stands in it."""
        deadline = time.monotonic() + seconds
        while text not in self.output:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not printed: {text}\n{self.output}")
            time.sleep(0.05)
        return self.output

    def stop(self, sig: int = signal.SIGTERM, seconds: float = 20) -> int:
        """Send ``sig``, wait, kill after ``seconds``; give the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
