"""Wires the harness into pytest: ``program`` opens a program of the test's answer.

    def test_a_bad_value_is_refused(program):
        p = program("catalogue.py")

Which answer follows from where the test stands: ``routing/test_path_parameters.py``
proves ``content/routing/path-parameters/``. When all tests of an answer have passed,
its records are compared with what they recorded, or written (``--record``).
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from harness.environment import scrub
from harness.program import Program
from harness.record import Recorder, folder_of, shown_path
from httpx2._config import DEFAULT_TIMEOUT_CONFIG

RECORDER = pytest.StashKey[Recorder]()
# Of each test file: how many tests there are, have passed, and have not.
THERE = pytest.StashKey[Counter[str]]()
PASSED = pytest.StashKey[Counter[str]]()
FAILED = pytest.StashKey[Counter[str]]()
# What is told at the end, also by the processes that share the work.
TOLD = pytest.StashKey[dict[str, Any]]()
AGAIN = "If that is right now: npm run record"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write the records anew")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Share folders of test files between processes, where pytest-xdist is there and
    nothing is said (``-n 0``): each file runs whole in one of them. There is one more
    than processors, since tests of servers mostly wait."""
    folders = any(Path(arg).is_dir() for arg in config.args)
    shares = folders and not hasattr(config, "workerinput") and not config.option.usepdb
    if shares and config.getoption("numprocesses", 0) is None:
        config.option.numprocesses = min((os.cpu_count() or 1) + 1, 4)
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False


def pytest_configure(config: pytest.Config) -> None:
    sys.dont_write_bytecode = True  # not beside the programs
    # What no test sets is five seconds, in which a busy machine starts no server.
    for key in DEFAULT_TIMEOUT_CONFIG.as_dict():
        setattr(DEFAULT_TIMEOUT_CONFIG, key, 120)
    scrub()
    config.stash[RECORDER] = Recorder()
    for key in (THERE, PASSED, FAILED):
        config.stash[key] = Counter()
    config.stash[TOLD] = {"programs": 0, "steps": 0, "written": []}


@cache
def servers_in(path: Path) -> int:
    """How often a file of tests starts a server: what takes longest."""
    text = path.read_text(encoding="utf-8")
    return text.count("serve(") + text.count("Popen(")


@pytest.hookimpl(tryfirst=True)  # before -k and the like take some away
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    config.stash[THERE].update(str(item.path) for item in items)
    # The longest files first: begun last, one would run alone at the end.
    items.sort(key=lambda item: -servers_in(item.path))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if not report.passed:
        item.config.stash[FAILED][str(item.path)] += 1
    elif report.when == "call":
        item.config.stash[PASSED][str(item.path)] += 1
    return report


@pytest.fixture
def program(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Program]]:
    """Give the program of that file name, ready to load, run, serve and record."""
    folder = folder_of(request.path)
    recorder = request.config.stash[RECORDER]
    yield lambda file: Program(folder / file, recorder)
    faults = recorder.differences()
    if faults and not request.config.getoption("--record"):
        request.config.stash[FAILED][str(request.path)] += 1
        pytest.fail("\n\n".join([*faults, AGAIN]), pytrace=False)


@pytest.fixture(scope="module", autouse=True)
def records(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the last test of an answer: compare its records whole, or write them."""
    yield
    config, path = request.config, str(request.path)
    if request.path.parent.name == "harness" or config.stash[FAILED][path]:
        return
    narrowed = any("::" in arg for arg in config.args)
    whole = not narrowed and config.stash[PASSED][path] == config.stash[THERE][path]
    folder, recorder = folder_of(request.path), config.stash[RECORDER]
    if config.getoption("--record"):
        written = map(shown_path, recorder.write(folder, whole))
        config.stash[TOLD]["written"] += written
    if whole and (faults := recorder.faults(folder)):
        pytest.fail("\n\n".join([*faults, AGAIN]), pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    steps = config.stash[RECORDER].steps
    told = config.stash[TOLD]
    told["programs"] += len(steps)
    told["steps"] += sum(map(len, steps.values()))
    if (output := getattr(config, "workeroutput", None)) is not None:
        output["told"] = told


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process that shares the work has to tell."""
    for name, value in getattr(node, "workeroutput", {}).get("told", {}).items():
        node.config.stash[TOLD][name] += value


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    told = config.stash[TOLD]
    for path in sorted(told["written"]):
        terminalreporter.write_line(f"recorded {path}")
    counts = json.dumps({"programs": told["programs"], "steps": told["steps"]})
    terminalreporter.write_line(f"recorded from runs: {counts}")
