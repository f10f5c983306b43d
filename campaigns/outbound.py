"""What endpoints are told of campaigns and of contacts' ways through them: `campaign.*` and `execution.*`."""

from typing import Any

from rest_framework import serializers

from campaigns.models import HoldKind, Lifecycle
from campaigns.status import ShownStatus, shown_status
from workspaces.outbound.kinds import EventKind, Raw, moment, public, public_row, register

_CAMPAIGN: dict[str, Any] = {
    "id": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b30",
    "name": "Welcome series",
    "lifecycle": "RUNNING",
    "previous": "DRAFT",
    "holds": [],
    "hold": None,
    "reason": "",
}
_HELD = {**_CAMPAIGN, "previous": "RUNNING", "holds": ["ERROR"], "hold": "ERROR", "reason": "The provider failed."}
_EXECUTION: dict[str, Any] = {
    "id": 77,
    "created_at": "2026-11-21T10:00:00+00:00",
    "campaign": _CAMPAIGN["id"],
    "run": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b40",
    "contact": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b10",
    "node": "e1",
    "reason": "",
    "finished_at": "2026-11-21T10:05:00+00:00",
}


class CampaignData(serializers.Serializer):
    """A campaign as it stands after what happened."""

    id = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=ShownStatus.choices, help_text="As pages show it: the holds first.")
    lifecycle = serializers.ChoiceField(choices=Lifecycle.choices)
    previous_lifecycle = serializers.ChoiceField(choices=Lifecycle.choices)
    holds = serializers.ListField(child=serializers.ChoiceField(choices=HoldKind.choices), help_text="All there are.")
    hold = serializers.ChoiceField(
        choices=HoldKind.choices, allow_null=True, help_text="The one that came or went; null otherwise."
    )
    reason = serializers.CharField(allow_blank=True, help_text="Of that hold.")


class ExecutionData(serializers.Serializer):
    """How one contact's way through a campaign ended."""

    id = serializers.CharField()
    campaign_id = serializers.CharField()
    run_id = serializers.CharField(allow_null=True)
    contact_id = serializers.CharField()
    node = serializers.CharField(help_text="The step at which it ended.")
    reason = serializers.CharField(allow_blank=True, help_text="See docs/reasons.md.")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()


def _campaign(raw: Raw) -> dict[str, Any]:
    return {
        "id": public("cmp", raw["id"]),
        "name": raw["name"],
        "status": shown_status(raw["lifecycle"], raw["holds"]).value,
        "lifecycle": raw["lifecycle"],
        "previous_lifecycle": raw["previous"],
        "holds": raw["holds"],
        "hold": raw["hold"],
        "reason": raw["reason"],
    }


def _execution(raw: Raw) -> dict[str, Any]:
    return {
        "id": public_row("exe", raw),
        "campaign_id": public("cmp", raw["campaign"]),
        "run_id": public("run", raw["run"]),
        "contact_id": public("ct", raw["contact"]),
        "node": raw["node"],
        "reason": raw["reason"],
        "started_at": moment(raw["created_at"]),
        "finished_at": moment(raw["finished_at"]),
    }


_CAMPAIGNS = {
    "campaign.scheduled": ("A campaign was launched for later.", {**_CAMPAIGN, "lifecycle": "SCHEDULED"}),
    "campaign.started": ("A campaign began, or goes on after operators tried again what had failed.", _CAMPAIGN),
    "campaign.paused": ("A hold came upon a campaign; `hold` says which.", _HELD),
    "campaign.resumed": ("A hold of a campaign was lifted; others may remain.", {**_HELD, "holds": []}),
    "campaign.completed": (
        "Every contact's way through a campaign is over; COMPLETED_PARTIAL where some failed or were skipped.",
        {**_CAMPAIGN, "lifecycle": "COMPLETED", "previous": "RUNNING"},
    ),
    "campaign.cancelled": (
        "A campaign was stopped for good.",
        {**_CAMPAIGN, "lifecycle": "CANCELLED", "previous": "RUNNING"},
    ),
    "campaign.archived": (
        "A campaign was put away.",
        {**_CAMPAIGN, "lifecycle": "ARCHIVED", "previous": "COMPLETED"},
    ),
}
_EXECUTIONS = {
    "execution.completed": "A contact's way through a campaign ended well.",
    "execution.failed": "A contact's way through a campaign failed; `reason` says why.",
    "execution.skipped": "A contact's way ended because the contact could not be reached by the rules; see `reason`.",
}
for _key, (_summary, _example) in _CAMPAIGNS.items():
    register(EventKind(_key, _summary, CampaignData, _campaign, _example))
for _key, _summary in _EXECUTIONS.items():
    register(EventKind(_key, _summary, ExecutionData, _execution, _EXECUTION))
