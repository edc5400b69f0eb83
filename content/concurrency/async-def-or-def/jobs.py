"""Two jobs that compute for a while. They differ in what they do with the GIL."""

import json

ROWS = list(range(2_000_000))


def add_up() -> int:
    return sum(len(str(row)) for row in ROWS)  # Python code: the GIL changes hands


def export() -> int:
    return len(json.dumps(ROWS))  # one call into C that keeps the GIL to its end


JOBS = {"total": add_up, "export": export}
