"""The project's own source files and functions, for the gates to look at."""

import ast
import dataclasses
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("workspaces", "contacts", "templates_app", "messaging", "campaigns", "frontend")
PACKAGES = (*APPS, "config", "scripts", "bench")
# The published client imports none of them, and none of them imports it.
CLIENT = "clients/python/src"
_GENERATED = {"0001_schema.py"}


@dataclasses.dataclass(frozen=True)
class Function:
    """A function or method with its number of lines, decorators and docstring left out."""

    path: Path
    name: str
    line: int
    lines: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name}"


def python_files(*folders: str) -> list[Path]:
    """Hand-written Python files below the folders (default: all packages, and the client), sorted."""
    found = (path for folder in folders or (*PACKAGES, CLIENT) for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if path.name not in _GENERATED and "node_modules" not in path.parts)


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(*folders: str) -> Iterator[Function]:
    """Every function of the files below the folders."""
    for path in python_files(*folders):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(path, node.name, node.lineno, _body_lines(node))


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without those of the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        docstring = node.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def tracked_files() -> list[Path]:
    """Every file under version control; in an unpacked archive, the sources."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return python_files()
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
