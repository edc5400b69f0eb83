"""Verifies access tokens that an identity provider has signed with RS256."""

import jwt
from fastapi import HTTPException
from provider_keys import ISSUER, NoKeys, keys


# region read
def read_provider_token(token: str) -> str:
    # Fetching keys blocks: call this from a `def` dependency, in the threadpool.
    try:
        found = jwt.decode_complete(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["RS256"],
            issuer=ISSUER,
            leeway=10,  # seconds by which its clock and ours may differ  # point
            audience="orders-api",  # a token for another API is not for us  # point
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        kind = str(found["header"].get("typ")).lower()
        if kind not in {"at+jwt", "application/at+jwt"}:  # an ID token, say  # point
            raise jwt.InvalidTokenError(kind)
    except NoKeys:
        raise HTTPException(503, "No keys to verify with") from None
    except jwt.PyJWTError as error:  # wider: a bad `kid` is no InvalidTokenError
        # One response to every bad token; the cause is for our log.
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise HTTPException(401, "Invalid token", challenge) from error
    return found["payload"]["sub"]


# endregion
