"""The contacts app."""

from importlib import import_module

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fills registries and has scoring follow changes. By name, as the modules need the models."""
        import_module("contacts.exports.people")
        import_module("contacts.outbound")
        import_module("contacts.scoring.stage")
        import_module("contacts.privacy.holder")
        import_module("contacts.privacy.webhooks")
        import_module("contacts.services.unknown")
