"""Stage 2 of the river: campaigns begin, schedules fire, events and segment changes let contacts in, runs enrol."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.engine.enrol import enrol
from campaigns.engine.progress import Progress
from campaigns.engine.routing import stage as routing
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, hold_kinds
from campaigns.lifecycle.reentry import reentry_of
from campaigns.lifecycle.runs import run_insert
from campaigns.lifecycle.starting import campaign_begin
from campaigns.models import Campaign, CampaignHold, Lifecycle, Trigger
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.settings import settings_of
from contacts.models import Segment
from workspaces.clock import database_now
from workspaces.services import Actor
from workspaces.wall.scope import only_in

# Campaigns begun, and schedules fired, in one round.
ROUND = 100
# Contacts enrolled in one round.
CONTACTS = 50_000


def run(now: datetime | None = None, limit: int = CONTACTS) -> Progress:
    """One round; enrols up to about `limit` contacts. Decides by the database's clock unless told the time."""
    moment = now or database_now()
    begun = _begin_due(moment)
    fired = _fire_due(moment)
    routed = routing.run(moment)
    enrolled = enrol(moment, limit)
    done = begun + fired + routed.done + enrolled.done
    return Progress(done, enrolled.more or routed.more or ROUND in (begun, fired))


def _begin_due(now: datetime) -> int:
    scheduled = Campaign.objects.across_workspaces().filter(lifecycle=Lifecycle.SCHEDULED, starts_at__lte=now)
    begun = 0
    for campaign in scheduled.order_by("starts_at")[:ROUND]:
        with only_in(campaign.workspace_id):
            begun += campaign_begin(campaign=campaign, now=now)
    return begun


def _fire_due(now: datetime) -> int:
    fired = 0
    for trigger in _due(now)[:ROUND]:
        with only_in(trigger.workspace_id):
            fired += trigger_fire(trigger, now)
    return fired


def _due(now: datetime) -> QuerySet[Trigger]:
    """Schedules whose moment has come, of campaigns that may claim; index trigger_due."""
    held = CampaignHold.objects.across_workspaces().filter(campaign_id=OuterRef("campaign_id"))
    triggers: QuerySet[Trigger] = Trigger.objects.across_workspaces().filter(
        ~Exists(held),
        Q(campaign__ends_at=None) | Q(campaign__ends_at__gt=now),
        active=True,
        next_fire_at__lte=now,
        campaign__lifecycle=Lifecycle.RUNNING,
    )
    return triggers.select_related("campaign", "version").order_by("next_fire_at")


@transaction.atomic
def trigger_fire(trigger: Trigger, now: datetime) -> bool:
    """Fires one due schedule: moves it on by a guarded UPDATE and starts a run; False when somebody else did.

    Moments that passed while nobody looked (a pause, an outage) fire once, together: the next one lies after `now`.
    """
    campaign = campaign_lock(trigger.campaign)
    if campaign.lifecycle != Lifecycle.RUNNING or hold_kinds(campaign):
        return False
    config = TriggerScheduledConfig.model_validate(trigger.config)
    due = trigger.next_fire_at
    following = config.following(now, campaign.workspace.timezone)
    rows = Trigger.objects.in_workspace(trigger.workspace_id).filter(pk=trigger.pk, active=True, next_fire_at=due)
    if due is None or rows.update(next_fire_at=following, last_fired_at=now) != 1:
        return False
    reentry = reentry_of(settings_of(campaign), now, repeating=config.rrule is not None)
    run_insert(
        campaign=campaign,
        version=trigger.version,
        trigger_node=trigger.node,
        segment=_segment(trigger, config) or campaign.audience,
        context={},
        again=not reentry.first_only,
        scheduled_for=due,
        local_time=config.local_time(due),
    )
    campaign_audit(
        campaign,
        Actor.system("triggers"),
        "schedule_fired",
        {"trigger": trigger.node, "scheduled_for": due.isoformat()},
    )
    return True


def _segment(trigger: Trigger, config: TriggerScheduledConfig) -> Segment | None:
    if config.segment is None:
        return None
    return Segment.objects.in_workspace(trigger.workspace_id).get(pk=config.segment)
