"""The harness under its former name, for tests that still import it from here."""

from harness.command import Command, Ran
from harness.environment import environment
from harness.program import SECONDS, Program, forget_tables
from harness.record import CONTENT, Recorder
from harness.server import Server, free_port

__all__ = [
    "CONTENT",
    "SECONDS",
    "Command",
    "Program",
    "Ran",
    "Recorder",
    "Server",
    "environment",
    "forget_tables",
    "free_port",
]
