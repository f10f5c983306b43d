"""Which triggers listen to what happened, and their campaigns: whoever lets contacts in holds the campaign's row."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.routing.sources import Subject
from campaigns.lifecycle.reentry import Reentry, reentry_of
from campaigns.models import Campaign
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.settings import CampaignSettings, settings_of
from workspaces.sql import load

_SQL = "campaigns.engine"


@dataclass(frozen=True, slots=True)
class Listener:
    """An active trigger of a campaign whose row this transaction holds."""

    campaign: Campaign
    settings: CampaignSettings
    policy: Reentry
    version_id: UUID
    node: str
    subject: Subject
    filter: dict[str, Any] | None
    since: datetime

    def closed(self, now: datetime) -> bool:
        """Whether the campaign's end date has come."""
        return self.campaign.ends_at is not None and self.campaign.ends_at <= now


def listening(subjects: Collection[Subject], now: datetime, cursor: CursorWrapper) -> list[Listener]:
    """The triggers that listen to any of the subjects; their campaigns are locked, in the order of their ids."""
    wanted = {row[0] for row in _find(subjects, cursor)}
    if not wanted:
        return []
    rows = Campaign.objects.across_workspaces().filter(pk__in=wanted).order_by("pk")
    locked = {campaign.pk: campaign for campaign in rows.select_for_update(no_key=True, of=("self",))}
    settings = {key: settings_of(campaign) for key, campaign in locked.items()}
    # A campaign that was switched on since the first look was not listening yet.
    return [
        Listener(
            locked[campaign],
            settings[campaign],
            reentry_of(settings[campaign], now),
            version,
            node,
            Subject(workspace, kind, text),
            json.loads(filter_ or "null"),
            since,
        )
        for campaign, workspace, version, kind, node, text, filter_, since, _ in _find(subjects, cursor)
        if campaign in locked
    ]


def _find(subjects: Collection[Subject], cursor: CursorWrapper) -> list[tuple[Any, ...]]:
    """The rows of find_listeners.sql that are about one of the subjects."""
    asked = {(subject.workspace_id, subject.text) for subject in subjects}
    params: dict[str, Any] = {
        "workspaces": [workspace for workspace, _ in asked],
        "subjects": [text for _, text in asked],
        "events": next(iter(subjects)).type == TriggerEvent.key,
    }
    cursor.execute(load(_SQL, "find_listeners"), params)
    return [row for row in cursor.fetchall() if Subject(row[1], row[3], row[5]) in subjects]
