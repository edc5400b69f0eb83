"""Lays out a program's files, imports it and lets the page talk to it."""

import asyncio
import importlib
import json
import linecache
import logging
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette

from .browser import make_do
from .errors import explain
from .server import Conversation, Headers, Server

HOME = Path("/program")
ENVIRONMENT = {"HOME": "/tmp", "LANG": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "80"}
Json = dict[str, Any]
Said = Callable[[int, str, str], None]


class Runner:
    """One program at a time."""

    def __init__(self) -> None:
        sys.dont_write_bytecode = True
        make_do()
        self.server: Server | None = None
        self.conversations: dict[int, Conversation] = {}

    async def answer(self, ask: str, words: str, said: Said) -> str:
        """Do what the page asks; what goes wrong is a traceback."""
        try:
            given = json.loads(words)
            if ask == "open":
                given["said"] = said
            result = getattr(self, ask)(**given)
            if hasattr(result, "__await__"):
                result = await result
            return json.dumps(result or {})
        except BaseException as error:
            return json.dumps({"traceback": explain(error)})

    async def forget(self) -> None:
        """End what ran, and forget what it has left."""
        if self.server:
            await self.server.stop()
        self.server = None
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        self.conversations.clear()
        home = f"{HOME}/"
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None) or "").startswith(home):
                del sys.modules[name]
        if "sqlmodel" in sys.modules:
            base = sys.modules["sqlmodel"].SQLModel
            base.metadata.clear()
            base._sa_registry.dispose()
        for handler in list(logging.root.handlers):
            logging.root.removeHandler(handler)
        logging.root.setLevel(logging.WARNING)
        anyio.to_thread.current_default_thread_limiter().total_tokens = 40
        os.chdir("/")
        shutil.rmtree(HOME, ignore_errors=True)

    async def lay_out(self, files: list[dict[str, str]], env: dict[str, str]) -> None:
        """Put the files into the folder in which the program runs."""
        await self.forget()
        write(files)
        os.chdir(HOME)
        os.environ.clear()
        os.environ.update(ENVIRONMENT | env)
        if str(HOME) not in sys.path:
            sys.path.insert(0, str(HOME))
        importlib.invalidate_caches()
        linecache.clearcache()

    def load(self, app: str, file: str) -> Json:
        """Import the program; without ``app`` run it as a script, but for tests. What
        a script has made of an application serves too."""
        found: Any = None
        if app:
            module, _, name = app.partition(":")
            found = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
        elif not file.startswith("test_"):
            found = application_in(run_script(HOME / file))
        if found:
            self.server = Server(
                found, lambda error: print(explain(error), end="", file=sys.stderr)
            )
        return {"serves": bool(found)}

    async def begin(self) -> None:
        """Begin the lifespan of what was loaded."""
        if self.server:
            await self.server.start()

    async def request(
        self, method: str, target: str, headers: Headers, body: str, whole: bool
    ) -> Json:
        return await self.running.request(method, target, headers, body, whole=whole)

    async def open(self, key: int, target: str, headers: Headers, said: Said) -> None:
        say = lambda who, text: said(key, who, text)  # noqa: E731
        self.conversations[key] = self.running.open(target, headers, say)

    def hear(self, key: int, text: str, binary: bool) -> None:
        self.conversations[key].hear(text, binary)

    def close(self, key: int) -> None:
        self.conversations[key].close()

    def test(self, file: str) -> Json:
        """Run the tests of a file with pytest."""
        from .tests import run_tests

        return run_tests(file)

    @property
    def running(self) -> Server:
        if not self.server:
            raise RuntimeError("nothing runs")
        return self.server


def write(files: list[dict[str, str]]) -> None:
    """Put the files where the program finds them."""
    HOME.mkdir(parents=True)
    for file in files:
        path = HOME / file["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file["text"])


def application_in(names: Json) -> Starlette | None:
    """Find the application among the names of a module."""
    return next((one for one in names.values() if isinstance(one, Starlette)), None)


def run_script(path: Path) -> Json:
    """Run a file as ``python file`` does; give its names."""
    module = ModuleType("__main__")
    module.__file__ = str(path)
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        exec(compile(path.read_text(), path, "exec"), module.__dict__)
    except SystemExit as ended:
        if ended.code:
            raise
    finally:
        sys.modules["__main__"] = before
    return module.__dict__
