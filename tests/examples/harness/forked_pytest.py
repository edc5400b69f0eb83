"""Runs pytest in a process of its own, forked from one that has imported FastAPI and
SQLAlchemy already, which takes longer than the tests of an answer."""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path
from subprocess import TimeoutExpired

from .command import Command, Ran

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "fastapi.testclient", "sqlalchemy.orm"])
PRINTED = ("stdout", "stderr")


def run_pytest(command: Command, folder: Path, timeout: float, also: str = "") -> Ran:
    """Run ``pytest`` with the arguments of the command in the folder; ``also`` is an
    option that changes nothing of what it does or prints."""
    _, env = command.run_with(0)
    # Modules that were imported before the fork cannot be rewritten, nor need be.
    env["PYTEST_ADDOPTS"] = f"-Wignore::pytest.PytestAssertRewriteWarning {also}"
    with tempfile.TemporaryDirectory() as printed:
        job = (folder, env, printed, command.words[1:])
        process = FORKS.Process(target=pytest_in, args=job)
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(command.words, timeout)
        out, err = (Path(printed, name).read_text() for name in PRINTED)
    return Ran(command, process.exitcode, out, err)


def pytest_in(folder: Path, env: dict[str, str], printed: str, args: list[str]) -> None:
    """What the forked process does."""
    import pytest

    for descriptor, name in enumerate(PRINTED, start=1):
        os.dup2(os.open(Path(printed, name), os.O_WRONLY | os.O_CREAT), descriptor)
    os.environ.clear()
    os.environ.update(env)
    sys.dont_write_bytecode = True
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # as `python -m pytest` does
    sys.exit(pytest.main([*args]))
