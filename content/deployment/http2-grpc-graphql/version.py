from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/version")
async def version(request: Request) -> dict[str, str]:
    # The server says in the ASGI scope what it spoke; the app need not care.
    return {"http_version": request.scope["http_version"]}
