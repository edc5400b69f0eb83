"""Where a program can be changed, and into what: one kind of change a method."""

import ast
import re
from dataclasses import dataclass
from itertools import pairwise

COMPARISONS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
    "is": "is not", "is not": "is", "in": "not in", "not in": "in",
}  # fmt: skip
ARITHMETIC = {
    "+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*", "**": "*",
    "|": "&", "&": "|", "^": "&", "<<": ">>", ">>": "<<", "@": "*",
}  # fmt: skip
COMPARISON = rb"not\s+in\b|is\s+not\b|\bin\b|\bis\b|[<>=!]=|<|>"
ARITHMETICAL = rb"\*\*|//|<<|>>|[-+*/%|&^@]"


@dataclass(frozen=True)
class Edit:
    start: int
    end: int
    new: bytes
    kind: str


class Finder(ast.NodeVisitor):
    """Gathers the edits of a program while it walks the tree."""

    def __init__(self, source: bytes, tree: ast.Module) -> None:
        self.source = source
        self.edits: list[Edit] = []
        lengths = [len(line) for line in source.splitlines(keepends=True)]
        self.starts = [sum(lengths[:index]) for index in range(len(lengths) + 1)]
        stored = [
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        self.set_again = {name for name in stored if stored.count(name) > 1}

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def code(self, node: ast.expr | ast.stmt | ast.keyword) -> bytes:
        return self.source[self.start(node) : self.end(node)]

    def replace(
        self, kind: str, node: ast.expr | ast.stmt | ast.keyword, new: bytes
    ) -> None:
        self.edits.append(Edit(self.start(node), self.end(node), new, kind))

    # Where there are no values to change.

    def visit_Import(self, node: ast.Import) -> None: ...

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None: ...

    def annotation(self, node: ast.AST | None) -> None:
        """Only what an annotation calls is a value: ``Annotated[int, Query(ge=1)]``."""
        if isinstance(node, ast.Call):
            self.visit(node)
        elif node is not None:
            for child in ast.iter_child_nodes(node):
                self.annotation(child)

    def body(self, node: ast.Module | ast.ClassDef | ast.FunctionDef) -> None:
        for statement in node.body[ast.get_docstring(node, clean=False) is not None :]:
            self.visit(statement)

    # Definitions.

    def visit_Module(self, node: ast.Module) -> None:
        self.body(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.decorators(node)
        self.keywords([*node.bases], node.keywords)
        for one in [*node.bases, *node.keywords]:
            self.visit(one)
        for one in node.body:
            if isinstance(one, ast.AnnAssign) and one.value is None:
                self.replace("statement", one, b"pass")
        self.body(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.decorators(node)
        self.visit(node.args)
        self.annotation(node.returns)
        self.body(node)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def decorators(self, node: ast.ClassDef | ast.FunctionDef) -> None:
        for one in node.decorator_list:
            at = self.source.rindex(b"@", 0, self.start(one))
            self.edits.append(Edit(at, self.end(one), b"", "decorator"))
            self.visit(one)

    def visit_arguments(self, node: ast.arguments) -> None:
        positional = [*node.posonlyargs, *node.args]
        first = len(positional) - len(node.defaults)
        pairs = [*zip(positional[first:], node.defaults, strict=True)]
        pairs += [
            (one, default)
            for one, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)
            if default is not None
        ]
        for argument, default in pairs:
            assert argument.end_lineno is not None
            assert argument.end_col_offset is not None
            after = self.starts[argument.end_lineno - 1] + argument.end_col_offset
            self.edits.append(Edit(after, self.end(default), b"", "default"))
            self.visit(default)
        for argument in [*positional, *node.kwonlyargs, node.vararg, node.kwarg]:
            self.annotation(argument and argument.annotation)

    # Statements.

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        if not isinstance(node.value, ast.Yield | ast.YieldFrom):
            self.replace("statement", node, b"pass")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        # Without its only assignment a name is unknown, which any test would notice.
        if all(
            isinstance(one, ast.Attribute | ast.Subscript)
            or (isinstance(one, ast.Name) and one.id in self.set_again)
            for one in node.targets
        ):
            self.replace("statement", node, b"pass")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.annotation(node.annotation)
        if node.value is not None:
            edit = Edit(self.end(node.annotation), self.end(node.value), b"", "default")
            self.edits.append(edit)
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.replace("statement", node, b"pass")
        self.operator("arithmetic", node.target, node.value, ARITHMETICAL, ARITHMETIC)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        self.replace("statement", node, b"pass")

    def visit_Break(self, node: ast.Break) -> None:
        self.replace("statement", node, b"pass")

    def visit_Continue(self, node: ast.Continue) -> None:
        self.replace("statement", node, b"pass")

    def visit_Raise(self, node: ast.Raise) -> None:
        self.replace("raise", node, b"pass")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        self.replace("return", node, b"return None" if node.value else b"pass")
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.replace("handler", node.type, b"()")
        for one in node.body:
            self.visit(one)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            code = self.code(item.context_expr)
            never_entered = b'__import__("contextlib").nullcontext(%s)' % code
            self.replace("context", item.context_expr, never_entered)
        self.generic_visit(node)

    visit_AsyncWith = visit_With

    # Conditions and operators.

    def condition(self, test: ast.expr) -> None:
        exact = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], exact):
            return  # its operator is turned round anyway, as is a `not`
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return
        self.replace("condition", test, b"not (%s)" % self.code(test))

    def visit_If(self, node: ast.If) -> None:
        if "__name__" in ast.unparse(node.test):
            for one in [*node.body, *node.orelse]:
                self.visit(one)
            return
        self.condition(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.condition(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for one in node.ifs:
            self.condition(one)
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        if node.guard is not None:
            self.condition(node.guard)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, right in pairwise(operands):
            self.operator("comparison", left, right, COMPARISON, COMPARISONS)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not (isinstance(node.op, ast.BitOr) and self.is_union(node)):
            self.operator("arithmetic", node.left, node.right, ARITHMETICAL, ARITHMETIC)
        self.generic_visit(node)

    def is_union(self, node: ast.BinOp) -> bool:
        """Whether ``|`` joins types, by their look: None, Name, str, list[…]."""
        return any(
            re.fullmatch(rb"None|[A-Z]\w*|int|str|float|bool|bytes|\w+\[.*", code)
            for code in (self.code(node.left), self.code(node.right))
        )

    def operator(
        self, kind: str, left: ast.expr, right: ast.expr, which: bytes,
        other: dict[str, str],
    ) -> None:  # fmt: skip
        found = re.compile(which).search(self.source, self.end(left), self.start(right))
        assert found is not None
        old = " ".join(found[0].decode().split())
        edit = Edit(found.start(), found.end(), other[old].encode(), kind)
        self.edits.append(edit)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new = (b"and", b"or") if isinstance(node.op, ast.And) else (b"or", b"and")
        parts = [self.code(node.values[0])]
        for left, right in pairwise(node.values):
            between = self.source[self.end(left) : self.start(right)]
            parts += [re.sub(rb"\b%s\b" % old, new, between), self.code(right)]
        self.replace("boolean", node, b"".join(parts))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self.replace("boolean", node, self.code(node)[len(b"not") :].lstrip())
        self.generic_visit(node)

    # Values.

    def visit_Await(self, node: ast.Await) -> None:
        self.replace("await", node, self.code(node)[len(b"await") :].lstrip())
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.keywords(node.args, node.keywords)
        self.generic_visit(node)

    def keywords(self, args: list[ast.expr], keywords: list[ast.keyword]) -> None:
        """Drop each keyword argument with its comma."""
        given = sorted([*args, *keywords], key=self.start)
        for index, one in enumerate(given):
            if not isinstance(one, ast.keyword):
                continue
            start, end = self.start(one), self.end(one)
            if index:
                start = self.source.rindex(b",", 0, start)
            elif found := re.compile(rb"\s*,\s*").match(self.source, end):
                end = found.end()
            self.edits.append(Edit(start, end, b"", "keyword"))

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self.replace("boolean", node, str(not value).encode())
        elif isinstance(value, int | float):
            self.replace("number", node, repr(value + 1).encode())
        elif isinstance(value, str | bytes):
            self.string(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.string(node)  # Python 3.11 does not tell the places within

    def string(self, node: ast.expr) -> None:
        code = self.code(node)
        quote = 3 if code.endswith((b'"""', b"'''")) else 1
        self.replace("string", node, code[:-quote] + b"X" + code[-quote:])
