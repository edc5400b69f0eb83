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
    inbox, code = asyncio.Queue[str](100), 1000
    delivery = asyncio.create_task(deliver(socket, inbox))
    try:
        async with asyncio.timeout(None) as present[inbox]:
            announce(f"{reader} entered")
            async for text in socket.iter_text():  # until the reader leaves or vanishes
                announce(f"{reader}: {text}")
                await asyncio.sleep(0)  # lets inboxes empty between messages of a burst
    except TimeoutError:
        code = 1013  # try again later
    except KeyError:
        code = 1003  # a binary frame has no text
    finally:
        present.pop(inbox, None)  # point
        delivery.cancel()
        announce(f"{reader} left")
    with suppress(TimeoutError, WebSocketDisconnect):  # reads nothing, or has gone
        await asyncio.wait_for(socket.close(code), 5)


# endregion
