"""Makes up for what a browser lacks: there are no threads, and nothing may block."""

import asyncio
import contextlib
import contextvars
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from inspect import isawaitable
from typing import Any

import anyio.from_thread
import anyio.to_thread


async def run_in_place(
    func: Callable[..., Any],
    *args: Any,
    abandon_on_cancel: bool = False,
    cancellable: bool | None = None,
    limiter: anyio.CapacityLimiter | None = None,
) -> Any:
    """Run here what a thread would run: in a copy of the context, and counted."""
    await asyncio.sleep(0)
    async with limiter or anyio.to_thread.current_default_thread_limiter():
        return contextvars.copy_context().run(func, *args)


class Blocking(Future[Any]):
    """A future whose result is waited for by suspending Python."""

    def __init__(self, task: "asyncio.Task[Any]") -> None:
        super().__init__()
        self.task = task
        task.add_done_callback(self.settle)

    def settle(self, task: "asyncio.Task[Any]") -> None:
        if self.done():
            return
        if task.cancelled():
            self.cancel()
            self.set_running_or_notify_cancel()
        elif error := task.exception():
            self.set_exception(error)
        else:
            self.set_result(task.result())

    def wait(self) -> None:
        from pyodide.ffi import run_sync

        if not self.task.done():
            run_sync(asyncio.wait([self.task]))
        self.settle(self.task)

    def result(self, timeout: float | None = None) -> Any:
        self.wait()
        return super().result(0)

    def cancel(self) -> bool:
        self.task.cancel()
        return super().cancel()


class Portal:
    """What `anyio.from_thread.start_blocking_portal` gives, without its thread."""

    def call(self, func: Callable[..., Any], *args: Any) -> Any:
        return self.start_task_soon(func, *args).result()

    def start_task_soon(
        self, func: Callable[..., Any], *args: Any, name: object = None
    ) -> Blocking:
        async def run() -> Any:
            result = func(*args)
            return await result if isawaitable(result) else result

        return Blocking(asyncio.ensure_future(run()))

    def start_task(
        self, func: Callable[..., Awaitable[Any]], *args: Any, name: object = None
    ) -> tuple[Blocking, Any]:
        started = Started()
        task = self.start_task_soon(lambda: func(*args, task_status=started))
        wait_first([task.task, started.future])
        if not started.future.done():
            task.result()
            raise RuntimeError("the task ended without having started")
        return task, started.future.result()

    @contextlib.contextmanager
    def wrap_async_context_manager(self, manager: Any) -> Iterator[Any]:
        value = self.call(manager.__aenter__)
        try:
            yield value
        except BaseException as error:
            if not self.call(manager.__aexit__, type(error), error, None):
                raise
        else:
            self.call(manager.__aexit__, None, None, None)


class Started:
    """The `task_status` of a task."""

    def __init__(self) -> None:
        self.future: asyncio.Future[Any] = asyncio.get_event_loop().create_future()

    def started(self, value: Any = None) -> None:
        if not self.future.done():
            self.future.set_result(value)


def run_on_loop(func: Callable[..., Awaitable[Any]], *args: Any) -> Any:
    """What a thread calls back into the loop for."""
    return Portal().call(func, *args)


def wait_first(futures: list[Any]) -> None:
    from pyodide.ffi import run_sync

    run_sync(asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED))


@contextlib.contextmanager
def start_portal(*args: Any, **kwargs: Any) -> Iterator[Portal]:
    yield Portal()


def wait_for(futures: list[Blocking], *args: Any, **kwargs: Any) -> None:
    for future in futures:
        future.wait()


def make_do() -> None:
    """Replace what would start a thread, here and in the TestClient."""
    anyio.to_thread.run_sync = run_in_place
    anyio.from_thread.start_blocking_portal = start_portal
    anyio.from_thread.run = run_on_loop
    anyio.from_thread.run_sync = run_on_loop
    import starlette.testclient

    starlette.testclient.wait_futures = wait_for
