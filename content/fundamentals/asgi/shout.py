from starlette.types import Receive, Scope, Send


async def shout(scope: Scope, receive: Receive, send: Send) -> None:
    """Respond with the request's body, its ASCII letters in capitals."""
    if scope["type"] != "http":
        # The way to say that a scope, such as lifespan, is not supported.
        raise NotImplementedError(scope["type"])
    body, more = b"", True
    while more:  # a body may come in several messages
        message = await receive()  # point
        if message["type"] == "http.disconnect":
            return  # half a body is no body
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body.upper()})
