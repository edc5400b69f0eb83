from fastapi import FastAPI

app = FastAPI()
baskets: dict[str, list[str]] = {}  # lives and dies with this process


@app.put("/baskets/{reader}/{book}")
async def add(reader: str, book: str) -> list[str]:
    baskets.setdefault(reader, []).append(book)
    return baskets[reader]


@app.get("/baskets/{reader}")
async def show(reader: str) -> list[str]:
    return baskets.get(reader, [])
