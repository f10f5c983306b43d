from importlib import import_module

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fills the registry of exports, and has scoring follow changes. By name, as the modules need the models."""
        import_module("contacts.exports.people")
        import_module("contacts.scoring.stage")
