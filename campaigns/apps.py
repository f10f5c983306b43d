"""The campaigns app."""

from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Has contacts tell us of changes and ask us who uses segments and attributes, and adds the app's exports and
        metrics.

        By name, as the modules need the models.
        """
        import_module("campaigns.bulk")
        import_module("campaigns.engine.waking.rules")
        import_module("campaigns.exports")
        import_module("campaigns.outbound")
        import_module("campaigns.selectors.attribute_uses")
        import_module("campaigns.metrics")
        import_module("campaigns.selectors.segment_uses")
        import_module("campaigns.selectors.template_uses")
        import_module("campaigns.privacy.holder")
