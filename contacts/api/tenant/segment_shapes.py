"""What the tenant API takes and answers for segments. Shapes and names only; the services check what values mean."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.models import Segment, SegmentKind
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import Freshness, freshness_of, segment_names, uses_of
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT, PageQuery
from workspaces.clock import database_now
from workspaces.models import Workspace

MOST_MEMBERS = 1_000
_NAME = 120
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_RULE = "See docs/rules.md."


class SegmentListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    search = serializers.CharField(max_length=_NAME, required=False, help_text="A part of the name.")
    kind = serializers.ChoiceField(choices=SegmentKind.choices, required=False)


class MemberListQuery(StrictSerializer):
    """The query string of the members."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=64, required=False, help_text="The last page's `next_cursor`.")


class SegmentInput(StrictSerializer):
    """A new segment."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=_NAME)
    kind = serializers.ChoiceField(choices=SegmentKind.choices, default=SegmentKind.DYNAMIC)
    rule = JSONObject(required=False, allow_null=True, help_text=f"{_RULE} A static segment is filled by it once.")


class SegmentChangeInput(StrictSerializer):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=_NAME, required=False)
    kind = serializers.ChoiceField(choices=SegmentKind.choices, required=False)
    rule = JSONObject(required=False, help_text=_RULE)


class SegmentCopyInput(StrictSerializer):
    """What the new segment is called."""

    name = StrictText(max_length=_NAME, required=False, help_text="Left out: the name of the segment, and what it is.")


class RuleInput(StrictSerializer):
    """A rule to be counted."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    rule = JSONObject(help_text=_RULE)


class MembersInput(StrictSerializer):
    """Who comes and who goes: ids of contacts, e-mail addresses, or ids of your own; at most 1,000 in all."""

    add = serializers.ListField(child=StrictText(max_length=254), default=list, max_length=MOST_MEMBERS)
    remove = serializers.ListField(child=StrictText(max_length=254), default=list, max_length=MOST_MEMBERS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Somebody, and not too many."""
        number = len(attrs["add"]) + len(attrs["remove"])
        if not 1 <= number <= MOST_MEMBERS:
            words = f"1 to {MOST_MEMBERS:,} contacts in add and remove together"
            raise serializers.ValidationError({"add": [words]})
        return attrs


class SegmentUser(serializers.Serializer):
    """Who uses a segment."""

    kind = serializers.ChoiceField(choices=["campaign", "segment"])
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class SegmentFresh(serializers.Serializer):
    """How fresh the members are."""

    state = serializers.ChoiceField(choices=[each.value for each in Freshness])
    as_of = serializers.DateTimeField(allow_null=True, help_text="Null while it is filled for the first time.")
    checked_every = serializers.SerializerMethodField(help_text="Seconds; of `checked` only.")
    percent = serializers.IntegerField(allow_null=True, help_text="How much of a look at all contacts is done.")

    def get_checked_every(self, fresh: Any) -> float | None:
        """Seconds between two checks."""
        return None if fresh.every is None else float(fresh.every.total_seconds())


class SegmentOut(serializers.Serializer):
    """A segment. Who uses it and how fresh it is come in the context."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SegmentKind.choices)
    rule = serializers.SerializerMethodField()
    rule_text = serializers.SerializerMethodField()
    member_count = serializers.IntegerField()
    freshness = serializers.SerializerMethodField()
    used_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_rule(self, segment: Segment) -> dict[str, Any] | None:
        """The rule; of a static segment the one that filled it."""
        return segment.rule or None

    def get_rule_text(self, segment: Segment) -> str:
        """The rule in words."""
        return plain_words(parse(segment.rule), self.context["names"]) if segment.rule else ""

    @extend_schema_field(SegmentFresh())
    def get_freshness(self, segment: Segment) -> Any:
        """How fresh it is."""
        return self._fresh.to_representation(self.context["freshness"][segment.pk])

    @extend_schema_field(SegmentUser(many=True))
    def get_used_by(self, segment: Segment) -> Any:
        """The campaigns and segments that use it."""
        return [self._user.to_representation(each) for each in self.context["uses"][segment.pk]]

    @cached_property
    def _fresh(self) -> SegmentFresh:
        """As `_user`, one for all segments of a list: making it takes longer than using it."""
        return SegmentFresh()

    @cached_property
    def _user(self) -> SegmentUser:
        return SegmentUser()


class RuleEstimated(serializers.Serializer):
    """Whom a rule takes."""

    contacts = serializers.IntegerField(source="matching")
    exact = serializers.BooleanField(help_text="False: counted from a sample, because counting took too long.")
    total = serializers.IntegerField(help_text="How many contacts there are.")


class MemberOut(serializers.Serializer):
    """A contact in a segment."""

    id = serializers.CharField(source="public_id")
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)


class RulePreviewed(RuleEstimated):
    """Whom a rule takes, with its words and some of the contacts."""

    rule_text = serializers.CharField()
    sample = MemberOut(many=True, help_text="At most 10, the newest.")


class MemberRow(serializers.Serializer):
    """What became of one contact of the list."""

    contact = serializers.CharField(help_text="As it was sent.")
    id = serializers.CharField(allow_null=True, help_text="Null: there is no such contact.")
    outcome = serializers.ChoiceField(choices=["add", "remove", "unknown"])


class MembersChanged(serializers.Serializer):
    """How many came and went, and who was known."""

    added = serializers.IntegerField(help_text="Those who were not in it before.")
    removed = serializers.IntegerField()
    unknown = serializers.IntegerField()
    contacts = MemberRow(many=True)


class SegmentGone(serializers.Serializer):
    """A segment that was deleted."""

    id = serializers.CharField()
    deleted = serializers.BooleanField()


def segments_out(workspace: Workspace, segments: Sequence[Segment]) -> list[Any]:
    """The segments as they are answered; the same queries however many there are."""
    references = set().union(*(segment_ids(segment.rule) for segment in segments))
    context = {
        "names": segment_names(workspace=workspace, ids=references),
        "uses": uses_of(workspace=workspace, segments=segments),
        "freshness": freshness_of(workspace=workspace, segments=segments, now=database_now()),
    }
    return list(SegmentOut(segments, many=True, context=context).data)
