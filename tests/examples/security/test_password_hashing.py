import asyncio
import json
import sys
import threading
import unicodedata
from collections.abc import Callable
from types import ModuleType
from typing import Annotated

import anyio
import bcrypt
import httpx2
import pytest
from anyio.to_thread import current_default_thread_limiter
from argon2 import PasswordHasher
from argon2.exceptions import (
    InvalidHashError,
    VerificationError,
    VerifyMismatchError,
)
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from harness.program import Program
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import (
    BaseModel,
    Field,
    Secret,
    SecretStr,
    TypeAdapter,
    ValidationError,
)

Open = Callable[[str], Program]
ARGON2 = {r"(\$argon2id\$v=19\$m=65536,t=3,p=4)\$[^$]{22}\$.{43}$": r"\1$<salt>$<hash>"}
BCRYPT = {r"(\$2b\$04)\$[./A-Za-z0-9]{53}$": r"\1$<salt and hash>"}


def old_hash(password: bytes) -> str:
    """A hash as an old application has it: cut at 72 bytes, four rounds for speed."""
    return bcrypt.hashpw(password[:72], bcrypt.gensalt(4)).decode()


@pytest.fixture
def hashing(program: Open, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = program("hashing.py").load()
    monkeypatch.setitem(sys.modules, "hashing", module)
    return module


@pytest.fixture
def accounts(
    program: Open, hashing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> tuple[Program, ModuleType]:
    credentials = program("credentials.py").load()
    monkeypatch.setitem(sys.modules, "credentials", credentials)
    p = program("accounts.py")
    return p, p.load()


Accounts = tuple[Program, ModuleType]


def log_in(module: ModuleType, name: str, password: str) -> httpx2.Response:
    body = {"name": name, "password": password}
    return TestClient(module.app).post("/sessions", json=body)


def test_one_password_has_many_hashes(accounts: Accounts) -> None:
    p, module = accounts
    client = TestClient(module.app)
    for name in ["ada", "grace"]:
        body = {"name": name, "password": "correct horse battery"}
        assert client.post("/accounts", json=body).status_code == 201

    equal = module.stored["ada"] == module.stored["grace"]
    assert not equal
    seen = {**module.stored, "equal": equal}
    p.record_value("salted", "Stored for the same password", seen, mask=ARGON2)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in module.stored["ada"]
    assert log_in(module, "ada", "correct horse battery").status_code == 200
    wrong = log_in(module, "ada", "wrong horse battery")
    unknown = log_in(module, "nobody", "correct horse battery")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    for one in (wrong, unknown):
        assert one.headers["www-authenticate"] == "Bearer"


def test_a_login_moves_an_old_hash_to_argon2_once(accounts: Accounts) -> None:
    p, module = accounts
    module.stored["alan"] = old_hash(b"correct horse")
    seen = {"before": module.stored["alan"]}

    assert log_in(module, "alan", "wrong horse").status_code == 401
    seen["after a wrong password"] = module.stored["alan"]
    assert seen["after a wrong password"] == seen["before"]

    assert log_in(module, "alan", "correct horse").status_code == 200
    seen["after the right one"] = module.stored["alan"]
    assert seen["after the right one"].startswith("$argon2id$")

    assert log_in(module, "alan", "correct horse").status_code == 200
    assert module.stored["alan"] == seen["after the right one"]
    again = module.passwords.verify_and_update("correct horse", module.stored["alan"])
    assert again == (True, None)
    p.record_value("migrated", "Stored for alan", seen, mask=ARGON2 | BCRYPT)


def test_a_long_password_survives_the_move(program: Open, accounts: Accounts) -> None:
    p = program("hashing.py")
    _, module = accounts
    long = "p" * 72 + "q"
    module.stored["alan"] = old_hash(long.encode())

    with pytest.raises(ValueError, match="72 bytes") as plain:
        BcryptHasher().verify(long, module.stored["alan"])
    with pytest.raises(ValueError, match="72 bytes"):
        BcryptHasher(rounds=4).hash(long)
    p.record_value(
        "too-long", "BcryptHasher().verify, 73 bytes", f"ValueError: {plain.value}"
    )

    assert log_in(module, "alan", long).status_code == 200
    assert module.stored["alan"].startswith("$argon2id$")
    # Bytes are cut, not letters, even in the middle of one.
    accents = "q" + "é" * 40
    hasher, old = module.passwords.hashers[1], old_hash(accents.encode())
    assert hasher.verify(accents, old)
    assert hasher.verify(accents.encode(), old)
    assert not hasher.verify(accents[:-6], old)
    assert log_in(module, "alan", long[:-1]).status_code == 401


def test_bcrypt_itself_takes_bytes(program: Open) -> None:
    program("hashing.py")
    with pytest.raises(TypeError, match="'str' object"):
        bcrypt.hashpw("correct horse", bcrypt.gensalt(4))  # pyright: ignore
    with pytest.raises(TypeError, match="'str' object"):
        bcrypt.checkpw(b"correct horse", old_hash(b"correct horse"))  # pyright: ignore
    assert bcrypt.checkpw(b"correct horse", old_hash(b"correct horse").encode())


def test_a_typo_after_72_bytes_goes_into_the_new_hash(accounts: Accounts) -> None:
    """The old hash knows nothing of it; from then on only the typo gets in."""
    _, module = accounts
    right, typo = "p" * 72 + " and so on", "p" * 72 + " and so no"
    module.stored["alan"] = old_hash(right.encode())
    assert log_in(module, "alan", typo).status_code == 200
    assert log_in(module, "alan", right).status_code == 401
    assert log_in(module, "alan", typo).status_code == 200


def test_an_unknown_hash_is_a_401(accounts: Accounts) -> None:
    _, module = accounts
    for foreign in ["!", "pbkdf2_sha256$600000$x$y"]:
        module.stored["root"] = foreign
        assert log_in(module, "root", "correct horse").status_code == 401
        for verify in [module.passwords.verify, module.passwords.verify_and_update]:
            with pytest.raises(UnknownHashError):
                verify("correct horse", foreign)
    module.stored["root"] = ""
    assert log_in(module, "root", "").status_code == 401


BROKEN = ["$2b$99$" + "a" * 53, "$2b$04$" + "x" * 53]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_bcrypt_hash_raises_and_is_a_401(
    accounts: Accounts, broken: str
) -> None:
    """A placeholder of a locked account, say: the form of bcrypt, and no such hash."""
    _, module = accounts
    plain = PasswordHash((Argon2Hasher(), BcryptHasher()))
    for verify in [plain.verify, plain.verify_and_update]:
        with pytest.raises(ValueError, match="Invalid salt"):
            verify("correct horse", broken)
    module.stored["root"] = broken
    assert log_in(module, "root", "correct horse").status_code == 401
    assert module.stored["root"] == broken


def test_uncaught_both_errors_are_a_500(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an application gets that has neither `OldBcryptHasher` nor `except`."""
    _, module = accounts
    plain = PasswordHash((Argon2Hasher(), BcryptHasher()))
    monkeypatch.setattr(module, "check", plain.verify_and_update)
    client = TestClient(module.app, raise_server_exceptions=False)
    module.stored["alan"], module.stored["root"] = old_hash(b"p" * 73), "!"
    module.stored["eve"] = BROKEN[0]
    for name in ["alan", "root", "eve"]:
        body = {"name": name, "password": "p" * 73}
        assert client.post("/sessions", json=body).status_code == 500


def test_a_taken_name_keeps_its_password(accounts: Accounts) -> None:
    _, module = accounts
    client = TestClient(module.app)
    for password, status in [("the first password", 201), ("another password", 409)]:
        body = {"name": "ada", "password": password}
        assert client.post("/accounts", json=body).status_code == status
    assert log_in(module, "ada", "another password").status_code == 401
    assert log_in(module, "ada", "the first password").status_code == 200


def test_an_old_account_with_a_short_password_gets_in(accounts: Accounts) -> None:
    _, module = accounts
    module.stored["alan"] = old_hash(b"secret")
    assert log_in(module, "alan", "secret").status_code == 200


def test_a_password_changed_during_the_login_stays(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, module = accounts
    module.stored["alan"] = old_hash(b"correct horse")
    check = module.check

    def slow(password: str, stored: str | None) -> tuple[bool, str | None]:
        module.stored["alan"] = "the newer hash"
        return check(password, stored)

    monkeypatch.setattr(module, "check", slow)
    assert log_in(module, "alan", "correct horse").status_code == 200
    assert module.stored["alan"] == "the newer hash"


def cut(hash: str) -> str:
    """As a column leaves it whose length is no length of Base64.

    At other lengths what is left may decode, as a shorter hash that costs a run.
    """
    return hash[:63]


def marked(hash: str) -> str:
    """As a locked account has it, where the mark stands at the end."""
    return hash + "!"


def greedy(hash: str) -> str:
    """More memory than there is."""
    return hash.replace("m=65536", "m=4294967295")


def accented(hash: str) -> str:
    """Not ASCII any more: pwdlib says False to the others, and raises for this one."""
    return hash[:-1] + "é"


DAMAGED = [cut, marked, greedy]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_argon2_hash_is_rejected_without_a_run(
    accounts: Accounts, damage: Callable[[str], str]
) -> None:
    _, module = accounts
    damaged = damage(module.passwords.hash("correct horse"))
    plain = PasswordHash.recommended()
    assert plain.verify("correct horse", damaged) is False
    assert plain.verify_and_update("correct horse", damaged) == (False, None)
    with pytest.raises(UnicodeEncodeError):
        plain.verify("correct horse", accented(damaged))
    # No `VerifyMismatchError`, which takes a run to find out.
    with pytest.raises((InvalidHashError, VerificationError)) as at_once:
        PasswordHasher().verify(damaged, "correct horse")
    assert not isinstance(at_once.value, VerifyMismatchError)
    module.stored["ada"] = damaged
    assert log_in(module, "ada", "correct horse").status_code == 401


@pytest.mark.parametrize(
    "stored",
    [None, "", "!", "pbkdf2_sha256$600000$x$y", "argon2", *BROKEN, *DAMAGED, accented],
)
def test_every_wrong_login_costs_one_argon2_run(
    accounts: Accounts,
    hashing: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    stored: str | Callable[[str], str] | None,
) -> None:
    """Where a hash is still bcrypt's, the run is bcrypt's: see the next test."""
    p, module = accounts
    known = module.passwords.hash("correct horse")
    if callable(stored):
        module.stored["ada"] = stored(known)
    elif stored is not None:
        module.stored["ada"] = known if stored == "argon2" else stored
    runs: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hash: str | bytes, password: str | bytes) -> bool:
        try:
            return verify(self, hash, password)
        except VerifyMismatchError:  # only a whole run finds that out
            runs.append(str(hash)[:30])
            raise

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    refused = log_in(module, "ada", "wrong horse")
    assert (refused.status_code, refused.json()) == (
        401,
        {"detail": "Wrong name or password"},
    )
    assert runs == ["$argon2id$v=19$m=65536,t=3,p=4"]
    if stored == "!":
        p.record_value("locked", "Argon2 runs for a locked account, `!`", len(runs))


def test_a_bcrypt_hash_is_verified_without_argon2(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, module = accounts
    module.stored["alan"] = old_hash(b"correct horse")

    def refuse(*_: object) -> bool:
        raise AssertionError

    monkeypatch.setattr(PasswordHasher, "verify", refuse)
    assert log_in(module, "alan", "wrong horse").status_code == 401


def test_a_refused_password_is_not_sent_back(accounts: Accounts) -> None:
    p, module = accounts
    client = TestClient(module.app, raise_server_exceptions=False)
    refused = log_in(module, "ada", "x" * 257)
    assert refused.status_code == 422
    assert refused.json()["detail"][0].keys() == {"loc", "msg", "type"}
    short = client.post("/accounts", json={"name": "ada", "password": "x" * 14})
    assert (short.status_code, "xxx" in short.text) == (422, False)
    p.record_http("too-short", short)
    assert client.post(
        "/accounts", json={"name": "ada", "password": "x" * 15}
    ).is_success
    shown = module.Credentials(name="a", password="correct horse")
    assert "correct horse" not in repr(shown) + shown.model_dump_json()


def test_a_422_without_input_is_what_openapi_promises(accounts: Accounts) -> None:
    _, module = accounts
    document = module.app.openapi()
    described = document["paths"]["/accounts"]["post"]["responses"]["422"]
    assert "HTTPValidationError" in str(described)
    promised = document["components"]["schemas"]["ValidationError"]["required"]
    for body in [{}, {"name": "ada", "password": "short"}]:
        refused = TestClient(module.app).post("/accounts", json=body)
        for error in refused.json()["detail"]:
            assert error.keys() == set(promised)


def test_by_default_a_422_repeats_the_password() -> None:
    class Given(BaseModel):
        name: str = Field(default="ada", max_length=8)
        password: SecretStr = Field(max_length=8)

    app = FastAPI()

    @app.post("/")
    def read(given: Given) -> None: ...

    refused = TestClient(app).post("/", json={"password": "correct horse"})
    assert refused.json()["detail"][0]["input"] == "correct horse"
    # Not where another field is at fault, unless that is missing from the object.
    other = TestClient(app).post("/", json={"name": "x" * 9, "password": "horse"})
    assert (other.status_code, "horse" in other.text) == (422, False)


def test_a_body_over_the_limit_of_the_app_is_a_413() -> None:
    app = FastAPI(max_body_size=1000)

    @app.post("/")
    def read(given: dict[str, str]) -> None: ...

    client = TestClient(app)
    assert client.post("/", json={"password": "x" * 900}).status_code == 200
    assert client.post("/", json={"password": "x" * 1001}).status_code == 413


@pytest.mark.parametrize("path", ["/accounts", "/sessions"])
def test_the_program_reads_no_body_that_is_longer_than_a_password(
    accounts: Accounts, path: str
) -> None:
    """The longest that passes, in escapes, is far below the limit."""
    _, module = accounts
    client = TestClient(module.app)
    longest = json.dumps({"name": "\U0001f511" * 64, "password": "\U0001f511" * 256})
    assert len(longest) < 5_000
    for body, status in [
        (longest, 201 if path == "/accounts" else 401),
        (" " * 10_000, 422),
        (" " * 10_001, 413),
    ]:
        sent = client.post(path, content=body, headers=JSON_TYPE)
        assert sent.status_code == status


def test_a_name_has_one_spelling(accounts: Accounts) -> None:
    """Å as one character, as the sign of a unit, as two characters; and small."""
    _, module = accounts
    client = TestClient(module.app)
    names = ["\u00c5se", "\u212bSE", "A\u030ase", "\u00e5se", "a\u030aS\uff45"]
    password = "correct horse battery"
    for name, status in zip(names, [201, 409, 409, 409, 409], strict=True):
        body = {"name": name, "password": password}
        assert client.post("/accounts", json=body).status_code == status
        assert client.post("/sessions", json=body).status_code == 200
    assert list(module.stored) == ["\u00e5se"]
    # What case folding takes apart is put together again: the rule is stable.
    spell = sys.modules["credentials"].one_spelling
    for point in range(0x20000):
        try:
            spelled = spell(chr(point))
        except ValueError:
            continue
        assert spell(spelled) == spelled


def test_a_name_has_hardly_anything_that_nobody_sees(accounts: Accounts) -> None:
    """Else "ada" with a space of no width is an account that looks like hers."""
    _, module = accounts
    client = TestClient(module.app)

    def statuses(name: str) -> list[int]:
        body = {"name": name, "password": "correct horse battery"}
        paths = ["/accounts", "/sessions"]
        return [client.post(path, json=body).status_code for path in paths]

    assert statuses("ada") == [201, 200]
    unseen = ["", " ", "ada ", " ada", "a da", "ada\n", "ada\u00a0"]
    for name in [*unseen, "a\u200bda", "a\u00adda", "\u202eada", "a\0da"]:
        assert statuses(name) == [422, 422], name
    for name in ["ada-2", "ada.lovelace@shop.example", "\u0161\u00e1rka", "\u611b"]:
        assert statuses(name) == [201, 200]
    # Not all of them: a filler of Hangul is a letter here, and a variation selector
    # is a mark. RFC 8265 rules both out.
    for name in ["\u3164", "ada\ufe0f"]:
        assert statuses(name) == [201, 200]


LONE = '{"name": "%s", "password": "%s"}'


HOSTILE = [
    LONE % ("eve", r"\ud800" * 20),
    LONE % (r"\ud800", "x" * 20),
    LONE % ("x" * 65, "x" * 20),
    LONE % ("x" + "e\u0301" * 32, "x" * 20),  # 65 characters, in its one spelling 33
    LONE % ("\ufdfa" * 3 + "x" * 11, "x" * 20),  # 14, in its one spelling 65
    LONE % ("eve", "x" * 257),
    '{"name": "eve", "password": null}',
    '{"name": "eve"}',
    '{"name": ["eve"], "password": {"a": NaN}}',
    "",
    "[]",
]


@pytest.mark.parametrize("path", ["/accounts", "/sessions"])
def test_no_body_causes_a_500(accounts: Accounts, path: str) -> None:
    _, module = accounts
    client = TestClient(module.app, raise_server_exceptions=False)
    json_type = {"Content-Type": "application/json"}
    for body in HOSTILE:
        refused = client.post(path, content=body, headers=json_type)
        assert refused.status_code == 422, body


def test_a_lone_surrogate_passes_a_secret_without_a_limit_and_cannot_be_hashed() -> (
    None
):
    lone = TypeAdapter(SecretStr).validate_python("\ud800").get_secret_value()
    for hasher in (Argon2Hasher(), BcryptHasher(rounds=4)):
        with pytest.raises(UnicodeEncodeError):
            PasswordHash((hasher,)).hash(lone)


LONE_PASSWORD = r'{"password": "\ud800"}'
JSON_TYPE = {"Content-Type": "application/json"}


def test_a_limit_on_a_secretstr_lets_a_lone_surrogate_through() -> None:
    """Its limits count characters; those of a `str` have to read them."""

    class Limited(BaseModel):
        password: SecretStr = Field(min_length=1, max_length=256)

    app = FastAPI()

    @app.post("/")
    def read(given: Limited) -> str:
        return PasswordHash.recommended().hash(given.password.get_secret_value())

    client = TestClient(app, raise_server_exceptions=False)
    response = client.post("/", content=LONE_PASSWORD, headers=JSON_TYPE)
    assert response.status_code == 500
    limited: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(max_length=256)])
    with pytest.raises(ValidationError, match="string_unicode"):
        limited.validate_python("\ud800")
    # Without a limit a `str` lets it through, too.
    assert TypeAdapter(str).validate_python("\ud800") == "\ud800"


def test_a_rejected_lone_surrogate_is_a_500_by_default() -> None:
    class Given(BaseModel):
        password: Secret[Annotated[str, Field(max_length=256)]]

    plain = FastAPI()
    hidden = FastAPI()

    @hidden.exception_handler(RequestValidationError)
    async def hide(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"detail": [one["msg"] for one in error.errors()]}, 422)

    @plain.post("/")
    @hidden.post("/")
    def read(given: Given) -> None: ...

    client = TestClient(plain)
    with pytest.raises(UnicodeEncodeError):
        client.post("/", content=LONE_PASSWORD, headers=JSON_TYPE)
    rejected = TestClient(hidden).post("/", content=LONE_PASSWORD, headers=JSON_TYPE)
    assert rejected.status_code == 422


def test_any_text_within_the_limits_is_a_password(accounts: Accounts) -> None:
    _, module = accounts
    for password in ["", "p\0q", "🔑" * 60]:
        module.stored["ada"] = module.passwords.hash(password)
        assert log_in(module, "ada", password).status_code == 200
        assert log_in(module, "ada", password + "x").status_code == 401


def test_one_letter_in_two_forms_is_two_passwords(accounts: Accounts) -> None:
    _, module = accounts
    composed = "caf\u00e9 au lait, two sugars"
    module.stored["ada"] = module.passwords.hash(composed)
    decomposed = unicodedata.normalize("NFD", composed)
    assert log_in(module, "ada", composed).status_code == 200
    assert log_in(module, "ada", decomposed).status_code == 401


def twelve_at_once(
    module: ModuleType, path: str, release: threading.Event
) -> tuple[int, int]:
    """How many of twelve requests hash, and how many wait, until `release` is set."""
    body = {"name": "ada", "password": "correct horse battery"}

    async def all_at_once() -> tuple[int, int]:
        transport = httpx2.ASGITransport(module.app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):
            for _ in range(12):
                group.start_soon(lambda: client.post(path, json=body))
            try:
                with anyio.fail_after(30):
                    while True:
                        now = module.limiter.statistics()
                        if now.borrowed_tokens + now.tasks_waiting == 12:
                            return int(now.borrowed_tokens), now.tasks_waiting
                        await anyio.sleep(0.01)
            finally:
                release.set()
        raise AssertionError

    return anyio.run(all_at_once)


def test_no_more_than_four_register_at_a_time(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, module = accounts
    release = threading.Event()

    def slow(password: str) -> str:
        release.wait(timeout=300)
        return password

    monkeypatch.setattr(module.passwords, "hash", slow)
    assert twelve_at_once(module, "/accounts", release) == (4, 8)
    # One of twelve got the name, and the others a 409.
    assert list(module.stored) == ["ada"]


def test_no_more_than_four_hash_at_a_time(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    p, module = accounts
    release = threading.Event()

    def slow(password: str, stored: str | None) -> tuple[bool, None]:
        release.wait(timeout=300)
        return True, None

    monkeypatch.setattr(module, "check", slow)
    hashing, waiting = twelve_at_once(module, "/sessions", release)
    assert (hashing, waiting) == (4, 8)
    seen = {"hashing": hashing, "waiting": waiting}
    p.record_value("limited", "12 logins at once", seen)

    async def default() -> float:
        return current_default_thread_limiter().total_tokens

    assert anyio.run(default) == 40


def test_other_parameters_rehash_in_either_direction() -> None:
    strong = PasswordHash((Argon2Hasher(time_cost=4),))
    _, weaker = PasswordHash.recommended().verify_and_update("h", strong.hash("h"))
    assert weaker
    assert "t=3" in weaker
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
    recommended = PasswordHash.recommended()
    ok, better = recommended.verify_and_update("horse", weak.hash("horse"))
    assert ok
    assert better
    assert "m=65536,t=3,p=4" in better


def test_hashing_in_async_def_stops_the_loop(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("in_the_loop.py")
    module = p.load()
    hash_it, where = module.passwords.hash, []
    here = threading.get_ident()
    monkeypatch.setattr(
        module.passwords,
        "hash",
        lambda text: where.append(threading.get_ident() == here) or hash_it(text),
    )
    blocked = asyncio.run(module.turns_during(module.in_async_def))
    free = asyncio.run(module.turns_during(module.in_a_thread))
    assert where == [True, False]
    assert blocked == 0
    assert free > 10
    p.record_value(
        "turns", "Turns of the event loop during one hash",
        {"in async def": blocked, "in a thread": "more than ten"},
    )  # fmt: skip


def test_comparing_hashes_lets_nobody_in(program: Open) -> None:
    p = program("compare.py")
    module = p.load()
    stored = module.passwords.hash("correct horse")
    same = module.compare_hashes("correct horse", stored)
    assert same is False
    p.record_value("equals", "compare_hashes, the right password", same)


def test_swapped_arguments_raise_and_leak_the_password(program: Open) -> None:
    p = program("compare.py")
    module = p.load()
    stored = module.passwords.hash("correct horse")
    with pytest.raises(UnknownHashError) as swapped:
        module.verify_swapped("correct horse", stored)
    assert swapped.value.hash == "correct horse"
    p.record_value(
        "swapped", "verify_swapped raises",
        {"UnknownHashError": str(swapped.value), "its .hash": swapped.value.hash},
    )  # fmt: skip
    assert "verify(hash, " in (PasswordHash.recommended.__doc__ or "")


def test_swapped_arguments_take_a_hash_of_the_stored_hash(program: Open) -> None:
    """So whoever has stolen the table logs in."""
    module = program("compare.py").load()
    stored = module.passwords.hash("correct horse")
    assert module.verify_swapped(module.passwords.hash(stored), stored) is True
    assert module.passwords.verify(module.passwords.hash(stored), stored) is False
