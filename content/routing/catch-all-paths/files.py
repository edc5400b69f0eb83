import os
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
ROOT = Path(os.environ["FILES_ROOT"]).resolve()


@app.get("/files/special")  # before the catch-all, or it would never answer
async def special() -> str:
    return "not a file"


@app.get("/files/{name:path}")
def read_file(name: str) -> FileResponse:  # def: the disk blocks
    try:
        # An absolute name would replace ROOT. resolve() follows symbolic links
        # and removes "..", so the check sees where the file really is.
        target = (ROOT / name).resolve()
    except ValueError:  # a null byte
        raise HTTPException(404, "No such file") from None
    if not target.is_relative_to(ROOT) or not target.is_file():
        raise HTTPException(404, "No such file")
    return FileResponse(target)
