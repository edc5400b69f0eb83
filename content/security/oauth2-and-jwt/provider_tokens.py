"""Verifies tokens that an identity provider has signed with RS256."""

import os

import jwt
from fastapi import HTTPException

ISSUER = os.environ["OIDC_ISSUER"]
# Fetches the provider's public keys, caches them, fetches again for an unknown `kid`.
keys = jwt.PyJWKClient(f"{ISSUER}/jwks.json")


def read_provider_token(token: str) -> str:
    # The fetch blocks: call this from a `def` dependency, in the threadpool.
    try:
        claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["RS256"],
            issuer=ISSUER,
            audience="orders-api",  # a token for another API is not for us
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
    except jwt.PyJWKClientConnectionError:
        raise HTTPException(503, "No keys to verify with") from None
    except jwt.PyJWTError as error:  # wider: a bad `kid` is no InvalidTokenError
        refusal = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, type(error).__name__, refusal) from None
    return claims["sub"]
