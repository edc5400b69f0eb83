"""Issues and verifies access tokens. Nothing else in the application touches JWT."""

from datetime import UTC, datetime, timedelta

import jwt
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

ALGORITHM = "HS256"


class Settings(BaseSettings):
    # From the environment, never from source: `openssl rand -hex 32` makes one.
    # HS256 wants at least 32 bytes.
    jwt_key: SecretStr = Field(min_length=32)


KEY = Settings().jwt_key.get_secret_value()  # pyright: ignore[reportCallIssue]


def issue_token(user_id: str) -> str:
    now = datetime.now(UTC)
    # `sub` must be a string. Whoever holds the token can read all of this.
    claims = {"sub": user_id, "iat": now, "exp": now + timedelta(minutes=15)}
    return jwt.encode(claims, KEY, algorithm=ALGORITHM)


def read_token(token: str) -> str:
    """The user's id; raises `jwt.InvalidTokenError`."""
    claims = jwt.decode(
        token,
        KEY,
        algorithms=[ALGORITHM],  # ours, never the one that the token's header names
        options={"require": ["exp", "sub"]},  # else a token without `exp` is eternal
    )
    return claims["sub"]
