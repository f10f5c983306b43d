"""Who may import whom: the contracts of pyproject.toml, no cycle between modules, no import hidden in a function."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.sources import APPS, CLIENT, PACKAGES, ROOT, python_files, tree


@pytest.mark.parametrize(("folder", "sources"), [(ROOT, "."), (ROOT / CLIENT / "..", "src")], ids=["server", "client"])
def test_import_contracts_are_kept(folder: Path, sources: str) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": sources},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_imports_itself_over_others() -> None:
    graph = grimp.build_graph(*APPS, "config", exclude_type_checking_imports=True, cache_dir=None)
    edges = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert _cycles(edges) == []


def test_no_first_party_import_hides_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if _imported(node) & set(PACKAGES)
    ]
    assert hidden == []


def _imported(node: ast.AST) -> set[str]:
    """The first names of what a statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return set()


def _cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other: strip again and again what imports nothing or what nothing imports."""
    left = {module: set(targets) for module, targets in edges.items()}
    while True:
        imported = set().union(*left.values()) if left else set()
        removable = {module for module, targets in left.items() if not targets or module not in imported}
        if not removable:
            return [sorted(left)] if left else []
        left = {module: targets - removable for module, targets in left.items() if module not in removable}
