"""A server process on loopback, for as long as a test needs it."""

import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import uvicorn

from .command import Command
from .waiting import LIMIT, wait_for


def free_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Server:
    """A server process: ``url``, ``port``, the command, and what it printed."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    printed: IO[str]
    command: Command

    @property
    def output(self) -> str:
        """All that the server has printed so far."""
        # Not seek and read: both ends share one position, and a line that the server
        # prints in between would overwrite the first ones.
        size = os.fstat(self.printed.fileno()).st_size
        return os.pread(self.printed.fileno(), size, 0).decode(errors="replace")

    @property
    def returncode(self) -> int | None:
        """How the process ended; None while it runs."""
        return self.process.poll()

    def listens(self) -> bool:
        """Whether the port takes connections; an error where the process has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the server ended early:\n{self.output}")
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def wait_until_listening(self, seconds: float = LIMIT) -> None:
        """Return as soon as the port takes connections."""
        wait_for(self.listens, seconds, lambda: f"does not listen:\n{self.output}")

    def wait_for_output(self, text: str, seconds: float = LIMIT) -> str:
        """Give all that the server has printed as soon as ``text`` stands in it."""
        missing = lambda: f"not printed: {text}\n{self.output}"  # noqa: E731
        wait_for(lambda: text in self.output, seconds, missing)
        return self.output

    def stop(self, sig: int = signal.SIGTERM, seconds: float = LIMIT) -> int:
        """Send ``sig``, wait, kill after ``seconds``; give the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@contextmanager
def serve(
    command: Command, folder: Path, errors: Path | None = None, listens: bool = True
) -> Iterator[Server]:
    """Start the command in the folder, wait until it listens, stop it at the end.
    Its standard error goes to the file ``errors``, else to the output."""
    port = free_port()
    words, env = command.run_with(port)
    with (
        tempfile.TemporaryFile("w+") as printed,
        errors.open("w") if errors else nullcontext(subprocess.STDOUT) as stderr,
    ):
        process = subprocess.Popen(
            words, cwd=folder, env=env, stdout=printed, stderr=stderr
        )
        server = Server(f"http://127.0.0.1:{port}", port, process, printed, command)
        try:
            if listens:
                server.wait_until_listening()
            yield server
        finally:
            server.stop()


@contextmanager
def serve_here(app: Any, **options: Any) -> Iterator[str]:
    """Serve an ASGI application by Uvicorn in a thread of this process, so that a test
    can look into it: the address, which ends without a slash. Options are those of
    ``uvicorn.Config``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings: dict[str, Any] = {"log_level": "critical"} | options
        config = uvicorn.Config(app, **settings)
        here = uvicorn.Server(config)
        thread = threading.Thread(target=here.run, args=([listener],))
        thread.start()
        try:
            wait_for(lambda: here.started or not thread.is_alive())
            if not here.started:
                raise RuntimeError("the server ended before it served")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            here.should_exit = True
            thread.join()
