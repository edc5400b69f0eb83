"""Three ways to read a token that look right."""

import jwt


# region header-decides
def let_the_header_decide(token: str, public_key: bytes) -> dict[str, object]:
    algorithm = jwt.get_unverified_header(token)["alg"]
    return jwt.decode(token, public_key, algorithms=[algorithm])  # point


# endregion


# region no-expiry
def read_without_require(token: str, key: str) -> dict[str, object]:
    return jwt.decode(token, key, algorithms=["HS256"])  # point


# endregion


# region numeric-subject
def issue_and_read(user_id: int, key: str) -> dict[str, object]:
    token = jwt.encode({"sub": user_id}, key, algorithm="HS256")  # point
    return jwt.decode(token, key, algorithms=["HS256"])


# endregion
