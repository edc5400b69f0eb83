from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(404)
async def lost(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"lost": request.url.path}, status_code=404)


@app.get("/orders")
async def list_orders() -> list[str]:
    return []
