"""Runs the tests of a file with pytest, in this process."""

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import anyio._backends._asyncio
import pytest


class Outcomes:
    """A plugin that keeps how each test ended."""

    def __init__(self) -> None:
        self.tests: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("::")[2]
        if report.when != "call" and report.passed:
            return
        known = self.tests.get(name)
        if known and known["outcome"] == "failed":
            return
        message = report.longreprtext if report.failed else ""
        self.tests[name] = {
            "name": name, "outcome": report.outcome, "message": message,
        }  # fmt: skip


OPTIONS = [
    "-p",
    "no:cacheprovider",
    "-p",
    "no:faulthandler",
    "-p",
    "no:threadexception",
]


def run_tests(file: str) -> dict[str, Any]:
    """Run them; give what pytest printed and how each ended."""
    # The loop of a page always runs, which anyio takes for a test within a test.
    anyio._backends._asyncio.TestRunner.is_running = lambda self: False
    outcomes = Outcomes()
    printed = io.StringIO()
    before = os.environ.copy()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = pytest.main([*OPTIONS, "--color=no", file], plugins=[outcomes])
    os.environ.clear()
    os.environ.update(before)
    tests = list(outcomes.tests.values())
    counted = [test["outcome"] for test in tests]
    return {
        "code": int(code),
        "passed": counted.count("passed"),
        "failed": counted.count("failed"),
        "tests": tests,
        "output": printed.getvalue(),
    }
