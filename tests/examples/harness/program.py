"""A program of an answer, and the ways to run it."""

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from . import forked_pytest, server
from .command import Command, Failures, Ran
from .environment import set_by_test
from .record import CONTENT
from .recording import Recording
from .waiting import LIMIT

SECONDS = {r" in \d+\.\d+s": " in … s"}


@dataclass
class Program(Recording):
    """A file of an answer's folder: load, run or serve it, and record what it did. One
    that is made without a recorder, of a changed copy for example, records nothing."""

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

    def load_changed(self, old: str, new: str) -> ModuleType:
        """Import a copy of the file in which ``old``, which stands in it once, is
        ``new``: what an answer recommends instead, for example."""
        source = self.path.read_text()
        if (found := source.count(old)) != 1:
            raise ValueError(f"{self.path.name} has {old!r} {found} times, not once")
        module = ModuleType("changed")
        forget_tables()
        exec(compile(source.replace(old, new), self.path, "exec"), module.__dict__)
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

    def record_pytest(self, step: str, *args: str, passed: int) -> Ran:
        """Run ``pytest <args>``, which as many tests must pass and none fail; record
        what it printed."""
        ran = self.run_pytest(*args)
        assert ran.returncode == 0, ran.stdout
        assert f"{passed} passed" in ran.stdout
        self.record_output(step, ran, mask=SECONDS)
        return ran

    def failures(self, *args: str) -> Failures:
        """Run ``pytest <args>`` likewise; give the failed tests, each with the first
        line of its message, which the summary cuts short on some machines."""
        command = Command(("pytest", *args))
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            also = f"--junit-xml={report.name}"
            forked_pytest.run_pytest(command, self.path.parent, LIMIT, also)
            cases = ElementTree.parse(report.name).iter("testcase")
        found = {
            case.attrib["name"]: fault.attrib["message"].splitlines()[0]
            for case in cases
            for fault in case
            if fault.tag in {"failure", "error"}
        }
        return Failures(command, found)

    def serve(
        self, *words: str, env: Mapping[str, str] | None = None,
        errors: Path | None = None, listens: bool = True,
    ) -> AbstractContextManager[server.Server]:  # fmt: skip
        """Start a server and stop it at the end; ``{port}`` in the command is a free
        port. Without a command it is Uvicorn with the ``app`` of this file; one that
        starts with an option is Python's. ``errors`` is a file for what the server
        prints on standard error, which else stands in its output; one that never
        ``listens`` is not waited for."""
        words = words or ("uvicorn", f"{self.path.stem}:app", "--port", "{port}")
        if words[0].startswith("-"):
            words = ("python", *words)
        command = Command(words, set_by_test() | dict(env or {}))
        return server.serve(command, self.path.parent, errors, listens)


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
