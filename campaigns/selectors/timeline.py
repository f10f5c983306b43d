"""One contact's steps through campaigns, for a timeline. Three queries, and one more where versions were changed."""

from collections import defaultdict
from typing import Any

from django.db import connection

from campaigns.models import Execution, Step
from campaigns.reports.journal import journal_lines
from contacts.models import Contact
from workspaces.sql import load
from workspaces.timelines import Asked, TimelineItem

KINDS = ("step",)


def contact_steps_timeline(contact: Contact, asked: Asked) -> list[TimelineItem]:
    """Newest first. `data` names campaign, execution (public ids), the step's name, what it says, and the outcome."""
    params: dict[str, Any] = {"workspace": contact.workspace_id, "contact": contact.pk, **asked.params}
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "timeline"), params)
        places = cursor.fetchall()
    if not places:
        return []
    told = _told(contact, [key for _, _, key, _ in places], {execution for *_, execution in places})
    return [TimelineItem(at, rank, key, "step", told[key]) for at, rank, key, _ in places if key in told]


def _told(contact: Contact, step_ids: list[int], execution_ids: set[int]) -> dict[int, dict[str, Any]]:
    executions = Execution.objects.in_workspace(contact.workspace_id).select_related("campaign", "version")
    by_execution: defaultdict[int, list[Step]] = defaultdict(list)
    steps = Step.objects.in_workspace(contact.workspace_id).filter(pk__in=step_ids).order_by("pk")
    for step in steps:
        by_execution[step.execution_id].append(step)
    told = {}
    for execution in executions.filter(pk__in=execution_ids):
        own = by_execution[execution.pk]
        for step, line in zip(own, journal_lines(execution, own), strict=True):
            told[step.pk] = {
                "campaign": execution.campaign.public_id,
                "campaign_name": execution.campaign.name,
                "execution": execution.public_id,
                "node_name": line.node_name,
                "words": line.words,
                "outcome": line.outcome,
            }
    return told
