"""No Django signals in the domain: what happens when a row is saved stands in the service that saves it."""

import ast

from tests.architecture.sources import APPS, ROOT, python_files, tree

SIGNAL_MODULES = ("django.db.models.signals", "django.dispatch", "django.db.backends.signals")


def test_no_app_uses_django_signals() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and ((node.module or "") in SIGNAL_MODULES or (node.module == "django.db.models" and _names_signals(node)))
    ]
    assert found == []


def _names_signals(node: ast.ImportFrom) -> bool:
    return any(alias.name == "signals" for alias in node.names)
