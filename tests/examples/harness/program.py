"""A program of an answer, and the ways to run it and to record what it did."""

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol
from xml.etree import ElementTree

from . import forked_pytest, server
from .command import Command, Ran
from .environment import set_by_test
from .record import CONTENT, Json, Mask, Recorder, body_of, masked
from .waiting import LIMIT

SECONDS = {r" in \d+\.\d+s": " in … s"}

CLIENT_HEADERS = {
    "accept", "accept-encoding", "connection", "content-length", "content-type",
    "host", "user-agent", "sec-websocket-key", "sec-websocket-version", "upgrade",
    "transfer-encoding",
}  # fmt: skip


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


@dataclass
class Program:
    """A file of an answer's folder: load, run or serve it, and record what it did. One
    that is made without a recorder, of a changed copy for example, records nothing."""

    path: Path
    recorder: Recorder = field(default_factory=Recorder)
    mask: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise FileNotFoundError(f"{self.path}: no such program")
        self.recorder.open(self.path)

    def load(self) -> ModuleType:
        """Import the file afresh: nothing is shared with other tests."""
        name = f"{self.path.parent.name}.{self.path.stem}".replace("-", "_")
        spec = importlib.util.spec_from_file_location(name, self.path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        forget_tables()
        forget_programs()
        sys.modules[name] = module
        sys.path.insert(0, str(self.path.parent))
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(self.path.parent))
        return module

    def run(self, *args: str, timeout: float = LIMIT) -> Ran:
        """Run ``python <file> <args>`` in the program's folder; nothing is raised."""
        return self.run_command("python", self.path.name, *args, timeout=timeout)

    def run_command(
        self, *words: str, env: Mapping[str, str] | None = None,
        timeout: float = LIMIT,
    ) -> Ran:  # fmt: skip
        """Run a command that ends by itself in the program's folder, ``{port}`` in it
        being a free port; nothing is raised."""
        command = Command(words, set_by_test() | dict(env or {}))
        args, child = command.run_with(server.free_port())
        done = subprocess.run(
            args, cwd=self.path.parent, env=child, text=True, capture_output=True,
            timeout=timeout, check=False,
        )  # fmt: skip
        return Ran(command, done.returncode, done.stdout, done.stderr)

    def run_pytest(self, *args: str, timeout: float = LIMIT) -> Ran:
        """Run ``pytest <args>`` in the program's folder, for a program that is a test
        itself. Mask the seconds that it prints with `SECONDS`."""
        command = Command(("pytest", *args))
        return forked_pytest.run_pytest(command, self.path.parent, timeout)

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

    def serve(
        self, *words: str, env: Mapping[str, str] | None = None,
        errors: Path | None = None,
    ) -> AbstractContextManager[server.Server]:  # fmt: skip
        """Start a server and stop it at the end; ``{port}`` in the command is a free
        port. Without a command it is Uvicorn with the ``app`` of this file; one that
        starts with an option is Python's. ``errors`` is a file for what the server
        prints on standard error, which else stands in its output."""
        words = words or ("uvicorn", f"{self.path.stem}:app", "--port", "{port}")
        if words[0].startswith("-"):
            words = ("python", *words)
        command = Command(words, set_by_test() | dict(env or {}))
        return server.serve(command, self.path.parent, errors)

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
        self, step: str, ran: Ran | server.Server, output: str | None = None, *,
        note: str = "", mask: Mask | None = None, exit_code: bool = False,
    ) -> None:  # fmt: skip
        """Record what a command printed: ``ran`` is what `run`, `run_command`,
        `run_pytest` or `serve` gave, and tells the command. ``output`` is the part of
        what was printed that matters, else it is all of the standard output.
        ``exit_code`` adds to both how it ended, as ``echo`` tells it."""
        if isinstance(ran, str):
            raise TypeError(
                f"step '{step}': '{ran}' is typed; give what run, run_command, "
                "run_pytest or serve gave, which knows the command"
            )
        everything = {**self.mask, **(mask or {})}
        command = ran.command.shown(lambda word: masked(word, everything))
        output = ran.output if output is None else output
        if exit_code:
            command += "; echo exit $?"
            output = f"{output}\nexit {ran.returncode}".lstrip()
        self._add(step, note, mask, kind="output", command=command, output=output)

    def record_pytest(self, step: str, *args: str, passed: int) -> Ran:
        """Run ``pytest <args>``, which as many tests must pass and none fail; record
        what it printed."""
        ran = self.run_pytest(*args)
        assert ran.returncode == 0, ran.stdout
        assert f"{passed} passed" in ran.stdout
        self.record_output(step, ran, mask=SECONDS)
        return ran

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
        everything = {**self.mask, **(mask or {})}
        record = {  # a command is masked already, each word by itself
            name: value if name == "command" else masked(value, everything)
            for name, value in record.items()
        }
        if note:
            record["note"] = note
        if mask or self.mask:
            record["masked"] = True
        self.recorder.add(self.path, step, record)


def forget_tables() -> None:
    """Empty the one registry in which SQLModel keeps every table of the process: a
    program that is loaded twice would define its tables twice."""
    if sqlmodel := sys.modules.get("sqlmodel"):
        sqlmodel.SQLModel.metadata.clear()
        sqlmodel.SQLModel._sa_registry.dispose()


def forget_programs() -> None:
    """Forget what programs have imported from their folders, where other answers have
    files of the same name. What a test has put there was loaded here, under a name with
    a dot, and stays."""
    for name, module in [*sys.modules.items()]:
        path = getattr(module, "__file__", None)
        if path and CONTENT in Path(path).parents and "." not in module.__name__:
            del sys.modules[name]


def without_empty(**values: Json) -> dict[str, Json]:
    """Leave out what is not there; an empty object that was sent as body stays."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and (value != {} or name == "body")
    }
