"""Whether a template is a campaign's own, so that a text that is written into its flow may change it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from campaigns.models import Campaign, FlowVersion
from templates_app.models import Template
from workspaces.ids import encode


def templates_shared(campaign: Campaign, templates: Iterable[UUID]) -> set[UUID]:
    """Those that another campaign's flow refers to, by TypeID or UUID."""
    others = FlowVersion.objects.in_workspace(campaign.workspace_id).exclude(campaign_id=campaign.pk)
    return {pk for pk in templates if others.filter(_refers_to(pk)).exists()}


def _refers_to(template_id: UUID) -> Q:
    spellings = (encode(Template.ID_PREFIX, template_id), str(template_id))
    found = Q()
    for spelling in spellings:
        found |= Q(document__contains={"nodes": [{"config": {"template": spelling}}]})
    return found
