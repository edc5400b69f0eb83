import base64
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import HTTPException
from fastapi.testclient import TestClient
from harness.program import Program
from jwt.algorithms import RSAAlgorithm

Open = Callable[[str], Program]
KEY = "a key that only this test knows, 40 byte"
LATER = datetime.now(UTC) + timedelta(hours=1)
EARLIER = datetime.now(UTC) - timedelta(hours=1)
TOKEN = {r"ey[\w-]+\.[\w-]+\.[\w-]*": "<token>"}


def part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def forge(header: dict[str, Any], claims: dict[str, Any], key: bytes | None) -> str:
    """A token made by hand, as an attacker does: no library refuses anything."""
    message = b".".join(part(json.dumps(one).encode()) for one in (header, claims))
    signature = hmac.new(key, message, hashlib.sha256).digest() if key else b""
    return b".".join([message, part(signature)]).decode()


@pytest.fixture
def tokens(program: Open, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("JWT_KEY", KEY)
    module = program("access_tokens.py").load()
    monkeypatch.setitem(sys.modules, "access_tokens", module)
    return module


@pytest.fixture
def login(program: Open, tokens: ModuleType) -> tuple[Program, TestClient, ModuleType]:
    p = program("login.py")
    module = p.load()
    return p, TestClient(module.app), module


Login = tuple[Program, TestClient, ModuleType]


def test_a_password_buys_a_token_and_the_token_names_the_user(login: Login) -> None:
    p, client, module = login

    good = client.post(
        "/token", data={"username": "ada", "password": "Analytical-1843"}
    )
    assert good.status_code == 200
    p.record_http("logged-in", good, mask=TOKEN)

    token = good.json()["access_token"]
    me = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json() == {"name": "ada"}
    p.record_http("me", me, mask=TOKEN)

    module.USERS.clear()
    gone = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert gone.status_code == 401


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    p, client, module = login
    runs = []
    verify = module.password_hash.verify
    monkeypatch.setattr(
        module.password_hash,
        "verify",
        lambda password, hash: runs.append(hash[:9]) or verify(password, hash),
    )
    wrong = client.post("/token", data={"username": "ada", "password": "guess"})
    unknown = client.post("/token", data={"username": "bob", "password": "guess"})
    nobody = {"username": "bob", "password": "not the password of anybody"}
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers
    assert runs == ["$argon2id", "$argon2id"]
    assert client.post("/token", data=nobody).status_code == 401
    p.record_http("wrong-password", wrong, headers=["www-authenticate"])


def test_the_form_is_a_form(login: Login) -> None:
    _, client, _ = login
    body = {"username": "ada", "password": "Analytical-1843"}
    assert client.post("/token", json=body).status_code == 422


def test_every_forged_token_gets_the_same_401(login: Login, tokens: ModuleType) -> None:
    p, client, _ = login
    claims = {"sub": "7", "exp": int(LATER.timestamp())}
    good = tokens.issue_token("7")
    header, _, signature = good.split(".")
    other = part(json.dumps({**claims, "sub": "1"}).encode()).decode()
    hs256 = {"alg": "HS256", "typ": "JWT"}
    forged = {
        "no JWT at all": "garbage",
        "another user in the payload": ".".join([header, other, signature]),
        "another key": jwt.encode(claims, "k" * 32, "HS256"),
        "alg: none": forge({"alg": "none", "typ": "JWT"}, claims, None),
        "right key, HS512": jwt.encode(claims, KEY.ljust(64), "HS512"),
        "expired": jwt.encode({**claims, "exp": EARLIER}, KEY, "HS256"),
        "no exp": jwt.encode({"sub": "7"}, KEY, "HS256"),
        "sub is a number": forge(hs256, {**claims, "sub": 7}, KEY.encode()),
        "aud for another API": jwt.encode({**claims, "aud": "x"}, KEY, "HS256"),
    }
    answers: dict[str, str] = {}
    for name, token in forged.items():
        response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401, name
        assert response.headers["www-authenticate"] == "Bearer"
        with pytest.raises(jwt.InvalidTokenError) as error:
            tokens.read_token(token)
        answers[name] = f"401 ({type(error.value).__name__})"
    assert answers["alg: none"] == "401 (InvalidAlgorithmError)"
    assert answers["no exp"] == "401 (MissingRequiredClaimError)"
    p.record_value("forged", "GET /me with … (and what PyJWT raised)", answers)

    # Signed by us and yet nobody: no other exception gets through either.
    for stranger in ["8", "ada", ""]:
        headers = {"Authorization": f"Bearer {tokens.issue_token(stranger)}"}
        assert client.get("/me", headers=headers).status_code == 401

    missing = client.get("/me")
    assert (missing.status_code, missing.headers["www-authenticate"]) == (401, "Bearer")
    right = client.get("/me", headers={"Authorization": f"Bearer {good}"})
    assert right.status_code == 200


def test_a_short_key_is_refused_at_start(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_KEY", "short")
    with pytest.raises(ValueError, match="at least 32"):
        program("access_tokens.py").load()


def test_the_payload_can_be_read_by_anybody(program: Open, tokens: ModuleType) -> None:
    token = tokens.issue_token("7")
    payload = token.split(".")[1]
    read = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert read["sub"] == "7"
    assert read["exp"] - read["iat"] == 15 * 60


@dataclass
class Provider:
    private: rsa.RSAPrivateKey
    fetches: int = 0


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """An identity provider: it has a key pair and publishes the public half."""
    private = rsa.generate_private_key(65537, 2048)
    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    body = json.dumps({"keys": [{**public, "kid": "2026-11", "alg": "RS256"}]}).encode()

    made = Provider(private)

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.fetches += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    issuer = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OIDC_ISSUER", issuer)
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_only_the_providers_tokens_for_this_api_are_read(
    program: Open, provider: Provider
) -> None:
    p = program("provider_tokens.py")
    module = p.load()
    claims = {"sub": "ada", "iss": module.ISSUER, "aud": "orders-api", "exp": LATER}
    numbers = {**claims, "exp": int(LATER.timestamp())}
    stranger = rsa.generate_private_key(65537, 2048)
    kid = {"kid": "2026-11"}
    sent = {
        "right": jwt.encode(claims, provider.private, "RS256", kid),
        "HS256, signed with the public key": forge(
            {"alg": "HS256", "typ": "JWT", **kid}, numbers, pem(provider.private)
        ),
        "another audience": jwt.encode(
            {**claims, "aud": "mail"}, provider.private, "RS256", kid
        ),
        "another issuer": jwt.encode(
            {**claims, "iss": "x"}, provider.private, "RS256", kid
        ),
        "a stranger's key": jwt.encode(claims, stranger, "RS256", kid),
        "unknown kid": jwt.encode(claims, stranger, "RS256", {"kid": "mine"}),
    }
    answers: dict[str, str] = {}
    told: set[str] = set()
    for name, token in sent.items():
        try:
            answers[name] = module.read_provider_token(token)
        except HTTPException as refused:
            told.add(str(refused.detail))
            cause = type(refused.__cause__).__name__
            answers[name] = f"{refused.status_code} ({cause})"
    assert answers.pop("right") == "ada"
    assert all(answer.startswith("401") for answer in answers.values())
    assert answers["unknown kid"] == "401 (PyJWKClientError)"
    assert told == {"Invalid token"}
    assert not issubclass(jwt.PyJWKClientError, jwt.InvalidTokenError)
    p.record_value("provider", "Refused by read_provider_token (and why)", answers)


def test_an_unknown_kid_fetches_the_keys_anew_but_not_each_time(
    program: Open, provider: Provider
) -> None:
    module = program("provider_tokens.py").load()
    assert module.keys.cooldown_duration == 30
    assert module.keys.jwk_set_cache.lifespan == 300

    def refuse() -> None:
        unknown = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "mine"})
        with pytest.raises(HTTPException):
            module.read_provider_token(unknown)

    refuse()
    refuse()
    assert provider.fetches == 1
    module.keys.cooldown_duration = 0
    refuse()
    assert provider.fetches == 2


def test_a_key_of_the_provider_accepts_its_own_algorithm_only(
    provider: Provider,
) -> None:
    published = RSAAlgorithm.to_jwk(provider.private.public_key(), as_dict=True)
    key = jwt.PyJWK({**published, "alg": "RS256"})
    other = jwt.encode({"sub": "ada"}, provider.private, "PS256")
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(other, key, algorithms=["RS256", "PS256"])


def test_no_keys_is_not_the_callers_fault(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:9")
    module = program("provider_tokens.py").load()
    token = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "2026-11"})
    with pytest.raises(HTTPException) as refused:
        module.read_provider_token(token)
    assert refused.value.status_code == 503


def test_loose_readers_show_what_they_let_through(program: Open) -> None:
    p = program("loose_tokens.py")
    module = p.load()

    eternal = module.read_without_require(jwt.encode({"sub": "7"}, KEY, "HS256"), KEY)
    assert eternal == {"sub": "7"}
    p.record_value("no-expiry", "A token without exp", eternal)

    public = pem(rsa.generate_private_key(65537, 2048))
    claims = {"sub": "7", "exp": int(LATER.timestamp())}
    confused = {
        "alg: HS256, signed with the public key": forge(
            {"alg": "HS256"}, claims, public
        ),
        "alg: none": forge({"alg": "none"}, claims, None),
    }
    raised: dict[str, str] = {}
    for name, token in confused.items():
        with pytest.raises(jwt.InvalidKeyError) as error:
            module.let_the_header_decide(token, public)
        assert not isinstance(error.value, jwt.InvalidTokenError)
        raised[name] = f"{type(error.value).__name__}: {error.value}"
    p.record_value("header-decides", "decode raises", raised)

    with pytest.raises(jwt.InvalidTokenError) as number:
        module.issue_and_read(7, KEY)
    raised_type = type(number.value).__name__
    p.record_value("numeric-subject", "decode raises", f"{raised_type}: {number.value}")

    # The guard knows the public key by its PEM armour. Without it the forgery passes.
    bare = b"".join(public.splitlines()[1:-1])
    forged = forge({"alg": "HS256"}, claims, bare)
    assert module.let_the_header_decide(forged, bare)["sub"] == "7"
