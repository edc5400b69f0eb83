"""Issues and verifies our access tokens; nothing else does."""

from datetime import UTC, datetime, timedelta

import jwt
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings, hide_input_in_errors=True):
    # From the environment, never from source: `openssl rand -hex 32` makes one.
    # With workers, read it in lifespan.
    jwt_key: SecretStr = Field(min_length=32)


KEY = Settings().jwt_key.get_secret_value()  # pyright: ignore[reportCallIssue]
LIFETIME = 15 * 60


# region tokens
def issue_token(user_id: str) -> str:
    # `sub` must be a string. Whoever holds the token can read all of this.
    # No `iat`: PyJWT rejects one from a server whose clock is ahead.
    claims = {"sub": user_id, "exp": datetime.now(UTC) + timedelta(seconds=LIFETIME)}
    return jwt.encode(claims, KEY, algorithm="HS256")


def read_token(token: str) -> str:
    """The user's id; raises `jwt.InvalidTokenError`."""
    claims = jwt.decode(
        token,
        KEY,
        algorithms=["HS256"],  # ours, not the one that the header names  # point
        # A token without `exp` is eternal.
        options={"require": ["exp", "sub"]},  # point
    )
    return claims["sub"]


# endregion
