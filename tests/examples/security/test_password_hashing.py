import asyncio
import sys
import threading
from collections.abc import Callable
from types import ModuleType

import anyio
import bcrypt
import httpx2
import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi.testclient import TestClient
from harness.program import Program
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

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
def accounts(program: Open, hashing: ModuleType) -> tuple[Program, ModuleType]:
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
        body = {"name": name, "password": "correct horse"}
        assert client.post("/accounts", json=body).status_code == 201

    equal = module.stored["ada"] == module.stored["grace"]
    assert not equal
    seen = {**module.stored, "equal": equal}
    p.record_value("salted", "Stored for the same password", seen, mask=ARGON2)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in module.stored["ada"]
    assert log_in(module, "ada", "correct horse").status_code == 200
    wrong = log_in(module, "ada", "wrong horse")
    unknown = log_in(module, "nobody", "correct horse")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


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
    assert log_in(module, "alan", long[:-1]).status_code == 401


def test_an_unknown_hash_is_a_refusal(accounts: Accounts) -> None:
    _, module = accounts
    for foreign in ["!", "pbkdf2_sha256$600000$x$y"]:
        module.stored["root"] = foreign
        assert log_in(module, "root", "correct horse").status_code == 401
        with pytest.raises(UnknownHashError):
            module.passwords.verify("correct horse", foreign)
    module.stored["root"] = ""
    assert log_in(module, "root", "").status_code == 401


def test_a_taken_name_keeps_its_password(accounts: Accounts) -> None:
    _, module = accounts
    client = TestClient(module.app)
    for password, status in [("correct horse", 201), ("battery staple", 409)]:
        body = {"name": "ada", "password": password}
        assert client.post("/accounts", json=body).status_code == status
    assert log_in(module, "ada", "battery staple").status_code == 401
    assert log_in(module, "ada", "correct horse").status_code == 200


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


def test_an_unknown_name_costs_one_hash_too(
    accounts: Accounts, hashing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, module = accounts
    verify, runs = hashing.passwords.verify_and_update, []
    monkeypatch.setattr(
        hashing.passwords,
        "verify_and_update",
        lambda password, hash: runs.append(hash[:9]) or verify(password, hash),
    )
    assert log_in(module, "nobody", "correct horse").status_code == 401
    assert runs == ["$argon2id"]


def test_a_huge_password_is_refused_before_it_is_hashed_and_sent_back(
    accounts: Accounts,
) -> None:
    _, module = accounts
    refused = log_in(module, "ada", "x" * 257)
    assert refused.status_code == 422
    # `SecretStr` hides the value in the model, not in what failed before it.
    assert refused.json()["detail"][0]["input"] == "x" * 257
    hidden = module.Credentials(name="a", password="correct horse")
    assert "correct horse" not in repr(hidden) + hidden.model_dump_json()


def test_no_more_than_four_hash_at_a_time(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    p, module = accounts
    release = threading.Event()

    def slow(password: str, stored: str | None) -> tuple[bool, None]:
        release.wait(timeout=30)
        return True, None

    monkeypatch.setattr(module, "check", slow)
    body = {"name": "ada", "password": "correct horse"}

    async def all_at_once() -> tuple[int, int]:
        transport = httpx2.ASGITransport(module.app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):
            for _ in range(12):
                group.start_soon(lambda: client.post("/sessions", json=body))
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

    hashing, waiting = anyio.run(all_at_once)
    assert (hashing, waiting) == (4, 8)
    seen = {"hashing": hashing, "waiting": waiting}
    p.record_value("limited", "12 logins at once", seen)

    async def default() -> float:
        return current_default_thread_limiter().total_tokens

    assert anyio.run(default) == 40


def test_stronger_parameters_rehash_too() -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
    recommended = PasswordHash.recommended()
    ok, better = recommended.verify_and_update("horse", weak.hash("horse"))
    assert ok
    assert better
    assert "m=65536,t=3,p=4" in better


def test_hashing_in_async_def_stops_the_loop(program: Open) -> None:
    p = program("in_the_loop.py")
    module = p.load()
    blocked = asyncio.run(module.turns_during(module.in_async_def))
    free = asyncio.run(module.turns_during(module.in_a_thread))
    assert blocked == 0
    assert free > 10
    p.record_value(
        "turns", "Turns of the event loop during one hash",
        {"in async def": blocked, "in a thread": "more than ten"},
    )  # fmt: skip


def test_comparing_in_the_wrong_way_lets_nobody_in(program: Open) -> None:
    p = program("compare.py")
    module = p.load()
    stored = module.passwords.hash("correct horse")

    same = module.compare_hashes("correct horse", stored)
    assert same is False
    p.record_value("equals", "compare_hashes, the right password", same)

    with pytest.raises(UnknownHashError) as swapped:
        module.verify_swapped("correct horse", stored)
    assert swapped.value.hash == "correct horse"
    p.record_value(
        "swapped", "verify_swapped raises",
        {"UnknownHashError": str(swapped.value), "its .hash": swapped.value.hash},
    )  # fmt: skip
    assert "verify(hash, " in (PasswordHash.recommended.__doc__ or "")
