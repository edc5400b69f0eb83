"""Waits for what another process does; how long that takes is the machine's affair."""

import time
from collections.abc import Callable

LIMIT = 300.0
"""Seconds after which a thing will not happen any more, even on a busy machine."""


def wait_for(
    condition: Callable[[], bool],
    seconds: float = LIMIT,
    failure: Callable[[], str] = lambda: "it did not happen in time",
) -> None:
    """Return as soon as ``condition`` holds; ``failure`` says what else was seen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s: {failure()}")
        time.sleep(0.02)
