import os

from fastapi import FastAPI

DATABASE_URL = os.environ["DATABASE_URL"]  # read while the module is imported  # point
app = FastAPI()


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "alive"}
