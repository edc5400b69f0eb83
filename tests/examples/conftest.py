"""Runs the programs of an answer and records what they did.

A test asks for a program by its file name; the folder follows from where the test
stands: ``tests/examples/routing/test_path_parameters.py`` proves the programs in
``content/routing/path-parameters/``. What a program did is written down as named
steps in ``<program>.record.json`` beside it. A normal run compares each step with
that file; ``pytest --record`` (``npm run record``) writes it anew.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from programs import CONTENT, Program, Recorder

ROOT = Path(__file__).parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write the records anew")


# CI, PYTEST_ADDOPTS, proxies or a DATABASE_URL of the machine must not decide a record.
KEPT = {"HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TMPDIR", "USER"}


def pytest_configure(config: pytest.Config) -> None:
    for name in os.environ.keys() - KEPT:
        del os.environ[name]
    config.stash[RECORDER] = Recorder()


RECORDER = pytest.StashKey[Recorder]()
RAN = pytest.StashKey[dict[Path, set[str]]]()


def folder_of(test: Path) -> Path:
    """The answer's folder that the test file ``test`` proves."""
    question = test.stem.removeprefix("test_").replace("_", "-")
    folder = CONTENT / test.parent.name / question
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{test.relative_to(ROOT)}: no folder {folder.relative_to(ROOT)}. "
            "Name the test file after the question's folder, with '_' for '-'."
        )
    return folder


@pytest.fixture
def program(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Program]]:
    """Give the program of that file name, ready to load, run, serve and record."""
    folder = folder_of(request.path)
    recorder = request.config.stash[RECORDER]
    opened: list[Program] = []

    def open_program(file: str) -> Program:
        opened.append(Program(folder / file, request.path, recorder))
        return opened[-1]

    yield open_program
    if request.config.getoption("--record"):
        return
    faults = [fault for one in opened for fault in recorder.differences(one.path)]
    assert not faults, "\n\n".join([*faults, "If that is right now: npm run record"])


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which test files run whole: only there can something be missing."""
    chosen: dict[Path, set[str]] = {}
    for item in session.items:
        chosen.setdefault(item.path, set()).add(item.nodeid)
    narrowed = session.config.option.keyword or any(
        "::" in arg for arg in session.config.args
    )
    session.config.stash[RAN] = {} if narrowed else chosen


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.option.collectonly or session.testsfailed:
        return
    recorder = session.config.stash[RECORDER]
    ran = {folder_of(path) for path in session.config.stash.get(RAN, {})}
    if session.config.getoption("--record"):
        for path in recorder.write(ran):
            print(f"\nrecorded {path.relative_to(ROOT)}", end="")
    faults = recorder.missing(ran)
    whole = session.config.args == ["tests/examples"] and ran
    if whole:
        every = {path.parent for path in CONTENT.glob("*/*/index.mdx")}
        faults += [
            f"{folder.relative_to(ROOT)}: no test proves this answer"
            for folder in sorted(every - ran)
        ]
    if faults:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[FAULTS] = faults


FAULTS = pytest.StashKey[list[str]]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for fault in config.stash.get(FAULTS, []):
        terminalreporter.write_line(fault, red=True)
    steps = config.stash[RECORDER].steps
    count = json.dumps({"programs": len(steps), "steps": sum(map(len, steps.values()))})
    terminalreporter.write_line(f"recorded from runs: {count}")
