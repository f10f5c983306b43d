"""Touchpoints: the messages and actions of flows as editors show them, across campaigns."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.flow import FlowNode, parse
from campaigns.flow.touchpoints import is_touchpoint
from campaigns.lifecycle.versions import campaign_document
from campaigns.message_body import message_of_content
from campaigns.models import Campaign
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.review import campaign_review
from templates_app.models import Template
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.sql import load

MESSAGE = "message"
_SEPARATOR = "."
_SEND = "send"


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A node of a campaign's flow. `message` is its text in short, None for actions."""

    campaign: Campaign
    node: FlowNode
    message: dict[str, Any] | None = None

    @property
    def public_id(self) -> str:
        """The campaign's id and the node's key: keys are unique within one flow only."""
        return f"{self.campaign.public_id}{_SEPARATOR}{self.node.id}"

    @property
    def type(self) -> str:
        """`message`, or the type of the node."""
        return MESSAGE if self.node.type == _SEND else self.node.type

    @property
    def created_at(self) -> datetime | None:
        """Known of touchpoints that were made as such: the moment stands in their key."""
        try:
            key = decode("nod", self.node.id)
        except InvalidId:
            return None
        return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def touchpoint_parts(public_id: str) -> tuple[str, str]:
    """The campaign's id and the node's key. Raises NotFound for what is no touchpoint's id."""
    campaign, separator, key = public_id.partition(_SEPARATOR)
    if not separator:
        raise NotFound("There is no such touchpoint.")
    return campaign, key


def touchpoint_of(campaign: Campaign, key: str) -> Touchpoint:
    """The touchpoint of this campaign with that key. Raises NotFound."""
    flow = parse(campaign_document(campaign))
    node = next((each for each in flow.nodes if each.id == key and is_touchpoint(each)), None)
    if node is None:
        raise NotFound("There is no such touchpoint.")
    return touchpoint_in(campaign, node)


def touchpoint_in(campaign: Campaign, node: FlowNode) -> Touchpoint:
    """A node as a touchpoint."""
    return _worded(campaign.workspace_id, [Touchpoint(campaign, node)])[0]


def touchpoints_page(
    workspace: Workspace, *, campaign: Campaign | None, limit: int, offset: int
) -> tuple[list[Touchpoint], int]:
    """The touchpoints of a campaign, or of all that aren't archived, newest campaign first, in their order in the flow.

    With how many there are in all. Three queries, whatever the number.
    """
    outside = [each.key for each in registry.all_types() if each.category is Category.TRIGGER]
    values = {
        "workspace": workspace.pk,
        "campaign": campaign.pk if campaign else None,
        "outside": [*outside, "end"],
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "touchpoints"), values)
        rows = cursor.fetchall()
    total = rows[0][2] if rows else 0
    found = [(pk, json.loads(node)) for pk, node, _ in rows if pk is not None]
    campaigns = Campaign.objects.in_workspace(workspace).in_bulk([pk for pk, _ in found])
    touchpoints = [Touchpoint(campaigns[pk], FlowNode.model_validate(node)) for pk, node in found if pk in campaigns]
    return _worded(workspace.pk, touchpoints), total


def touchpoint_errors(touchpoint: Touchpoint) -> list[str]:
    """Everything for which a launch would be refused, in words; what is about this touchpoint first.

    Of a campaign that was launched already, what would be refused if its flow were published again.
    """
    own = touchpoint.node.id
    blockers = [each for each in campaign_review(touchpoint.campaign).blockers if each.code != "campaign_state"]
    return [each.message for each in sorted(blockers, key=lambda each: each.node != own)]


def campaigns_channels(workspace: Workspace, campaigns: Sequence[Campaign]) -> dict[UUID, str]:
    """The channel of each campaign: the one it was made for, else that of the first message of its flow; one query."""
    known = {each.pk: each.channel for each in campaigns if each.channel}
    asked = [each.pk for each in campaigns if not each.channel]
    if not asked:
        return known
    with connection.cursor() as cursor:
        cursor.execute(
            load("campaigns.selectors", "campaigns_channels"), {"workspace": workspace.pk, "campaigns": asked}
        )
        return known | dict(cursor.fetchall())


def _worded(workspace_id: UUID, touchpoints: Iterable[Touchpoint]) -> list[Touchpoint]:
    """With the texts of their messages; one query for all."""
    found = list(touchpoints)
    ids = {each.node.id: template for each in found if (template := _template(each.node)) is not None}
    rows = Template.objects.in_workspace(workspace_id).filter(pk__in=set(ids.values())) if ids else ()
    templates = {row.pk: row for row in rows}
    return [
        Touchpoint(each.campaign, each.node, _message(each.node, templates.get(ids.get(each.node.id))))
        for each in found
    ]


def _template(node: FlowNode) -> UUID | None:
    if node.type != _SEND:
        return None
    try:
        return decode(Template.ID_PREFIX, node.config.get("template", ""))
    except InvalidId:
        return None


def _message(node: FlowNode, template: Template | None) -> dict[str, Any] | None:
    if node.type != _SEND:
        return None
    if template is None:
        return {}
    return message_of_content(template.channel, template.content)
