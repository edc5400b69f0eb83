"""The public keys of an identity provider, from where its discovery document says."""

import os
import time

import httpx2
import jwt
from pydantic import HttpUrl

ISSUER = os.environ["OIDC_ISSUER"]  # with workers, read it in lifespan
DISCOVERY = f"{ISSUER.rstrip('/')}/.well-known/openid-configuration"


class NoKeys(Exception): ...


# region fetch
class ProviderKeys(jwt.PyJWKClient):
    next_fetch = 0.0  # PyJWKClient pauses too, but only after a fetch that worked

    def fetch_data(self) -> object:
        if time.monotonic() < self.next_fetch:
            raise NoKeys("asked a moment ago")
        try:
            found = httpx2.get(DISCOVERY, timeout=5).raise_for_status().json()
            if found["issuer"] != ISSUER:
                raise NoKeys(found["issuer"])
            self.uri = str(HttpUrl(found["jwks_uri"]))  # point
            return super().fetch_data()
        finally:
            self.next_fetch = time.monotonic() + 10  # point

    def get_signing_keys(self, refresh: bool = False) -> list[jwt.PyJWK]:
        try:
            return super().get_signing_keys(refresh)
        except Exception as error:  # whatever the provider may send
            raise NoKeys from error

    def get_signing_key(self, kid: str) -> jwt.PyJWK:
        cached = self.jwk_set_cache and self.jwk_set_cache.get()
        known = self.match_kid(self.get_signing_keys(), kid) if cached else None
        return known or super().get_signing_key(kid)  # locks while it fetches


# endregion
keys = ProviderKeys(ISSUER, timeout=5)
