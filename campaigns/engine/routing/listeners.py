"""Which triggers listen to what happened, and their campaigns: whoever lets contacts in holds the campaign's row."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.routing.sources import Subject
from campaigns.models import Campaign
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.settings import CampaignSettings, settings_of
from workspaces.sql import load

_SQL = "campaigns.engine"


@dataclass(frozen=True, slots=True)
class Listener:
    """An active trigger, in the column order of find_listeners.sql."""

    id: int
    campaign_id: UUID
    workspace_id: UUID
    version_id: UUID
    type: str
    node: str
    subject: str
    filter: dict[str, Any] | None
    since: datetime

    def listens_to(self, subject: Subject) -> bool:
        """Whether what happened concerns it."""
        return (self.workspace_id, self.type, self.subject) == (subject.workspace_id, subject.type, subject.text)


@dataclass(slots=True)
class House:
    """A campaign whose row this transaction holds."""

    campaign: Campaign
    settings: CampaignSettings
    listeners: list[Listener] = field(default_factory=list)


def listening(subjects: Collection[Subject], cursor: CursorWrapper) -> list[House]:
    """The campaigns with triggers that listen to any of the subjects, locked in the order of their ids."""
    wanted = {listener.campaign_id for listener in _find(subjects, cursor)}
    if not wanted:
        return []
    rows = Campaign.objects.across_workspaces().filter(pk__in=wanted).order_by("pk")
    locked = rows.select_for_update(no_key=True, of=("self",))
    houses = {campaign.pk: House(campaign, settings_of(campaign)) for campaign in locked}
    for listener in _find(subjects, cursor):
        # One that was switched on meanwhile was not listening yet.
        if listener.campaign_id in houses:
            houses[listener.campaign_id].listeners.append(listener)
    return [house for house in houses.values() if house.listeners]


def _find(subjects: Collection[Subject], cursor: CursorWrapper) -> Iterable[Listener]:
    events = next(iter(subjects)).type == TriggerEvent.key
    asked = {(subject.workspace_id, subject.text) for subject in subjects}
    params: dict[str, Any] = {
        "workspaces": [workspace for workspace, _ in asked],
        "subjects": [text for _, text in asked],
        "events": events,
    }
    cursor.execute(load(_SQL, "find_listeners"), params)
    found = []
    for *known, text, since in cursor.fetchall():
        if since is not None:
            row = (*known, json.loads(text or "null"), since)
            found.append(Listener(*row))
    return found
