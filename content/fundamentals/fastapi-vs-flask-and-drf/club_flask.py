import asyncio

from flask import Flask

app = Flask(__name__)
waiting = 0


@app.post("/club")
async def join() -> dict[str, bool]:
    """Wait up to two seconds for a second reader."""
    global waiting
    waiting += 1
    for _ in range(40):
        if waiting == 2:
            return {"met": True}
        await asyncio.sleep(0.05)
    waiting -= 1
    return {"met": False}
