"""Campaigns as the e-mail API sees them: what of them is a mailing, as it is edited and as it is live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q

from campaigns.flow import parse
from campaigns.flow.mailing import Mailing, mailing_of
from campaigns.models import Campaign, FlowState, FlowVersion, HoldKind, Trigger
from campaigns.settings import CampaignSettings, settings_of
from campaigns.status import LAUNCHED
from messaging.selectors import Sending, sendings


@dataclass(frozen=True, slots=True)
class MailingState:
    """One campaign. `live` is None until something was published; `send_id` names its launch, for ever."""

    campaign: Campaign
    settings: CampaignSettings
    draft: Mailing
    live: Mailing | None
    send_id: UUID | None
    sending: Sending
    fires_at: datetime | None

    @property
    def enabled(self) -> bool:
        """Whether it was launched, and nobody has paused it since."""
        held = any(hold.kind == HoldKind.USER for hold in self.campaign.holds.all())
        return self.campaign.lifecycle in LAUNCHED and not held

    @property
    def reason(self) -> str:
        """Why it does not send: what stopped its iterations, or holds it; empty while it goes on."""
        holds = [hold.reason or hold.kind for hold in self.campaign.holds.all()]
        return self.sending.progress.reason or next(iter(holds), "")

    def next_send(self) -> tuple[datetime | None, datetime | None]:
        """When the next mail may go out, and since when that is waited for: a queued one, or its scheduled moment."""
        if self.sending.next_at is not None:
            return self.sending.next_at, self.sending.waiting_since
        return self.fires_at, self.campaign.launched_at if self.fires_at else None


def mailing_states(campaigns: Sequence[Campaign]) -> list[MailingState]:
    """Of each campaign, whose holds are fetched, in its order; six queries for all. Campaigns of one workspace."""
    if not campaigns:
        return []
    workspace_id, ids = campaigns[0].workspace_id, [campaign.pk for campaign in campaigns]
    live = [campaign.live_version_id for campaign in campaigns if campaign.live_version_id]
    rows = FlowVersion.objects.in_workspace(workspace_id).filter(campaign_id__in=ids)
    wanted: dict[UUID, list[FlowVersion]] = {pk: [] for pk in ids}
    for version in rows.filter(Q(state=FlowState.DRAFT) | Q(number=1) | Q(pk__in=live)):
        wanted[version.campaign_id].append(version)
    triggers = Trigger.objects.in_workspace(workspace_id).filter(campaign_id__in=ids, active=True)
    fires = dict(
        triggers.filter(next_fire_at__isnull=False)
        .values_list("campaign_id")
        .annotate(first=Min("next_fire_at"))
        .order_by()
    )
    sending = sendings(workspace_id=workspace_id, stream_ids=ids)
    return [
        _state(campaign, wanted[campaign.pk], sending[campaign.pk], fires.get(campaign.pk)) for campaign in campaigns
    ]


def _state(
    campaign: Campaign, versions: Sequence[FlowVersion], sending: Sending, fires_at: datetime | None
) -> MailingState:
    live = next((version for version in versions if version.pk == campaign.live_version_id), None)
    draft = next((version for version in versions if version.state == FlowState.DRAFT), live)
    first = next((version for version in versions if version.number == 1 and live is not None), None)
    sent = _read(live) if live is not None else None
    if draft is None:
        edited = Mailing()
    else:
        edited = sent if sent is not None and _is_same(draft, live) else _read(draft)
    return MailingState(
        campaign=campaign,
        settings=settings_of(campaign),
        draft=edited,
        live=sent,
        send_id=first.pk if first is not None else None,
        sending=sending,
        fires_at=fires_at,
    )


def _is_same(draft: FlowVersion, live: FlowVersion | None) -> bool:
    """Nothing was edited since it was published. Reading a flow takes much longer than comparing two."""
    return live is not None and (draft is live or draft.document == live.document)


def _read(version: FlowVersion) -> Mailing:
    return mailing_of(parse(version.document))
