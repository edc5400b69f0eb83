from fastapi import FastAPI

app = FastAPI()


@app.get("/readers/{reader_id}")
async def read_reader(reader_id: str) -> str:
    return f"reader {int(reader_id)}"  # a ValueError in here is a bug  # point
