"""What the tenant API takes and answers for operations over many contacts, with the examples of its reference."""

from typing import Any

from rest_framework import serializers

from contacts.bulk import find_action
from contacts.models import BulkOperation, BulkState
from workspaces.api.serializers import JSONObject, StrictInteger, StrictSerializer, StrictText
from workspaces.api.tenant.schema import page_example
from workspaces.api.tenant.views import PageQuery
from workspaces.errors import DomainError

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."


class OperationListQuery(PageQuery):
    """Which operations."""

    workspace = StrictText(max_length=63, required=False, help_text=_WORKSPACE)


class OperationWish(StrictSerializer):
    """What is to be done, and to whom: contacts that are named, or whom a filter finds; an empty one: everybody."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    action = StrictText(
        max_length=20,
        help_text="`tag`, `untag`, `segment_add`, `segment_remove`, `set_field`, `consent`, `enrol` or `erase`.",
    )
    params = JSONObject(required=False, help_text="What the action needs, such as `tag`; `erase` needs nothing.")
    contacts = serializers.ListField(child=StrictText(max_length=64), required=False, help_text="Ids, at most 1,000.")
    filter = JSONObject(
        required=False, help_text="As for exports: search, tag, segment, consent, reachable, created, rule."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Somebody has to be meant, on purpose."""
        if ("contacts" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError({"contacts": ["name either contacts or a filter"]}, code="required")
        return attrs


class OperationInput(OperationWish):
    """The same, to be done."""

    expected = StrictInteger(
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        default=0,
        help_text="How many the check told.",
    )
    confirm = StrictText(
        max_length=20, required=False, allow_blank=True, help_text="The word `erase`, where the action is that."
    )


class OperationTold(serializers.Serializer):
    """What it would do."""

    words = serializers.CharField()
    changing = serializers.IntegerField(help_text="How many contacts would be changed, or erased.")
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="How many would not, by reason.")
    exact = serializers.BooleanField(help_text="False: told from a sample.")
    confirm = serializers.CharField(help_text="The word that confirms it; empty where none is asked for.")


class OperationOut(serializers.Serializer):
    """One operation and how far it is."""

    id = serializers.CharField(source="public_id")
    action = serializers.CharField()
    words = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=BulkState.choices)
    reason = serializers.CharField(help_text="Why it paused, in words.")
    expected = serializers.IntegerField()
    looked_at = serializers.IntegerField()
    changed = serializers.IntegerField()
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="How many stayed as they were, by why.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_words(self, operation: BulkOperation) -> str:
        """What it does; the action alone where what it names is gone."""
        action = find_action(operation.action)
        if action is None:
            return operation.action
        try:
            return action.words(operation.workspace, operation.params)
        except DomainError:
            return action.label


_EXAMPLE: dict[str, Any] = {
    "id": "bulk_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "action": "erase",
    "words": "Erase contacts with everything that is kept about them",
    "state": "pending",
    "reason": "",
    "expected": 1204,
    "looked_at": 0,
    "changed": 0,
    "refused": {},
    "created_at": "2025-11-01T10:00:00Z",
    "finished_at": None,
}
OPERATION: dict[str, Any] = {"success": True, "data": _EXAMPLE}
OPERATIONS: dict[str, Any] = page_example(_EXAMPLE, limit=50)
WISH: dict[str, Any] = {"workspace_slug": "acme-corp", "action": "erase", "filter": {"tag": "left"}}
GIVEN: dict[str, Any] = {**WISH, "expected": 1204, "confirm": "erase"}
TOLD: dict[str, Any] = {
    "success": True,
    "data": {"words": _EXAMPLE["words"], "changing": 1204, "refused": {}, "exact": True, "confirm": "erase"},
}
