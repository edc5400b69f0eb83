from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/{rest:path}")  # meant as a friendly 404 page  # point
async def lost(rest: str) -> JSONResponse:
    return JSONResponse({"lost": rest}, status_code=404)


@app.get("/orders")
async def list_orders() -> list[str]:
    return []
