"""Runs a question's tests on changed programs, in scratch copies of the project.

The process that forks has imported pytest, FastAPI and SQLAlchemy already, which takes
longer than most tests. A run that is over its time ends itself by the kernel's alarm,
also when nobody waits for it any more.
"""

import gc
import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

COPIED = ("content", "tests/examples", "pyproject.toml", "requirements.txt")
IMPORTED = ("pytest", "fastapi.testclient", "sqlalchemy.orm", "sqlmodel", "httpx2")


@dataclass(frozen=True)
class Job:
    """One run of ``test``, with ``program`` as ``text`` where one is changed."""

    test: Path
    limit: float
    program: Path | None = None
    text: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """``failed`` is also true of a run that took too long."""

    job: Job
    failed: bool
    timed_out: bool
    seconds: float
    printed: str


@contextmanager
def copies(root: Path, count: int) -> Iterator[list[Path]]:
    """As many scratch copies of what the tests need, removed at the end."""
    skip = shutil.ignore_patterns("__pycache__")
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        os.chmod(scratch, 0o755)  # a database server runs as a user of its own
        made = [Path(scratch, str(number)) for number in range(count)]
        for copy in made:
            (copy / "tmp").mkdir(parents=True)
            for name in COPIED:
                if (root / name).is_dir():
                    shutil.copytree(root / name, copy / name, ignore=skip)
                else:
                    shutil.copy2(root / name, copy / name)
        yield made


def prepare() -> None:
    """Import what nearly all tests need, once for all forks."""
    sys.dont_write_bytecode = True
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()


def run(jobs: Iterable[Job], copies: list[Path]) -> Iterator[Outcome]:
    """Run the jobs, one in each copy at a time; give each outcome as it comes."""
    waiting = iter(jobs)
    free = list(copies)
    running: dict[int, tuple[Job, Path, float]] = {}
    try:
        while True:
            while free and (job := next(waiting, None)):
                copy = free.pop()
                running[start(job, copy)] = (job, copy, time.monotonic())
            if not running:
                return
            pid, status = os.waitpid(-1, 0)
            job, copy, began = running.pop(pid)
            end_group(pid)  # servers that the tests could not stop any more
            restore(job, copy)
            free.append(copy)
            yield Outcome(
                job, status != 0, os.WIFSIGNALED(status)
                and os.WTERMSIG(status) == signal.SIGALRM,
                time.monotonic() - began, (copy / "printed").read_text(),
            )  # fmt: skip
    finally:
        for pid in running:
            end_group(pid)
            os.waitpid(pid, 0)


def start(job: Job, copy: Path) -> int:
    """Fork a process that runs the job in the copy; give its id."""
    if job.program is not None:
        (copy / job.program).write_bytes(job.text)
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return pid
    code = 70  # of a fault in the lines below
    try:
        os.setsid()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, job.limit)
        printed = os.open(
            copy / "printed", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644
        )
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        os.chdir(copy)
        os.environ["TMPDIR"] = str(copy / "tmp")
        tempfile.tempdir = None
        code = run_pytest(job.test)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_pytest(test: Path) -> int:
    import pytest

    # What was imported before the fork cannot be rewritten, nor need be.
    quiet = "-Wignore::pytest.PytestAssertRewriteWarning"
    return int(pytest.main(["-q", "-x", "--tb=short", quiet, str(test)]))


def end_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def restore(job: Job, copy: Path) -> None:
    """Make the copy again what the project is."""
    shutil.rmtree(copy / "tmp", ignore_errors=True)
    (copy / "tmp").mkdir(exist_ok=True)
    if job.program is not None:
        root = Path(__file__).parents[3]
        shutil.copy2(root / job.program, copy / job.program)
