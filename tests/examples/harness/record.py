"""The record of what a program did: ``<program>.record.json`` beside it.

A test records named steps. A normal run compares them with the file, byte for byte;
``pytest --record`` (``npm run record``) writes it. Nobody else does: a file that is not
what its tests record is refused, whatever differs.
"""

import difflib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "content"
Json = Any
Mask = Mapping[str, str]


def folder_of(test: Path) -> Path:
    """The answer's folder that the test file proves: of
    ``routing/test_path_parameters.py`` it is ``content/routing/path-parameters/``."""
    question = test.stem.removeprefix("test_").replace("_", "-")
    folder = CONTENT / test.parent.name / question
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{shown_path(test)}: no folder {shown_path(folder)}. "
            "Name the test file after the question's folder, with '_' for '-'."
        )
    return folder


def shown_path(path: Path) -> str:
    """The path from the project's root."""
    return path.relative_to(ROOT).as_posix()


def masked(value: Json, mask: Mask) -> Json:
    """Replace, in every string of ``value``, what the patterns of ``mask`` match."""
    if isinstance(value, str):
        for pattern, shown in mask.items():
            value = re.sub(pattern, shown, value)
        return value
    if isinstance(value, Mapping):
        return {masked(k, mask): masked(v, mask) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one, mask) for one in value]
    return value


def body_of(content: bytes) -> dict[str, Json]:
    """The `body` of a message: JSON where it is JSON, else text; nothing where there
    is none, which JSON's null is not."""
    if not content:
        return {}
    text = content.decode("utf-8", "replace")
    try:
        return {"body": json.loads(text, parse_constant=refuse_constant)}
    except ValueError:
        return {"body": text}


def refuse_constant(name: str) -> Json:
    """Python reads NaN and Infinity; they are no JSON, nor could the site read them."""
    raise ValueError(f"{name} is not JSON")


def dump(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def record_path(program: Path) -> Path:
    return program.with_name(f"{program.name}.record.json")


def stored_steps(program: Path) -> list[Json]:
    path = record_path(program)
    return json.loads(path.read_text())["steps"] if path.exists() else []


class Recorder:
    """Gathers the steps of the programs that tests open, compares and writes them."""

    def __init__(self) -> None:
        self.steps: dict[Path, dict[str, Json]] = {}
        self.fresh: list[tuple[Path, str]] = []

    def open(self, program: Path) -> None:
        """Note that a test looks at the program."""
        self.steps.setdefault(program, {})

    def add(self, program: Path, step: str, record: Json) -> None:
        """Take down a step of the program."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step):
            raise ValueError(f"step '{step}': use lower-case words joined by '-'")
        steps = self.steps[program]
        if step in steps:
            raise ValueError(f"{program.name}: step '{step}' is recorded twice")
        for path in (str(ROOT), tempfile.gettempdir() + os.sep):
            if path in dump(record):
                raise ValueError(
                    f"{program.name}: step '{step}' holds a path of this machine, "
                    f"{path}: mask it"
                )
        steps[step] = {"step": step, **record}
        self.fresh.append((program, step))

    def differences(self) -> list[str]:
        """One message for each step, of those taken down since this was asked last,
        that is not as its record file says."""
        faults = []
        fresh, self.fresh = self.fresh, []
        for program, name in fresh:
            path = record_path(program)
            now = self.steps[program][name]
            stored = {one["step"]: one for one in stored_steps(program)}
            if (then := stored.get(name)) is None:
                faults.append(f"{shown_path(path)}: step '{name}' is not recorded")
            elif dump(now) != dump(then):
                diff = compared(dump(then), dump(now))
                faults.append(f"{shown_path(path)}: '{name}'\n{diff}")
        return faults

    def faults(self, folder: Path) -> list[str]:
        """What a run of all tests of the answer finds wrong with its files: programs
        that no test opens, records that are not what the tests record."""
        faults = []
        for path in sorted(folder.iterdir()):
            if path.name == "index.mdx" or path.is_dir():
                continue
            if not path.name.endswith(".record.json"):
                if path not in self.steps:
                    faults.append(f"{shown_path(path)}: no test opens this program")
                continue
            program = path.with_name(path.name.removesuffix(".record.json"))
            text = self.text(program)
            if text is None:
                message = "a record without a run; delete it"
                faults.append(f"{shown_path(path)}: {message}")
            elif (stored := path.read_text()) != text:
                message = "not what the tests record"
                diff = compared(stored, text)
                faults.append(f"{shown_path(path)}: {message}\n{diff}")
        return faults

    def text(self, program: Path) -> str | None:
        """The record file of the program's steps; None where it has none."""
        steps = self.steps.get(program)
        return dump({"steps": [*steps.values()]}) if steps else None

    def write(self, folder: Path, whole: bool) -> list[Path]:
        """Write the records of the answer; give the files that changed. Where not all
        of its tests ran, the steps of the others stay."""
        changed = []
        for program in [one for one in self.steps if one.parent == folder]:
            if not whole:
                known = {one["step"]: one for one in stored_steps(program)}
                self.steps[program] = known | self.steps[program]
            path, text = record_path(program), self.text(program)
            before = path.read_text() if path.exists() else None
            if text == before:
                continue
            changed.append(path)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        return changed


def compared(stored: str, run: str) -> str:
    """The lines that differ, with a few around them."""
    lines = difflib.unified_diff(
        stored.splitlines(), run.splitlines(), "recorded", "this run", lineterm="", n=2
    )
    return "\n".join(lines)
