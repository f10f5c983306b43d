"""Rolling back: publishing an earlier version of a flow again, as a new version. History is only ever appended to."""

from django.db import transaction
from django.db.models import F

from campaigns.engine.plans import pins_of
from campaigns.flow import Pins, compile
from campaigns.lifecycle.guards import campaign_lock, refusal
from campaigns.lifecycle.versions import campaign_draft
from campaigns.models import Campaign, FlowState, FlowVersion
from campaigns.services.drafts import revision_take
from campaigns.services.moving import PIN, Publishing, mapping_check
from campaigns.services.versions import flow_validated, publication, version_go_live
from campaigns.status import FINISHED
from workspaces.errors import Conflict, NotFound
from workspaces.services import Actor


@transaction.atomic
def campaign_rollback(*, campaign: Campaign, version: FlowVersion, actor: Actor, how: Publishing = PIN) -> FlowVersion:
    """Publishes the version's flow again, with the template versions that it was published with, as the next number.

    The draft, if there is one, stays what it is and gets the number after that. The flow is checked as it would be if
    it were published now: raises InvalidInput naming node and path (a template that was rejected since, say) and each
    wrong entry of the mapping, Conflict when it is the live version, a draft, or the campaign is finished.
    """
    locked = campaign_lock(campaign)
    if version.campaign_id != locked.pk:
        raise NotFound("There is no such version of this campaign.")
    if locked.lifecycle in FINISHED:
        raise refusal(locked, "rolled back")
    if version.state != FlowState.PUBLISHED or version.pk == locked.live_version_id:
        what = "live already" if version.pk == locked.live_version_id else "a draft; publish it instead"
        raise Conflict(f"Version {version.number} is {what}.", current_status=version.state, allowed=("publish",))
    flow, present = flow_validated(locked, version.document)
    pins = Pins({**present.templates, **pins_of(version).templates}, present.default_sender)
    mapping_check(locked, flow, how)
    plan = compile(flow, pins=pins)
    restored = FlowVersion.objects.create(
        workspace_id=locked.workspace_id,
        campaign=locked,
        number=_number_taken(locked),
        state=FlowState.PUBLISHED,
        document=version.document,
        revision=revision_take(locked),
        restored_from=version,
        **publication(plan, pins, actor),
    )
    restored.refresh_from_db()
    version_go_live(locked, restored, plan, how, actor, "rolled_back", restored=version.number)
    return restored


def _number_taken(campaign: Campaign) -> int:
    """The next number; the draft gives it up for the one after."""
    draft = campaign_draft(campaign)
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    if draft is not None:
        versions.filter(pk=draft.pk).update(number=F("number") + 1)
        return draft.number
    last: int = versions.order_by("-number").values_list("number", flat=True)[0]
    return last + 1
