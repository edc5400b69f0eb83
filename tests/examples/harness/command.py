"""A command that ran, and how a reader types it."""

import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .environment import environment, set_by_test

SHOWN_PORT = "8000"


@dataclass(frozen=True)
class Command:
    """``words`` as they were given, with ``{port}`` where a free port is put; ``env``
    is what the test has set for it."""

    words: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=set_by_test)

    def run_with(self, port: int) -> tuple[list[str], dict[str, str]]:
        """The words and the environment for a process; ``python`` is this Python."""
        words = [word.replace("{port}", str(port)) for word in self.words]
        if words[0] == "python":
            words[0] = sys.executable
        env = {k: v.replace("{port}", str(port)) for k, v in self.env.items()}
        return words, environment() | env

    def shown(self, masked: Callable[[str], str]) -> str:
        """The command as a reader types it, argument for argument: what the test has
        set stands in front, ``{port}`` is 8000, and a mask may change values only."""
        words = [f"{name}={value}" for name, value in self.env.items()]
        words += self.words
        return " ".join(self._shown_word(word, masked) for word in words)

    def _shown_word(self, word: str, masked: Callable[[str], str]) -> str:
        word = word.replace("{port}", SHOWN_PORT)
        now = masked(word)
        if now != word and (not now or word.startswith("-") or word == self.words[0]):
            raise ValueError(f"'{self.words}': a mask may not change '{word}'")
        name, equals, value = now.partition("=") if "=" in word else ("", "", now)
        # What needs no quotes is not to get them by a mask's "…".
        return now if shlex.quote(word) == word else name + equals + shlex.quote(value)


class Ran(subprocess.CompletedProcess[str]):
    """How a command ended and what it printed, with the command itself."""

    def __init__(
        self, command: Command, returncode: int | None, stdout: str, stderr: str
    ) -> None:  # fmt: skip
        assert returncode is not None
        super().__init__(command.words, returncode, stdout, stderr)
        self.command = command

    @property
    def output(self) -> str:
        """What is recorded where nothing else is said."""
        return self.stdout


class Failures(dict[str, str]):
    """The messages of failed tests by their names, with the command that ran them."""

    def __init__(self, command: Command, messages: dict[str, str]) -> None:
        super().__init__(messages)
        self.command = command
