"""`publish`, `publish/preview`, `versions`, `versions/{number}` with `compare` and `rollback`."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import version_examples as examples
from campaigns.api.workspace.base import READ, READ_ERRORS, WRITE, WRITE_ERRORS
from campaigns.api.workspace.drafts import FlowView
from campaigns.api.workspace.version_shapes import (
    ComparisonQuery,
    FlowComparison,
    FlowVersionDetail,
    FlowVersionEntry,
    PublishedVersion,
    PublishingInput,
    PublishingPreview,
    PublishingPreviewInput,
    publishing_of,
)
from campaigns.flow import Flow, flow_diff
from campaigns.impact import publish_preview
from campaigns.models import Campaign
from campaigns.selectors import campaign_document, version_entry, version_get, versions_page
from campaigns.services import campaign_publish, campaign_rollback, flow_issues
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.workspace.schema import operation
from workspaces.errors import InvalidInput

MAX_VERSIONS = 100
_MODES = (
    "With `pin` those who are on their way stay on their version. With `move` they go on by the new one; those whose "
    "node is gone go where `mapping` says, or leave."
)
_BODIES = {"Pin": {}, "Move": {"mode": "move", "mapping": {"w1": "w2"}}}


class PublishView(FlowView):
    """Publishing."""

    @operation(
        "publishFlow",
        summary="Publish the draft",
        description=f"Makes it a version that never changes, and the live one. {_MODES} What stands in the way is told "
        "in `details`, by its place in the flow.",
        need=WRITE,
        body=PublishingInput,
        bodies=_BODIES,
        query=[if_match_header(required=False)],
        answer=PublishedVersion(),
        example=examples.PUBLISHED,
        errors=(*WRITE_ERRORS, Kind.STALE),
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        how = publishing_of(self.body(PublishingInput))
        campaign = self.campaign(campaign_id)
        with self.changing(campaign, "published"):
            version = campaign_publish(
                campaign=campaign,
                actor=self.actor,
                how=how,
                expected_revision=self.base_revision(required=False),
            )
        return Response({"version": version.number})


class PublishPreviewView(FlowView):
    """What would happen?"""

    @operation(
        "previewPublishing",
        summary="Preview a publish",
        description="Per node, how many contacts would stay, move or leave with the mode `move`; per template that is "
        "sent, which variables would be empty for how many; and what would stop the publish. Nothing is saved.",
        need=WRITE,
        body=PublishingPreviewInput,
        bodies={"The draft": {}, "A rollback": {"version": 3}},
        answer=PublishingPreview(),
        example=examples.PREVIEW,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(PublishingPreviewInput)
        if "workflow" in body and "version" in body:
            raise InvalidInput.of("version", "send either a workflow or a version, not both")
        how = publishing_of(body)
        campaign = self.campaign(campaign_id)
        version = version_get(campaign, str(body["version"])) if "version" in body else None
        document = version.document if version else body.get("workflow")
        issues = flow_issues(campaign=campaign, document=document)
        impact = publish_preview(campaign, issues=issues, document=document, version=version, mapping=how.mapping)
        return Response(PublishingPreview(impact).data)


class VersionsView(FlowView):
    """The flow's versions."""

    @operation(
        "listVersions",
        summary="List the versions of a flow",
        description=f"The newest {MAX_VERSIONS}: the draft, if one is being edited, and what was published, with who "
        "published it and what changed.",
        need=READ,
        answer=FlowVersionEntry(many=True),
        example=examples.VERSIONS,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        entries = versions_page(self.campaign(campaign_id), limit=MAX_VERSIONS)
        return Response(FlowVersionEntry(entries, many=True).data)


class VersionView(FlowView):
    """One version."""

    @operation(
        "getVersion",
        summary="Get a version of a flow",
        description="By its number, with its flow.",
        need=READ,
        answer=FlowVersionDetail(),
        example=examples.VERSION,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str, version_id: str) -> Response:
        self.no_query()
        return Response(FlowVersionDetail(version_entry(self.campaign(campaign_id), version_id)).data)


class CompareView(FlowView):
    """Two flows beside each other."""

    @operation(
        "compareVersions",
        summary="Compare a version with another flow",
        description="What leads from this version to another one, or to the flow as it is edited.",
        need=READ,
        query=[ComparisonQuery],
        answer=FlowComparison(),
        example=examples.COMPARISON,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str, version_id: str) -> Response:
        other = self.query(ComparisonQuery)["with_"]
        campaign = self.campaign(campaign_id)
        old = version_get(campaign, version_id)
        diff = flow_diff(_flow(old.document), _flow(_document(campaign, other)))
        return Response(FlowComparison(diff).data)


class RollbackView(FlowView):
    """Rolling back."""

    @operation(
        "rollbackFlow",
        summary="Roll back to an earlier version",
        description="Publishes that version's flow again, with the template versions of then, as a new version. The "
        f"history stays; so does the draft. {_MODES}",
        need=WRITE,
        body=PublishingInput,
        bodies=_BODIES,
        answer=PublishedVersion(),
        example=examples.PUBLISHED,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str, version_id: str) -> Response:
        how = publishing_of(self.body(PublishingInput))
        campaign = self.campaign(campaign_id)
        version = version_get(campaign, version_id)
        with self.changing(campaign, "rolled back"):
            restored = campaign_rollback(campaign=campaign, version=version, actor=self.actor, how=how)
        return Response({"version": restored.number})


def _flow(document: Any) -> Flow:
    return Flow.model_validate(document)


def _document(campaign: Campaign, reference: str) -> Any:
    """The flow as it is edited, or a version's."""
    return campaign_document(campaign) if reference == "draft" else version_get(campaign, reference).document
