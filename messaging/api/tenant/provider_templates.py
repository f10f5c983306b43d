"""`/api/v1/tenant/senders/{id}/templates` and `/fetch`: the templates that a sender's provider keeps and approves."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.tenant.senders import READ, WRITE
from messaging.models import Sender
from messaging.selectors.provider_templates import provider_templates, template_list_of
from messaging.services import provider_templates_fetch
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView

_TAG = "Senders"
_EXAMPLE: dict[str, Any] = {
    "checked_at": "2026-03-01T09:00:00Z",
    "problem": "",
    "templates": [
        {
            "name": "order_shipped",
            "language": "en_US",
            "category": "utility",
            "state": "approved",
            "reason": "",
            "body": "Hi {{1}}, your order {{2}} is on its way.",
            "places": 2,
            "wants": "",
            "components": [{"type": "BODY", "text": "Hi {{1}}, your order {{2}} is on its way."}],
            "seen_at": "2026-03-01T09:00:00Z",
        }
    ],
}


class ProviderTemplateOut(serializers.Serializer):
    """A template at the provider, in one language."""

    name = serializers.CharField()
    language = serializers.CharField()
    category = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="The provider's word in small letters; only `approved` ones are sent.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it was refused.")
    body = serializers.CharField(allow_blank=True)
    places = serializers.IntegerField(help_text="How many places its text has.")
    wants = serializers.CharField(allow_blank=True, help_text="What it needs that can't be given; empty: nothing.")
    components = serializers.ListField(child=serializers.DictField())
    seen_at = serializers.DateTimeField()


class ProviderTemplatesOut(serializers.Serializer):
    """What the provider told, and when."""

    checked_at = serializers.DateTimeField(allow_null=True, help_text="When it told last; null: never yet.")
    problem = serializers.CharField(allow_blank=True, help_text="Why it did not tell when it was asked last.")
    templates = ProviderTemplateOut(many=True)


class ProviderTemplatesView(TenantView):
    """The templates of one sender's provider."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "senders_templates",
        summary="List the templates at a sender's provider",
        description="As it told when it was asked last, which it is every quarter of an hour; by name and language.",
        need=READ,
        answer=envelope("ProviderTemplates", ProviderTemplatesOut()),
        example={"success": True, "data": _EXAMPLE},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, sender_id: str) -> Response:
        self.no_query()
        return self.success(_told(self.find(Sender, sender_id)))


class ProviderTemplatesFetchView(TenantView):
    """Asking the provider now."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "senders_templatesfetch",
        summary="Fetch the templates at a sender's provider",
        description="At once; where the provider can't be asked, what it told before stays.",
        need=WRITE,
        answer=envelope("ProviderTemplatesFetched", ProviderTemplatesOut()),
        example={"success": True, "data": _EXAMPLE},
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, sender_id: str) -> Response:
        self.body(NoParameters)
        sender = self.find(Sender, sender_id, "workspace")
        provider_templates_fetch(sender=sender)
        return self.success(_told(sender))


def _told(sender: Sender) -> dict[str, Any]:
    asked = template_list_of(sender)
    told = {
        "checked_at": asked.checked_at if asked else None,
        "problem": asked.problem if asked else "",
        "templates": provider_templates(sender),
    }
    return dict(ProviderTemplatesOut(told).data)
