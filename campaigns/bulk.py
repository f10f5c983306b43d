"""The bulk action that lets contacts into a running campaign, registered with the bulk operations of contacts."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from campaigns.lifecycle.entering import entry_trigger
from campaigns.lifecycle.reentry import entry_rule_sql, reentry_of
from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import campaign_get
from campaigns.services.enrolment import EnrolStatus, contacts_enroll
from campaigns.settings import settings_of
from contacts.bulk import Applied, BulkAction, register
from contacts.bulk.base import Task
from contacts.bulk.params import text_params
from contacts.rules import Predicate
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Workspace

_REASON = {EnrolStatus.ALREADY_IN: "been_in", EnrolStatus.ENTRY_RULE: "entry_rule", EnrolStatus.UNKNOWN: "gone"}


@register
class EnrolAction(BulkAction):
    """Whoever matches the entry rule, and whom the re-entry policy lets in. The engine locks, not the chunk."""

    key = "enrol"
    label = "Enrol in a campaign"
    lock = False
    reasons: ClassVar[Mapping[str, str]] = {
        "entry_rule": "don’t match the campaign’s entry rule",
        "been_in": "were in the campaign, which lets nobody in again, or not yet",
        "gone": "are no contacts any more",
    }

    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        found = text_params(params, "campaign")
        try:
            campaign = campaign_get(workspace, found["campaign"])
        except NotFound as error:
            raise InvalidInput.of("params.campaign", "there is no such campaign", "unknown_campaign") from error
        if campaign.lifecycle != Lifecycle.RUNNING:
            raise InvalidInput.of("params.campaign", "only a campaign that was started lets contacts in", "not_running")
        if entry_trigger(campaign) is None:
            raise InvalidInput.of("params.campaign", "the campaign has no active trigger", "no_trigger")
        return {"campaign": campaign.public_id}

    def verdict(self, task: Task) -> Predicate:
        campaign = self._campaign(task.workspace, task.params)
        settings = settings_of(campaign)
        rule = entry_rule_sql(
            settings,
            workspace_id=task.workspace.pk,
            campaign_id=campaign.pk,
            context_column="NULL::jsonb",
            now=task.now,
        )
        policy = reentry_of(settings, task.now)
        # A new entry has a number that no earlier one has; only placeholders and SQL of ours are put in.
        barred = policy.barred(entry="1" if policy.first_only else "-1")
        been_in = (
            "EXISTS (SELECT FROM campaigns_execution e WHERE e.campaign_id = %(verdict_campaign)s::uuid"
            f" AND e.contact_id = c.id AND {barred})"
        )
        sql = f"CASE WHEN ({rule.sql}) IS NOT TRUE THEN 'entry_rule' WHEN {been_in} THEN 'been_in' END"
        return Predicate(sql, {**rule.params, **policy.params, "verdict_campaign": campaign.pk})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        campaign = self._campaign(task.workspace, task.params)
        results = contacts_enroll(campaign=campaign, contact_ids=list(contact_ids), actor=task.actor)
        refused = Counter(_REASON[each.status] for each in results if each.status in _REASON)
        return Applied([each.contact_id for each in results if each.status is EnrolStatus.ENROLLED], refused)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return f"Enrol in the campaign “{self._campaign(workspace, params).name}”"

    @staticmethod
    def _campaign(workspace: Workspace, params: Mapping[str, Any]) -> Campaign:
        return campaign_get(workspace, params["campaign"])
