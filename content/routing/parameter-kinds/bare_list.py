from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
async def list_books(ids: list[int]) -> list[int]:  # a bare list: body  # point
    return ids
