"""The review of a campaign: estimate, blockers, warnings, and what would become of those who are on their way."""

from datetime import datetime

from campaigns.estimate import campaign_estimate
from campaigns.flow import Flow
from campaigns.flow.graph import Graph
from campaigns.impact import PublishImpact, publish_preview
from campaigns.lifecycle.versions import campaign_document, campaign_draft
from campaigns.models import Campaign
from campaigns.review.answers import Review, Running
from campaigns.review.blockers import blockers_of
from campaigns.review.subject import Subject
from campaigns.review.warnings import quiet_times, warnings_of
from campaigns.services.versions import flow_issues
from campaigns.settings import settings_of
from campaigns.status import FINISHED, LAUNCHED
from workspaces.clock import database_now


def campaign_review(campaign: Campaign, *, now: datetime | None = None) -> Review:
    """What launching the draft (else the live version) would do now. Writes nothing; bounded as its estimate is."""
    document = campaign_document(campaign)
    issues = flow_issues(campaign=campaign, document=document)
    moment = now or database_now()
    impact = publish_preview(campaign, issues=issues, document=document)
    subject = Subject(
        campaign=campaign,
        graph=Graph(Flow.model_validate(document)),
        issues=issues,
        settings=settings_of(campaign),
        estimate=campaign_estimate(campaign, document=document, now=moment),
        impact=impact,
        now=moment,
    )
    return Review(
        estimate=subject.estimate,
        blockers=tuple(blockers_of(subject)),
        warnings=tuple(warnings_of(subject)),
        quiet_hours=quiet_times(subject),
        running=_running(campaign, impact),
    )


def _running(campaign: Campaign, impact: PublishImpact) -> Running:
    return Running(impact.on_their_way, impact.stay, impact.move, impact.leave, _effect(campaign, impact))


def _effect(campaign: Campaign, impact: PublishImpact) -> str:
    if campaign.lifecycle in FINISHED:
        return "The campaign has ended."
    if campaign.lifecycle not in LAUNCHED:
        return "Nobody is in the campaign yet."
    if campaign_draft(campaign) is None:
        return "Nothing changes: there is no draft."
    if not impact.on_their_way:
        return "Nobody is on the way; whoever comes in from now on goes by the new version."
    return (
        f"{impact.on_their_way:,} on the way stay on their version. If they are moved to the new one, {impact.stay:,} "
        f"stay where they are, {impact.move:,} go to another step and {impact.leave:,} leave."
    )
