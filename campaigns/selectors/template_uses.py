"""Which campaigns send a template: one query for any number of templates, registered with the templates app."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Campaign
from templates_app.models import Template
from templates_app.uses import TemplateUse, register
from workspaces.ids import encode
from workspaces.models import Workspace
from workspaces.sql import load


@register
def templates_used(workspace: Workspace, templates: Sequence[Template]) -> Mapping[UUID, Sequence[TemplateUse]]:
    """The campaigns by template; a template without any has an empty list."""
    uses: dict[UUID, list[TemplateUse]] = {template.pk: [] for template in templates}
    params: dict[str, Any] = {
        "workspace": workspace.pk,
        "templates": list(uses),
        "spellings": [template.public_id for template in templates],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "template_uses"), params)
        for template_id, campaign_id, name, runs in cursor.fetchall():
            uses[template_id].append(TemplateUse("campaign", encode(Campaign.ID_PREFIX, campaign_id), name, runs))
    return uses
