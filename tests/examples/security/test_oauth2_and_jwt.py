import base64
import hashlib
import hmac
import json
import sqlite3
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import requires
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.security import (
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestFormStrict,
    OpenIdConnect,
)
from fastapi.testclient import TestClient
from harness.program import Program
from jwt.algorithms import RSAAlgorithm
from starlette.middleware.sessions import SessionMiddleware

Open = Callable[[str], Program]
KEY = "a key that only this test knows, of sixty-four bytes for HS512 .."
LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = datetime.now(UTC) - timedelta(days=1)
TOKEN = {r"ey[\w-]+\.[\w-]+\.[\w-]*": "<token>"}


@cache
def rsa_key(whose: str = "the provider's") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


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


Login = tuple[Program, TestClient, ModuleType]


@pytest.fixture
def users(program: Open, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = program("users.py").load()
    monkeypatch.setitem(sys.modules, "users", module)
    return module


@pytest.fixture
def login(
    program: Open,
    tokens: ModuleType,
    users: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Login:
    p = program("login.py")
    module = p.load()
    monkeypatch.setitem(sys.modules, "login", module)
    return p, TestClient(module.app), module


ADA = {"username": "ada", "password": "Analytical-1843"}


def test_a_password_buys_a_token_and_the_token_names_the_user(
    login: Login, users: ModuleType
) -> None:
    p, client, _ = login

    good = client.post("/token", data=ADA)
    assert good.status_code == 200
    assert good.headers["cache-control"] == "no-store"
    assert good.json()["expires_in"] == 15 * 60
    assert good.json()["token_type"] == "bearer"
    p.record_http("logged-in", good, headers=["cache-control"], mask=TOKEN)

    token = good.json()["access_token"]
    me = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json() == {"name": "ada"}
    p.record_http("me", me, mask=TOKEN)

    users.USERS.clear()
    gone = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert gone.status_code == 401


def test_an_unknown_name_costs_and_gets_what_a_wrong_password_does(
    login: Login, users: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    p, client, _ = login
    runs = []
    verify = users.passwords.verify
    monkeypatch.setattr(
        users.passwords,
        "verify",
        lambda password, hash: runs.append(hash[:30]) or verify(password, hash),
    )
    wrong = client.post("/token", data={**ADA, "password": "guess"})
    unknown = client.post("/token", data={**ADA, "username": "bob"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers
    assert runs == ["$argon2id$v=19$m=65536,t=3,p=4"] * 2
    p.record_http("wrong-password", wrong, headers=["www-authenticate"])


def test_a_password_in_a_strange_charset_is_a_wrong_password(login: Login) -> None:
    _, client, _ = login
    fields = [b"username=ada", b"password=\\ud800"]
    part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    body = b"".join(part % tuple(field.split(b"=")) for field in fields) + b"--x--\r\n"
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"
    strange = client.post("/token", content=body, headers={"Content-Type": kind})
    assert strange.status_code == 401


def test_the_form_is_a_form(login: Login) -> None:
    _, client, _ = login
    assert client.post("/token", json=ADA).status_code == 422
    assert client.post("/token", data=ADA).status_code == 200
    app = FastAPI()

    @app.post("/token")
    def log_in(
        form: Annotated[OAuth2PasswordRequestFormStrict, Depends()],
    ) -> str:
        return form.username

    strict = TestClient(app)
    assert strict.post("/token", data=ADA).status_code == 422
    assert strict.post("/token", data={**ADA, "grant_type": "password"}).is_success


def test_openapi_says_where_to_log_in_and_where_to_refresh(login: Login) -> None:
    _, _, module = login
    schemes = module.app.openapi()["components"]["securitySchemes"]
    assert schemes["OAuth2PasswordBearer"]["flows"]["password"] == {
        "tokenUrl": "token",
        "scopes": {},
    }
    # A router's prefix is not added.
    app, router = FastAPI(), APIRouter(prefix="/auth")
    router.get("/me", dependencies=[Depends(module.oauth2_scheme)])(lambda: 1)
    app.include_router(router)
    document = app.openapi()
    assert list(document["paths"]) == ["/auth/me"]
    assert document["components"]["securitySchemes"] == schemes
    # For an endpoint that refreshes as OAuth2 does; that of sessions.py does not.
    scheme = OAuth2PasswordBearer(tokenUrl="token", refreshUrl="refresh")
    document = scheme.model.model_dump(exclude_none=True)
    assert document["flows"]["password"]["refreshUrl"] == "refresh"


def test_the_schemes_of_a_provider_only_read_the_header() -> None:
    url = "https://id.example"
    schemes = {
        "/code": OAuth2AuthorizationCodeBearer(f"{url}/login", f"{url}/token"),
        "/oidc": OpenIdConnect(openIdConnectUrl=f"{url}/.well-known/x"),
    }
    app = FastAPI()
    for path, scheme in schemes.items():

        @app.get(path)
        def read(found: Annotated[str, Depends(scheme)]) -> str:
            return found

    client = TestClient(app)
    for path, found in [("/code", "any string"), ("/oidc", "Bearer any string")]:
        assert client.get(path).status_code == 401
        sent = client.get(path, headers={"Authorization": "Bearer any string"})
        assert sent.json() == found
    documented = app.openapi()["components"]["securitySchemes"]
    flow = documented["OAuth2AuthorizationCodeBearer"]["flows"]["authorizationCode"]
    assert flow["authorizationUrl"] == f"{url}/login"
    assert documented["OpenIdConnect"]["openIdConnectUrl"].startswith(url)
    assert "/docs/oauth2-redirect" in client.get("/docs").text


Sessions = tuple[Program, TestClient, ModuleType, ModuleType]


@pytest.fixture
def sessions(
    program: Open, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Sessions:
    monkeypatch.setenv("SESSIONS_DB", str(tmp_path / "sessions.db"))
    refresh_tokens = program("refresh_tokens.py").load()
    monkeypatch.setitem(sys.modules, "refresh_tokens", refresh_tokens)
    p = program("sessions.py")
    module = p.load()
    return p, TestClient(module.app), module, refresh_tokens


def rows(refresh_tokens: ModuleType) -> list[tuple[Any, ...]]:
    with refresh_tokens.connect() as db:
        return db.execute("SELECT * FROM tokens ORDER BY used DESC").fetchall()


def refresh(client: TestClient, token: str) -> httpx2.Response:
    return client.post("/refresh", data={"refresh_token": token})


REFRESH = {r"[\w-]{43}(?=$|\")": "<refresh token>"}


def test_a_refresh_token_is_traded_for_a_new_pair(sessions: Sessions) -> None:
    p, client, module, refresh_tokens = sessions
    started = client.post("/sessions", data=ADA)
    first = started.json()["refresh_token"]
    assert len(first) == 43
    second = refresh(client, first)
    assert second.status_code == 200
    assert second.headers["cache-control"] == "no-store"
    assert second.json()["refresh_token"] != first
    bearer = {"Authorization": f"Bearer {second.json()['access_token']}"}
    assert client.get("/me", headers=bearer).json() == {"name": "ada"}
    third = refresh(client, second.json()["refresh_token"])
    assert third.status_code == 200
    # What is stored is of no use to a thief, and the session ends when it should.
    kept = rows(refresh_tokens)
    assert [used for *_, used in kept] == [1, 1, 0]
    assert first not in str(kept)
    assert len({(session, user, end) for _, session, user, end, _ in kept}) == 1
    assert 0 < kept[0][3] - time.time() <= module.LIFETIME == 30 * 24 * 60 * 60
    p.record_http("refreshed", second, mask=TOKEN | REFRESH)
    wrong = client.post("/sessions", data={**ADA, "password": "guess"})
    assert wrong.status_code == 401


def test_a_long_form_is_a_413_at_login_and_at_refresh(sessions: Sessions) -> None:
    _, client, _, _ = sessions
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path, form, allowed in (
        ("/token", "username=ada&password=Analytical-1843&more=", 200),
        ("/refresh", "refresh_token=unknown&more=", 401),
    ):
        for size, status in ((10_000, allowed), (10_001, 413)):
            long = client.post(path, content=form.ljust(size, "a"), headers=kind)
            assert long.status_code == status


def test_a_second_use_ends_the_session_of_thief_and_client(
    sessions: Sessions,
) -> None:
    p, client, _, refresh_tokens = sessions
    stolen = client.post("/sessions", data=ADA).json()["refresh_token"]
    other = client.post("/sessions", data=ADA).json()["refresh_token"]
    taken = refresh(client, stolen).json()
    fresh = taken["refresh_token"]
    seen = {
        "the used one again": refresh(client, stolen).status_code,
        "the newest of that session": refresh(client, fresh).status_code,
        "another session's": refresh(client, other).status_code,
    }
    assert list(seen.values()) == [401, 401, 200]
    p.record_value("reused", "POST /refresh with …", seen)
    assert len({session for _, session, *_ in rows(refresh_tokens)}) == 1
    # The access token knows nothing of it.
    bearer = {"Authorization": f"Bearer {taken['access_token']}"}
    assert client.get("/me", headers=bearer).json() == {"name": "ada"}


def test_a_deleted_user_cannot_go_on_with_a_session(
    sessions: Sessions, users: ModuleType
) -> None:
    _, client, _, _ = sessions
    token = client.post("/sessions", data=ADA).json()["refresh_token"]
    users.USERS.clear()
    gone = refresh(client, token)
    assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")


def test_of_two_refreshes_at_once_one_gets_the_next_token(sessions: Sessions) -> None:
    _, client, _, refresh_tokens = sessions
    token = client.post("/sessions", data=ADA).json()["refresh_token"]
    both = threading.Barrier(8)

    def go() -> int:
        both.wait(timeout=300)
        return refresh(client, token).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = [one.result(300) for one in [pool.submit(go) for _ in range(8)]]
    assert sorted(statuses) == [200] + [401] * 7
    assert rows(refresh_tokens) == []


def test_the_row_is_taken_before_the_next_token_is_made(sessions: Sessions) -> None:
    """Two transactions, one after the other's statement: no lucky timing needed."""
    _, client, _, refresh_tokens = sessions
    token = client.post("/sessions", data=ADA).json()["refresh_token"]
    with refresh_tokens.connect() as one, refresh_tokens.connect() as two:
        two.execute("PRAGMA busy_timeout = 0")
        statements: list[str] = []
        one.set_trace_callback(lambda sql: statements.append(sql.split()[0]))
        assert refresh_tokens.rotate(one, token)
        assert statements == ["BEGIN", "UPDATE", "INSERT"]
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            refresh_tokens.rotate(two, token)
        one.commit()
        assert refresh_tokens.rotate(two, token) is None


def test_a_token_that_ends_a_session_reads_no_other_session(sessions: Sessions) -> None:
    """Not even one that was never issued, which anybody can send."""
    *_, refresh_tokens = sessions
    with refresh_tokens.connect() as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {refresh_tokens.END}", ("x",)).fetchall()
    steps = [step for *_, step in plan]
    assert any("by_session" in step for step in steps)
    assert not any("SCAN" in step for step in steps)


def test_an_expired_or_strange_refresh_token_is_a_401(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, client, module, _ = sessions
    for strange in ["x", "é", "🔑", "\0", "x" * 9_000, "' OR 1=1 --"]:
        assert refresh(client, strange).status_code == 401
    assert refresh(client, "").status_code == 422
    monkeypatch.setattr(module, "LIFETIME", -1)
    old = client.post("/sessions", data=ADA).json()["refresh_token"]
    assert refresh(client, old).status_code == 401
    body = b'--x\r\nContent-Disposition: form-data; name="refresh_token"\r\n\r\n'
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"
    lone = body + b"\\ud800\r\n--x--\r\n"
    sent = client.post("/refresh", content=lone, headers={"Content-Type": kind})
    assert sent.status_code == 401


def test_every_forged_token_gets_the_same_401(login: Login, tokens: ModuleType) -> None:
    p, client, _ = login
    claims = {"sub": "7", "exp": int(LATER.timestamp())}
    assert len(KEY) >= 64
    good = tokens.issue_token("7")
    header, _, signature = good.split(".")
    other = part(json.dumps({**claims, "sub": "1"}).encode()).decode()
    hs256 = {"alg": "HS256", "typ": "JWT"}
    forged = {
        "no JWT at all": "garbage",
        "another user in the payload": ".".join([header, other, signature]),
        "another key": jwt.encode(claims, "k" * 32, "HS256"),
        "alg: none": forge({"alg": "none", "typ": "JWT"}, claims, None),
        "right key, HS512": jwt.encode(claims, KEY, "HS512"),
        "expired": jwt.encode({**claims, "exp": EARLIER}, KEY, "HS256"),
        "no exp": jwt.encode({"sub": "7"}, KEY, "HS256"),
        "no sub": jwt.encode({"exp": LATER}, KEY, "HS256"),
        "sub is a number": forge(hs256, {**claims, "sub": 7}, KEY.encode()),
        "aud for another API": jwt.encode({**claims, "aud": "x"}, KEY, "HS256"),
    }
    answers: dict[str, str] = {}
    for name, token in forged.items():
        response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401, name
        assert response.json() == {"detail": "Invalid token"}
        challenge = response.headers["www-authenticate"]
        assert challenge == 'Bearer error="invalid_token"'
        with pytest.raises(jwt.InvalidTokenError) as error:
            tokens.read_token(token)
        answers[name] = f"401 ({type(error.value).__name__})"
    assert answers["alg: none"] == "401 (InvalidAlgorithmError)"
    assert answers["right key, HS512"] == "401 (InvalidAlgorithmError)"
    assert answers["no exp"] == "401 (MissingRequiredClaimError)"
    assert answers["no sub"] == "401 (MissingRequiredClaimError)"
    p.record_value("forged", "GET /me with … (and what PyJWT raised)", answers)

    # Signed by us and yet nobody: no other exception gets through either.
    for stranger in ["8", "ada", ""]:
        headers = {"Authorization": f"Bearer {tokens.issue_token(stranger)}"}
        assert client.get("/me", headers=headers).status_code == 401

    missing = client.get("/me")
    assert (missing.status_code, missing.headers["www-authenticate"]) == (401, "Bearer")
    right = client.get("/me", headers={"Authorization": f"Bearer {good}"})
    assert right.status_code == 200


def test_a_short_key_stops_the_start(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_KEY", "short")
    with pytest.raises(ValueError, match="at least 32") as stopped:
        program("access_tokens.py").load()
    # What stops the start is printed, and the key does not belong in a log.
    assert "'short'" not in str(stopped.value)


def test_the_payload_can_be_read_by_anybody(program: Open, tokens: ModuleType) -> None:
    before = int(time.time())
    token = tokens.issue_token("7")
    after = int(time.time())
    payload = token.split(".")[1]
    read = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert read["sub"] == "7"
    assert before <= read["exp"] - 15 * 60 <= after


@dataclass
class Provider:
    """An identity provider: a key pair, a discovery document, the public key."""

    private: rsa.RSAPrivateKey
    issuer: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, **document: str) -> None:
        self.pages["/.well-known/openid-configuration"] = json.dumps(
            {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **document}
        ).encode()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    private = rsa_key()
    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    made = Provider(private)

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            self.send_response(200 if self.path in made.pages else 404)
            self.end_headers()
            self.wfile.write(made.pages.get(self.path, b""))

        def log_message(self, format: str, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OIDC_ISSUER", made.issuer)
    made.publish()
    keys = {"keys": [{**public, "kid": "2026-11", "alg": "RS256"}]}
    made.pages["/keys"] = json.dumps(keys).encode()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reader(
    program: Open, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> tuple[Program, ModuleType, ModuleType]:
    keys = program("provider_keys.py").load()
    monkeypatch.setitem(sys.modules, "provider_keys", keys)
    p = program("provider_tokens.py")
    return p, p.load(), keys


Reader = tuple[Program, ModuleType, ModuleType]


def pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


ACCESS = {"kid": "2026-11", "typ": "at+jwt"}


def provided(provider: Provider, **claims: object) -> dict[str, object]:
    """The claims of a right token; those given as None are left out."""
    right = {"sub": "ada", "iss": provider.issuer, "aud": "orders-api", "exp": LATER}
    return {k: v for k, v in (right | claims).items() if v is not None}


def test_only_the_providers_access_tokens_for_this_api_are_read(
    reader: Reader, provider: Provider
) -> None:
    p, module, _ = reader
    numbers = provided(provider, exp=int(LATER.timestamp()))
    stranger = rsa_key("a stranger's")

    def signed(
        key: rsa.RSAPrivateKey = provider.private,
        algorithm: str = "RS256",
        header: dict[str, Any] = ACCESS,
        **claims: object,
    ) -> str:
        return jwt.encode(provided(provider, **claims), key, algorithm, header)

    sent = {
        "right": signed(),
        "right, application/at+jwt": signed(
            header={**ACCESS, "typ": "application/AT+JWT"}
        ),
        "HS256, signed with the public key": forge(
            {"alg": "HS256", **ACCESS}, numbers, pem(provider.private)
        ),
        "another audience": signed(aud="mail"),
        "another issuer": signed(iss="x"),
        "a stranger's key": signed(stranger),
        "unknown kid": signed(stranger, header={**ACCESS, "kid": "mine"}),
        "an ID token (typ: JWT)": signed(header={**ACCESS, "typ": "JWT"}),
        "no typ": signed(header={"kid": "2026-11", "typ": None}),
        "PS256, with the right key": signed(algorithm="PS256"),
        "expired": signed(exp=EARLIER),
        "no exp": signed(exp=None),
        "no iss": signed(iss=None),
        "no aud": signed(aud=None),
        "no sub": signed(sub=None),
        "garbage": "garbage",
        "a payload nested too deep": ".".join(
            part(text).decode()
            for text in [b'{"alg":"RS256"}', b"[" * 3000 + b"]" * 3000, b"x"]
        ),
    }
    answers: dict[str, str] = {}
    told: set[str] = set()
    for name, token in sent.items():
        try:
            answers[name] = module.read_provider_token(token)
        except HTTPException as refused:
            told.add(f"{refused.detail} {refused.headers}")
            cause = type(refused.__cause__).__name__
            answers[name] = f"{refused.status_code} ({cause})"
    assert answers.pop("right") == answers.pop("right, application/at+jwt") == "ada"
    assert all(answer.startswith("401") for answer in answers.values())
    assert answers["unknown kid"] == "401 (PyJWKClientError)"
    assert answers["no exp"] == "401 (MissingRequiredClaimError)"
    assert told == {
        """Invalid token {'WWW-Authenticate': 'Bearer error="invalid_token"'}"""
    }
    assert not issubclass(jwt.PyJWKClientError, jwt.InvalidTokenError)
    p.record_value("provider", "read_provider_token with … (and why)", answers)


def test_an_opaque_access_token_is_a_401(reader: Reader, provider: Provider) -> None:
    """Only its issuer can look it up: no key is asked for, and nothing is read."""
    _, module, _ = reader
    for opaque in ["ya29.a0AfB_byC-1843", "gho_16C7e42F292c6912E7710c838347Ae178B4a"]:
        with pytest.raises(HTTPException) as refused:
            module.read_provider_token(opaque)
        assert refused.value.status_code == 401
        assert isinstance(refused.value.__cause__, jwt.DecodeError)
    assert provider.asked == []


def test_the_keys_are_where_the_discovery_document_says(
    reader: Reader, provider: Provider
) -> None:
    _, module, keys = reader
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    assert module.read_provider_token(right) == "ada"
    assert module.read_provider_token(right) == "ada"
    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]
    assert keys.keys.timeout == 5


def test_a_token_from_a_clock_ahead_of_ours_is_read(
    reader: Reader, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, module, _ = reader
    decode, leeways = jwt.decode_complete, []
    monkeypatch.setattr(
        module.jwt,
        "decode_complete",
        lambda *args, **options: (
            leeways.append(options["leeway"]) or decode(*args, **options)
        ),
    )

    def ahead(seconds: int) -> str:
        claims = provided(provider, iat=datetime.now(UTC) + timedelta(seconds=seconds))
        return jwt.encode(claims, provider.private, "RS256", ACCESS)

    assert module.read_provider_token(ahead(8)) == "ada"
    with pytest.raises(HTTPException) as refused:
        module.read_provider_token(ahead(3600))
    assert refused.value.status_code == 401
    assert leeways == [10, 10]
    with pytest.raises(jwt.ImmatureSignatureError):
        jwt.decode(
            ahead(3600), provider.private.public_key(), ["RS256"], audience="orders-api"
        )


def test_an_issuer_may_end_in_a_slash(
    program: Open, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", f"{provider.issuer}/")
    keys = program("provider_keys.py").load()
    expected = f"{provider.issuer}/.well-known/openid-configuration"
    assert expected == keys.DISCOVERY


def test_an_unknown_kid_fetches_the_keys_anew_but_not_each_time(
    reader: Reader, provider: Provider
) -> None:
    _, module, keys = reader
    assert keys.keys.cooldown_duration == 30
    assert keys.keys.jwk_set_cache.lifespan == 300

    def refuse() -> None:
        unknown = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "mine"})
        with pytest.raises(HTTPException) as refused:
            module.read_provider_token(unknown)
        assert refused.value.status_code == 401

    refuse()
    refuse()
    assert provider.asked.count("/keys") == 1
    keys.keys.cooldown_duration = 0
    keys.keys.next_fetch = 0
    refuse()
    assert provider.asked.count("/keys") == 2


def test_a_failing_provider_is_not_asked_for_each_token(
    reader: Reader, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of two fetches may take five seconds a read: every thread waits for them."""
    _, module, keys = reader
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    forged = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "mine"})
    page = provider.pages.pop("/keys")
    now = time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now)
    for token in [forged, right, forged]:
        with pytest.raises(HTTPException) as refused:
            module.read_provider_token(token)
        assert refused.value.status_code == 503
    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]
    assert keys.keys.next_fetch == now + 10
    provider.pages["/keys"] = page
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + 10)
    assert module.read_provider_token(right) == "ada"
    # A forged `kid` finds no new key, and the keys at hand go on working.
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + 50)
    del provider.pages["/keys"]
    for _ in range(2):
        with pytest.raises(HTTPException):
            module.read_provider_token(forged)
        assert module.read_provider_token(right) == "ada"
    assert provider.asked.count("/keys") == 3


def test_a_known_key_does_not_wait_for_a_fetch(
    reader: Reader, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyJWT locks while it fetches; a forged `kid` must not hold up good tokens."""
    _, module, keys = reader
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    forged = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "mine"})
    assert module.read_provider_token(right) == "ada"
    keys.keys.cooldown_duration = keys.keys.next_fetch = 0
    hangs, over = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> None:
        hangs.set()
        raise TimeoutError("read meanwhile" if over.wait(60) else "held up")

    monkeypatch.setattr(keys.httpx2, "get", hang)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(module.read_provider_token, forged)
        assert hangs.wait(300)
        assert module.read_provider_token(right) == "ada"
        over.set()
        with pytest.raises(HTTPException) as refused:
            waits.result(300)
    assert refused.value.status_code == 503
    chain: BaseException | None = refused.value
    while chain and not isinstance(chain, TimeoutError):
        chain = chain.__cause__ or chain.__context__
    assert str(chain) == "read meanwhile"


def test_a_key_of_the_provider_accepts_its_own_algorithm_only(
    provider: Provider,
) -> None:
    published = RSAAlgorithm.to_jwk(provider.private.public_key(), as_dict=True)
    key = jwt.PyJWK({**published, "alg": "RS256"})
    other = jwt.encode({"sub": "ada"}, provider.private, "PS256")
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(other, key, algorithms=["RS256", "PS256"])


BROKEN = {
    "no document": {"/.well-known/openid-configuration": None},
    "no JSON": {"/.well-known/openid-configuration": b"<html>"},
    "another document": {"/.well-known/openid-configuration": b"[]"},
    "no keys": {"/keys": None},
    "keys in HTML": {"/keys": b"<html>"},
    "no key set": {"/keys": b"[]"},
    "an empty key set": {"/keys": b'{"keys": []}'},
    "a key without kid": {"/keys": b'{"keys": [{"kty": "oct", "k": "eA"}]}'},
    "binary": {"/keys": b"\xff\xfe\x00"},
    "an algorithm that is a list": {
        "/keys": b'{"keys": [{"kty": "oct", "k": "eA", "alg": ["HS256"]}]}'
    },
    "nested too deep": {"/keys": b"[" * 100_000},
}


def test_no_keys_is_not_the_callers_fault(reader: Reader, provider: Provider) -> None:
    _, module, keys = reader
    whole = dict(provider.pages)
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    for pages in BROKEN.values():
        broken = {**whole, **pages}
        keys.keys.next_fetch = 0
        provider.pages = {path: page for path, page in broken.items() if page}
        with pytest.raises(HTTPException) as refused:
            module.read_provider_token(right)
        assert refused.value.status_code == 503
        keys.keys.jwk_set_cache.jwk_set_with_timestamp = None
    provider.pages = whole
    keys.keys.next_fetch = 0
    assert module.read_provider_token(right) == "ada"


@pytest.mark.parametrize(
    "document",
    [{"issuer": "https://evil.example"}, {"jwks_uri": "file:///etc/hostname"}],
)
def test_a_strange_discovery_document_is_not_followed(
    reader: Reader, provider: Provider, document: dict[str, str]
) -> None:
    _, module, _ = reader
    provider.publish(**document)
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    with pytest.raises(HTTPException) as refused:
        module.read_provider_token(right)
    assert refused.value.status_code == 503
    assert "/keys" not in provider.asked


def test_a_provider_that_is_down_is_a_503(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setitem(
        sys.modules, "provider_keys", program("provider_keys.py").load()
    )
    module = program("provider_tokens.py").load()
    token = jwt.encode({"sub": "ada"}, KEY, "HS256", {"kid": "2026-11"})
    with pytest.raises(HTTPException) as refused:
        module.read_provider_token(token)
    assert refused.value.status_code == 503


def test_without_require_a_token_without_exp_is_read(program: Open) -> None:
    p = program("loose_tokens.py")
    eternal = p.load().read_without_require(jwt.encode({"sub": "7"}, KEY, "HS256"), KEY)
    assert eternal == {"sub": "7"}
    p.record_value("no-expiry", "A token without exp", eternal)
    old = jwt.encode({"sub": "7", "exp": EARLIER}, KEY, "HS256")
    with pytest.raises(jwt.ExpiredSignatureError):
        p.load().read_without_require(old, KEY)


def test_a_header_that_chooses_the_algorithm_raises_what_except_misses(
    program: Open,
) -> None:
    p = program("loose_tokens.py")
    module = p.load()
    public = pem(rsa_key())
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


def test_a_public_key_stored_as_bare_base64_gets_past_the_guard(program: Open) -> None:
    """The guard knows a public key by its form: PEM, JWK, DER, not its bare text.

    The attack wins nothing there: no token of the key's owner can be read either.
    """
    module = program("loose_tokens.py").load()
    claims = {"sub": "7", "exp": int(LATER.timestamp())}
    public = pem(rsa_key())
    bare = b"".join(public.splitlines()[1:-1])
    forged = forge({"alg": "HS256"}, claims, bare)
    assert module.let_the_header_decide(forged, bare)["sub"] == "7"
    right = jwt.encode(claims, rsa_key(), "RS256")
    assert module.let_the_header_decide(right, public)["sub"] == "7"
    with pytest.raises(jwt.InvalidKeyError, match="Could not parse"):
        module.let_the_header_decide(right, bare)


def test_a_numeric_sub_can_be_issued_and_not_be_read(program: Open) -> None:
    p = program("loose_tokens.py")
    assert jwt.encode({"sub": 7}, KEY, algorithm="HS256")
    with pytest.raises(jwt.InvalidTokenError) as number:
        p.load().issue_and_read(7, KEY)
    raised_type = type(number.value).__name__
    p.record_value("numeric-subject", "decode raises", f"{raised_type}: {number.value}")


def test_the_scheme_takes_any_string_after_bearer() -> None:
    app = FastAPI()

    @app.get("/")
    def read(token: Annotated[str, Depends(OAuth2PasswordBearer("token"))]) -> str:
        return token

    client = TestClient(app)
    anything = client.get("/", headers={"Authorization": "Bearer anything"})
    assert anything.json() == "anything"
    for bare in ["Bearer", "Bearer "]:
        assert client.get("/", headers={"Authorization": bare}).json() == ""
    for header in [{}, {"Authorization": "Basic YTpi"}, {"Authorization": ""}]:
        missing = client.get("/", headers=header)
        assert missing.status_code == 401
        assert missing.headers["www-authenticate"] == "Bearer"


def test_a_public_key_verifies_and_cannot_sign() -> None:
    private = rsa_key()
    token = jwt.encode({"sub": "7"}, private, "RS256")
    assert jwt.decode(token, pem(private), ["RS256"]) == {"sub": "7"}
    with pytest.raises(AttributeError, match="sign"):
        jwt.encode({"sub": "7"}, pem(private), "RS256")


def test_rs256_needs_the_extra_crypto(program: Open) -> None:
    needed = [one for one in requires("PyJWT") or [] if "cryptography" in one]
    assert needed
    assert all("extra ==" in one for one in needed)
    code = """
import sys
sys.modules["cryptography"] = None  # as if it were not installed
import jwt
token = jwt.encode({"sub": "7"}, "k" * 32, "HS256")
assert jwt.decode(token, "k" * 32, ["HS256"]) == {"sub": "7"}
jwt.encode({"sub": "7"}, "the private key", "RS256")
"""
    ran = program("loose_tokens.py").run_command("python", "-c", code)
    assert "Do you have cryptography installed?" in ran.stderr


def test_decode_wants_a_list_of_algorithms_and_an_audience(tokens: ModuleType) -> None:
    token = tokens.issue_token("7")
    with pytest.raises(jwt.DecodeError):
        jwt.decode(token, KEY)
    own = jwt.PyJWK({"kty": "oct", "k": part(KEY.encode()).decode(), "alg": "HS256"})
    assert jwt.decode(token, own)["sub"] == "7"
    addressed = jwt.encode({"sub": "7", "aud": "orders-api"}, KEY, "HS256")
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(addressed, KEY, ["HS256"])
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(addressed, KEY, ["HS256"], audience="mail")
    assert jwt.decode(addressed, KEY, ["HS256"], audience="orders-api")
    for empty in ["", []]:
        assert jwt.decode(jwt.encode({"aud": empty}, KEY, "HS256"), KEY, ["HS256"])
    # Without `issuer` nobody looks at who issued it.
    foreign = jwt.encode({"sub": "7", "iss": "evil"}, KEY, "HS256")
    assert jwt.decode(foreign, KEY, ["HS256"])
    with pytest.raises(jwt.InvalidIssuerError):
        jwt.decode(foreign, KEY, ["HS256"], issuer="good")


def test_a_short_key_only_warns() -> None:
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        jwt.encode({"sub": "7"}, "k" * 31, "HS256")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        jwt.encode({"sub": "7"}, "k" * 32, "HS256")
    short = jwt.PyJWT(options={"enforce_minimum_key_length": True})
    with pytest.raises(jwt.InvalidKeyError, match="below the minimum"):
        short.encode({"sub": "7"}, "k" * 31, "HS256")
    assert short.encode({"sub": "7"}, "k" * 32, "HS256")
    with pytest.raises(jwt.InvalidKeyError, match="empty"):
        jwt.encode({"sub": "7"}, "", "HS256")
    with pytest.raises(jwt.InvalidKeyError, match="empty"):
        jwt.decode(forge({"alg": "HS256"}, {"sub": "7"}, b""), "", ["HS256"])


def test_a_session_cookie_is_signed_and_can_be_read() -> None:
    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.post("/")
    def log_in(request: Request) -> None:
        request.session["user"] = "ada"

    @app.get("/")
    def read(request: Request) -> str | None:
        return request.session.get("user")

    client = TestClient(app)
    client.post("/")
    cookie = client.cookies["session"]
    assert json.loads(base64.b64decode(cookie.split(".")[0])) == {"user": "ada"}
    assert client.get("/").json() == "ada"
    eve = base64.b64encode(b'{"user": "eve"}').decode()
    forged = {"Cookie": f"session={eve}.{cookie.split('.', 1)[1]}"}
    assert TestClient(app).get("/", headers=forged).json() is None


def test_a_session_cookie_is_for_https_only_where_you_say_so() -> None:
    plain, https = FastAPI(), FastAPI()
    plain.add_middleware(SessionMiddleware, secret_key=KEY)
    https.add_middleware(SessionMiddleware, secret_key=KEY, https_only=True)

    @plain.post("/")
    @https.post("/")
    def log_in(request: Request) -> None:
        request.session["user"] = "ada"

    for app in (plain, https):
        cookie = TestClient(app).post("/").headers["set-cookie"].lower()
        assert ("; secure" in cookie) is (app is https)
        assert "; httponly" in cookie
        assert "; samesite=lax" in cookie


def test_typ_is_not_looked_at_unless_you_do() -> None:
    strange = jwt.encode({"sub": "7"}, KEY, "HS256", {"typ": "reset-password+jwt"})
    assert jwt.decode(strange, KEY, ["HS256"]) == {"sub": "7"}
    id_token = jwt.encode({"sub": "7", "aud": "shop"}, KEY, "HS256", {"typ": "JWT"})
    assert jwt.decode(id_token, KEY, ["HS256"], audience="shop")["sub"] == "7"
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(id_token, KEY, ["HS256"], audience="orders-api")


def test_a_key_that_is_missing_among_others_is_the_callers_fault(
    reader: Reader, provider: Provider
) -> None:
    """PyJWT leaves out a key that it cannot read: with others there, `kid` is wrong."""
    _, module, _ = reader
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    document = json.loads(provider.pages["/keys"])
    (key,) = document["keys"]
    broken = {**key, "n": "!"}
    provider.pages["/keys"] = json.dumps(
        {"keys": [broken, {**key, "kid": "2027-01"}]}
    ).encode()
    with pytest.raises(HTTPException) as refused:
        module.read_provider_token(right)
    assert refused.value.status_code == 401


def test_a_key_set_without_a_key_for_signatures_is_kept_for_five_minutes(
    reader: Reader, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyJWT caches any key set that it can read: ten seconds are the least."""
    _, module, _ = reader
    right = jwt.encode(provided(provider), provider.private, "RS256", ACCESS)
    good = provider.pages["/keys"]
    document = json.loads(good)
    document["keys"][0]["use"] = "enc"
    provider.pages["/keys"] = json.dumps(document).encode()
    start = time.monotonic()
    for later in [0, 11, 299]:
        monkeypatch.setattr(time, "monotonic", lambda now=start + later: now)
        with pytest.raises(HTTPException) as refused:
            module.read_provider_token(right)
        assert refused.value.status_code == 503
        assert provider.asked.count("/keys") == 1
        provider.pages["/keys"] = good
    monkeypatch.setattr(time, "monotonic", lambda: start + 301)
    assert module.read_provider_token(right) == "ada"
    assert provider.asked.count("/keys") == 2


def test_a_token_from_a_server_whose_clock_is_ahead_is_read(
    tokens: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=30)

    monkeypatch.setattr(tokens, "datetime", Ahead)
    assert tokens.read_token(tokens.issue_token("7")) == "7"
    # That is why it says nothing about when it was made.
    later = {"sub": "7", "exp": LATER, "iat": Ahead.now(UTC)}
    with pytest.raises(jwt.ImmatureSignatureError):
        tokens.read_token(jwt.encode(later, KEY, "HS256"))
