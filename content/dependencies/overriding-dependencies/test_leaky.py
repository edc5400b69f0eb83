"""Two tests that pass or fail by their order: an override is never removed."""

from fastapi.testclient import TestClient
from orders import app, get_current_user

client = TestClient(app)


# region leaky
def test_ada_may_see_her_orders() -> None:
    app.dependency_overrides[get_current_user] = lambda: "ada"  # point
    assert client.get("/orders").status_code == 200


def test_a_stranger_is_refused() -> None:
    assert client.get("/orders").status_code == 401


# endregion
