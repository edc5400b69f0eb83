"""The environment variables of the tests and of the processes that they start."""

import os
import sys
from pathlib import Path

# CI, PYTEST_ADDOPTS, proxies or a DATABASE_URL of the machine must not decide a record.
KEPT = {"HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TMPDIR", "USER"}


def scrub() -> None:
    """Forget what the machine has set and the tests do not need."""
    for name in os.environ.keys() - KEPT:
        del os.environ[name]


def set_by_test() -> dict[str, str]:
    """The variables that the running test has set: a command depends on them."""
    ours = KEPT | {"PYTEST_CURRENT_TEST"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def environment() -> dict[str, str]:
    """The environment of child processes: this Python first, no colours, no cache."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {
        "PATH": path, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80",
    }  # fmt: skip
