"""The app of templates."""

from importlib import import_module

from django.apps import AppConfig


class TemplatesAppConfig(AppConfig):
    name = "templates_app"
    verbose_name = "Templates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Names the workspace's settings. By name, as the module needs the models."""
        import_module("templates_app.settings")
