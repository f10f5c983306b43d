from importlib import import_module

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"
    verbose_name = "Workspaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Has Django's checks look at the wall between workspaces."""
        import_module("workspaces.wall.checks")
