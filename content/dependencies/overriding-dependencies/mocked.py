"""Four attempts to put Ada in the place of the current user; the last one works."""

from unittest.mock import MagicMock, patch

from fastapi.testclient import TestClient
from orders import UserDep, app, get_current_user

client = TestClient(app)


def show(attempt: str) -> None:
    response = client.get("/orders")
    body = response.json()
    if response.status_code == 422:
        body = [error["loc"] for error in body["detail"]]
    print(f"{attempt:<14} {response.status_code} {body}")


# region attempts
with patch("orders.get_current_user", return_value="ada"):
    show("patch")

app.dependency_overrides = {UserDep: lambda: "ada"}  # pyright: ignore[reportAttributeAccessIssue]
show("alias as key")

app.dependency_overrides = {get_current_user: MagicMock(return_value="ada")}
show("mock as value")

app.dependency_overrides = {get_current_user: lambda: "ada"}
show("callable")
# endregion
