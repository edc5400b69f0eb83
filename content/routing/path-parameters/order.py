from fastapi import FastAPI

app = FastAPI()


@app.get("/readers/{reader_id}")
async def read_reader(reader_id: int) -> str:
    return f"reader {reader_id}"


@app.get("/readers/me")  # too late  # point
async def read_myself() -> str:
    return "you"
