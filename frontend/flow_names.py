"""Readable names of what a flow refers to, for the canvas: templates, segments, campaigns, and its own nodes."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from campaigns.models import Campaign
from contacts.models import Segment
from contacts.rules import segment_ids
from contacts.selectors import segment_list
from templates_app.models import Template
from templates_app.selectors import template_facts
from workspaces.ids import InvalidId, decode, encode
from workspaces.models import Workspace


def flow_names(workspace: Workspace, document: Mapping[str, Any]) -> dict[str, str]:
    """{id as public id or plain UUID: name}, and {node key: node name}; three queries."""
    nodes = document.get("nodes", ())
    configs = [node.get("config", {}) for node in nodes]
    names = {node["id"]: node["name"] for node in nodes if node.get("name")}
    templates = template_facts(workspace=workspace, template_ids=_ids(Template.ID_PREFIX, configs, "template"))
    for facts in templates.values():
        names |= _spelled(Template.ID_PREFIX, facts.id, facts.name)
    wanted = set(_ids(Segment.ID_PREFIX, configs, "segment")).union(
        *(segment_ids(c.get("rule") or {}) for c in configs)
    )
    for segment in segment_list(workspace=workspace).filter(pk__in=wanted):
        names |= _spelled(Segment.ID_PREFIX, segment.pk, segment.name)
    campaigns = Campaign.objects.in_workspace(workspace).filter(pk__in=_ids(Campaign.ID_PREFIX, configs, "campaign"))
    for pk, name in campaigns.values_list("pk", "name"):
        names |= _spelled(Campaign.ID_PREFIX, pk, name)
    return names


def _ids(prefix: str, configs: list[Mapping[str, Any]], key: str) -> Iterator[UUID]:
    for config in configs:
        try:
            yield decode(prefix, config.get(key, ""))
        except InvalidId:
            continue  # not set yet, or of a draft that isn't finished


def _spelled(prefix: str, pk: UUID, name: str) -> dict[str, str]:
    return {encode(prefix, pk): name, str(pk): name}
