import os
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
if not os.environ["FILES_ROOT"]:  # would be the working directory, code and all
    raise ValueError("FILES_ROOT is empty")
ROOT = Path(os.environ["FILES_ROOT"]).resolve()


# region files
def find_file(name: str) -> Path | None:
    try:
        # Follows links and removes "..", to where the file really is.
        target = (ROOT / name).resolve(strict=True)  # point
    except (OSError, RuntimeError, ValueError):
        return None  # no file, too long, a loop, a null byte
    return target if target.is_relative_to(ROOT) and target.is_file() else None  # point


@app.get("/files/special")  # before the catch-all, or it would never answer
async def special() -> str:
    return "not a file"


@app.get("/files/{name:path}")  # point
def read_file(name: str) -> FileResponse:  # def: the disk blocks
    if (target := find_file(name)) is None:
        raise HTTPException(404, "No such file")
    return FileResponse(target)


# endregion
