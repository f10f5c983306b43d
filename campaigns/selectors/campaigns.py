"""Finding campaigns: one by its id, or a list by status and name."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from campaigns.models import Campaign, CampaignHold, Execution, FlowState, FlowVersion, Lifecycle, Run
from campaigns.status import LAUNCHED, SHOWN_HOLDS, ShownStatus, shown_status
from contacts.models import Contact
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.selectors import row_numbered


def campaigns_list(
    workspace: Workspace,
    *,
    statuses: Collection[ShownStatus] | None = None,
    search: str = "",
    type: str | None = None,
    channel: str | None = None,
) -> QuerySet[Campaign]:
    """Newest first, with holds fetched. Archived ones only where `statuses` names them; `search` is part of a name.

    `channel`: whose live flow, or draft where nothing was published yet, sends over it.
    """
    rows: QuerySet[Campaign] = Campaign.objects.in_workspace(workspace).prefetch_related("holds")
    if statuses is None:
        rows = rows.exclude(lifecycle=Lifecycle.ARCHIVED)
    else:
        rows = rows.filter(_shown_as(statuses))
    if search:
        rows = rows.filter(name__icontains=search.replace("\0", ""))
    if type is not None:
        rows = rows.filter(type=type)
    if channel is not None:
        rows = rows.filter(_sends_over(channel))
    return rows.order_by("-created_at", "-pk")


def campaigns_of(workspace: Workspace, ids: Iterable[str]) -> QuerySet[Campaign]:
    """Those of these ids that are campaigns of the workspace, newest first, with holds fetched."""
    keys = []
    for text in ids:
        with suppress(InvalidId):
            keys.append(decode(Campaign.ID_PREFIX, text))
    rows: QuerySet[Campaign] = Campaign.objects.in_workspace(workspace).filter(pk__in=keys)
    return rows.prefetch_related("holds").order_by("-pk")


def campaigns_running(workspace: Workspace, *, limit: int) -> list[Campaign]:
    """Those that run and aren't held, the latest launched first."""
    rows = campaigns_list(workspace, statuses=[ShownStatus.RUNNING])
    return list(rows.order_by("-launched_at", "-pk")[:limit])


def campaigns_by_status(workspace: Workspace) -> dict[ShownStatus, int]:
    """How many campaigns show each status; two queries."""
    rows = Campaign.objects.in_workspace(workspace).values_list("lifecycle").annotate(number=Count("pk")).order_by()
    found = {ShownStatus(lifecycle): number for lifecycle, number in rows}
    holds = CampaignHold.objects.in_workspace(workspace).filter(campaign__lifecycle__in=LAUNCHED)
    held: dict[tuple[UUID, str], set[str]] = {}
    for campaign, lifecycle, kind in holds.values_list("campaign_id", "campaign__lifecycle", "kind"):
        held.setdefault((campaign, lifecycle), set()).add(kind)
    for (_, lifecycle), kinds in held.items():
        shown = shown_status(lifecycle, kinds)
        found[ShownStatus(lifecycle)] -= 1
        found[shown] = found.get(shown, 0) + 1
    return {status: found[status] for status in ShownStatus if found.get(status)}


def campaign_get(workspace: Workspace, campaign_id: str | UUID) -> Campaign:
    """By TypeID or UUID, with holds, audience and live version. Raises NotFound, for other workspaces' ids as well."""
    rows = Campaign.objects.in_workspace(workspace).select_related("workspace", "audience", "live_version")
    try:
        pk = campaign_id if isinstance(campaign_id, UUID) else decode(Campaign.ID_PREFIX, campaign_id)
        found: Campaign = rows.prefetch_related("holds").get(pk=pk)
    except (InvalidId, Campaign.DoesNotExist):
        raise NotFound("There is no such campaign.") from None
    return found


def campaign_names(*, workspace: Workspace, ids: Iterable[UUID]) -> dict[str, str]:
    """{public id: name} of those of the ids that are campaigns of the workspace; no query for none."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Campaign.objects.in_workspace(workspace).filter(pk__in=wanted).only("name")
    return {row.public_id: row.name for row in rows}


def campaign_runs(campaign: Campaign) -> QuerySet[Run]:
    """The campaign's runs, newest first."""
    runs: QuerySet[Run] = Run.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return runs.select_related("segment").order_by("-created_at")


def execution_get(workspace: Workspace, execution_id: str) -> Execution:
    """By TypeID, with its contact, campaign and version. Raises NotFound, for other workspaces' ids as well."""
    rows = Execution.objects.in_workspace(workspace).select_related("contact", "campaign", "version")
    return row_numbered(rows, execution_id)


def execution_of(campaign: Campaign, execution_id: str) -> Execution:
    """One of this campaign, as `execution_get` gives it. Raises NotFound, for other campaigns' ids as well."""
    execution = execution_get(campaign.workspace, execution_id)
    if execution.campaign_id != campaign.pk:
        raise NotFound("There is no such execution.")
    return execution


def contact_executions(contact: Contact) -> QuerySet[Execution]:
    """The contact's ways through campaigns, newest first, with the campaigns."""
    rows: QuerySet[Execution] = Execution.objects.in_workspace(contact.workspace_id).filter(contact_id=contact.pk)
    return rows.select_related("campaign").order_by("-pk")


def contact_missed_campaigns(contact: Contact) -> QuerySet[Campaign]:
    """The campaigns that were launched and that the contact has never entered, newest first; archived ones left out."""
    entered = Execution.objects.in_workspace(contact.workspace_id).filter(
        campaign_id=OuterRef("pk"), contact_id=contact.pk
    )
    rows: QuerySet[Campaign] = Campaign.objects.in_workspace(contact.workspace_id).filter(launched_at__isnull=False)
    return rows.exclude(lifecycle=Lifecycle.ARCHIVED).exclude(Exists(entered)).order_by("-launched_at", "-pk")


def _sends_over(channel: str) -> Q:
    sends = {"nodes": [{"type": "send", "config": {"channel": channel}}]}
    drafts = FlowVersion.objects.across_workspaces().filter(
        campaign=OuterRef("pk"), state=FlowState.DRAFT, document__contains=sends
    )
    return Q(live_version__document__contains=sends) | Q(Exists(drafts), live_version=None)


def _shown_as(statuses: Collection[ShownStatus]) -> Q:
    """The rows that show one of these statuses; mirrors `campaigns.status.shown_status`."""
    return reduce(or_, (_shown(status) for status in statuses), Q(pk__in=()))


def _shown(status: ShownStatus) -> Q:
    held = [
        Exists(CampaignHold.objects.across_workspaces().filter(campaign=OuterRef("pk"), kind=kind))
        for kind, _ in SHOWN_HOLDS
    ]
    for place, (_, shown) in enumerate(SHOWN_HOLDS):
        if shown == status:
            free = [~Q(hold) for hold in held[:place]]
            return reduce(lambda left, right: left & right, free, Q(held[place]) & Q(lifecycle__in=LAUNCHED))
    if status.value in (lifecycle.value for lifecycle in LAUNCHED):
        return reduce(lambda left, hold: left & ~Q(hold), held, Q(lifecycle=status.value))
    return Q(lifecycle=status.value)
