import os
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
ROOT = os.environ["FILES_ROOT"]  # /srv/files


@app.get("/files/{name:path}")
def read_file(name: str) -> FileResponse:
    target = Path(ROOT, name).resolve()
    if not str(target).startswith(ROOT):  # so does files-private  # point
        raise HTTPException(404, "No such file")
    return FileResponse(target)
