"""Finite conversations: each receive has a message that must come."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from room import app
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect


# region two-clients
@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app, headers={"Authorization": "Bearer t"}) as client:  # point
        yield client


def test_both_hear_and_one_vanishes(client: TestClient) -> None:
    with client.websocket_connect("/room?nick=ada") as ada:
        assert ada.receive_text() == "ada is here"
        with client.websocket_connect("/room?nick=bob") as bob:
            assert bob.receive_text() == ada.receive_text() == "bob is here"
            bob.send_text("hello")
            assert bob.receive_text() == ada.receive_text() == "bob: hello"
            bob.close(1005)  # what Uvicorn reports when the line is cut
            assert ada.receive_text() == "bob has left"  # point
        with client.websocket_connect("/room?nick=bob") as bob:  # the nick is free
            assert bob.receive_text() == "bob is here"


# endregion
def test_the_server_says_goodbye(client: TestClient) -> None:
    with client.websocket_connect("/room?nick=ada") as ada:
        ada.receive_text()
        ada.send_text("bye")
        with pytest.raises(WebSocketDisconnect) as end:
            ada.receive_text()
    assert (end.value.code, end.value.reason) == (1000, "See you")


TAKEN, SHORT = ("ada", "This nick is taken"), ("x", "string_pattern_mismatch")


# region rejected
def test_without_a_token_the_handshake_is_a_401(client: TestClient) -> None:
    del client.headers["Authorization"]
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/room?nick=eve"),  # point
    ):
        pass
    assert denied.value.status_code == 401
    assert denied.value.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("nick", "reason"), [TAKEN, SHORT])
def test_a_rejected_nick_is_a_1008(client: TestClient, nick: str, reason: str) -> None:
    with (
        client.websocket_connect("/room?nick=ada"),
        pytest.raises(WebSocketDisconnect) as rejected,
        client.websocket_connect(f"/room?nick={nick}"),
    ):
        pass
    assert rejected.value.code == 1008
    assert reason in str(rejected.value.reason)  # a text, or a list of errors


# endregion
