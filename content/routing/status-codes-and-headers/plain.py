import json

from fastapi import FastAPI, Response

app = FastAPI()
TOTALS = {"total": 3}


@app.get("/dict")
async def from_dict() -> Response:
    return Response(content=TOTALS)  # point


@app.get("/text")
async def from_text() -> Response:
    return Response(json.dumps(TOTALS), headers={"X-Header": "value"})  # point
