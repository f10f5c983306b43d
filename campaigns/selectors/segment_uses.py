"""Which campaigns a segment is used by: one query for any number of segments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Campaign
from contacts.models import Segment
from contacts.segments.uses import SegmentUse, register
from workspaces.ids import encode
from workspaces.models import Workspace
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class CampaignUse:
    """A campaign that looks at a segment: as its audience, in its settings, its live flow or its draft."""

    public_id: str
    name: str


def segment_uses(*, workspace: Workspace, segments: Sequence[Segment]) -> dict[UUID, list[CampaignUse]]:
    """The campaigns by segment, in the order of their names; a segment without any has an empty list."""
    uses: dict[UUID, list[CampaignUse]] = {segment.pk: [] for segment in segments}
    if not uses:
        return uses
    params: dict[str, Any] = {
        "workspace": workspace.pk,
        "segments": list(uses),
        "spellings": [segment.public_id for segment in segments],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "segment_uses"), params)
        for segment_id, campaign_id, name in cursor.fetchall():
            uses[segment_id].append(CampaignUse(encode(Campaign.ID_PREFIX, campaign_id), name))
    return uses


@register
def segments_used(workspace: Workspace, segments: Sequence[Segment]) -> Mapping[UUID, Sequence[SegmentUse]]:
    """The campaigns as contacts tells of whoever uses segments."""
    uses = segment_uses(workspace=workspace, segments=segments)
    return {pk: [SegmentUse("campaign", use.public_id, use.name) for use in found] for pk, found in uses.items()}
