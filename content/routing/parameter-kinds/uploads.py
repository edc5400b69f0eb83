from typing import Annotated, Any

from fastapi import FastAPI, Form, UploadFile

app = FastAPI()


@app.post("/scans")
async def add_scan(
    scan: UploadFile,
    title: Annotated[str, Form()],
    public: Annotated[bool, Form()] = False,  # an unticked box is not sent at all
) -> dict[str, Any]:
    return {"file": scan.filename, "title": title, "public": public}
