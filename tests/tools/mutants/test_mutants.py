"""The tool that changes programs makes the changes it should, and only in copies."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mutate import mutants_of, points_of
from sampling import Equivalent, sample, stale

ROOT = Path(__file__).parents[3]
TOOL = Path(__file__).parent


def changes(source: str, kind: str) -> list[str]:
    return [one.change for one in mutants_of(source.encode()) if one.kind == kind]


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("statement", "log.append(1)", ["log.append(1) → pass"]),
        ("statement", "self.a = b", ["self.a = b → pass"]),
        ("statement", "n = n_of(x)", []),
        ("statement", "class A:\n    x: int", ["x: int → pass"]),
        ("return", "def f():\n    return a", ["return a → return None"]),
        ("comparison", "a <= b", ["a <= b → a < b"]),
        ("comparison", "a is  not b", ["a is  not b → a is b"]),
        ("comparison", "a not in b", ["a not in b → a in b"]),
        ("condition", "if a:\n    b()", ["if a: → if not (a):"]),
        ("condition", "{x for x in y if x}", [
            "{x for x in y if x} → {x for x in y if not (x)}"
        ]),
        ("condition", "if a == b:\n    c()", []),
        ("condition", 'if __name__ == "__main__":\n    c()', []),
        ("boolean", "a and (b or c) and d", [
            "a and (b or c) and d → a or (b or c) or d",
            "a and (b or c) and d → a and (b and c) and d",
        ]),
        ("boolean", "f(not a)", ["f(not a) → f(a)"]),
        ("boolean", "x = True", ["x = True → x = False"]),
        ("arithmetic", "a // b", ["a // b → a * b"]),
        ("arithmetic", "a += b", ["a += b → a -= b"]),
        ("arithmetic", "Id = int | None", []),
        ("number", "x = 1_000", ["x = 1_000 → x = 1001"]),
        ("string", 'x = f"{a} b"', ['x = f"{a} b" → x = f"{a} bX"']),
        ("string", '"""Told."""\nx = ""', ['x = "" → x = "X"']),
        ("string", 'f("é", "")', [
            'f("é", "") → f("éX", "")',
            'f("é", "") → f("é", "X")',
        ]),
        ("keyword", "f(a, b=c)", ["f(a, b=c) → f(a)"]),
        ("keyword", "f(a=b, c=d,)", [
            "f(a=b, c=d,) → f(c=d,)",
            "f(a=b, c=d,) → f(a=b,)",
        ]),
        ("keyword", "class A(B, t=x): ...", ["class A(B, t=x): ... → class A(B): ..."]),
        ("keyword", "def f(a: Annotated[int, Q(ge=x)]): ...", [
            "def f(a: Annotated[int, Q(ge=x)]): ..."
            " → def f(a: Annotated[int, Q()]): ..."
        ]),
        ("default", "def f(a: int = b, *, c=d): ...", [
            "def f(a: int = b, *, c=d): ... → def f(a: int, *, c=d): ...",
            "def f(a: int = b, *, c=d): ... → def f(a: int = b, *, c): ...",
        ]),
        ("default", "class A:\n    x: int = y", ["x: int = y → x: int"]),
        ("decorator", '@app.get("/")\ndef f(): ...', ['@app.get("/") → ']),
        ("string", '@app.get("/")\ndef f(): ...', ['@app.get("/") → @app.get("/X")']),
        ("await", "async def f():\n    await g()", ["await g() → g()"]),
        ("raise", "raise Gone from error", ["raise Gone from error → pass"]),
        ("handler", "try:\n    a()\nexcept B:\n    d()", ["except B: → except ():"]),
        ("context", "with a as b:\n    c()", [
            'with a as b: → with __import__("contextlib").nullcontext(a) as b:'
        ]),
    ],
)  # fmt: skip
def test_a_kind_of_change(kind: str, source: str, expected: list[str]) -> None:
    assert changes(source, kind) == expected


def test_what_means_nothing_is_left_alone() -> None:
    source = (
        '"""Docs."""\nimport a  # why\n\n'
        'def f(x: "A" = ..., *y: list[int]) -> int | None:\n    """Docs."""\n'
    )
    assert [one.kind for one in mutants_of(source.encode())] == ["default"]


def test_line_numbers_stay_and_each_change_has_its_own_name() -> None:
    source = b"log(\n    1,\n    key=2,\n)\nf(3)\nf(3)\n"
    mutants = mutants_of(source)
    assert {one.text.count(b"\n") for one in mutants} == {6}
    names = [one.change for one in mutants]
    assert "f(3) → pass (2)" in names
    assert len(set(names)) == len(names)


PROGRAM = b"""\
limit = 3  # why  # point
names = ["a", "b", "c", "d", "e", "f"]


def f(x):
    if x > limit and x != 7:
        raise ValueError
    return x
"""


def test_a_sample_is_stable_spread_and_has_the_points() -> None:
    assert points_of(PROGRAM) == [1]
    chosen = sample(PROGRAM, "1/a.py", 5)
    assert chosen == sample(PROGRAM, "1/a.py", 5)
    assert len(chosen) == 5
    assert len({one.kind for one in chosen}) == 5
    for seed in range(9):
        assert 1 in {one.line for one in sample(PROGRAM, f"{seed}/a.py", 1)}
    assert chosen != sample(PROGRAM, "2/a.py", 5)
    assert len(sample(PROGRAM, "1/a.py", 99)) == len(mutants_of(PROGRAM))


def test_an_equivalent_gives_its_place_to_another_and_must_exist(
    tmp_path: Path,
) -> None:
    chosen = sample(PROGRAM, "1/a.py", 5)
    known = chosen[-1].change
    again = sample(PROGRAM, "1/a.py", 5, [known])
    assert known not in {one.change for one in again}
    assert len(again) == 5
    (tmp_path / "a.py").write_bytes(PROGRAM)
    assert stale([Equivalent("a.py", known, "…")], tmp_path) == []
    (fault,) = stale([Equivalent("a.py", "x → y", "…")], tmp_path)
    assert fault == "a.py: no mutant makes this change: x → y"
    (fault,) = stale([Equivalent("gone.py", known, "…")], tmp_path)
    assert "no such program" in fault


SUMS = """\
def half(number: int) -> float:
    if number < 0:
        raise ValueError("negative")
    return number / 2


def twice(number: int) -> int:
    return number * 2
"""
TEST = """\
import pathlib, runpy
import pytest

SUMS = runpy.run_path(str(pathlib.Path("content/basics/sums/sums.py")))


def test_half():
    assert SUMS["half"](0) == 0
    assert SUMS["half"](3) == 1.5
    with pytest.raises(ValueError, match="^negative$"):
        SUMS["half"](-1)
"""
TWICE = """


def test_twice():
    assert SUMS["twice"](3) == 6
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one program, of which the test sees one function of two."""
    folder = tmp_path / "content/basics/sums"
    tests = tmp_path / "tests/examples/basics"
    folder.mkdir(parents=True)
    tests.mkdir(parents=True)
    (folder / "index.mdx").write_text("")
    (folder / "sums.py").write_text(SUMS)
    (tests / "test_sums.py").write_text(TEST)
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    ours = shutil.ignore_patterns("equivalent", "__pycache__")
    shutil.copytree(TOOL, tmp_path / "tests/tools/mutants", ignore=ours)
    return tmp_path


def tool(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "tests/tools/mutants", *words]
    return subprocess.run(
        command, cwd=project, text=True, capture_output=True, timeout=300, check=False
    )


def test_a_survivor_is_told_until_it_is_listed_or_a_test_notices_it(
    project: Path,
) -> None:
    done = tool(project, "basics/sums", "--per-program", "99")
    assert done.returncode == 1, done.stderr
    change = "return number * 2 → return number * 3"
    assert f"sums.py:8 (number)\n  - change: {change}\n" in done.stdout
    assert "sums.py:4" not in done.stdout
    assert (project / "content/basics/sums/sums.py").read_text() == SUMS
    assert not list(project.rglob("__pycache__"))

    listed = project / "tests/tools/mutants/equivalent/basics.yaml"
    listed.parent.mkdir()
    changes = re.findall(r"  - change: .*\n", done.stdout)
    entries = [f"{change}    reason: not shown\n" for change in changes]
    listed.write_text(f"basics/sums/sums.py:\n{''.join(entries)}")
    done = tool(project, "basics", "--per-program", "99")
    assert done.returncode == 0, done.stdout + done.stderr
    listed.unlink()

    with (project / "tests/examples/basics/test_sums.py").open("a") as test:
        test.write(TWICE)
    done = tool(project, "basics", "--per-program", "99")
    assert done.returncode == 0, done.stdout
    assert "survived" not in done.stdout


def test_a_red_test_and_a_wrong_name_stop_it_with_a_sentence(project: Path) -> None:
    done = tool(project, "basic")
    assert done.returncode == 1
    assert done.stderr == "no section or question 'basic'; sections: basics\n"
    (project / "content/basics/sums/sums.py").write_text(SUMS.replace("2", "3"))
    done = tool(project, "basics")
    assert done.returncode == 1
    end = "test_sums.py fails without any change: mend that first\n"
    assert done.stderr.endswith(end)


def test_what_never_ends_is_ended(project: Path) -> None:
    (project / "content/basics/sums/sums.py").write_text("while True: ...")
    script = f"""
from pathlib import Path
from scratch_runs import Job, copies, run
with copies(Path({str(project)!r}), 1) as scratch:
    job = Job(Path("tests/examples/basics/test_sums.py"), 3)
    print([(one.failed, one.timed_out) for one in run([job], scratch)])
print(scratch[0].exists())
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=TOOL, text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout == "[(True, True)]\nFalse\n", done.stderr
