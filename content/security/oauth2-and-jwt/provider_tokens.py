"""Verifies tokens that an identity provider has signed with RS256."""

import os

import jwt
from fastapi import HTTPException

ISSUER = os.environ["OIDC_ISSUER"]
# Caches the provider's public keys for five minutes. An unknown `kid` fetches them
# anew, but not within 30 s of the last fetch: forged tokens cannot flood the provider.
keys = jwt.PyJWKClient(f"{ISSUER}/jwks.json", timeout=5)


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
        # One answer to every bad token; the cause is for our log.
        refusal = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "Invalid token", refusal) from error
    return claims["sub"]
