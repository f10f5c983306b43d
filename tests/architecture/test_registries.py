"""The registries are the test lists: what is registered has a test file of its own or stands in its folder's test data.

The staff admin registers by a decorator of the same name; its pages are tested by a loop over all models.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, python_files, tree


def _registered() -> list[tuple[Path, str]]:
    """Every class decorated with `@register`: its file and its key."""
    return [
        (path, _key(node))
        for path in python_files(*APPS)
        if "admin" not in path.parts and path.name != "admin.py"
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and any(_name(decorator) == "register" for decorator in node.decorator_list)
    ]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _key(node: ast.ClassDef) -> str:
    """The value of the class attribute `key`, also when assigned as part of a tuple."""
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        for target in targets:
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for part, constant in zip(target.elts, value.elts, strict=True):
                    if getattr(part, "id", "") == "key" and isinstance(constant, ast.Constant):
                        return str(constant.value)
            elif getattr(target, "id", "") == "key" and isinstance(value, ast.Constant):
                return str(value.value)
    return node.name


@pytest.mark.parametrize(("path", "key"), _registered(), ids=lambda value: getattr(value, "stem", value))
def test_what_is_registered_is_tested(path: Path, key: str) -> None:
    folder = ROOT / "tests" / path.parent.relative_to(ROOT)
    own = folder / f"test_{path.stem}.py"
    named = any(f'"{key}"' in file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    assert own.exists() or named, f"{own.relative_to(ROOT)} is missing, and no test data in its folder names {key!r}"
