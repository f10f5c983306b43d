"""Exports of a campaign's reports: its funnel, what happened on each day, and who went where."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.models import Campaign, Execution, FlowVersion
from campaigns.reasons import reason_words
from campaigns.reports.funnel import campaign_funnel
from campaigns.reports.journal import node_names
from campaigns.reports.messages import MessageStats
from campaigns.reports.periods import Grain, period_days
from campaigns.reports.timeline import campaign_timeline
from campaigns.selectors import campaign_get
from contacts.exports.registry import Cell, ExportColumn, ExportKind, Filter, only, register
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

_STATS = tuple(field.name for field in fields(MessageStats))
_VISITS = ("entered", "passed", "waiting", "processing", "completed", "failed", "skipped", "conversions")
_HAPPENED = ("entered", "completed", "failed", "skipped", "conversions")
MOST_DAYS = 400
_FETCHED = 2_000


class _CampaignExport(ExportKind):
    """One of a campaign's reports. Filter: `campaign` (its id)."""

    words = ""

    def checked(self, workspace: Workspace, filter: Filter) -> dict[str, Any]:
        only(filter, "campaign")
        return {"campaign": campaign_get(workspace, str(filter.get("campaign", ""))).public_id}

    def title(self, workspace: Workspace, filter: Filter) -> str:
        return f"{self.words} of {_campaign(workspace, filter).name}"

    def count(self, workspace: Workspace, filter: Filter) -> int:
        return sum(1 for _ in self.rows(workspace, filter, []))


@register
class FunnelExport(_CampaignExport):
    """What came to each step of the flow, where it went on to, and what became of its messages."""

    key, label, words = "campaign_funnel", "Funnel of a campaign", "Funnel"

    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        return [ExportColumn(key, _said(key)) for key in ("node", "type", "name", *_VISITS, *map(_message, _STATS))]

    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        for step in campaign_funnel(_campaign(workspace, filter)):
            told: dict[str, Cell] = {"node": step.node, "type": step.type_label, "name": step.name}
            told |= {key: getattr(step, key) for key in _VISITS}
            if step.messages is not None:
                told |= {_message(key): getattr(step.messages, key) for key in _STATS}
            yield [told.get(column) for column in columns]


@register
class TimelineExport(_CampaignExport):
    """What happened on each of the last days. Filter: `campaign`, and `days` (30 unless told)."""

    key, label, words = "campaign_timeline", "Days of a campaign", "Days"

    def checked(self, workspace: Workspace, filter: Filter) -> dict[str, Any]:
        only(filter, "campaign", "days")
        days = filter.get("days", 30)
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
            raise InvalidInput.of("filter.days", f"must be a whole number from 1 to {MOST_DAYS}")
        return {**super().checked(workspace, {"campaign": filter.get("campaign", "")}), "days": days}

    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        facts = (_message(key) for key in _STATS if key != "queued")
        return [ExportColumn(key, _said(key)) for key in ("day", *_HAPPENED, *facts)]

    def count(self, workspace: Workspace, filter: Filter) -> int:
        return int(filter["days"])

    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        period = period_days(timezone=workspace.timezone, now=database_now(), days=filter["days"], grain=Grain.DAY)
        for point in campaign_timeline(_campaign(workspace, filter), period):
            told: dict[str, Cell] = {"day": point.start.date().isoformat()}
            told |= {key: getattr(point, key) for key in _HAPPENED}
            told |= {_message(key): getattr(point.messages, key) for key in _STATS}
            yield [told.get(column) for column in columns]


@register
class CampaignContactsExport(_CampaignExport):
    """Everybody who entered the campaign: where they are or ended, and why."""

    key, label, words = "campaign_contacts", "Contacts in a campaign", "Contacts"

    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        keys = ("contact_id", "email", "phone", "external_id", "first_name", "last_name")
        rest = ("state", "step", "reason", "entered_at", "due_at", "finished_at")
        return [ExportColumn(key, _said(key), chosen=key != "contact_id") for key in (*keys, *rest)]

    def count(self, workspace: Workspace, filter: Filter) -> int:
        return Execution.objects.in_workspace(workspace).filter(campaign=_campaign(workspace, filter)).count()

    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        campaign = _campaign(workspace, filter)
        rows = Execution.objects.in_workspace(workspace).filter(campaign=campaign).order_by("contact_id", "entry")
        # Each version's document is read once, not with every row.
        names: dict[UUID, dict[str, str]] = {}
        for row in rows.select_related("contact").defer("context").iterator(_FETCHED):
            if row.version_id not in names:
                names[row.version_id] = node_names(
                    FlowVersion.objects.in_workspace(workspace).get(pk=row.version_id).document
                )
            known = names[row.version_id]
            told: dict[str, Cell] = {
                key: getattr(row.contact, key) for key in ("email", "phone", "external_id", "first_name", "last_name")
            }
            told |= {
                "contact_id": row.contact.public_id,
                "state": row.state,
                "step": known.get(row.node, row.node),
                "reason": reason_words(row.reason) if row.reason else "",
                "entered_at": _moment(row.created_at),
                "due_at": _moment(row.due_at),
                "finished_at": _moment(row.finished_at),
            }
            yield [told[column] for column in columns]


def _campaign(workspace: Workspace, filter: Filter) -> Campaign:
    return campaign_get(workspace, str(filter["campaign"]))


def _message(key: str) -> str:
    """Messages have counts of their own beside those of visits."""
    return f"messages_{key}"


def _said(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
