from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/dict")
async def from_dict() -> Response:
    return Response(content={"total": 3})  # point


@app.get("/text")
async def from_text() -> Response:
    return Response(content='{"total": 3}', headers={"X-Header": "value"})  # point
