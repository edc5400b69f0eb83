from typing import Annotated

from fastapi import FastAPI, Form, UploadFile

app = FastAPI()


@app.post("/scans", max_body_size=1_000_000)  # 413 beyond it  # point
async def add_scan(
    scan: UploadFile,  # point
    title: Annotated[str, Form(max_length=100)],
    public: Annotated[bool, Form()] = False,  # an unticked box is not sent at all
) -> dict[str, object]:
    # The name is what the client says: show it, and do not open a path with it.
    file = {"named": scan.filename, "bytes": scan.size}
    return {**file, "title": title, "public": public}
