from fastapi import FastAPI

app = FastAPI()


@app.get("/files/{name:path}")  # point
async def show(name: str) -> str:
    return name
