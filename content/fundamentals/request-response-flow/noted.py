from collections.abc import Callable, Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

events: list[str] = []


# region watch
class Watch:
    """Middleware that notes the way in, each message sent, and a return."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            events.append(f"sent {message['type']}")
            await send(message)

        events.append("middleware, in")
        await self.app(scope, receive, sending)
        events.append("middleware, out")


# endregion
def resource(name: str) -> Callable[[], Iterator[None]]:
    """A `yield` dependency that notes when it opens and closes, and what it sees."""

    def hold() -> Iterator[None]:
        events.append(f"{name} opens")
        try:
            yield
        except Exception as error:
            events.append(f"{name} sees {type(error).__name__}")
            raise
        finally:
            events.append(f"{name} closes")

    return hold
