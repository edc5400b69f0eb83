"""Finite conversations: each receive has a message that must come."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from room import app
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app, headers={"Authorization": "Bearer t"}) as client:
        yield client


def test_both_hear_and_one_vanishes(client: TestClient) -> None:
    with client.websocket_connect("/room?nick=ada") as ada:
        assert ada.receive_text() == "ada is here"
        with client.websocket_connect("/room?nick=bob") as bob:
            assert bob.receive_text() == ada.receive_text() == "bob is here"
            bob.send_text("hello")
            assert bob.receive_text() == ada.receive_text() == "bob: hello"
            bob.close(1005)  # what Uvicorn reports when the line is cut
            assert ada.receive_text() == "bob has left"


def test_the_server_says_goodbye(client: TestClient) -> None:
    with client.websocket_connect("/room?nick=ada") as ada:
        ada.receive_text()
        ada.send_text("bye")
        with pytest.raises(WebSocketDisconnect) as end:
            ada.receive_text()
    assert (end.value.code, end.value.reason) == (1000, "See you")


def test_without_a_token_the_handshake_is_a_401(client: TestClient) -> None:
    del client.headers["Authorization"]
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/room?nick=ada"),
    ):
        pass
    assert denied.value.status_code == 401
    assert denied.value.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("nick", "reason"), [("ada", "This nick is taken"), ("x", "string_too_short")]
)
def test_a_refusal_before_accept_is_1008(
    client: TestClient, nick: str, reason: str
) -> None:
    with (
        client.websocket_connect("/room?nick=ada"),
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(f"/room?nick={nick}"),
    ):
        pass
    assert refused.value.code == 1008
    assert reason in str(refused.value.reason)  # a list of errors, or a text
