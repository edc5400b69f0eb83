"""Which mutants of a program are tried, and which are known to change nothing."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from mutate import Mutant, mutants_of, points_of


@dataclass(frozen=True)
class Equivalent:
    """A change after which the program does the same, and why."""

    program: str
    change: str
    reason: str


def sample(
    source: bytes, key: str, count: int, equivalent: Iterable[str] = ()
) -> list[Mutant]:
    """``count`` mutants of the program, of as many kinds as can be, and one of each
    line that is marked ``# point``. The same text and key give the same mutants; one
    that is listed as equivalent gives its place to the next, and the others stay."""
    found = mutants_of(source)
    order = random.Random(key).sample(found, len(found))
    order = [one for one in order if one.change not in set(equivalent)]
    chosen: list[Mutant] = []
    for point in points_of(source):
        on_line = [one for one in order if one.line <= point <= one.last_line]
        on_line.sort(key=lambda one: one.last_line - one.line)
        chosen += [one for one in on_line if one not in chosen][:1]
    # Each kind in turn, the one that was chosen least first.
    rest = [one for one in order if one not in chosen]
    tried = {one.kind: 0 for one in order}
    for one in chosen:
        tried[one.kind] += 1
    while rest and len(chosen) < count:
        one = min(rest, key=lambda one: tried[one.kind])
        rest.remove(one)
        chosen.append(one)
        tried[one.kind] += 1
    return sorted(chosen, key=lambda one: (one.line, one.change))


def read_equivalents(folder: Path) -> list[Equivalent]:
    """The lists of ``equivalent/<section>.yaml``: by program, changes and reasons."""
    listed: dict[str, list[dict[str, str]]] = {}
    for file in sorted(folder.glob("*.yaml")):
        for program, changes in yaml.safe_load(file.read_text()).items():
            if Path(program).parts[0] != file.stem:
                raise ValueError(f"{file.name} lists {program}, of another section")
            listed[program] = changes
    return [
        Equivalent(program, one["change"], one["reason"])
        for program, changes in listed.items()
        for one in changes
    ]


def stale(equivalents: Iterable[Equivalent], content: Path) -> list[str]:
    """One message for each entry that matches no mutant of its program any more."""
    faults = []
    for one in equivalents:
        program = content / one.program
        if not program.is_file():
            faults.append(f"{one.program}: no such program; delete its equivalents")
        elif one.change not in {m.change for m in mutants_of(program.read_bytes())}:
            faults.append(f"{one.program}: no mutant makes this change: {one.change}")
    return faults
