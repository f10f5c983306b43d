"""A campaign's versions: the list, publishing a draft, and restoring an earlier version, each with its preview."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaigns.flow import errors_of
from campaigns.impact import PublishImpact, publish_preview
from campaigns.models import Campaign, FlowVersion
from campaigns.selectors import VersionEntry, campaign_draft, campaign_get, campaign_status, version_get, versions_page
from campaigns.services import Publishing, PublishMode, campaign_publish, campaign_rollback, flow_issues
from campaigns.status import FINISHED
from frontend.access import actor_of, may, require_role, workspace_page
from frontend.campaign_page import render_campaign
from frontend.flow_faults import fault_lines, refusal_lines, step_names
from frontend.pages import render_page, render_part
from frontend.version_words import changes_of, move_words, waits_of
from frontend.words import CAMPAIGN_STATUS, word_for
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.models import Membership, Role

PAGE_SIZE = 20
# Names of the form's fields that say where those of a removed node go.
_TO = "to."


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be published: the campaign's draft, or one of its versions again."""

    campaign: Campaign
    version: FlowVersion
    restores: bool

    @property
    def name(self) -> str:
        """As the page's title and question say it."""
        return f"Restore version {self.version.number}" if self.restores else f"Publish version {self.version.number}"


@require_safe
@workspace_page
def version_list(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Every version, newest first: who published it, when, and what changed in it; paged by `?before=<number>`."""
    campaign = campaign_get(membership.workspace, campaign_id)
    context = _listed(request, membership, campaign)
    return render_campaign(request, membership, campaign, "frontend/campaigns/versions.html", context, tab="versions")


@require_safe
@workspace_page
def version_progress(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The list alone, while somebody is being moved."""
    campaign = campaign_get(membership.workspace, campaign_id)
    context = _listed(request, membership, campaign)
    return render_part(request, membership, "frontend/campaigns/version_rows.html", context)


@require_safe
@workspace_page
def publish_page(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """What publishing the draft, or `?version=` again, would do, and the form that does it."""
    require_role(membership, Role.EDITOR)
    subject = _subject(membership, campaign_id, request.GET)
    if subject.version.pk == subject.campaign.live_version_id:
        messages.error(request, f"Version {subject.version.number} is live already.")
        return redirect("frontend:versions", slug=membership.workspace.slug, campaign_id=subject.campaign.public_id)
    context = _previewed(membership, subject, request.GET)
    return render_page(request, membership, "frontend/campaigns/publish.html", context, section="campaigns")


@require_safe
@workspace_page
def publish_impact(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The preview alone, for the mapping that the form holds."""
    require_role(membership, Role.EDITOR)
    subject = _subject(membership, campaign_id, request.GET)
    context = _previewed(membership, subject, request.GET)
    return render_part(request, membership, "frontend/campaigns/impact.html", context)


@require_POST
@workspace_page
def publish(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Publishes, or restores, and leads back to the list."""
    require_role(membership, Role.EDITOR)
    subject = _subject(membership, campaign_id, request.POST)
    slug, public_id = membership.workspace.slug, subject.campaign.public_id
    try:
        published = _publish(membership, subject, request.POST)
    except (InvalidInput, Conflict) as refused:
        said = refusal_lines([detail.message for detail in refused.details], step_names(subject.version.document))
        reasons = "; ".join(said) or refused.message
        messages.error(request, f"Nothing was published: {reasons}")
        query = f"?version={subject.version.number}" if subject.restores else ""
        return redirect(reverse("frontend:publish", args=[slug, public_id]) + query)
    done = f"Version {published.number} is live"
    messages.success(
        request, f"{done}: it restores version {subject.version.number}." if subject.restores else f"{done}."
    )
    return redirect("frontend:versions", slug=slug, campaign_id=public_id)


def _publish(membership: Membership, subject: Subject, form: QueryDict) -> FlowVersion:
    moves = form.get("mode") == PublishMode.MOVE
    how = Publishing(PublishMode.MOVE, _mapping(form)) if moves else Publishing()
    actor = actor_of(membership)
    if subject.restores:
        return campaign_rollback(campaign=subject.campaign, version=subject.version, actor=actor, how=how)
    return campaign_publish(
        campaign=subject.campaign,
        actor=actor,
        how=how,
        expected_revision=_number(form.get("revision", "")),
    )


def _subject(membership: Membership, campaign_id: str, query: QueryDict) -> Subject:
    campaign = campaign_get(membership.workspace, campaign_id)
    if number := query.get("version", ""):
        return Subject(campaign, version_get(campaign, number), restores=True)
    draft = campaign_draft(campaign)
    if draft is None:
        raise NotFound("There is no draft to publish.")
    return Subject(campaign, draft, restores=False)


def _mapping(query: QueryDict) -> dict[str, str]:
    return {key.removeprefix(_TO): str(value) for key, value in query.items() if key.startswith(_TO) and value}


def _previewed(membership: Membership, subject: Subject, query: QueryDict) -> dict[str, Any]:
    campaign, version = subject.campaign, subject.version
    issues = flow_issues(campaign=campaign, document=version.document)
    mapping = _mapping(query)
    try:
        impact = publish_preview(
            campaign,
            issues=issues,
            document=version.document,
            version=version if subject.restores else None,
            mapping=mapping,
        )
    except InvalidInput as error:
        raise NotFound(error.message) from error
    slug = membership.workspace.slug
    errors, names = errors_of(issues), step_names(version.document)
    return {
        "campaign": campaign,
        "subject": subject,
        "impact": impact,
        "rows": _rows(impact, mapping),
        "changes": changes_of(impact.changes),
        "errors": fault_lines(errors, names),
        "warnings": fault_lines([issue for issue in issues if issue not in errors], names),
        "flow_url": reverse("frontend:flow", args=[slug, campaign.public_id]),
        "sends": [send for send in impact.sends if send.missing],
        "publish_url": reverse("frontend:publish_do", args=[slug, campaign.public_id]),
        "impact_url": reverse("frontend:publish_impact", args=[slug, campaign.public_id]),
        "versions_url": reverse("frontend:versions", args=[slug, campaign.public_id]),
    }


def _rows(impact: PublishImpact, mapping: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"place": place, "impact": node, "wait": waits_of(node), "field": f"{_TO}{node.node.node}"}
        | {"chosen": mapping.get(node.node.node, node.to.node if node.to and node.removed else "")}
        for place, node in enumerate(impact.nodes)
    ]


def _listed(request: HttpRequest, membership: Membership, campaign: Campaign) -> dict[str, Any]:
    before = request.GET.get("before", "")
    entries = versions_page(campaign, limit=PAGE_SIZE + 1, before=_number(before))
    shown = entries[:PAGE_SIZE]
    editable = may(membership, Role.EDITOR) and campaign.lifecycle not in FINISHED
    last = f"before={shown[-1].number}" if len(entries) > PAGE_SIZE else ""
    return {
        "campaign": campaign,
        "status": word_for(CAMPAIGN_STATUS, campaign_status(campaign)),
        "rows": [_row(membership, campaign, entry, editable) for entry in shown],
        "page": {"next_query": last, "first_query": "", "is_first": not before},
        "moving": any(entry.move is not None and entry.move.state == "moving" for entry in shown),
        "progress_url": reverse("frontend:version_progress", args=[membership.workspace.slug, campaign.public_id]),
        "before": before,
        "publish_refusal": "" if may(membership, Role.EDITOR) else _refusal(membership),
    }


def _row(membership: Membership, campaign: Campaign, entry: VersionEntry, editable: bool) -> dict[str, Any]:
    page = reverse("frontend:publish", args=[membership.workspace.slug, campaign.public_id])
    is_draft = entry.published_at is None
    return {
        "entry": entry,
        "changes": changes_of(entry.changes),
        "move": move_words(entry.move),
        "is_draft": is_draft,
        "url": ("" if entry.live or not editable else page if is_draft else f"{page}?version={entry.number}"),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _refusal(membership: Membership) -> str:
    return f"Publishing and restoring need the role {Role.EDITOR.label}; yours is {Role(membership.role).label}."
