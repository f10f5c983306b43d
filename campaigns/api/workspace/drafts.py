"""`campaigns/{id}/draft`: the flow as the builder edits it, saved against what it was read as."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.api.workspace.base import READ, READ_ERRORS, WRITE, WRITE_ERRORS, CampaignView
from campaigns.api.workspace.shapes import FlowField, FlowProblem, problem_of_issue
from campaigns.api.workspace.words import CampaignWord, conflicts_in_words, pause_reason, status_word
from campaigns.models import Campaign, HoldKind
from campaigns.selectors import campaign_document, campaign_draft, flow_names, flow_revision
from campaigns.services import draft_discard, draft_save, flow_issues
from campaigns.status import FINISHED
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind, Problem, Refused
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.errors import Stale

_ERRORS = (*WRITE_ERRORS, Kind.STALE, Kind.MATCH_MISSING)


class DraftPermissions(CamelSerializer):
    """What the caller may do with this flow now."""

    edit = serializers.BooleanField()
    publish = serializers.BooleanField()


class FlowDraft(CamelSerializer):
    """The flow as an editor shows it: the draft, or where there is none the live version, or an empty flow."""

    workflow = FlowField()
    revision = serializers.IntegerField(help_text="Also the ETag; send it as If-Match.")
    is_draft = serializers.BooleanField(help_text="False: nothing was changed since the live version.")
    live_version = serializers.IntegerField(allow_null=True, help_text="Its number.")
    updated_at = serializers.DateTimeField()
    updated_by = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=CampaignWord.choices)
    pause_reason = serializers.ChoiceField(choices=HoldKind.choices, allow_null=True)
    issues = FlowProblem(many=True)
    names = serializers.DictField(
        child=serializers.CharField(), help_text="{id as the flow spells it, or node's key: what people call it}"
    )
    permissions = DraftPermissions()


class DraftInput(CamelInput):
    """The whole flow; it may be unfinished, but must be well-formed."""

    workflow = FlowField()


class FlowView(CampaignView):
    """A view that shows or changes the flow."""

    def draft_of(self, campaign: Campaign) -> Any:
        """The flow as `FlowDraft` says it."""
        draft = campaign_draft(campaign)
        version = draft or campaign.live_version
        document = campaign_document(campaign)
        may_write = self.access.may(self.workspace, WRITE) and campaign.lifecycle not in FINISHED
        shown = {
            "workflow": document,
            "revision": flow_revision(campaign, draft),
            "is_draft": draft is not None,
            "live_version": campaign.live_version.number if campaign.live_version else None,
            "updated_at": version.updated_at if version else campaign.updated_at,
            "updated_by": (version.saved_by or version.publisher or None) if version else None,
            "status": status_word(campaign),
            "pause_reason": pause_reason(campaign),
            "issues": [problem_of_issue(issue) for issue in flow_issues(campaign=campaign, document=document)],
            "names": flow_names(self.workspace, document),
            "permissions": {"edit": may_write, "publish": may_write},
        }
        return FlowDraft(shown).data

    @contextmanager
    def changing(self, campaign: Campaign, attempt: str) -> Iterator[None]:
        """Answers 412 with the flow as it is now where somebody else was first, conflicts in this family's words."""
        try:
            with conflicts_in_words(attempt):
                yield
        except Stale as stale:
            current = self.draft_of(self.campaign(campaign.public_id))
            problem = Problem(Kind.STALE, stale.message, code="draft_changed", more={"current": current})
            raise Refused(problem) from stale


class DraftView(FlowView):
    """The flow being edited."""

    @operation(
        "getDraft",
        summary="Get the flow as it is edited",
        description="The draft with its issues, and the names of what it refers to.",
        need=READ,
        answer=FlowDraft(),
        example=examples.DRAFT,
        errors=READ_ERRORS,
        etag=True,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self._answer(self.campaign(campaign_id))

    @operation(
        "saveDraft",
        summary="Save the flow",
        description="Stores the flow as the draft, if it is still at the revision that If-Match names. An unfinished "
        "flow is saved, too, and comes back with its issues; a malformed one is refused and nothing is stored.",
        need=WRITE,
        body=DraftInput,
        bodies={"A flow": {"workflow": examples.WORKFLOW}},
        query=[if_match_header(required=True)],
        answer=FlowDraft(),
        example=examples.DRAFT,
        errors=_ERRORS,
        etag=True,
    )
    def put(self, request: Request, campaign_id: str) -> Response:
        document = self.body(DraftInput)["workflow"]
        campaign = self.campaign(campaign_id)
        with self.changing(campaign, "edited"):
            draft_save(campaign=campaign, document=document, actor=self.actor, expected_revision=self.base_revision())
        return self._answer(self.campaign(campaign_id))

    @operation(
        "discardDraft",
        summary="Throw the draft away",
        description="The flow is the live version again; where nothing was published yet, it is empty.",
        need=WRITE,
        query=[if_match_header(required=True)],
        answer=FlowDraft(),
        example=examples.DRAFT,
        errors=_ERRORS,
        etag=True,
    )
    def delete(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        campaign = self.campaign(campaign_id)
        with self.changing(campaign, "edited"):
            draft_discard(campaign=campaign, actor=self.actor, expected_revision=self.base_revision())
        return self._answer(self.campaign(campaign_id))

    def _answer(self, campaign: Campaign) -> Response:
        shown = self.draft_of(campaign)
        return Response(shown, headers={"ETag": f'"{shown["revision"]}"'})
