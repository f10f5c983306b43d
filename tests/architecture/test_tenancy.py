"""No code reaches past the tenancy manager, except what serves staff or Django itself."""

import ast

from django.apps import apps

from tests.architecture.sources import APPS, ROOT, python_files, tree
from workspaces.models import Workspace
from workspaces.tenancy import WorkspaceModel

# The manager's own definition.
ALLOWED = {"workspaces/tenancy.py"}


def test_unscoped_objects_are_for_the_admin_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files(*APPS)
        if "admin" not in path.parts and path.name != "admin.py" and str(path.relative_to(ROOT)) not in ALLOWED
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"unscoped_objects", "_base_manager", "_default_manager"}
    ]
    assert found == []


def test_every_model_with_a_workspace_has_the_guarded_manager() -> None:
    unguarded = [
        model.__name__
        for model in apps.get_models()
        if any(field.related_model is Workspace for field in model._meta.concrete_fields)
        and not issubclass(model, WorkspaceModel)
    ]
    # A membership is looked up by its user, before any workspace is known.
    assert set(unguarded) <= {"Membership"}
