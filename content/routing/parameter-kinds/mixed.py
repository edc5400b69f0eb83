from typing import Annotated

from fastapi import FastAPI, File
from pydantic import BaseModel

app = FastAPI()


class Label(BaseModel):
    title: str


@app.post("/scans")
async def add_scan(label: Label, scan: Annotated[bytes, File()]) -> str:  # point
    return label.title
