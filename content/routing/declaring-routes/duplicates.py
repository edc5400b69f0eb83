from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def list_orders() -> list[str]:
    return ["first declared"]


@app.get("/orders")  # pasted from another module; no error, no warning  # point
async def list_open_orders() -> list[str]:
    return ["second declared"]
