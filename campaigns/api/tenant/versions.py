"""`/{id}/versions`, `publish`, `publish/preview` and `versions/{version}/rollback`."""

from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, WRITE, CampaignView
from campaigns.api.tenant.version_shapes import (
    PublishInput,
    PublishPreview,
    PublishPreviewInput,
    RollbackInput,
    Version,
    VersionDetail,
    publishing_of,
)
from campaigns.api.tenant.words import conflicts_in_words
from campaigns.impact import publish_preview
from campaigns.models import Campaign
from campaigns.selectors import campaign_versions, version_entry, version_get, versions_page
from campaigns.services import campaign_publish, campaign_rollback, draft_save, flow_issues
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, PageQuery
from workspaces.errors import InvalidInput

_ERRORS = [Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT]
_MODES = (
    "With `pin` those who are on their way stay on their version. With `move` they go on by the new one: at nodes that "
    "are still there they stay in their place; those whose node is gone go where `mapping` says, or leave. A move goes "
    "on in the background; the list of versions tells how far it is."
)


class CampaignVersionsView(CampaignView):
    """The flow's versions."""

    @operation(
        "campaigns_versions",
        summary="List the versions of a campaign's flow",
        description="Newest first: the draft, if one is being edited, and what was published, with who published it "
        "and what changed. Published ones never change.",
        need=READ,
        query=[PageQuery],
        answer=page_envelope("CampaignVersions", Version),
        example=examples.VERSIONS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(PageQuery)
        campaign = self.campaign(campaign_id)
        limit, offset = query["limit"], query["offset"]
        page = Page(
            versions_page(campaign, limit=limit, offset=offset), campaign_versions(campaign).count(), limit, offset
        )
        return self.success_page(Version(page.rows, many=True).data, page.described())


class CampaignVersionView(CampaignView):
    """One version."""

    @operation(
        "versions_get",
        summary="Get a version of a campaign's flow",
        description="By id or number: what changed in it, its flow, and the template versions pinned with it.",
        need=READ,
        answer=envelope("CampaignVersion", VersionDetail),
        example=examples.VERSION,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str, version_id: str) -> Response:
        self.no_query()
        entry = version_entry(self.campaign(campaign_id), version_id)
        return self.success(VersionDetail(entry).data)


class CampaignPublishView(CampaignView):
    """Publishing."""

    @operation(
        "campaigns_publish",
        summary="Publish a campaign's flow",
        description=f"Makes the draft, or the `workflow` that is sent, a version that never changes, and the live one. "
        f"{_MODES}",
        need=WRITE,
        body=PublishInput,
        bodies={"Pin": {}, "Move": {"mode": "move", "mapping": {"w1": "w2"}}},
        answer=envelope("CampaignPublished", Version),
        example=examples.PUBLISHED,
        errors=_ERRORS,
        post=True,
    )
    @transaction.atomic
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(PublishInput)
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("published"):
            if "workflow" in body:
                draft_save(campaign=campaign, document=body["workflow"], actor=self.actor)
            version = campaign_publish(campaign=campaign, actor=self.actor, how=publishing_of(body))
        return self.success(_listed(self.campaign(campaign_id), version.public_id))


class CampaignPublishPreviewView(CampaignView):
    """What would happen?"""

    @operation(
        "campaigns_preview",
        summary="Preview a publish",
        description="Per node, how many contacts would stay, move or leave with the mode `move`; per template that is "
        "sent, which variables would be empty for how many of those who are on their way (of a sample of at most "
        "10,000); and what would stop the publish. Of the draft, a `workflow`, or an earlier `version` to roll back "
        "to. Nothing is saved.",
        need=WRITE,
        body=PublishPreviewInput,
        bodies={"The draft": {}, "A rollback": {"version": "3"}, "With a mapping": {"mapping": {"w1": "w2"}}},
        answer=envelope("CampaignPublishPreview", PublishPreview),
        example=examples.PREVIEW,
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(PublishPreviewInput)
        if "workflow" in body and "version" in body:
            raise InvalidInput.of("version", "send either a workflow or a version, not both")
        campaign = self.campaign(campaign_id)
        version = version_get(campaign, body["version"]) if "version" in body else None
        document = version.document if version else body.get("workflow")
        issues = flow_issues(campaign=campaign, document=document)
        impact = publish_preview(
            campaign, issues=issues, document=document, version=version, mapping=body.get("mapping")
        )
        return self.success(PublishPreview(impact).data)


class CampaignRollbackView(CampaignView):
    """Rolling back."""

    @operation(
        "versions_rollback",
        summary="Roll back to an earlier version",
        description="Publishes that version's flow again, with the template versions of then, as a new version. The "
        f"history stays; so does the draft. {_MODES}",
        need=WRITE,
        body=RollbackInput,
        bodies={"Pin": {}, "Move": {"mode": "move", "mapping": {"w1": "w2"}}},
        answer=envelope("CampaignRolledBack", Version),
        example=examples.ROLLED_BACK,
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str, version_id: str) -> Response:
        body = self.body(RollbackInput)
        campaign = self.campaign(campaign_id)
        version = version_get(campaign, version_id)
        with conflicts_in_words("rolled back"):
            restored = campaign_rollback(campaign=campaign, version=version, actor=self.actor, how=publishing_of(body))
        return self.success(_listed(self.campaign(campaign_id), restored.public_id))


def _listed(campaign: Campaign, version_id: str) -> Any:
    return Version(version_entry(campaign, version_id)).data
