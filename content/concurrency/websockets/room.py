"""Who is in the chat room. Nobody in it waits for a reader who is slow or gone."""

import asyncio
from contextlib import suppress

from fastapi import WebSocket, WebSocketDisconnect

present: dict[asyncio.Queue[str], asyncio.Timeout] = {}  # each inbox, and its visit


# region announce
def announce(text: str) -> None:
    for inbox, stay in list(present.items()):
        try:
            inbox.put_nowait(text)  # never waits
        except asyncio.QueueFull:
            del present[inbox]
            stay.reschedule(0)  # too slow for the room: the visit ends  # point


# endregion
async def deliver(socket: WebSocket, inbox: asyncio.Queue[str]) -> None:
    with suppress(WebSocketDisconnect):  # `visit` hears of it too
        while True:
            await socket.send_text(await inbox.get())  # waits for this reader only


# region visit
async def visit(socket: WebSocket, reader: str) -> None:
    inbox = asyncio.Queue[str](100)
    delivery = asyncio.create_task(deliver(socket, inbox))
    try:
        async with asyncio.timeout(None) as present[inbox]:
            announce(f"{reader} entered")
            while (text := (frame := await socket.receive()).get("text")) is not None:
                announce(f"{reader}: {text}")
                await asyncio.sleep(0)  # lets inboxes empty between messages of a burst
            code = 1003 if frame["type"] == "websocket.receive" else 1000  # binary
    except TimeoutError:
        code = 1013  # try again later
    finally:
        present.pop(inbox, None)  # point
        delivery.cancel()
        announce(f"{reader} left")
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):  # asleep, or gone
        await asyncio.wait_for(socket.close(code), 5)


# endregion
