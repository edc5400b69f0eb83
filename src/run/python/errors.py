"""Says what has failed as Python does."""

import traceback
from pathlib import Path

OURS = str(Path(__file__).parent)


def explain(error: BaseException) -> str:
    """What Python prints of an error, without the lines that are not the program's to
    mend: those of this room."""
    found = traceback.TracebackException.from_exception(error)
    seen: traceback.TracebackException | None = found
    while seen:
        frames = [
            frame
            for frame in seen.stack
            if not frame.filename.startswith((OURS, "<frozen importlib"))
        ]
        seen.stack = traceback.StackSummary.from_list(frames)
        seen = seen.__cause__ or seen.__context__
    return "".join(shortened(line) for line in found.format())


def shortened(text: str) -> str:
    """Cut what no one reads to its end, such as the message of an error that holds a
    whole file."""
    most = 4000
    return text if len(text) <= most else f"{text[:most]} …\n"
