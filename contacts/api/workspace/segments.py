"""`segments` and `segments/{id}` in the Workspace API: list, make, read with a sample, change, delete."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import READ, READ_ERRORS, TAG
from contacts.api.workspace.contacts import ContactEntry
from contacts.api.workspace.segment_rules import places_out, rule_in, rule_out
from contacts.models import Segment, SegmentKind
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import Freshness, freshness_of, segment_list, segment_members, segment_names, uses_of
from contacts.services import segment_convert, segment_create, segment_delete, segment_update
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.inputs import SearchQuery
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.clock import database_now
from workspaces.models import Role, Scope

WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_SAMPLE = 10
_EVALUATIONS = [kind.name for kind in SegmentKind]
_WRITE_ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)
_RULES_WORDS = "`operator` AND or OR, `not`, `conditions`; see docs/api.md. A static segment is filled by them once."
_RULES = {
    "operator": "AND",
    "conditions": [
        {"type": "tag", "operator": "has", "value": "vip"},
        {"type": "event", "field": "ordered", "operator": "did", "timeWindow": "7d"},
    ],
}
_ENTRY: dict[str, Any] = {
    "id": "seg_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "name": "Customers",
    "kind": "dynamic",
    "evaluation": "DYNAMIC",
    "totalMembers": 1,
}
_DETAIL: dict[str, Any] = {
    **_ENTRY,
    "rules": _RULES,
    "rulesText": "tagged “vip” and did “ordered” within the last 7 days",
    "freshness": {"state": "checked", "asOf": "2025-11-01T10:00:00Z", "checkedEvery": 60.0, "percent": None},
    "usedBy": [{"kind": "campaign", "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "Welcome series"}],
    "sampleContacts": [
        {
            "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
            "name": "Ada Lovelace",
            "email": "ada@example.com",
            "phone": None,
            "createdAt": "2025-11-01T10:00:00Z",
        }
    ],
    "createdAt": "2025-11-01T10:00:00Z",
    "updatedAt": "2025-11-01T10:00:00Z",
}


class SegmentQuery(SearchQuery):
    """Which segments."""

    kind = serializers.ChoiceField(choices=SegmentKind.choices, required=False)


class SegmentEntry(CamelSerializer):
    """A segment in a list."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SegmentKind.choices)
    evaluation = serializers.SerializerMethodField()
    total_members = serializers.IntegerField(source="member_count")

    @extend_schema_field(serializers.ChoiceField(choices=_EVALUATIONS))
    def get_evaluation(self, segment: Segment) -> str:
        """The kind as seed 000 spells it."""
        return SegmentKind(segment.kind).name


class SegmentUserOut(CamelSerializer):
    """Who uses a segment."""

    kind = serializers.ChoiceField(choices=["campaign", "segment"])
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class SegmentFreshnessOut(CamelSerializer):
    """How fresh the members are."""

    state = serializers.ChoiceField(choices=[each.value for each in Freshness])
    as_of = serializers.DateTimeField(allow_null=True, help_text="Null while it is filled for the first time.")
    checked_every = serializers.FloatField(allow_null=True, help_text="Seconds; of `checked` only.")
    percent = serializers.IntegerField(allow_null=True, help_text="How much of a look at all contacts is done.")


class SegmentDetailOut(SegmentEntry):
    """A segment with its rules and some of its contacts."""

    rules = serializers.DictField(allow_null=True)
    rules_text = serializers.CharField(allow_blank=True)
    freshness = SegmentFreshnessOut()
    used_by = SegmentUserOut(many=True)
    sample_contacts = ContactEntry(many=True, help_text="At most 10, the newest.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SegmentDeletedOut(CamelSerializer):
    """A segment that is gone."""

    id = serializers.CharField()


class SegmentRulesInput(CamelInput):
    """A new segment."""

    name = StrictText(max_length=120)
    evaluation = serializers.ChoiceField(choices=_EVALUATIONS, default=SegmentKind.DYNAMIC.name)
    rules = JSONObject(required=False, allow_null=True, help_text=_RULES_WORDS)


class SegmentRulesChange(CamelInput):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=120, required=False)
    evaluation = serializers.ChoiceField(choices=_EVALUATIONS, required=False)
    rules = JSONObject(required=False, help_text=_RULES_WORDS)


class SegmentsView(WorkspaceView):
    """The segments, by name."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "listSegments",
        summary="List the segments",
        description="By name.",
        need=READ,
        query=[SegmentQuery],
        answer=SegmentEntry(many=True),
        example=[_ENTRY],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SegmentQuery)
        rows = segment_list(workspace=self.workspace, search=query["search"], kind=query.get("kind"))
        return Response(SegmentEntry(rows[: query["limit"]], many=True).data)

    @operation(
        "createSegment",
        summary="Make a segment",
        description="A dynamic one follows its rules for ever; a static one is filled by them once, and then kept by "
        "hand. Both are filled within seconds, after the answer.",
        need=WRITE,
        body=SegmentRulesInput,
        bodies={"By a tag and an event": {"name": "Customers", "evaluation": "DYNAMIC", "rules": _RULES}},
        answer=SegmentDetailOut(),
        example=_DETAIL,
        status=201,
        errors=_WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SegmentRulesInput)
        with places_out():
            segment = segment_create(
                workspace=self.workspace,
                name=body["name"],
                kind=SegmentKind[body["evaluation"]],
                rule=rule_in(body["rules"]) if body.get("rules") is not None else None,
                actor=self.actor,
            )
        return Response(_detail(segment), status=201)


class SegmentDetailView(WorkspaceView):
    """One segment."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("name", "kind", "rule")

    @operation(
        "getSegment",
        summary="Get a segment",
        description="Its rules, how many contacts are in it and the newest ten, how fresh that is, and who uses it.",
        need=READ,
        answer=SegmentDetailOut(),
        example=_DETAIL,
        errors=READ_ERRORS,
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, segment_id: str) -> Response:
        self.no_query()
        return self._told(segment_id)

    @operation(
        "changeSegment",
        summary="Change a segment",
        description="Other rules have it filled anew. STATIC keeps whoever is in it now; DYNAMIC needs rules, or takes "
        "up those that it had.",
        need=WRITE,
        body=SegmentRulesChange,
        bodies={"Another name": {"name": "Good customers"}, "Keep it by hand": {"evaluation": "STATIC"}},
        answer=SegmentDetailOut(),
        example=_DETAIL,
        errors=_WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    @transaction.atomic
    def patch(self, request: Request, segment_id: str) -> Response:
        body = self.body(SegmentRulesChange)
        segment = self.row(Segment, segment_id, "workspace")
        kind = SegmentKind[body["evaluation"]] if "evaluation" in body else segment.kind
        with places_out(), self.unless_changed(segment):
            rule = rule_in(body["rules"]) if "rules" in body else None
            if kind != segment.kind:
                segment = segment_convert(segment=segment, kind=kind, rule=rule, actor=self.actor)
                rule = None
            if "name" in body or rule is not None:
                segment = segment_update(segment=segment, name=body.get("name"), rule=rule, actor=self.actor)
        return self._told(segment_id)

    def _told(self, segment_id: str) -> Response:
        segment = self.row(Segment, segment_id, "workspace")
        return Response(_detail(segment), headers={"ETag": self.tag_of(segment)})

    @operation(
        "deleteSegment",
        summary="Delete a segment",
        description="Refused while a campaign or another segment uses it: the answer names them. Its contacts stay.",
        need=WRITE,
        answer=SegmentDeletedOut(),
        example={"id": _ENTRY["id"]},
        errors=_WRITE_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, segment_id: str) -> Response:
        self.no_query()
        segment = self.row(Segment, segment_id, "workspace")
        public_id = segment.public_id
        with self.unless_changed(segment):
            segment_delete(segment=segment, actor=self.actor)
        return Response({"id": public_id})


def _detail(segment: Segment) -> Mapping[str, Any]:
    workspace = segment.workspace
    fresh = freshness_of(workspace=workspace, segments=[segment], now=database_now())[segment.pk]
    names = segment_names(workspace=workspace, ids=segment_ids(segment.rule))
    told = {
        "public_id": segment.public_id,
        "name": segment.name,
        "kind": segment.kind,
        "member_count": segment.member_count,
        "rules": rule_out(segment.rule) if segment.rule else None,
        "rules_text": plain_words(parse(segment.rule), names) if segment.rule else "",
        "freshness": {
            "state": fresh.state,
            "as_of": fresh.as_of,
            "checked_every": None if fresh.every is None else fresh.every.total_seconds(),
            "percent": fresh.percent,
        },
        "used_by": uses_of(workspace=workspace, segments=[segment])[segment.pk],
        "sample_contacts": segment_members(segment=segment).order_by("-pk")[:_SAMPLE],
        "created_at": segment.created_at,
        "updated_at": segment.updated_at,
    }
    return SegmentDetailOut(_Told(told)).data


class _Told:
    """What is answered, as attributes."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.__dict__.update(told)
