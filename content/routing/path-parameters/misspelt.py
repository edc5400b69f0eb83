from fastapi import FastAPI

app = FastAPI()


@app.get("/readers/{reader_id}")
async def read_reader(readerid: int) -> str:  # not the name in the path  # point
    return f"reader {readerid}"
