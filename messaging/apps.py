"""The messaging app."""

from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = "Messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fills the registries of lower apps. By name: they need the models."""
        import_module("messaging.rules")
        import_module("messaging.outbound")
        import_module("messaging.privacy.returning")
        import_module("messaging.privacy.holder")
        import_module("messaging.exports")
        import_module("messaging.workspace_settings")
        import_module("messaging.selectors.provider_templates")
