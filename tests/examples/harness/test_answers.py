"""Every answer is proven by a test file, and every test file proves an answer."""

import ast
from pathlib import Path

import pytest

from harness.record import CONTENT, ROOT, folder_of, shown_path

SECTIONS = {path.parent.parent for path in CONTENT.glob("*/*/index.mdx")}
FILES = sorted(
    file
    for section in SECTIONS
    for file in (ROOT / "tests/examples" / section.name).glob("test_*.py")
)


@pytest.mark.parametrize("file", FILES, ids=shown_path)
def test_a_file_proves_an_answer(file: Path) -> None:
    assert (folder_of(file) / "index.mdx").is_file()
    functions = ast.parse(file.read_text()).body
    assert any(getattr(one, "name", "").startswith("test_") for one in functions)


def test_an_answer_has_its_file() -> None:
    answers = {path.parent for path in CONTENT.glob("*/*/index.mdx")}
    unproven = answers - {folder_of(file) for file in FILES}
    assert not unproven, f"no test proves {', '.join(map(shown_path, unproven))}"
