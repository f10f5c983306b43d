"""`/api/v1/tenant/segments` and `/{id}`: list, make, read, change, delete, freeze, duplicate; whom a rule takes."""

from typing import Any, ClassVar

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant import segment_examples as examples
from contacts.api.tenant.segment_shapes import (
    RuleEstimated,
    RuleInput,
    RulePreviewed,
    SegmentChangeInput,
    SegmentCopyInput,
    SegmentGone,
    SegmentInput,
    SegmentListQuery,
    SegmentOut,
    segments_out,
)
from contacts.models import Segment
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import SegmentEstimate, segment_estimate, segment_list, segment_names
from contacts.services import (
    segment_convert,
    segment_create,
    segment_delete,
    segment_duplicate,
    segment_freeze,
    segment_update,
)
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, TenantView
from workspaces.clock import database_now
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
TAG = "Segments"
WRITE_ERRORS = [Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT]


class SegmentView(TenantView):
    """Segments, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("name", "kind", "rule")

    def told(self, segment: Segment, *, status: int = 200) -> Response:
        """One segment."""
        fresh = self.find(Segment, segment.public_id, "workspace")
        response = self.success(segments_out(fresh.workspace, [fresh])[0], status=status)
        response["ETag"] = self.tag_of(fresh)
        return response


class SegmentsView(SegmentView):
    """The segments of a workspace."""

    @operation(
        "segments_list",
        summary="List segments",
        description="By name, with who uses each one and how fresh it is.",
        need=READ,
        query=[SegmentListQuery],
        answer=page_envelope("SegmentList", SegmentOut),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SegmentListQuery)
        workspace = self.enter_named(query.get("workspace"))
        rows = segment_list(workspace=workspace, search=query.get("search", ""), kind=query.get("kind"))
        page = Page.cut(rows, query)
        return self.success_page(segments_out(workspace, page.rows), page.described())

    @operation(
        "segments_create",
        summary="Make a segment",
        description="A dynamic one follows its rule for ever. A static one is kept by hand; with a rule it is filled "
        "by it once. Both are filled within seconds, after the answer: see `freshness`.",
        need=WRITE,
        body=SegmentInput,
        bodies={"A dynamic one": examples.CREATE, "A static one, filled once": examples.CREATE_STATIC},
        answer=envelope("SegmentCreated", SegmentOut),
        example=examples.DETAIL,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
        edits=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SegmentInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        return self.told(segment_create(workspace=workspace, actor=self.actor, **body), status=201)


class SegmentDetailView(SegmentView):
    """One segment."""

    @operation(
        "segments_get",
        summary="Get a segment",
        description="Its rule, how many contacts are in it, how fresh that is, and who uses it.",
        need=READ,
        answer=envelope("SegmentDetails", SegmentOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, segment_id: str) -> Response:
        self.no_query()
        return self.told(self.find(Segment, segment_id))

    @operation(
        "segments_change",
        summary="Change a segment",
        description="Another rule has it filled anew. `kind` static keeps whoever is in it now; dynamic needs a rule, "
        "or takes up the one that it had.",
        need=WRITE,
        body=SegmentChangeInput,
        bodies={"Another name": examples.CHANGE, "Keep it by hand": examples.CONVERT},
        answer=envelope("SegmentChanged", SegmentOut),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    @transaction.atomic
    def patch(self, request: Request, segment_id: str) -> Response:
        body = self.body(SegmentChangeInput)
        segment = self.find(Segment, segment_id, "workspace")
        kind, rule = body.get("kind", segment.kind), body.get("rule")
        with self.unless_changed(segment):
            if kind != segment.kind:
                segment = segment_convert(segment=segment, kind=kind, rule=rule, actor=self.actor)
                rule = None
            if "name" in body or rule is not None:
                segment = segment_update(segment=segment, name=body.get("name"), rule=rule, actor=self.actor)
        return self.told(segment)

    @operation(
        "segments_delete",
        summary="Delete a segment",
        description="Refused while a campaign or another segment uses it: the answer names them. Its contacts stay.",
        need=WRITE,
        answer=envelope("SegmentDeleted", SegmentGone),
        example=examples.DELETED,
        errors=WRITE_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, segment_id: str) -> Response:
        self.no_query()
        segment = self.find(Segment, segment_id, "workspace")
        public_id = segment.public_id
        with self.unless_changed(segment):
            segment_delete(segment=segment, actor=self.actor)
        return self.success({"id": public_id, "deleted": True})


class SegmentFreezeView(SegmentView):
    """A static copy."""

    @operation(
        "segments_freeze",
        summary="Freeze a segment",
        description="A new static segment of whoever is in this one now. It is filled within seconds.",
        need=WRITE,
        body=SegmentCopyInput,
        bodies={"With a name": examples.COPY},
        answer=envelope("SegmentFrozen", SegmentOut),
        example=examples.DETAIL,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
        edits=True,
    )
    def post(self, request: Request, segment_id: str) -> Response:
        body = self.body(SegmentCopyInput)
        segment = self.find(Segment, segment_id, "workspace")
        return self.told(segment_freeze(segment=segment, name=body.get("name"), actor=self.actor), status=201)


class SegmentDuplicateView(SegmentView):
    """A copy."""

    @operation(
        "segments_duplicate",
        summary="Duplicate a segment",
        description="Another segment with the same rule or, of a static one, with the same contacts.",
        need=WRITE,
        body=SegmentCopyInput,
        bodies={"With a name": examples.COPY},
        answer=envelope("SegmentDuplicated", SegmentOut),
        example=examples.DETAIL,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
        edits=True,
    )
    def post(self, request: Request, segment_id: str) -> Response:
        body = self.body(SegmentCopyInput)
        segment = self.find(Segment, segment_id, "workspace")
        return self.told(segment_duplicate(segment=segment, name=body.get("name"), actor=self.actor), status=201)


class RuleView(TenantView):
    """Rules that are yet to become segments."""

    needs: ClassVar[dict[str, Need]] = {"POST": READ}

    def asked(self) -> tuple[Workspace, dict[str, Any], SegmentEstimate]:
        """The workspace, the rule, and whom it takes."""
        body = self.body(RuleInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        return workspace, body["rule"], segment_estimate(workspace=workspace, rule=body["rule"], now=database_now())


class SegmentEstimateView(RuleView):
    """Counting."""

    @operation(
        "segments_estimate",
        summary="Count whom a rule takes",
        description="Within a second: exactly where that is enough, else from a sample, and then `exact` is false. "
        "Nothing is saved.",
        need=READ,
        body=RuleInput,
        bodies={"A tag": examples.RULE_BODY},
        answer=envelope("SegmentEstimated", RuleEstimated),
        example=examples.ESTIMATE,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        _, _, estimate = self.asked()
        return self.success(RuleEstimated(estimate).data)


class SegmentPreviewView(RuleView):
    """Counting, with a few of them."""

    @operation(
        "segments_preview",
        summary="Preview a rule",
        description="The rule in words, whom it takes, and the newest few of them. Nothing is saved.",
        need=READ,
        body=RuleInput,
        bodies={"A tag": examples.RULE_BODY},
        answer=envelope("SegmentPreviewed", RulePreviewed),
        example=examples.PREVIEW,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        workspace, rule, estimate = self.asked()
        names = segment_names(workspace=workspace, ids=segment_ids(rule))
        told = {
            "matching": estimate.matching,
            "exact": estimate.exact,
            "total": estimate.total,
            "rule_text": plain_words(parse(rule), names),
            "sample": estimate.sample,
        }
        return self.success(RulePreviewed(told).data)
