"""The command that a page shows is the command that ran, argument for argument."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.command import Command
from harness.program import Program
from harness.record import Recorder

PROGRAM = """\
import os, sys
print(sys.argv[1:], os.environ.get("COLOR"))
sys.exit(len(sys.argv))
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    path = tmp_path / "shows.py"
    path.write_text(PROGRAM)
    return Program(path, Recorder())


def recorded(program: Program, step: str) -> dict[str, Any]:
    return json.loads(program.recorder.text(program.path) or "")["steps"][-1]


def test_what_ran_is_shown(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.record_output("plain", program.run("a b", "--fast"))
    assert recorded(program, "plain") == {
        "step": "plain",
        "kind": "output",
        "command": "python shows.py 'a b' --fast",
        "output": "['a b', '--fast'] None\n",
    }
    monkeypatch.setenv("COLOR", "dark red")
    ran = program.run()
    monkeypatch.delenv("COLOR")
    program.record_output("set", ran, "no more", exit_code=True)
    step = recorded(program, "set")
    assert step["command"] == "COLOR='dark red' python shows.py; echo exit $?"
    assert step["output"] == "no more\nexit 1"


def test_a_port_is_shown_as_8000(program: Program) -> None:
    ran = program.run_command(
        "python", "shows.py", "--port={port}", env={"P": "{port}"}
    )
    assert re.match(r"\['--port=\d+'\]", ran.stdout)
    program.record_output("port", ran, "")
    command = "P=8000 python shows.py --port=8000"
    assert recorded(program, "port")["command"] == command


def test_a_server_is_shown_as_it_was_started(program: Program) -> None:
    with program.serve("-m", "http.server", "{port}") as server:
        program.record_output("server", server, "")
    command = "python -m http.server 8000"
    assert recorded(program, "server")["command"] == command


def test_pytest_is_shown_as_it_ran(program: Program) -> None:
    test = program.path.with_name("test_one.py")
    test.write_text("def test_one(): ...\n")
    program.record_pytest("one", "-q", "test_one.py", passed=1)
    step = recorded(program, "one")
    assert step["command"] == "pytest -q test_one.py"
    assert "1 passed in …" in step["output"]


def test_a_typed_command_is_refused(program: Program) -> None:
    typed: Any = "python shows.py"
    with pytest.raises(TypeError, match=r"step 'typed': 'python shows.py' is typed"):
        program.record_output("typed", typed, "anything")


def test_a_label_and_a_note_show_what_ran(program: Program) -> None:
    test = program.path.with_name("test_one.py")
    test.write_text("def test_one():\n    assert 1 == 2\n")
    failed = program.failures("-k", "one", "test_one.py")
    assert failed == {"test_one": "assert 1 == 2"}
    program.record_value(
        "failed", "{command}: failed", failed, ran=failed, note="as {command} says"
    )
    step = recorded(program, "failed")
    assert step["label"] == "pytest -k one test_one.py: failed"
    assert step["note"] == "as pytest -k one test_one.py says"
    for typed in ("pytest test_one.py: failed", "uvicorn one:app", "python -c 1"):
        with pytest.raises(TypeError, match="shows a typed command"):
            program.record_value("label", typed, 1)
        with pytest.raises(TypeError, match=r"the note '.*' shows a typed command"):
            program.record_value("note", "one", 1, note=f"asked: {typed}")
    program.record_value("prose", "what Uvicorn and pytest say of python: nothing", 1)


@pytest.mark.parametrize("mask", [{"--fast": ""}, {"fast": "slow"}, {"python": "py"}])
def test_a_mask_changes_values_only(program: Program, mask: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a mask may not change"):
        program.record_output("masked", program.run("--fast"), mask=mask)


def test_a_mask_may_change_a_value(program: Program) -> None:
    ran = program.run("sqlite:////tmp/a/b.db")
    program.record_output("masked", ran, mask={"/tmp/a/": ""})
    step = recorded(program, "masked")
    assert step["command"] == "python shows.py sqlite:///b.db"
    assert step["masked"] is True


def test_a_path_of_this_machine_is_refused(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_DB", f"{program.path.parent}/shop.db")
    ran = program.run()
    with pytest.raises(ValueError, match=r"step 'path' holds a path of this machine"):
        program.record_output("path", ran)
    program.record_output("path", ran, mask={rf"{program.path.parent}/": ""})
    command = "SHOP_DB=shop.db python shows.py"
    assert recorded(program, "path")["command"] == command


def test_python_is_the_python_of_the_tests() -> None:
    words, env = Command(("python", "x.py")).run_with(0)
    assert words == [sys.executable, "x.py"]
    assert env["PATH"].startswith(str(Path(sys.executable).parent))


def test_a_change_is_made_where_its_text_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "limits.py"
    path.write_text("least = 1\nmost = 1\n")
    limits = Program(path, Recorder())
    changed = limits.load_changed("most = 1", "most = 9")
    assert (changed.least, changed.most) == (1, 9)
    with pytest.raises(ValueError, match=r"limits\.py has '= 1' 2 times, not once"):
        limits.load_changed("= 1", "= 2")
