"""How often does the event loop turn while one password is hashed?"""

import asyncio
from collections.abc import Awaitable, Callable

from pwdlib import PasswordHash

passwords = PasswordHash.recommended()


# region hash
async def in_async_def() -> None:
    passwords.hash("correct horse")  # point


async def in_a_thread() -> None:
    await asyncio.to_thread(passwords.hash, "correct horse")


# endregion


async def turns_during(work: Callable[[], Awaitable[None]]) -> int:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counter = asyncio.create_task(count())
    await work()
    counter.cancel()
    return turns
