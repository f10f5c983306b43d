"""`/api/v1/tenant/suppressions` and `/{id}`: addresses that get nothing."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.models import Suppression, SuppressionReason
from messaging.selectors import suppressions_page
from messaging.services import Added, suppression_remove, suppressions_add
from workspaces.api.access import Need
from workspaces.api.paging import CursorQuery
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import TenantView
from workspaces.channels import Channel
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
MOST = 1_000
_TAG = "Suppressions"
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_EXAMPLE: dict[str, Any] = {
    "id": "sup_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "channel": "email",
    "address": "ada@example.com",
    "reason": "hard_bounce",
    "source": "import of March",
    "created_at": "2025-11-01T10:00:00Z",
}
_LIST: dict[str, Any] = page_example(_EXAMPLE, cursor=True)
_ADDED: dict[str, Any] = {
    "success": True,
    "data": {
        "added": 1,
        "addresses": [
            {"address": "ada@example.com", "outcome": "added", "problem": ""},
            {"address": "nonsense", "outcome": "invalid", "problem": "is not a valid e-mail address"},
        ],
    },
}
_REMOVED: dict[str, Any] = {"success": True, "data": {"id": _EXAMPLE["id"], "deleted": True}}


class SuppressionListQuery(CursorQuery):
    """The query string of the list."""

    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    reason = serializers.ChoiceField(choices=SuppressionReason.choices, required=False)
    address = serializers.CharField(max_length=254, required=False, help_text="This address, in any case.")


class SuppressionInput(StrictSerializer):
    """Addresses that shall get nothing."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.EMAIL.value)
    addresses = serializers.ListField(
        child=StrictText(max_length=1_000, allow_blank=True), min_length=1, max_length=MOST, help_text="At most 1,000."
    )
    reason = serializers.ChoiceField(choices=SuppressionReason.choices, default=SuppressionReason.MANUAL.value)
    source = StrictText(max_length=120, required=False, allow_blank=True, help_text="Where you know it from.")  # type: ignore[assignment]


class SuppressionRemoveQuery(StrictSerializer):
    """The query string of a removal."""

    note = serializers.CharField(
        max_length=300, required=False, help_text="How the person asked for it; a complaint is not lifted without."
    )


class SuppressionOut(serializers.Serializer):
    """One address on one channel."""

    id = serializers.CharField(source="public_id")
    channel = serializers.ChoiceField(choices=Channel.choices)
    address = serializers.CharField()
    reason = serializers.ChoiceField(choices=SuppressionReason.choices)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    created_at = serializers.DateTimeField()


class SuppressionRowOut(serializers.Serializer):
    """What became of one address."""

    address = serializers.CharField(help_text="As it is stored; as it was given where it is invalid.")
    outcome = serializers.ChoiceField(
        choices=[each.value for each in Added], help_text="`present`: it was suppressed before; its reason stays."
    )
    problem = serializers.CharField(allow_blank=True, help_text="Why it is invalid.")


class SuppressionsAddedOut(serializers.Serializer):
    """One row for each address, in its order."""

    added = serializers.IntegerField()
    addresses = SuppressionRowOut(many=True)


class SuppressionGone(serializers.Serializer):
    """It may be written to again."""

    id = serializers.CharField()
    deleted = serializers.BooleanField()


class SuppressionsView(TenantView):
    """The suppressed addresses of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "suppressions_list",
        summary="List suppressed addresses",
        description="Newest first, by channel, reason or one address. Read on with `next_cursor`. Addresses of people "
        "who were erased get nothing either, but are known by a keyed hash alone and listed nowhere.",
        need=READ,
        query=[SuppressionListQuery],
        answer=page_envelope("SuppressionList", SuppressionOut, cursor=True),
        example=_LIST,
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SuppressionListQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        rows, following = suppressions_page(workspace, **query)
        return self.success_run(SuppressionOut(rows, many=True).data, query, following)

    @operation(
        "suppressions_add",
        summary="Suppress addresses",
        description="Up to 1,000 at a time, also ones that no contact has. Each gets its answer: what is not an "
        "address keeps the others from nothing, and what was suppressed before keeps its reason.",
        need=WRITE,
        body=SuppressionInput,
        bodies={"Two addresses": {"addresses": ["ada@example.com", "nonsense"], "reason": "hard_bounce"}},
        answer=envelope("SuppressionsAdded", SuppressionsAddedOut()),
        example=_ADDED,
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SuppressionInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        rows = suppressions_add(workspace=workspace, actor=self.actor, **body)
        added = sum(each.outcome is Added.ADDED for each in rows)
        return self.success(SuppressionsAddedOut({"added": added, "addresses": rows}).data)


class SuppressionDetailView(TenantView):
    """One suppressed address."""

    needs: ClassVar[dict[str, Need]] = {"DELETE": WRITE}

    @operation(
        "suppressions_remove",
        summary="Let an address get messages again",
        description="Whoever refused by consent still gets nothing. Addresses that complained or don't exist harm your "
        "name as a sender: take them back only where you know better. A complaint is lifted only with a `note` of how "
        "the person asked for it; the audit log keeps it.",
        need=WRITE,
        query=[SuppressionRemoveQuery],
        answer=envelope("SuppressionRemoved", SuppressionGone()),
        example=_REMOVED,
        errors=_ERRORS,
        tag=_TAG,
    )
    def delete(self, request: Request, suppression_id: str) -> Response:
        note = self.query(SuppressionRemoveQuery).get("note", "")
        suppression = self.find(Suppression, suppression_id)
        public_id = suppression.public_id
        suppression_remove(suppression=suppression, actor=self.actor, note=note)
        return self.success({"id": public_id, "deleted": True})
