"""The small harmful changes that can be made to a program.

A mutant is an edit of the program's text, found by walking its syntax tree: comments,
regions and line numbers stay as they are, because records and tests may show them.
Never changed are docstrings, imports, comments, ``if __name__ == …`` and annotations;
calls within an annotation, ``Query(ge=1)``, are values and are changed.
"""

import ast
import re
from dataclasses import dataclass

from edits import Edit, Finder

POINT = re.compile(r"\s*#\s*point$")


@dataclass(frozen=True)
class Mutant:
    """One change of a program: ``text`` is the whole program after it, ``change`` the
    lines that differ as ``before → after``, unique in the program."""

    line: int
    last_line: int
    kind: str
    change: str
    text: bytes


def mutants_of(source: bytes) -> list[Mutant]:
    """All mutants of the program, in the order of their places."""
    tree = ast.parse(source)
    finder = Finder(source, tree)
    finder.visit(tree)
    before = ast.dump(tree)
    seen: dict[str, int] = {}
    mutants = []
    for edit in sorted(finder.edits, key=lambda e: (e.start, e.end, e.kind, e.new)):
        text = changed(source, edit)
        if not differs(text, before):
            continue
        line = source.count(b"\n", 0, edit.start) + 1
        last = source.count(b"\n", 0, edit.end) + 1
        change = described(source, text, line, last)
        seen[change] = seen.get(change, 0) + 1
        if seen[change] > 1:  # the same line stands in the program more than once
            change += f" ({seen[change]})"
        mutants.append(Mutant(line, last, edit.kind, change, text))
    return mutants


def points_of(source: bytes) -> list[int]:
    """The numbers of the lines that are marked ``# point``."""
    lines = source.decode().split("\n")
    return [number for number, line in enumerate(lines, 1) if POINT.search(line)]


def changed(source: bytes, edit: Edit) -> bytes:
    """The program after the edit, with as many lines as before."""
    lost = source.count(b"\n", edit.start, edit.end) - edit.new.count(b"\n")
    return source[: edit.start] + edit.new + b"\n" * lost + source[edit.end :]


def differs(text: bytes, before: str) -> bool:
    """Whether the text is a program, and another than the one with that tree."""
    try:
        tree = ast.parse(text)
        compile(tree, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return ast.dump(tree) != before


def described(source: bytes, text: bytes, line: int, last: int) -> str:
    """The lines that differ, as ``before → after``."""

    def joined(whole: bytes) -> str:
        lines = whole.decode().split("\n")[line - 1 : last]
        return " ".join(filter(None, (POINT.sub("", one).strip() for one in lines)))

    return f"{joined(source)} → {joined(text)}"
