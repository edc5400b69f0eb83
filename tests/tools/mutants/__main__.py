"""Shows whether the tests notice when a program of ``content/`` does something else.

    npm run mutants:programs -- <section>[/<question>] … [--seed N] [--per-program 5]

Changes the programs one small step at a time, in scratch copies of the project, and
runs the question's test file on each. Ends with 1 where a section's tests notice fewer
than 95 % of the changes. See README.md beside this file.
"""

import argparse
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import yaml
from mutate import Mutant
from sampling import read_equivalents, sample, stale
from scratch_runs import Job, Outcome, copies, prepare, run

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "content"
EQUIVALENT = Path(__file__).with_name("equivalent")
WORKERS = 2
BOUND = 0.95
# The first run of a test file may take long, when other work shares the machine.
FIRST_LIMIT = 600


class Tried(NamedTuple):
    """What became of the mutants of a program."""

    mutants: int
    killed: int
    timed_out: int


def limit(baseline: float) -> float:
    """Seconds after which a run counts as never ending."""
    return 30 + 5 * baseline


def questions(wanted: list[str]) -> list[Path]:
    """The folders of the answers of ``section`` or ``section/question``, or of all."""
    folders = sorted(file.parent for file in CONTENT.glob("*/*/index.mdx"))
    chosen = []
    for name in wanted or [""]:
        path = CONTENT / name
        found = [one for one in folders if path in (one, one.parent, one.parent.parent)]
        if not found:
            known = sorted({one.parent.name for one in folders})
            sys.exit(f"no section or question '{name}'; sections: {', '.join(known)}")
        chosen += [one for one in found if one not in chosen]
    return chosen


def test_of(folder: Path) -> Path:
    """The answer's test file, from the root of the project."""
    name = f"test_{folder.name.replace('-', '_')}.py"
    return Path("tests/examples", folder.parent.name, name)


def measure(folders: list[Path], scratch: list[Path]) -> dict[Path, float]:
    """Run each test file unchanged; give its seconds, or stop where one is red."""
    jobs = [Job(test_of(folder), FIRST_LIMIT) for folder in folders]
    seconds = {}
    for outcome in run(jobs, scratch):
        if outcome.failed:
            print(outcome.printed, file=sys.stderr)
            sys.exit(f"{outcome.job.test} fails without any change: mend that first")
        seconds[outcome.job.test] = outcome.seconds
    return seconds


def report(program: Path, mutant: Mutant) -> None:
    """Print a mutant that no test noticed, in the form that equivalent/ takes."""
    entry = yaml.safe_dump(
        [{"change": mutant.change}], allow_unicode=True, width=10_000
    )
    print(f"survived: {program}:{mutant.line} ({mutant.kind})\n  {entry}", flush=True)


def table(tried: dict[Path, Tried]) -> bool:
    """Print what was tried; give whether every section reaches the bound."""
    row = "{:<58}{:>8}{:>8}{:>11}{:>8}"
    print(row.format("program", "tried", "killed", "by limit", "share"))
    sections: dict[str, list[Tried]] = {}
    for program, counts in sorted(tried.items()):
        print(row.format(str(program), *counts, share(counts)))
        sections.setdefault(program.parts[0], []).append(counts)
    reached = True
    for section, all_counts in sections.items():
        total = Tried(*map(sum, zip(*all_counts, strict=True)))
        reached &= total.killed >= BOUND * total.mutants
        print(row.format(f"= {section}", *total, share(total)))
    return reached


def share(counts: Tried) -> str:
    return f"{counts.killed / counts.mutants:.1%}" if counts.mutants else "–"


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run mutants:programs --")
    parser.add_argument("wanted", nargs="*", metavar="section[/question]")
    parser.add_argument("--seed", default="1", help="another seed tries other mutants")
    parser.add_argument("--per-program", type=int, default=5, metavar="N")
    options = parser.parse_args()
    folders = questions(options.wanted)
    equivalents = read_equivalents(EQUIVALENT)
    if faults := stale(equivalents, CONTENT):
        sys.exit("\n".join([f"{EQUIVALENT.relative_to(ROOT)}:", *faults]))

    prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    mutants: dict[Job, Mutant] = {}
    counts: dict[Path, Counter[str]] = {}
    with copies(ROOT, WORKERS) as scratch:
        baseline = measure(folders, scratch)
        for folder in folders:
            test = test_of(folder)
            for path in sorted(folder.glob("*.py")):
                program = path.relative_to(CONTENT)
                source = path.read_bytes()
                known = [e.change for e in equivalents if e.program == str(program)]
                key = f"{options.seed}/{program}"
                counts[program] = Counter()
                for mutant in sample(source, key, options.per_program, known):
                    name = path.relative_to(ROOT)
                    job = Job(test, limit(baseline[test]), name, mutant.text)
                    mutants[job] = mutant
        print(f"{len(mutants)} mutants of {len(counts)} programs", flush=True)
        for outcome in run(list(mutants), scratch):
            note(outcome, mutants[outcome.job], counts)
    tried = {
        program: Tried(seen.total(), seen.total() - seen["survived"], seen["timed out"])
        for program, seen in counts.items()
    }
    return 0 if table(tried) else 1


def note(
    outcome: Outcome, mutant: Mutant, counts: dict[Path, Counter[str]]
) -> None:  # fmt: skip
    """Count the outcome; say so where no test noticed the change."""
    assert outcome.job.program is not None
    program = outcome.job.program.relative_to("content")
    if not outcome.failed:
        report(outcome.job.program, mutant)
    kind = "timed out" if outcome.timed_out else "killed"
    counts[program][kind if outcome.failed else "survived"] += 1


if __name__ == "__main__":
    sys.exit(main())
