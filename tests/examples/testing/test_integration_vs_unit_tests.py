import contextlib
import gc
import re
import shutil
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from harness.program import Program
from sqlalchemy import (
    Engine,
    ForeignKey,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from testing.postgresql import postgresql_server

Open = Callable[[str], Program]
SHOWN = {"sqlite": "sqlite:///seats.db", "postgresql": "postgresql+psycopg://…"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which is gone afterwards."""
    with postgresql_server() as url:
        yield url


def test_below_the_database(program: Open) -> None:
    program("bookings.py")
    p = program("test_seats.py")
    p.record_pytest("passed", "-q", "-rp", "test_seats.py", passed=5)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("add(play, ", 'add("macbeth", '), ("(play, seat)", "(play, 7)"),
        ("le=40", "le=39"), ("le=40", "le=41"), ("ge=1", "ge=0"),
    ],
)  # fmt: skip
def test_another_seat_or_limit_is_noticed_below_the_database(
    program: Open, tmp_path: Path, old: str, new: str
) -> None:
    p = program("test_seats.py")
    copy = changed_copy(p, tmp_path / "copy", "seats.py", (old, new))
    failed = copy.failures("test_seats.py")
    assert failed
    assert all("test_component" in name for name in failed)


def test_the_same_rule_on_two_real_databases(
    program: Open, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("test_seats_integration.py")
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    (error,) = p.failures("test_seats_integration.py").values()
    assert "collection failure" in error
    urls = {"sqlite": f"sqlite:///{tmp_path}/seats.db", "postgresql": postgresql}
    for name, url in urls.items():
        monkeypatch.setenv("TEST_DATABASE_URL", url)
        p.mask = {re.escape(url): SHOWN[name]}
        p.record_pytest(name, "-q", "test_seats_integration.py", passed=3)


def test_a_missing_url_stops_the_unit_tests_of_the_same_run(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pytest runs no test at all if it cannot import one of the files."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    p = program("test_seats.py")
    assert "5 passed" in p.run_pytest("test_seats.py").stdout
    both = p.run_pytest("test_seats.py", "test_seats_integration.py")
    assert both.returncode == 2
    assert "Interrupted: 1 error during collection" in both.stdout
    assert "passed" not in both.stdout


def test_a_mark_does_not_keep_a_file_from_being_imported(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = "import os\nimport pytest\n\npytestmark = pytest.mark.integration\n"
    p, file = program("test_seats.py"), "test_seats_integration.py"
    copy = changed_copy(p, tmp_path / "copy", file, ("import os\n", mark))
    args = ("-m", "not integration", p.path.name, file)
    monkeypatch.setenv("TEST_DATABASE_URL", "sqlite://")
    assert "5 passed, 3 deselected" in copy.run_pytest(*args).stdout
    monkeypatch.delenv("TEST_DATABASE_URL")
    assert "Interrupted: 1 error during collection" in copy.run_pytest(*args).stdout


RACY = (
    (
        "                session.add(Booking(play=play, seat=seat))",
        "                query = select(Booking).filter_by(play=play, seat=seat)\n"
        "                if session.scalar(query):\n"
        "                    raise SeatTaken\n"
        "                session.add(Booking(play=play, seat=seat))",
    ),
    ('    __table_args__ = (UniqueConstraint("play", "seat"),)  # point\n', ""),
)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_check_before_the_insert_sells_the_seat_twice(
    program: Open, postgresql: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, database: str,
) -> None:  # fmt: skip
    """Not now and then: the barrier makes it certain, each time."""
    p = program("test_seats_integration.py")
    urls = {"sqlite": f"sqlite:///{tmp_path}/seats.db", "postgresql": postgresql}
    monkeypatch.setenv("TEST_DATABASE_URL", urls[database])
    copy = changed_copy(p, tmp_path / "copy", "bookings.py", *RACY)
    for _ in range(2):
        failed = copy.failures("test_seats_integration.py")
        assert list(failed) == ["test_of_two_at_once_one_gets_the_seat"]
        assert "[201, 201] == [201, 409]" in failed.popitem()[1]


def test_serializable_isolation_fails_the_second_sale(
    program: Open, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("test_seats_integration.py")
    serializable = "-cdefault_transaction_isolation=serializable"
    url = make_url(postgresql).update_query_dict({"options": serializable})
    shown = url.render_as_string(hide_password=False)
    monkeypatch.setenv("TEST_DATABASE_URL", shown)
    copy = changed_copy(p, tmp_path / "copy", "bookings.py", *RACY)
    failed = copy.failures("test_seats_integration.py")
    assert list(failed) == ["test_of_two_at_once_one_gets_the_seat"]
    assert "SerializationFailure" in failed.popitem()[1]


def test_sqlite_is_serializable_by_name_and_sells_the_seat_twice(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver begins its transaction at the insert, after the check."""
    url = f"sqlite:///{tmp_path}/seats.db"
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"
    engine.dispose()
    monkeypatch.setenv("TEST_DATABASE_URL", url)
    p = program("test_seats_integration.py")
    copy = changed_copy(p, tmp_path / "copy", "bookings.py", *RACY)
    failed = copy.failures("test_seats_integration.py")
    assert list(failed) == ["test_of_two_at_once_one_gets_the_seat"]
    assert "[201, 201] == [201, 409]" in failed.popitem()[1]


def test_a_parallel_run_on_the_same_database_breaks_a_test(
    program: Open, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a test another process runs the same one, and passes."""
    p = program("test_seats_integration.py")
    monkeypatch.setenv("TEST_DATABASE_URL", postgresql)
    test = f"{p.path.name}::test_the_fake_agrees_with_the_database[database]"
    assert p.failures(test) == {}
    other = shutil.copytree(p.path.parent, tmp_path / "other")
    run = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    second = '    bookings.add("macbeth", 8)\n'
    between = (
        "    import subprocess\n"
        f"    subprocess.run({run!r}, cwd={str(other)!r}, check=True, timeout=120)\n"
    )
    copy = changed_copy(p, tmp_path / "copy", p.path.name, (second, between + second))
    failed = copy.failures(test)
    assert list(failed) == ["test_the_fake_agrees_with_the_database[database]"]
    assert 'relation "bookings" does not exist' in failed.popitem()[1]


def changed_copy(
    p: Program, folder: Path, file: str, *changes: tuple[str, str]
) -> Program:
    """The program in a copy of its folder, with ``changes`` made to ``file``."""
    shutil.copytree(p.path.parent, folder)
    source = (folder / file).read_text()
    for old, new in changes:
        assert source.count(old) == 1, f"{file} has no {old!r}"
        source = source.replace(old, new)
    (folder / file).write_text(source)
    return Program(folder / p.path.name)


@pytest.fixture
def load(program: Open) -> Iterator[Callable[[], tuple[ModuleType, ModuleType]]]:
    """Give a function that loads seats.py, and bookings.py beside it, afresh."""

    def load_both() -> tuple[ModuleType, ModuleType]:
        sys.modules.pop("bookings", None)
        return program("seats.py").load(), sys.modules["bookings"]

    yield load_both
    sys.modules.pop("bookings", None)


Load = Callable[[], tuple[ModuleType, ModuleType]]


def test_one_run_as_in_production(program: Open, load: Load, postgresql: str) -> None:
    p = program("seats.py")
    _, bookings = load()
    engine = create_engine(postgresql)
    bookings.Base.metadata.create_all(engine)
    try:
        with p.serve(env={"DATABASE_URL": postgresql}) as server:
            url = f"{server.url}/plays/macbeth/seats/7"
            sold, taken = httpx2.post(url), httpx2.post(url)
    finally:
        bookings.Base.metadata.drop_all(engine)
        engine.dispose()
    assert (sold.status_code, sold.json()) == (201, {"price": 30})
    assert taken.status_code == 409
    p.record_http("sold", sold)
    p.record_http("taken", taken, note="Uvicorn in front, PostgreSQL behind.")


def test_a_substitute_accepts_what_production_refuses(
    program: Open, load: Load, postgresql: str, tmp_path: Path
) -> None:
    p = program("stand_in.py")
    _, bookings = load()
    urls = {"sqlite": f"sqlite:///{tmp_path}/seats.db", "postgresql": postgresql}
    ran = {name: p.run(url) for name, url in urls.items()}
    printed = {name: one.stdout for name, one in ran.items()}
    engine = create_engine(postgresql)
    with pytest.raises(DataError):
        bookings.Bookings(engine).add("the-winters-tale", 7)
    bookings.Base.metadata.drop_all(engine)
    engine.dispose()
    assert "characters: stored" in printed["sqlite"]
    assert "characters: StringDataRightTruncation" in printed["postgresql"]
    assert "FOR UPDATE" not in printed["sqlite"]
    assert "FOR UPDATE" in printed["postgresql"]
    for name, url in urls.items():
        p.record_output(name, ran[name], mask={re.escape(url): SHOWN[name]})


def test_postgresql_cuts_off_spaces_only(load: Load, postgresql: str) -> None:
    _, bookings = load()
    engine = create_engine(postgresql)
    bookings.Base.metadata.create_all(engine)
    try:
        bookings.Bookings(engine).add("macbeth" + 20 * " ", 7)
        with Session(engine) as session:
            stored = session.scalar(select(bookings.Booking.play))
    finally:
        bookings.Base.metadata.drop_all(engine)
        engine.dispose()
    assert stored == "macbeth" + 5 * " "


def test_sqlite_checks_no_foreign_key_until_told_to(postgresql: str) -> None:
    def insert(url: str, *before: str) -> None:
        engine = create_engine(url)
        table = "CREATE TEMPORARY TABLE {} (id INTEGER PRIMARY KEY{})"
        try:
            with engine.connect() as connection:
                for statement in [
                    *before, table.format("cities", ""),
                    table.format("readings", ", city INTEGER REFERENCES cities(id)"),
                    "INSERT INTO readings VALUES (1, 7)",
                ]:  # fmt: skip
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    insert("sqlite://")
    with pytest.raises(IntegrityError):
        insert("sqlite://", "PRAGMA foreign_keys = ON")
    with pytest.raises(IntegrityError):
        insert(postgresql)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_deferred_constraint_is_not_checked_by_a_savepoint(
    postgresql: str, tmp_path: Path, database: str
) -> None:
    class Base(DeclarativeBase): ...

    class City(Base):
        __tablename__ = "cities"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Reading(Base):
        __tablename__ = "readings"
        id: Mapped[int] = mapped_column(primary_key=True)
        city: Mapped[int] = mapped_column(
            ForeignKey(City.id, deferrable=True, initially="DEFERRED")
        )

    urls = {"sqlite": f"sqlite:///{tmp_path}/readings.db", "postgresql": postgresql}
    engine = create_engine(urls[database])
    if database == "sqlite":
        pragma = "PRAGMA foreign_keys=ON"
        event.listen(engine, "connect", lambda one, _: one.execute(pragma))
    Base.metadata.create_all(engine)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            if database == "sqlite":
                connection.exec_driver_sql("BEGIN")
            with Session(
                connection, join_transaction_mode="create_savepoint"
            ) as session:
                session.add(Reading(city=99))
                session.commit()
            if database == "postgresql":  # unless the test asks for it
                with pytest.raises(IntegrityError):
                    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.rollback()
        with Session(engine) as session:
            session.add(Reading(city=99))
            session.flush()
            with pytest.raises(IntegrityError):
                session.commit()
    finally:
        Base.metadata.drop_all(engine)
        engine.dispose()


def test_a_booking_closes_its_session_whatever_happens(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bookings = load()
    engine = create_engine("sqlite://")
    bookings.Base.metadata.create_all(engine)
    real, closed = bookings.Session.close, []

    def close(session: Session) -> None:
        closed.append(session)
        real(session)

    monkeypatch.setattr(bookings.Session, "close", close)
    bookings.Bookings(engine).add("macbeth", 7)
    with pytest.raises(bookings.SeatTaken):
        bookings.Bookings(engine).add("macbeth", 7)
    assert len(closed) == 3  # the third one asks whether the seat is taken


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_another_constraint_is_no_taken_seat(
    load: Load, postgresql: str, database: str
) -> None:
    _, bookings = load()
    engine = create_engine({"sqlite": "sqlite://", "postgresql": postgresql}[database])
    bookings.Base.metadata.create_all(engine)
    try:
        bookings.Bookings(engine).add("macbeth", 7)
        for play, seat in ((None, 7), ("macbeth", None)):
            with pytest.raises(IntegrityError, match=r"(?i)not.null") as raised:
                bookings.Bookings(engine).add(play, seat)
            assert raised.value.__cause__ is raised.value.orig
    finally:
        bookings.Base.metadata.drop_all(engine)
        engine.dispose()


def test_a_run_that_was_killed_does_not_spoil_the_next(
    program: Open, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bookings = load()
    engine = create_engine(url := f"sqlite:///{tmp_path}/seats.db")
    bookings.Base.metadata.create_all(engine)
    bookings.Bookings(engine).add("macbeth", 7)
    monkeypatch.setenv("TEST_DATABASE_URL", url)
    p = program("test_seats_integration.py")
    test = "test_the_fake_agrees_with_the_database[database]"
    done = p.run_pytest(f"{p.path.name}::{test}")
    assert "1 passed" in done.stdout
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_race_that_fails_does_not_hold_up_the_next_test(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its listener, which waits for two inserts, is gone with its engine."""
    p = program("test_seats_integration.py")
    monkeypatch.setenv("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/seats.db")
    changes = (("timeout=60", "timeout=0.5"), ("[SEAT, SEAT]", "[SEAT]"))
    copy = changed_copy(p, tmp_path / "copy", p.path.name, *changes)
    race = f"{p.path.name}::test_of_two_at_once_one_gets_the_seat"
    agrees = f"{p.path.name}::test_the_fake_agrees_with_the_database"
    failed = copy.failures(race, agrees)
    assert list(failed) == ["test_of_two_at_once_one_gets_the_seat"]
    assert "BrokenBarrierError" in failed.popitem()[1]


def test_tables_of_the_url_that_another_file_sets_are_kept(
    program: Open, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is set while pytest collects, after the file itself, and holds afterwards."""
    _, bookings = load()
    other = f"sqlite:///{tmp_path}/other.db"
    engine = create_engine(other)
    bookings.Base.metadata.create_all(engine)
    p = program("test_seats_integration.py")
    copy = changed_copy(p, tmp_path / "copy", p.path.name)
    (tmp_path / "copy/test_other.py").write_text(
        "import os\n"
        f"os.environ['DATABASE_URL'] = {other!r}\n"
        f"def test_it_holds(): assert os.environ['DATABASE_URL'] == {other!r}\n"
    )
    monkeypatch.setenv("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/seats.db")
    done = copy.run_pytest(p.path.name, "test_other.py")
    assert "4 passed" in done.stdout
    assert inspect(engine).get_table_names() == ["bookings"]
    engine.dispose()


def test_of_two_engines_made_at_once_one_is_kept(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`lru_cache` does not lock, so two first requests can each make an engine."""
    _, bookings = load()
    both, made = threading.Barrier(2, timeout=60), list[weakref.ref[Engine]]()

    def create() -> Engine:
        both.wait()
        engine = create_engine("sqlite://")
        made.append(weakref.ref(engine))
        return engine

    monkeypatch.setattr(bookings, "create_engine", lambda url: create())
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    threads = [threading.Thread(target=bookings.get_engine) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    gc.collect()
    assert len(made) == 2
    assert [one() for one in made if one()] == [bookings.get_engine()]


def test_each_test_closes_the_connections_of_its_engine(
    program: Open, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at some time, when the garbage is collected: a server has a hundred."""
    p = program("test_seats_integration.py")
    copy = changed_copy(p, tmp_path / "copy", p.path.name)
    (tmp_path / "copy/test_later.py").write_text(
        "import gc, os, time\n"
        "from sqlalchemy import create_engine, text\n"
        "gc.disable()\n"
        'others = text("SELECT count(*) FROM pg_stat_activity "\n'
        "    \"WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()\")\n"
        "def test_none():\n"
        "    engine = create_engine(os.environ['TEST_DATABASE_URL'],\n"
        "        isolation_level='AUTOCOMMIT')\n"
        "    with engine.connect() as connection:\n"
        "        until = time.monotonic() + 60\n"
        "        while left := connection.scalar(others):\n"
        "            assert time.monotonic() < until, f'{left} are open'\n"
        "            time.sleep(0.02)\n"
    )
    monkeypatch.setenv("TEST_DATABASE_URL", postgresql)
    assert copy.failures(p.path.name, "test_later.py") == {}


def test_an_engine_made_before_keeps_its_tables_and_none_is_left(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file makes it while pytest collects; a third looks for one at the end."""
    p = program("test_seats_integration.py")
    copy = changed_copy(p, tmp_path / "copy", p.path.name)
    (tmp_path / "copy/test_before.py").write_text(
        "from bookings import Base, get_engine\n"
        "Base.metadata.create_all(get_engine())\n"
        "def test_nothing(): ...\n"
    )
    (tmp_path / "copy/test_later.py").write_text(
        "from bookings import get_engine\n"
        "def test_none(): assert get_engine.cache_info().currsize == 0\n"
    )
    monkeypatch.setenv("DATABASE_URL", before := f"sqlite:///{tmp_path}/before.db")
    monkeypatch.setenv("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/seats.db")
    done = copy.run_pytest("test_before.py", p.path.name, "test_later.py")
    assert "5 passed" in done.stdout
    engine = create_engine(before)
    assert inspect(engine).get_table_names() == ["bookings"]
    engine.dispose()


@pytest.mark.parametrize(
    "path",
    [
        "the-winters-tale/seats/7", "%00/seats/7", "%D1%87/seats/7", "a%0A/seats/7",
        "macbeth/seats/0", "macbeth/seats/41", "macbeth/seats/7.5",
        "macbeth/seats/" + "9" * 5000, "macbeth/seats/NaN",
    ],
)  # fmt: skip
def test_a_hostile_path_never_reaches_the_database(load: Load, path: str) -> None:
    seats, bookings = load()
    calls: list[object] = []

    class Counted:
        def add(self, *args: object) -> None:
            calls.append(args)

    seats.app.dependency_overrides[bookings.Bookings] = Counted
    assert TestClient(seats.app).post(f"/plays/{path}").status_code == 422
    assert calls == []


def test_a_path_function_called_directly_is_not_validated_nor_injected() -> None:
    app = FastAPI()
    asked: list[str] = []

    def get_limit() -> int:
        asked.append("the dependency")
        return 5

    def read(
        number: Annotated[int, Query(le=9)], limit: Annotated[int, Depends(get_limit)]
    ) -> int:
        return number + limit

    assert app.get("/")(read) is read
    assert TestClient(app).get("/?number=9").json() == 14
    assert TestClient(app).get("/?number=99").status_code == 422
    asked.clear()
    assert read(99, 1) == 100
    assert asked == []


def test_uncommitted_rows_are_seen_on_their_own_connection_alone(
    load: Load, postgresql: str
) -> None:
    _, bookings = load()
    engine = create_engine(postgresql)
    bookings.Base.metadata.create_all(engine)
    count = select(func.count()).select_from(bookings.Booking)
    try:
        with Session(engine) as one, Session(engine) as other:
            one.add(bookings.Booking(play="macbeth", seat=7))
            one.flush()
            assert (one.scalar(count), other.scalar(count)) == (1, 0)
    finally:
        bookings.Base.metadata.drop_all(engine)
        engine.dispose()


def test_a_fake_without_the_constraint_is_caught_by_the_shared_test(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("test_seats_integration.py")
    url = f"sqlite:///{tmp_path}/seats.db"
    monkeypatch.setenv("TEST_DATABASE_URL", url)
    forgetful = ("        self.rows.add((play, seat))\n", "        pass\n")
    copy = changed_copy(p, tmp_path / "copy", "test_seats.py", forgetful)
    assert list(copy.failures("test_seats_integration.py")) == [
        "test_the_fake_agrees_with_the_database[fake]"
    ]


def test_a_table_without_the_constraint_is_caught_too(
    program: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("test_seats_integration.py")
    for number, less in enumerate(['"play", ', ', "seat"']):
        url = f"sqlite:///{tmp_path}/seats-{number}.db"
        monkeypatch.setenv("TEST_DATABASE_URL", url)
        whole = '(UniqueConstraint("play", "seat"),)'
        narrow = (whole, whole.replace(less, ""))
        copy = changed_copy(p, tmp_path / f"copy-{number}", "bookings.py", narrow)
        assert "test_the_fake_agrees_with_the_database[database]" in copy.failures(
            "test_seats_integration.py"
        )


def test_an_order_that_only_the_whole_file_has(program: Open) -> None:
    p = program("test_in_order.py")
    whole = p.run_pytest("test_in_order.py")
    assert "2 passed" in whole.stdout
    alone = "test_in_order.py::test_a_booked_seat_is_rejected"
    failed = p.failures(alone)
    assert failed == {
        "test_a_booked_seat_is_rejected": "AssertionError: assert 201 == 409"
    }
    first = "test_in_order.py::test_a_seat_is_booked"
    reversed_order = p.failures(alone, first)
    assert list(reversed_order) == [
        "test_a_booked_seat_is_rejected", "test_a_seat_is_booked",
    ]  # fmt: skip
    p.record_value(
        "alone", "{command}: failed", failed, ran=failed,
        note="The whole file: 2 passed.",
    )  # fmt: skip


def test_a_template_gives_each_test_a_database_of_its_own(
    load: Load, postgresql: str
) -> None:
    _, bookings = load()
    server = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    databases = ("seats_template", "seats_1", "seats_2")

    def engine_of(database: str):
        return create_engine(make_url(postgresql).set(database=database))

    with contextlib.closing(server.connect()) as connection:
        connection.execute(text("CREATE DATABASE seats_template"))
        template = engine_of("seats_template")
        bookings.Base.metadata.create_all(template)
        template.dispose()
        with (
            contextlib.closing(template.connect()),
            pytest.raises(OperationalError, match="accessed by other users"),
        ):
            connection.execute(text("CREATE DATABASE seats_1 TEMPLATE seats_template"))
        template.dispose()
        connection.execute(text("CREATE DATABASE seats_1 TEMPLATE seats_template"))
        copy = engine_of("seats_1")
        assert inspect(copy).get_table_names() == ["bookings"]
        copy.dispose()
        own = create_engine(template.url, isolation_level="AUTOCOMMIT")
        with contextlib.closing(own.connect()) as alone:
            alone.execute(text("CREATE DATABASE seats_2 TEMPLATE seats_template"))
        own.dispose()
        for database in databases:
            connection.execute(text(f"DROP DATABASE {database}"))
    server.dispose()


def test_a_default_in_the_old_style_is_no_value_when_called_directly() -> None:
    app = FastAPI()

    @app.get("/old")
    def old(limit: int = Query(10)) -> int:
        return limit

    @app.get("/annotated")
    def annotated(limit: Annotated[int, Query()] = 10) -> int:
        return limit

    assert annotated() == 10
    assert type(old()).__name__ == "Query"


def test_a_default_factory_is_no_default_when_called_directly() -> None:
    app = FastAPI()

    @app.get("/")
    def read(seats: Annotated[list[int], Query(default_factory=list)]) -> list[int]:
        return seats

    assert TestClient(app).get("/").json() == []
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        read()  # pyright: ignore[reportCallIssue]
