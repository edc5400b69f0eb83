"""A record holds what ran and nothing else, however it is changed by hand."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.record import ROOT, body_of

SUMS = "import sys\n\nprint(sum(map(int, sys.argv[1:])))\n"
TEST = """\
def test_sums(program):
    p = program("sums.py")
    p.record_output("two", p.run("1", "1"))
    p.record_output("ten", p.run("4", "6"), note="more")


def test_whether(program):
    program("sums.py").record_value("whether", "is it?", True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one answer with one program, recorded."""
    for name in ("conftest.py", "harness"):
        source, copy = (
            ROOT / "tests/examples" / name,
            tmp_path / "tests/examples" / name,
        )
        if source.is_dir():
            ours = shutil.ignore_patterns("test_*", "__pycache__")
            shutil.copytree(source, copy, ignore=ours)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    folder, tests = answer(tmp_path), tmp_path / "tests/examples/basics"
    folder.mkdir(parents=True)
    tests.mkdir()
    (folder / "index.mdx").write_text("")
    (folder / "sums.py").write_text(SUMS)
    (tests / "test_sums.py").write_text(TEST)
    done = run(tmp_path, "--record")
    assert done.returncode == 0, done.stdout
    assert "\nrecorded content/basics/sums/sums.py.record.json\n" in done.stdout
    return tmp_path


def answer(project: Path) -> Path:
    return project / "content/basics/sums"


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    alone = ("-p", "no:xdist") if "-n" not in words else ()
    command = [sys.executable, "-B", "-m", "pytest", "-q", *alone, *words]
    return subprocess.run(
        command, cwd=project, text=True, capture_output=True, timeout=300, check=False
    )


Record = dict[str, Any]


def forge_a_first_step(record: Record) -> None:
    """The forgery that once passed: a step of the same name, before the true one."""
    forged = record["steps"][0] | {"output": "this never happened\n"}
    record["steps"].insert(0, forged)


def forge_a_test(record: Record) -> None:
    record["test"] = "tests/examples/basics/test_nowhere.py"


def forge_a_step(record: Record) -> None:
    record["steps"].append(record["steps"][0] | {"step": "never"})


def forge_an_order(record: Record) -> None:
    record["steps"].reverse()


def forge_a_command(record: Record) -> None:
    record["steps"][0]["command"] += " --fast"


def forge_a_key(record: Record) -> None:
    record["steps"][0]["note"] = "on a slow machine"


def forge_a_type(record: Record) -> None:
    record["steps"][2]["value"] = 1  # which is True to Python


def forget_a_step(record: Record) -> None:
    del record["steps"][1]


@pytest.mark.parametrize(
    "forge",
    [
        forge_a_first_step, forge_a_test, forge_a_step, forge_an_order,
        forge_a_command, forge_a_key, forge_a_type, forget_a_step,
    ],
)  # fmt: skip
def test_a_forged_record_is_refused(
    project: Path, forge: Callable[[Record], None]
) -> None:
    path = answer(project) / "sums.py.record.json"
    true = path.read_text()
    record = json.loads(true)
    forge(record)
    path.write_text(json.dumps(record, indent=2) + "\n")
    done = run(project)
    assert done.returncode == 1
    # Told once, by its path from the root, with what differs and what to do.
    assert done.stdout.count("--- recorded") <= 1
    assert "\ncontent/basics/sums/sums.py.record.json: " in done.stdout
    assert str(project) not in done.stdout
    assert "If that is right now: npm run record" in done.stdout
    # The remedy it names brings back the truth.
    assert run(project, "--record").returncode == 0
    assert path.read_text() == true


def test_null_is_a_body_and_nothing_is_none() -> None:
    assert body_of(b"null") == {"body": None}
    assert body_of(b'{"id": 1}') == {"body": {"id": 1}}
    assert body_of(b"text") == {"body": "text"}
    assert body_of(b"") == {}


def test_what_no_test_opens_or_records_is_refused(project: Path) -> None:
    folder = answer(project)
    (folder / "other.py").write_text("")
    (folder / "gone.py.record.json").write_text('{"steps": []}')
    done = run(project)
    assert done.returncode == 1
    assert "sums/other.py: no test opens this program" in done.stdout
    assert "gone.py.record.json: a record without a run; delete it" in done.stdout


def test_a_renamed_answer_needs_no_new_record(project: Path) -> None:
    answer(project).rename(answer(project).with_name("adding-up"))
    test = project / "tests/examples/basics/test_sums.py"
    done = run(project)
    assert "no folder content/basics/sums. Name the test file after" in done.stdout
    test.rename(test.with_name("test_adding_up.py"))
    assert run(project).returncode == 0


def test_a_part_of_the_tests_is_compared_and_recorded_by_itself(project: Path) -> None:
    path = answer(project) / "sums.py.record.json"
    true = path.read_text()
    one = "tests/examples/basics/test_sums.py::test_whether"
    for words in (["-k", "whether"], [one]):
        assert run(project, *words).returncode == 0
        path.write_text(true.replace("is it?", "is it not?"))
        done = run(project, *words)
        assert done.returncode == 1
        assert "sums.py.record.json: 'whether'\n" in done.stdout
        assert run(project, *words, "--record").returncode == 0
        assert path.read_text() == true


def test_a_failed_test_records_nothing(project: Path) -> None:
    path = answer(project) / "sums.py.record.json"
    path.unlink()
    with (project / "tests/examples/basics/test_sums.py").open("a") as test:
        test.write("    assert False\n")
    assert run(project, "--record").returncode == 1
    assert not path.exists()


def test_processes_that_share_the_work_tell_one_end(project: Path) -> None:
    more = answer(project).with_name("more-sums")
    shutil.copytree(answer(project), more)
    test = project / "tests/examples/basics/test_sums.py"
    shutil.copy(test, test.with_name("test_more_sums.py"))
    (more / "sums.py.record.json").unlink()
    for words in ([], ["-n", "2", "--dist", "loadfile"]):
        refused = run(project, *words)
        assert refused.returncode == 1
        assert "more-sums/sums.py.record.json: step 'ten' is not" in refused.stdout
        written = run(project, *words, "--record").stdout.splitlines()
        assert written[-3:-1] == [
            "recorded content/basics/more-sums/sums.py.record.json",
            'recorded from runs: {"programs": 2, "steps": 6}',
        ]
        done = run(project, *words)
        assert done.returncode == 0
        assert done.stdout.count("recorded") == 1
        (more / "sums.py.record.json").unlink()
