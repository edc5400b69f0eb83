import asyncio

from flask import Flask

app = Flask(__name__)
arrived = 0


@app.post("/club")
async def join() -> dict[str, bool]:
    """Wait up to three seconds for another reader."""
    global arrived
    arrived += 1
    needed = arrived + arrived % 2  # readers meet in pairs
    for _ in range(60):
        await asyncio.sleep(0.05)  # point
        if arrived >= needed:
            return {"met": True}
    arrived -= 1
    return {"met": False}
