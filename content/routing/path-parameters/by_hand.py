from fastapi import FastAPI

app = FastAPI()


@app.get("/readers/{reader_id}")
async def read_reader(reader_id: str) -> str:
    # To FastAPI a ValueError in here is a bug, not a bad request.
    return f"reader {int(reader_id)}"
