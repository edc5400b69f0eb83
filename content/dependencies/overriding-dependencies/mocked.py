"""Five attempts to put Ada in the place of the current user; the last one works."""

from unittest.mock import Mock, create_autospec, patch

from fastapi.testclient import TestClient
from orders import UserDep, app, get_current_user

client = TestClient(app)
overrides = app.dependency_overrides
mock = Mock(return_value="ada")


def show(attempt: str) -> None:
    print(f"{attempt:<18} {client.get('/orders').status_code}")
    overrides.clear()


# region attempts
with patch("orders.get_current_user", mock):
    show("patched name")

overrides[UserDep] = lambda: "ada"  # pyright: ignore[reportArgumentType]
show("alias as key")

overrides[get_current_user] = mock
show("bare mock")

overrides[get_current_user] = create_autospec(get_current_user, return_value="ada")
show("autospec")

overrides[get_current_user] = lambda: mock()  # point
show("callable")
# endregion
print("calls of the mock:", mock.call_count)
