"""The public keys of an identity provider, from where its discovery document says."""

import os
from typing import Any

import httpx2
import jwt
from pydantic import BaseModel, HttpUrl

ISSUER = os.environ["OIDC_ISSUER"]
DISCOVERY = f"{ISSUER.rstrip('/')}/.well-known/openid-configuration"


class Discovery(BaseModel):
    issuer: str
    jwks_uri: HttpUrl


class NoKeys(Exception):
    """The provider is down, or what it sends is not what a provider sends."""


# region fetch
class ProviderKeys(jwt.PyJWKClient):
    # Called once in five minutes, and for an unknown `kid`, but not within 30 s of
    # the last fetch: forged tokens cannot flood the provider.
    def fetch_data(self) -> Any:  # noqa: ANN401
        try:
            response = httpx2.get(DISCOVERY, timeout=5).raise_for_status()
            found = Discovery.model_validate_json(response.content)
            if found.issuer != ISSUER:
                raise NoKeys(found.issuer)
            self.uri = str(found.jwks_uri)  # point
            return super().fetch_data()
        except (httpx2.HTTPError, jwt.PyJWTError, OSError, ValueError) as error:
            raise NoKeys from error


# endregion
keys = ProviderKeys(ISSUER, timeout=5)
