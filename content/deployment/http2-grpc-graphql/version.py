from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/version")
async def version(request: Request) -> dict[str, str]:
    # What the server says in the ASGI scope; the path operation need not care.
    return {
        "http_version": request.scope["http_version"],  # point
        "url": str(request.url),
        "client": request.client.host if request.client else "unknown",
    }
